import Foundation
import GRDB
import Testing

@testable import RunHistory

/// What a history gives back, and which runs it finds.
struct HistoryContentsTests {
    let scratch = ScratchHistory()

    private static let awkward = [
        "", " ", "'; DROP TABLE run; --", "a\nb\tc\r\n", "森林 \u{1F30D} e\u{301}", "<b>&\"", "../..", "%_*",
        "\\N",
        String(repeating: "lang ", count: 20_000),
    ]

    @Test func anyTextComesBackAsItWas() throws {
        let history = try RunHistory(path: scratch.path)
        let named = Dictionary(uniqueKeysWithValues: Self.awkward.map { ($0, String($0.reversed())) })
        let description = RunDescription(
            command: Self.awkward[4], parameters: named, commandLine: Self.awkward, folder: Self.awkward[5],
            environment: named, sweep: Self.awkward[2])
        let id = try history.begin(description)
        let files = Self.awkward.enumerated().map {
            RunFile(
                role: $0 % 2 == 0 ? .input : .output, path: $1, bytes: Int64.max - Int64($0), checksum: $1)
        }
        try history.add(files, run: id)
        try history.finish(run: id, error: Self.awkward[3])
        let run = try #require(try RunHistory(path: scratch.path).runs().first)
        #expect(run.id == id && run.command == description.command && run.sweep == description.sweep)
        #expect(run.parameters == named && run.environment == named && run.folder == description.folder)
        #expect(run.commandLine == Self.awkward && run.files == files)
        #expect(run.status == .failed && run.error == Self.awkward[3])
        #expect(try JSONDecoder().decode(Run.self, from: JSONEncoder().encode(run)) == run)
    }

    @Test func laterParametersReplaceEarlierOnes() throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(RunDescription(command: "transfer", parameters: ["a": "1", "b": "2"]))
        try history.setParameters(["b": "3", "c": ""], run: id)
        try history.setParameters([:], run: id)
        #expect(try history.run(named: id).parameters == ["a": "1", "b": "3", "c": ""])
    }

    @Test func numbersOfAllSizesComeBack() throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(RunDescription(command: "evaluate"))
        let values: [Double] = [
            0, -0.0, 0.1, .pi, -1e308, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
            9_007_199_254_740_992,
        ]
        let points = values.enumerated().map { MetricPoint(name: "m\($0)", value: $1, step: Int.max - $0) }
        try history.record(points, run: id)
        try history.record([], run: id)
        let read = try history.points(ofRun: id)
        #expect(read.map(\.value) == values && read.map(\.step) == points.map(\.step))
        // A time is kept to the millisecond.
        #expect(zip(read, points).allSatisfy { abs($0.time.timeIntervalSince($1.time)) < 0.002 })
        #expect(try history.run(named: id).metrics.count == values.count)
    }

    @Test func aLastValueThatIsNoNumberLeavesTheOneBefore() throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(RunDescription(command: "finetune"))
        let values = [0.5, 0.25, .nan, -.infinity]
        try history.record(
            values.enumerated().map { MetricPoint(name: "loss", value: $1, step: $0) }, run: id)
        #expect(try history.run(named: id).metrics == ["loss": 0.25])
        let read = try history.points(ofRun: id)
        #expect(read.map(\.value.isNaN) == [false, false, true, true])
    }

    @Test func ofEqualStepsTheLastOneWrittenCounts() throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(RunDescription(command: "finetune"))
        for value in [3.0, 1, 2] {
            try history.record([MetricPoint(name: "accuracy", value: value, step: 0)], run: id)
        }
        #expect(try history.run(named: id).metrics["accuracy"] == 2)
        #expect(try history.points(ofRun: id).map(\.value) == [3, 1, 2])
    }

    @Test func theNewestRunIsFirst() throws {
        let history = try RunHistory(path: scratch.path)
        let ids = try (0..<12).map { try history.begin(RunDescription(command: "c\($0)")) }
        #expect(Set(ids).count == 12)
        #expect(ids.allSatisfy { $0.count == 12 && $0.allSatisfy(\.isHexDigit) })
        #expect(try history.runs().map(\.id) == ids.reversed())
    }

    @Test(arguments: ["", "%", "_", "'", "zzzzzzzzzzzz", "0123456789abcdef", " "])
    func whatNamesNoRunIsToldSo(prefix: String) throws {
        let history = try RunHistory(path: scratch.path)
        _ = try history.begin(RunDescription(command: "score"))
        #expect(throws: RunHistoryError.noSuchRun(prefix, path: scratch.path)) {
            try history.run(named: prefix)
        }
    }

    /// Seeds reach to 2^64, doubles tell whole numbers apart up to 2^53.
    @Test(arguments: [
        ("9007199254740993", "9007199254740992", false), ("9007199254740993", "9007199254740993.0", true),
        ("9007199254740992.0", "9007199254740993", false),
        ("18446744073709551615", "18446744073709551614", false),
        ("18446744073709551615", "1.8446744073709551615e19", true),
        ("-9007199254740993", "9007199254740993", false),
        ("-9007199254740993", "-9007199254740992", false), ("10", "10.0", true), ("10", "1e1", true),
        ("1e+16", "10000000000000000", true), ("1e16", "10000000000000001", false), ("1e400", "1e500", false),
        ("0", "-0.0", true), ("0", "0e9", true), ("007", "+7", true), ("0.1", "0.10", true),
        ("0.1", ".1", true),
        ("0.1", "0.10000000000000001", true), ("0.1", "0.2", false), ("1e-3", "0.001", true),
        ("7", "7.5", false),
        ("9007199254740993", "9007199254740992.5", false), ("0x10", "16", true), ("inf", "infinity", true),
        ("", "0", false), (".", "0", false), ("e5", "0", false), ("true", "1", false), ("٧", "7", false),
    ])
    func numbersAreTheSameByTheirValue(recorded: String, asked: String, isSame: Bool) throws {
        let history = try RunHistory(path: scratch.path)
        _ = try history.begin(RunDescription(command: "c", parameters: ["seed": recorded]))
        let found = try history.runs(matching: RunFilter(parameters: ["seed": asked]))
        #expect(found.isEmpty != isSame)
    }

    @Test func everyConditionOfAFilterMustBeMet() throws {
        let history = try RunHistory(path: scratch.path)
        for (command, sweep, seed) in [
            ("transfer", "s1", "7"), ("transfer", "s2", "7.0"), ("finetune", "s1", "seven"),
            ("transfer", nil, "07"),
        ] as [(String, String?, String)] {
            _ = try history.begin(
                RunDescription(command: command, parameters: ["seed": seed], sweep: sweep))
        }
        func count(_ filter: RunFilter) throws -> Int { try history.runs(matching: filter).count }
        #expect(try count(RunFilter(parameters: ["seed": "7"])) == 3)
        #expect(try count(RunFilter(command: "transfer", sweep: "s1")) == 1)
        #expect(try count(RunFilter(command: "transfer", parameters: ["seed": "seven"])) == 0)
        #expect(try count(RunFilter(sweep: "s1", parameters: ["seed": "seven"])) == 1)
        #expect(try count(RunFilter(parameters: ["seed": ""])) == 0)
        #expect(try count(RunFilter(parameters: ["depth": "1"])) == 0)
        #expect(try count(RunFilter(status: .interrupted)) == 0)
        #expect(try count(RunFilter(command: "Transfer")) == 0)
    }

    @Test func whatBelongsToNoRunIsAnErrorAndNothingIsKept() throws {
        let history = try RunHistory(path: scratch.path)
        let point = MetricPoint(name: "loss", value: 1, step: 0)
        let file = RunFile(role: .input, path: "a", bytes: nil, checksum: nil)
        for write in [
            { try history.record([point], run: "none") }, { try history.add([file], run: "none") },
            { try history.setParameters(["a": "b"], run: "none") },
        ] {
            let error = #expect(throws: RunHistoryError.self) { try write() }
            guard case .cannotWrite(scratch.path, _) = error else {
                return #expect(Bool(false), "\(error as Any)")
            }
        }
        #expect(try history.points(ofRun: "none").isEmpty)
    }

    @Test func deletingPassesOverNamesThatAreNotThereAndSparesOthers() throws {
        let history = try RunHistory(path: scratch.path)
        let ids = try (0..<3).map { _ in
            try history.begin(RunDescription(command: "score", parameters: ["a": "b"]))
        }
        for id in ids {
            try history.record([MetricPoint(name: "tiles", value: 1, step: 0)], run: id)
            try history.add([RunFile(role: .output, path: "out", bytes: 1, checksum: nil)], run: id)
        }
        try history.delete(["gone", ids[1], ids[1], String(ids[0].prefix(6))])
        try history.compact()
        #expect(Set(try history.runs().map(\.id)) == [ids[0], ids[2]])
        #expect(try history.runs().allSatisfy { $0.files.count == 1 && $0.metrics == ["tiles": 1] })
        // Nothing of the deleted run is left in any table.
        for table in ["parameter", "metric", "file"] {
            let rows = try history.read {
                try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table) WHERE run = ?", arguments: [ids[1]])
            }
            #expect(rows == 0)
        }
    }

    @Test func aNewerFormatIsLeftAlone() throws {
        let history = try RunHistory(path: scratch.path)
        try history.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2')") }
        #expect(throws: RunHistoryError.newerFormat(path: scratch.path)) {
            try RunHistory(path: scratch.path)
        }
    }

    @Test func everyCutHistoryIsReadOrRefused() throws {
        do {
            let history = try RunHistory(path: scratch.path)
            let id = try history.begin(RunDescription(command: "score", parameters: ["a": "b"]))
            try history.finish(run: id, error: nil)
            try history.compact()
            try history.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try history.database.close()
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        #expect(whole.count > 4096)
        for length in [1, 15, 16, 99, 100, 1000, 4095, 4096, 8192, whole.count / 2, whole.count - 1] {
            let path = scratch.folder.appendingPathComponent("cut-\(length).sqlite").path
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            do {
                let runs = try RunHistory(path: path).runs()
                #expect(runs.count <= 1)
            } catch { #expect(error is RunHistoryError, "\(length): \(error)") }
        }
    }

    @Test func aRecorderWithoutAHistoryRecordsNothing() {
        let recorder = RunRecorder(path: nil, description: RunDescription(command: "score")) {
            Issue.record("\($0)")
        }
        recorder.metric("tiles", 1)
        recorder.parameters(["a": "b"])
        recorder.finish(error: nil)
        #expect(recorder.runID == nil)
    }

    @Test func figuresThatDoNotExistAreLeftOut() throws {
        let recorder = RunRecorder(path: scratch.path, description: RunDescription(command: "evaluate")) {
            Issue.record("\($0)")
        }
        recorder.metrics(["accuracy": 0.5, "kappa": nil, "loss": .nan], step: 2)
        recorder.finish(error: "cut short")
        let history = try RunHistory(path: scratch.path)
        let id = try #require(recorder.runID)
        #expect(try history.run(named: id).metrics == ["accuracy": 0.5])
        #expect(try history.points(ofRun: id).map(\.name) == ["accuracy", "loss"])
        #expect(try history.run(named: id).error == "cut short")
    }

    @Test func thisProcessIsAliveAndAnotherStartOfItIsNot() throws {
        let current = ProcessIdentity.current
        #expect(!current.isGone && ProcessIdentity(processID: current.processID) == current)
        #expect(
            ProcessIdentity(host: current.host, processID: current.processID, start: "another boot/1").isGone)
        #expect(
            !ProcessIdentity(host: "another.example", processID: current.processID, start: "boot/1").isGone)
        #expect(ProcessIdentity(processID: Int32.max) == nil && ProcessIdentity(processID: -1) == nil)
    }
}

struct MLflowBatchesTests {
    private func run(parameters: [String: String] = [:], error: String? = nil) -> Run {
        Run(
            id: "0123456789ab", command: "score", status: .failed, started: .now, finished: nil, error: error,
            commandLine: ["aerial", "score", "a b"], folder: "/", sweep: "s", parameters: parameters,
            metrics: [:],
            environment: ["gitCommit": "abc"], files: [])
    }

    @Test func aRunWithoutAnythingStillSaysWhatItWas() {
        let batches = MLflowMirror.batches(of: run(error: "no room"), points: [], runID: "r")
        let tags = Dictionary(uniqueKeysWithValues: batches.flatMap(\.tags).map { ($0.key, $0.value) })
        #expect(tags["aerial.command"] == "score" && tags["aerial.commandLine"] == "aerial score a b")
        #expect(tags["mlflow.source.git.commit"] == "abc" && tags["aerial.error"] == "no room")
        #expect(tags["aerial.sweep"] == "s")
        #expect(batches.allSatisfy { $0.runId == "r" && $0.metrics.isEmpty && $0.params.isEmpty })
    }

    @Test func longTextsAreCutToTheServersLength() {
        let long = String(repeating: "Äé", count: 9000)
        let batches = MLflowMirror.batches(
            of: run(parameters: ["p": long, String(repeating: "k", count: 900): "v"]), points: [], runID: "r")
        let params = batches.flatMap(\.params)
        #expect(params.count == 2)
        #expect(params.allSatisfy { $0.key.count <= 250 && $0.value.count <= 6000 })
        #expect(params.contains { $0.key == "p" && long.hasPrefix($0.value) && $0.value.count == 6000 })
    }

    @Test func timesAreMillisecondsSince1970() throws {
        let time = Date(timeIntervalSince1970: 1_700_000_000.1234)
        let points = [MetricPoint(name: "loss", value: 2, step: 5, time: time)]
        let metric = try #require(
            MLflowMirror.batches(of: run(), points: points, runID: "r").flatMap(\.metrics).first)
        #expect(metric == MLflowMetric(key: "loss", value: 2, timestamp: 1_700_000_000_123, step: 5))
    }
}
