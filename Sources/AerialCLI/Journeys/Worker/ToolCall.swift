internal import AerialCore
internal import Foundation

/// Programs of the system that are called for what they do best.
enum ToolCall {
    /// What a program writes to stdout.
    /// - Parameter mayFail: its exit status does not matter.
    /// - Throws: ``CommandError`` with its own words when it is missing or fails.
    static func output(_ name: String, _ arguments: [String], mayFail: Bool = false) throws -> String {
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

/// Folders as `.tar.gz` files.
enum Archive {
    /// Packs what lies in a folder. The same files give the same bytes; the archive appears whole or not at all.
    /// - Throws: ``CommandError``.
    static func write(_ folder: String, to path: String) throws {
        let failure = { (reason: String) in CommandError("cannot write \(path): \(reason).") }
        let place: StagingPlace
        do { place = try StagingPlace(beside: path) } catch { throw failure(error.reason) }
        defer { withExtendedLifetime(place) {} }
        let partial = "\(place.path)/archive"
        _ = try ToolCall.output(
            "tar",
            [
                "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--format=gnu",
                "--use-compress-program=gzip -n -6", "-C", folder, "-cf", partial, ".",
            ])
        guard rename(partial, path) == 0 else {
            throw failure(String(cString: strerror(errno)))
        }
    }
}
