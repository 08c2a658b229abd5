import Foundation
import RunHistory
import Testing

/// A history in a folder of its own, which goes with it.
final class ScratchHistory {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("runs-\(UUID().uuidString)")
    var path: String { folder.appendingPathComponent("runs.sqlite").path }

    deinit { try? FileManager.default.removeItem(at: folder) }
}

@Suite struct RunHistoryTests {
    let scratch = ScratchHistory()
    let description = RunDescription(
        command: "transfer", parameters: ["seed": "7", "penalty": "10"],
        commandLine: ["aerial", "transfer", "a b"],
        folder: "/tmp", environment: ["aerial": "0.1.0"])

    @Test func aRunIsReadAsItWasWritten() throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(description)
        try history.record([MetricPoint(name: "accuracy", value: 0.1 + 0.2, step: 0)], run: id)
        let file = RunFile(role: .output, path: "model", bytes: 12, checksum: "sha256:00")
        try history.add([file], run: id)
        #expect(try history.run(named: id).status == .running)
        try history.finish(run: id, error: nil)

        let run = try RunHistory(path: scratch.path).run(named: String(id.prefix(6)))
        #expect(run.status == .finished)
        #expect(run.parameters == description.parameters)
        #expect(run.commandLine == description.commandLine)
        #expect(run.environment == description.environment)
        #expect(run.metrics == ["accuracy": 0.1 + 0.2])
        #expect(run.files == [file])
        #expect(try #require(run.seconds) >= 0)
    }

    @Test func theLastStepIsTheMetricsValue() throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(description)
        let points = [2, 0, 1].map { MetricPoint(name: "loss", value: Double(10 - $0), step: $0) }
        try history.record(points, run: id)
        #expect(try history.run(named: id).metrics["loss"] == 8)
        #expect(try history.points(ofRun: id).map(\.step) == [0, 1, 2])
    }

    @Test func whatIsNoNumberHasNoValueButStays() throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(description)
        try history.record([MetricPoint(name: "loss", value: .infinity, step: 3)], run: id)
        #expect(try history.run(named: id).metrics.isEmpty)
        #expect(try history.points(ofRun: id).map(\.step) == [3])
    }

    @Test func writersOnTheirOwnConnectionsLoseNothing() async throws {
        let path = scratch.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let history = try RunHistory(path: path)
                    let id = try history.begin(RunDescription(command: "finetune"))
                    for start in stride(from: 0, to: 10_000, by: 50) {
                        let points = (start..<start + 50).map {
                            MetricPoint(name: "loss", value: 1, step: $0)
                        }
                        try history.record(points, run: id)
                    }
                    try history.finish(run: id, error: nil)
                }
            }
            try await group.waitForAll()
        }
        let history = try RunHistory(path: path)
        let runs = try history.runs()
        #expect(runs.count == 2)
        for run in runs { #expect(try history.points(ofRun: run.id).map(\.step) == Array(0..<10_000)) }
    }

    /// The writing half of the next test, which starts it in processes of its own.
    @Test(.enabled(if: OtherProcess.historyPath != nil)) func writesTenThousandMetrics() throws {
        let path = try #require(OtherProcess.historyPath)
        let recorder = RunRecorder(path: path, description: description) { Issue.record("\($0)") }
        for step in 0..<10_000 { recorder.metric("loss", 1 / Double(step + 1), step: step) }
        recorder.finish(error: nil)
    }

    @Test func twoProcessesLoseNothing() throws {
        let writers = try (0..<2).map { _ in
            try OtherProcess.start("writesTenThousandMetrics", historyPath: scratch.path)
        }
        for writer in writers {
            writer.waitUntilExit()
            #expect(writer.terminationStatus == 0)
        }
        let history = try RunHistory(path: scratch.path)
        let runs = try history.runs()
        #expect(runs.count == 2)
        #expect(runs.allSatisfy { $0.status == .finished })
        for run in runs {
            let points = try history.points(ofRun: run.id)
            #expect(points.map(\.step) == Array(0..<10_000))
            #expect(points.allSatisfy { $0.value == 1 / Double($0.step + 1) })
        }
    }

    @Test func aRunWhoseProcessWasKilledIsInterrupted() throws {
        let history = try RunHistory(path: scratch.path)
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["60"]
        try child.run()
        let identity = try #require(ProcessIdentity(processID: child.processIdentifier))
        let id = try history.begin(description, process: identity)
        #expect(try history.run(named: id).status == .running)
        kill(child.processIdentifier, SIGKILL)
        child.waitUntilExit()
        #expect(try history.run(named: id).status == .interrupted)
    }

    @Test func filtersLookAtCommandStatusAndParameters() throws {
        let history = try RunHistory(path: scratch.path)
        let failed = try history.begin(description)
        try history.finish(run: failed, error: "no room")
        _ = try history.begin(RunDescription(command: "score"))
        #expect(try history.runs().count == 2)
        #expect(try history.runs(matching: RunFilter(command: "transfer")).map(\.id) == [failed])
        #expect(try history.runs(matching: RunFilter(status: .failed)).map(\.error) == ["no room"])
        #expect(try history.runs(matching: RunFilter(parameters: ["seed": "8"])).isEmpty)
        // A number is a number, however it was written.
        #expect(try history.runs(matching: RunFilter(parameters: ["penalty": "10.0"])).map(\.id) == [failed])
    }

    @Test func deletingARunTakesAllThatBelongsToIt() throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(description)
        try history.record([MetricPoint(name: "loss", value: 1, step: 0)], run: id)
        try history.delete([id])
        #expect(try history.runs().isEmpty)
        #expect(try history.points(ofRun: id).isEmpty)
        #expect(throws: RunHistoryError.noSuchRun(id, path: scratch.path)) { try history.run(named: id) }
    }

    @Test func pruningSparesWhatStillRuns() throws {
        let history = try RunHistory(path: scratch.path)
        _ = try history.begin(description)
        let done = try history.begin(description)
        try history.finish(run: done, error: nil)
        #expect(try history.runs(before: .distantFuture).map(\.id) == [done])
        #expect(try history.runs(before: .distantPast).isEmpty)
    }

    @Test func anAmbiguousNameIsRefused() throws {
        let history = try RunHistory(path: scratch.path)
        let ids = try (0..<40).map { _ in try history.begin(description) }
        let shared = try #require(
            Dictionary(grouping: ids, by: { $0.prefix(1) }).first { $0.value.count > 1 })
        #expect(throws: RunHistoryError.ambiguous(String(shared.key), matches: shared.value.sorted())) {
            try history.run(named: String(shared.key))
        }
    }
}
