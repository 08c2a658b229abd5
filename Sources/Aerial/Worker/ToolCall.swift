internal import AerialCore
internal import Foundation

/// Programs of the system that are called for what they do best.
package enum ToolCall {
    /// What a program writes to stdout.
    /// - Parameter mayFail: its exit status does not matter.
    /// - Throws: ``CommandError`` with its own words when it is missing or fails.
    package static func output(_ name: String, _ arguments: [String], mayFail: Bool = false) throws -> String
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        do { try process.run() } catch { throw CommandError("cannot run \(name): \(error.fileReason)") }
        // Its words are few and fit into the pipe while the output is read.
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard mayFail || process.terminationStatus == 0 else {
            throw CommandError(
                "\(name) failed: \(said.trimmingCharacters(in: .whitespacesAndNewlines).suffix(400))")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
