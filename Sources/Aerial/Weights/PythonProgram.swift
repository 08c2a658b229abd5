internal import AerialCore
internal import Foundation

/// Python, which fetches packages and does nothing else here.
enum PythonProgram {
    /// - Returns: its exit status and what it wrote to stderr.
    static func run(_ arguments: [String]) throws -> (status: Int32, errors: String) {
        let python = Process()
        let errors = Pipe()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3"] + arguments
        python.standardOutput = FileHandle.nullDevice
        python.standardError = errors
        do { try python.run() } catch {
            throw CommandError("cannot run python3, which downloads: \(error.fileReason)")
        }
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        python.waitUntilExit()
        return (python.terminationStatus, said)
    }
}
