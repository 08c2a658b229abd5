import AerialCore
import Foundation
import RunHistory
import Testing

@testable import Aerial
@testable import AerialCLI

/// Which model a sweep gives out, with trials that train nothing: each model holds the words that it was made by.
struct SweepModelTests {
    let scratch = Scratch()

    /// - Parameter renews: whether a training replaces a model that stands in its place; fine-tuning does not.
    private func sweep(_ options: String, renews: Bool) throws {
        let data = "\(scratch.path)/data"
        try scratch.write("", to: "data/A/1.png")
        let file = try scratch.write(
            "name: s\ndataset: \(data)\nparameters: {penalty: [10, 1]}\noptions: {\(options)}",
            to: "sweep.yaml")
        let plan = try SweepPlan(
            file: file,
            runner: SweepRunner(
                complaint: { _ in nil }, run: { try Self.train($0, on: data, renews: renews) }))
        let folder = SweepFolder(path: scratch["sweep"])
        let trials = try SweepTrials(
            plan: plan, folder: folder, historyPath: scratch["runs.sqlite"], incidental: [])
        _ = try Sweep(plan: plan, folder: folder, trials: trials, console: Console(isQuiet: true)).run()
    }

    private struct Stands: Error {}

    private static func train(_ words: [String], on data: String, renews: Bool) throws {
        func value(_ option: String) -> String? {
            words.firstIndex(of: "--" + option).map { words[$0 + 1] }
        }
        let out = try #require(value("out"))
        let trial = try #require(SweepTrial.current)
        let recorder = RunRecorder(
            path: value("runs"),
            description: RunDescription(
                command: "transfer", commandLine: trial.commandLine,
                environment: ["aerial": AerialVersion.number], sweep: trial.sweep)
        ) { Issue.record("\($0)") }
        trial.runID = recorder.runID
        guard renews || !FileManager.default.fileExists(atPath: out + "/model.json") else {
            recorder.finish(error: "\(out) is there")
            throw Stands()
        }
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        let made = words.prefix { $0 != "--out" }.joined(separator: " ")
        try Data(made.utf8).write(to: URL(fileURLWithPath: out + "/model.json"))
        recorder.recordChosen(validationLoss: value("penalty") == "1" ? 0.1 : 0.2, validationAccuracy: 0.9)
        recorder.add([FileFacts.of(data, role: .input), FileFacts.of(out, role: .output)])
        recorder.finish(error: nil)
    }

    /// Of a dataset in a store each run of the sweep trained every trial anew.
    @Test func trialsOnADatasetInAStoreAreKnownAgain() throws {
        try scratch.write("tile", to: "copy/A/1.png")
        let address = "s3://bucket-\(UUID().uuidString)/data"
        let file = try scratch.write(
            "name: s\ndataset: \(address)\nparameters: {penalty: [1]}", to: "sweep.yaml")
        let plan = try SweepPlan(
            file: file, runner: SweepRunner(complaint: { _ in nil }, run: { _ in throw Stands() }))
        // As a run of an earlier process recorded itself.
        let recorder = RunRecorder(
            path: scratch["runs.sqlite"],
            description: RunDescription(
                command: "transfer", commandLine: ["aerial", "transfer", address, "--out", "trial"],
                environment: ["aerial": AerialVersion.number], sweep: "s")
        ) { Issue.record("\($0)") }
        let checksum = FileFacts.of(scratch["copy"], role: .input).checksum
        recorder.add([RunFile(role: .input, path: address, bytes: nil, checksum: checksum)])
        recorder.recordChosen(validationLoss: 0.1, validationAccuracy: 0.9)
        recorder.finish(error: nil)
        let trials = try SweepTrials(
            plan: plan, folder: SweepFolder(path: scratch["sweep"]), historyPath: scratch["runs.sqlite"],
            incidental: []
        ) { FetchedNames.remember(scratch["copy"], as: $0) }
        #expect(trials.recalled(.standard, round: .standard)?.score?.loss == 0.1)
    }

    /// An error is a sentence already.
    @Test func whyTheDefaultFailedIsSaidOnce() throws {
        try scratch.write("", to: "data/A/1.png")
        let file = try scratch.write(
            "name: s\ndataset: \(scratch.path)/data\nparameters: {penalty: [1]}", to: "sweep.yaml")
        let runner = SweepRunner(
            complaint: { _ in nil },
            run: { words in
                let trial = try #require(SweepTrial.current)
                let recorder = RunRecorder(
                    path: words.firstIndex(of: "--runs").map { words[$0 + 1] },
                    description: RunDescription(command: "transfer", commandLine: trial.commandLine)
                ) { Issue.record("\($0)") }
                trial.runID = recorder.runID
                recorder.finish(error: "there is no room. Make some.")
                throw Stands()
            })
        let plan = try SweepPlan(file: file, runner: runner)
        let folder = SweepFolder(path: scratch["sweep"])
        let trials = try SweepTrials(
            plan: plan, folder: folder, historyPath: scratch["runs.sqlite"], incidental: [])
        let sweep = Sweep(plan: plan, folder: folder, trials: trials, console: Console(isQuiet: true))
        let error = #expect(throws: CommandError.self) { try sweep.run() }
        #expect(error?.description.hasSuffix("nothing to compare with: there is no room. Make some.") == true)
    }

    /// With a full disk below the history, the default setting was blamed: "it gave no score".
    @Test(arguments: [false, true])
    func aTrialWhoseEndIsNotRecordedIsSaidToBeThat(fails: Bool) throws {
        try scratch.write("", to: "data/A/1.png")
        let file = try scratch.write(
            "name: s\ndataset: \(scratch.path)/data\nparameters: {penalty: [1]}", to: "sweep.yaml")
        let runner = SweepRunner(
            complaint: { _ in nil },
            run: { words in
                let trial = try #require(SweepTrial.current)
                let recorder = RunRecorder(
                    path: words.firstIndex(of: "--runs").map { words[$0 + 1] },
                    description: RunDescription(command: "transfer", commandLine: trial.commandLine)
                ) { Issue.record("\($0)") }
                // It began; nothing could be written after that.
                trial.runID = recorder.runID
                if fails { throw CommandError("the dataset is empty.") }
            })
        let plan = try SweepPlan(file: file, runner: runner)
        let history = scratch["runs.sqlite"]
        let folder = SweepFolder(path: scratch["sweep"])
        let trials = try SweepTrials(plan: plan, folder: folder, historyPath: history, incidental: [])
        let sweep = Sweep(plan: plan, folder: folder, trials: trials, console: Console(isQuiet: true))
        let error = #expect(throws: CommandError.self) { try sweep.run() }
        let reason = fails ? "the dataset is empty." : "could not be recorded in \(history)"
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    private var published: String { get throws { try scratch.text("sweep/model/model.json") } }

    /// The best of both is called `penalty-1`, and the trials of the first come from the history the second time.
    @Test func anotherSweepsModelOfTheSameNameIsNotGivenOut() throws {
        try sweep("seed: 7", renews: true)
        let first = try published
        #expect(first.contains("--penalty 1") && first.contains("--seed 7"))
        try sweep("seed: 8", renews: true)
        #expect(try published.contains("--seed 8"))
        try sweep("seed: 7", renews: true)
        #expect(try published == first)
    }

    /// A training that was killed when its model stood and its end was not yet written down.
    @Test func aModelOfATrialThatSaidNoEndMakesWay() throws {
        for name in ["default", "penalty-1", "penalty-10"] {
            try scratch.write("left", to: "sweep/trials/\(name)/model.json")
        }
        try sweep("seed: 7", renews: false)
        #expect(try published.contains("--penalty 1"))
    }
}
