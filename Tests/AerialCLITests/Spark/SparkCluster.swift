import Foundation
import Testing

/// The cluster that scripts/test-spark.sh starts: a master, two workers of one core each, a Connect server.
struct SparkCluster: Sendable {
    let address: String
    /// The folder of its pid files, logs and scratch: everything that its processes work in.
    let folder: String

    /// `nil` outside `make test-spark`.
    static let current: SparkCluster? = {
        let environment = ProcessInfo.processInfo.environment
        guard let address = environment["SPARK_TEST_ADDRESS"], let folder = environment["SPARK_TEST_RUN"]
        else { return nil }
        return SparkCluster(address: address, folder: folder)
    }()

    /// `aerial-worker` as it was built.
    static var worker: String { Program.folder + "/aerial-worker" }

    /// A process of the cluster.
    enum Part: CaseIterable {
        case worker
        case executor
        case daemon
    }

    /// The ids of the running processes of a kind that work in the cluster's folder.
    func processes(_ part: Part) -> [Int32] {
        if part == .daemon { return daemon(2).map { [$0] } ?? [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(Int32.init).filter { id in
            guard
                let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd"),
                place.hasPrefix(folder)
            else { return false }
            let words = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
            let command = String(decoding: words, as: UTF8.self)
            switch part {
            case .executor: return command.contains("CoarseGrainedExecutorBackend")
            case .worker: return command.hasPrefix(Self.worker) || command.contains("/aerial-worker\0")
            case .daemon: return false
            }
        }
    }

    /// What the system tells of a process that should not be there.
    static func account(of id: Int32) -> String {
        func text(_ name: String) -> String {
            let bytes = FileManager.default.contents(atPath: "/proc/\(id)/\(name)") ?? Data()
            return String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
        }
        let lines = text("status").split(separator: "\n")
            .filter { $0.hasPrefix("State") || $0.hasPrefix("PPid") || $0.hasPrefix("Threads") }
        return "\(id): \(text("cmdline")), \(lines.joined(separator: ", ")), in \(text("wchan"))"
    }

    private func daemon(_ number: Int) -> Int32? {
        let text = try? String(contentsOfFile: "\(folder)/worker-\(number).pid", encoding: .utf8)
        return text?.split(separator: " ").first.flatMap { Int32($0) }
    }

    /// Starts a worker daemon again after it was killed, and waits until the master knows it.
    func restartDaemon(_ number: Int = 2, localFolder: String? = nil) throws {
        if let id = daemon(number) { kill(-id, SIGKILL) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(Program.package)/scripts/spark.sh")
        process.arguments = ["start-worker", "\(number)"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "SPARK_RUN": folder, "SPARK_WORKER_LOCAL": localFolder.map { "\(number)=\($0)" } ?? "",
        ]) { $1 }
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    /// Waits until something holds.
    /// - Returns: whether it does.
    static func wait(seconds: Double, until holds: () -> Bool) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if holds() { return true }
            usleep(20_000)
        }
        return holds()
    }
}
