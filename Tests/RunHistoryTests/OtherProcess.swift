import Foundation

/// One test of this bundle, run in a process of its own.
enum OtherProcess {
    private static let variable = "AERIAL_TEST_HISTORY"

    /// The history that this process was started to write to; `nil` in ordinary test runs.
    static let historyPath = ProcessInfo.processInfo.environment[variable]

    static func start(_ test: String, historyPath: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", test]
        process.environment = ProcessInfo.processInfo.environment.merging([variable: historyPath]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
