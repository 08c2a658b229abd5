import Foundation

/// The built program, run as a user runs it: beside the test bundle, in a folder, to its end.
enum Program {
    /// What a run said and how it ended.
    struct Run: Sendable {
        let command: String
        let status: Int32
        /// What went to stdout.
        let output: String
        /// What went to stderr.
        let errors: String

        /// The one JSON object that `--json` ends with.
        func object<Object: Decodable>(_ type: Object.Type) throws -> Object {
            let lines = output.split(separator: "\n")
            guard lines.count == 1 else {
                throw Failure("\(command) wrote \(lines.count) lines to stdout: \(output)")
            }
            return try JSONDecoder().decode(type, from: Data(lines[0].utf8))
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    /// - Parameters:
    ///   - folder: the working directory, where paths among the arguments start.
    ///   - largestFile: kibibytes beyond which no file may grow, as on a disk that fills up.
    ///   - home: a folder for weights of the test's own.
    ///   - variables: of the environment, beside the usual ones.
    static func run(
        _ arguments: [String], in folder: String, largestFile: Int? = nil, home: String? = nil,
        variables: [String: String] = [:]
    ) throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let largestFile {
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments =
                ["-c", "trap '' XFSZ; ulimit -f \(largestFile); exec \"$0\" \"$@\"", path] + arguments
        }
        process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
        process.environment = environment.merging(home.map { ["AERIAL_HOME": $0] } ?? [:]) { $1 }
            .merging(variables) { $1 }
        // Files, not pipes: whatever the program says, nobody waits for the other.
        let said = Scratch()
        let (output, errors) = (try said.newFile("stdout"), try said.newFile("stderr"))
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        return Run(
            command: (["aerial"] + arguments).joined(separator: " "), status: process.terminationStatus,
            output: try said.text("stdout"), errors: try said.text("stderr"))
    }

    /// Starts the program and does not wait; what it says is not kept, unless a file is named for it.
    static func start(
        _ arguments: [String], in folder: String, output: FileHandle? = nil, errors: FileHandle? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
        process.environment = environment
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = errors ?? FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Starts the program and ends it with SIGKILL once `when` holds.
    /// - Returns: false when the program had ended by itself before.
    static func runKilled(_ arguments: [String], in folder: String, when: () -> Bool) throws -> Bool {
        let process = try start(arguments, in: folder)
        while process.isRunning {
            if when() {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                return true
            }
            usleep(5000)
        }
        return false
    }

    /// Runs what must succeed before anything can be tested.
    static func mustRun(_ arguments: [String], in folder: String) throws -> Run {
        let run = try run(arguments, in: folder)
        guard run.status == 0 else { throw Failure("\(run.command) ended with \(run.status): \(run.errors)") }
        return run
    }

    /// Where the built programs lie.
    static let folder: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (bundle as NSString).deletingLastPathComponent
    }()

    private static let path = folder + "/aerial"

    /// The package's folder.
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../..").standardizedFileURL.path

    /// The test's own, with the package's weights where none are named; no run is recorded.
    private static let environment: [String: String] = {
        let inherited = ProcessInfo.processInfo.environment
        return inherited.merging(["AERIAL_HOME": "\(package)/.deps/aerial"]) { given, _ in given }
            .merging(["AERIAL_RUNS": "none"]) { _, none in none }
    }()
}
