import Foundation
import RunHistory
import Synchronization
import Testing

@Suite struct RunRecorderTests {
    let scratch = ScratchHistory()

    @Test func everyMetricIsThereAtTheEnd() throws {
        let recorder = RunRecorder(path: scratch.path, description: RunDescription(command: "finetune")) {
            _ in
        }
        for step in 0..<2500 { recorder.metric("loss", 1 / Double(step + 1), step: step) }
        recorder.metrics(["accuracy": 0.9, "kappa": nil])
        recorder.finish(error: nil)
        let history = try RunHistory(path: scratch.path)
        let id = try #require(recorder.runID)
        #expect(try history.points(ofRun: id).count == 2501)
        #expect(try history.run(named: id).metrics["accuracy"] == 0.9)
    }

    @Test func aHistoryThatCannotBeWrittenIsToldOnceAndStopsNothing() {
        let warnings = Mutex<[String]>([])
        let recorder = RunRecorder(
            path: "/proc/none/runs.sqlite", description: RunDescription(command: "score")
        ) { line in
            warnings.withLock { $0.append(line) }
        }
        recorder.metric("tiles", 1)
        recorder.finish(error: nil)
        #expect(recorder.runID == nil)
        #expect(warnings.withLock { $0.count } == 1)
        #expect(warnings.withLock { $0.first }?.contains("/proc/none/runs.sqlite") == true)
    }

    @Test func aFileThatIsNoHistoryIsLeftAlone() throws {
        try FileManager.default.createDirectory(at: scratch.folder, withIntermediateDirectories: true)
        let text = Data(String(repeating: "not a database. ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: scratch.path))
        #expect(throws: RunHistoryError.self) { try RunHistory(path: scratch.path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == text)
    }
}
