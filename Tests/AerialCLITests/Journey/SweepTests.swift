import AerialCore
import Foundation
import Testing

@testable import Aerial
@testable import AerialCLI

/// What `sweep --json` promises.
private struct SweepObject: Decodable {
    struct Trial: Decodable, Equatable {
        let run: String
        let setting: [String: String]
        let validationLoss: Double?
        let accuracy: Double?
        let recalled: Bool
    }
    let trials: [Trial]
    let best: Trial
    let standard: Trial
    let recalled: Int
    let failed: Int

    private enum CodingKeys: String, CodingKey {
        case trials, best, recalled, failed
        case standard = "default"
    }
}

struct SweepPlanTests {
    let scratch = Scratch()

    private func plan(_ lines: String...) throws -> SweepPlan {
        try SweepPlan(
            file: scratch.write(lines.joined(separator: "\n"), to: "config.yaml"), runner: .commandLine)
    }

    private func problem(_ lines: String...) throws -> String {
        let path = try scratch.write(lines.joined(separator: "\n"), to: "config.yaml")
        let error = try #require(throws: CommandError.self) {
            try SweepPlan(file: path, runner: .commandLine)
        }
        return error.description
    }

    @Test func aGridHasEveryCombinationOnce() throws {
        let plan = try plan("dataset: tiles", "parameters: {penalty: [1, 10.5, 100], turns: [1, 4]}")
        #expect(plan.name == "config")
        #expect(Set(plan.settings).count == 6 && plan.settings.count == 6)
        #expect(
            plan.words(for: plan.settings[2], round: .standard)
                == ["transfer", "tiles", "--penalty", "10.5", "--turns", "1"])
    }

    /// A training of several processes starts the words of this program again: each would be the sweep.
    @Test func trialsTrainInOneProcess() throws {
        for lines in [
            "options: {processes: 2}\nparameters: {learning-rate: [0.1]}", "parameters: {processes: [1, 2]}",
            "method: halving\nrounds: {processes: [1, 2]}\nparameters: {learning-rate: [0.1]}",
        ] {
            #expect(
                try problem("command: finetune", "dataset: tiles", lines).contains(
                    "names 'processes': the trials of a sweep train in one process each"))
        }
    }

    @Test(.timeLimit(.minutes(1))) func moreThanCanBeTriedIsRefused() throws {
        for trials in ["0", "-1", "1001", "200000", "9223372036854775807"] {
            #expect(
                try problem(
                    "dataset: tiles", "method: random", "trials: \(trials)", "parameters: {turns: [1, 2]}"
                ).contains("from 1 to 1000"))
        }
        #expect(
            try problem(
                "dataset: tiles", "method: random", "trials: 9223372036854775808",
                "parameters: {turns: [1, 2]}"
            ).contains("whole number"))
        let twenty = (1...20).map(String.init).joined(separator: ", ")
        for count in [3, 8, 40] {
            let lists = (0..<count).map { "p\($0): [\(twenty)]" }.joined(separator: ", ")
            #expect(try problem("dataset: tiles", "parameters: {\(lists)}").contains("at most 1000"))
        }
        for ends in ["from: 1, to: .inf", "from: .nan, to: 2", "from: 0, to: 2", "from: -.inf, to: 2"] {
            #expect(
                try problem("dataset: tiles", "method: random", "parameters: {penalty: {\(ends)}}").contains(
                    "numbers above 0"))
        }
    }

    @Test func drawsRepeatWithTheSeedAndStayInTheRange() throws {
        func settings(_ seed: Int) throws -> [SweepSetting] {
            try plan(
                "dataset: tiles", "method: random", "trials: 9", "seed: \(seed)",
                "parameters: {penalty: {from: 2, to: 200}, turns: [1, 2]}"
            ).settings
        }
        let drawn = try settings(1)
        #expect(drawn.count == 9 && Set(drawn).count == 9)
        #expect(try settings(1) == drawn)
        #expect(try settings(2) != drawn)
        #expect(drawn.allSatisfy { (2...200).contains(Double($0.values["penalty"] ?? "") ?? 0) })
    }

    @Test func drawsFromAShortListStopWhenItIsUsedUp() throws {
        let plan = try plan("dataset: tiles", "method: random", "trials: 9", "parameters: {turns: [1, 2]}")
        #expect(plan.settings.count == 2)
    }

    @Test func roundsOfHalvingAreTheCommandsOrTheSweeps() throws {
        let own = try plan("dataset: tiles", "method: halving", "parameters: {turns: [1, 2]}")
        #expect(own.rounds.map(\.values) == ["0.1", "0.3", "1"].map { ["training-share": $0] })
        let given = try plan(
            "dataset: tiles", "method: halving", "parameters: {turns: [1, 2]}",
            "rounds: {training-share: [0.5, 1]}")
        #expect(given.rounds.map(\.values) == ["0.5", "1"].map { ["training-share": $0] })
        #expect(
            try problem(
                "dataset: d\nmethod: halving\nparameters: {turns: [1, 2]}\nrounds: {training-share: [1, 0.5]}"
            ).contains("do not grow"))
    }

    /// `epochs 5` was trained, called and tabled as `epochs 18`.
    @Test func whatRoundsGiveIsGivenOnce() throws {
        let halving = "dataset: d\nmethod: halving\ncommand: finetune"
        for key in ["parameters: {epochs: [5, 10]}", "parameters: {retrain: [all]}\noptions: {epochs: 30}"] {
            let message = try problem(halving, key)
            #expect(message.contains("'epochs'") && message.contains("2, 6, 18"), "\(message)")
        }
        #expect(
            try problem(
                halving, "parameters: {epochs: [5]}",
                "rounds: {batch-size: [8, 16]}\noptions: {batch-size: 4}"
            ).contains("'batch-size' under 'options'"))
        #expect(
            try problem(halving, "parameters: {epochs: [5]}", "rounds: {threads: [1, 2]}").contains(
                "'threads', which the sweep sets"))
        // What finetune keeps for validation by itself is no second word.
        let own = try plan(halving, "parameters: {epochs: [5]}", "rounds: {validation-fraction: [0.1, 0.2]}")
        #expect(own.rounds.count == 2)
    }

    @Test func theCommandItselfLooksAtTheOptionsFirst() throws {
        #expect(try problem("dataset: d", "parameters: {turns: [1, 7]}").contains("turns 7"))
        #expect(try problem("dataset: d", "parameters: {wings: [2]}").contains("--wings"))
        #expect(
            try problem("dataset: d", "options: {penalty: -1}", "parameters: {turns: [1]}").contains(
                "--penalty"))
    }

    @Test(arguments: [
        ("parameters: {turns: [1]}", "dataset"), ("dataset: d", "parameters"),
        ("dataset: d\nparameters: {out: [a, b]}", "'out'"),
        ("dataset: d\nparameters: {seed: [1, 2]}", "different tiles"),
        ("dataset: d\ncommand: score\nparameters: {turns: [1]}", "'score'"),
        ("dataset: d\nparamters: {turns: [1]}", "'paramters'"),
        ("dataset: d\nparameters: {penalty: {from: 1, to: 9}}", "grid"),
        ("dataset: d\nmethod: random\nparameters: {penalty: {from: 9, to: 1}}", "{from: 1, to: 1000}"),
        ("dataset: d\nmethod: random\ntrials: many\nparameters: {turns: [1]}", "'many'"), ("- a", "no sweep"),
    ])
    func whatIsWrongIsNamed(config: String, word: String) throws {
        let message = try problem(config)
        #expect(message.contains(word) && message.contains("config.yaml"), "\(message)")
    }

    @Test func settingsHaveFileNamesOfTheirOwn() {
        let settings = [
            ["penalty": "1"], ["penalty": "10"], ["weights": "a/b.pth"], ["weights": "a-b.pth"],
            ["note": String(repeating: "x", count: 200)], ["note": String(repeating: "x", count: 201)], [:],
        ].map { SweepSetting(values: $0).fileName }
        #expect(Set(settings).count == settings.count)
        #expect(settings.allSatisfy { !$0.contains("/") && $0.count < 100 && !$0.isEmpty })
    }

    @Test func flagsStandAloneAndFalseOnesNotAtAll() {
        #expect(
            SweepSetting(values: ["from-scratch": "true", "overwrite": "false", "epochs": "3"]).arguments
                == ["--epochs", "3", "--from-scratch"])
        // Of one that holds by itself false is said.
        #expect(SweepSetting(values: ["compare-bands": "false"]).arguments == ["--no-compare-bands"])
    }
}

extension EndToEnd {
    struct Sweep {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func write(_ lines: String...) throws {
            try scratch.write(
                (["name: trials", "dataset: \(county.dataset)"] + lines).joined(separator: "\n"),
                to: "sweep.yaml")
        }

        private var words: [String] {
            ["sweep", "sweep.yaml", "--out", "sweep", "--runs", "runs.sqlite", "--json"]
        }

        private func sweep() throws -> SweepObject {
            try Program.mustRun(words, in: scratch.path).object(SweepObject.self)
        }

        private func runs() throws -> [RunsObject.Run] {
            try Program.mustRun(
                ["runs", "list", "--runs", "runs.sqlite", "--limit", "0", "--sweep", "trials", "--json"],
                in: scratch.path
            ).object(RunsObject.self).runs
        }

        @Test func aKilledSweepGoesOnWhereItWas() throws {
            try write("parameters: {penalty: [1, 4, 16, 64], turns: [1, 2]}")
            let process = try Program.start(words, in: scratch.path)
            defer { if process.isRunning { process.terminate() } }
            func finished() throws -> Int {
                guard FileManager.default.fileExists(atPath: scratch["runs.sqlite"]) else { return 0 }
                return try runs().count { $0.status == "finished" }
            }
            while process.isRunning, try finished() < 2 { Thread.sleep(forTimeInterval: 0.05) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal)
            let before = try runs()
            let done = before.count { $0.status == "finished" }
            #expect((2..<9).contains(done))
            #expect(before.allSatisfy { ["finished", "interrupted"].contains($0.status) })

            let result = try sweep()
            #expect(result.recalled == done)
            #expect(result.trials.count == 9)
            #expect(Set(result.trials.map(\.setting)).count == 9)
            #expect(result.best.validationLoss == result.trials.compactMap(\.validationLoss).min())
            #expect(result.standard.setting.isEmpty)
            #expect(try runs().count { $0.status == "finished" } == 9)
            // One model is left among the trials: the best, which is the sweep's.
            let models = scratch.tree(below: "sweep/trials").filter { $0.hasSuffix("model.json") }
            #expect(models.count == 1)
            #expect(
                try scratch.data("sweep/model/weights.safetensors")
                    == scratch.data(
                        "sweep/trials/" + models[0].replacing("model.json", with: "weights.safetensors")))
            #expect(scratch.tree(below: "sweep/features").count == 1)

            let again = try sweep()
            #expect(again.recalled == 9)
            #expect(again.best.run == result.best.run)
        }

        /// A trial that was ended did not fail, and the others are not tried in a hurry.
        @Test func aSweepThatIsAskedToEndChoosesNothing() throws {
            try write("parameters: {penalty: [1, 4, 16, 64]}")
            let process = try Program.start(words, in: scratch.path)
            defer { if process.isRunning { process.terminate() } }
            while process.isRunning,
                !scratch.tree().contains(where: { $0.hasPrefix("sweep/trials/penalty-1") })
            {
                Thread.sleep(forTimeInterval: 0.02)
            }
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
            #expect(process.terminationStatus == 128 + SIGINT)
            #expect(!scratch.tree().contains("sweep/sweep.json"))
            #expect(try sweep().trials.count == 5)
        }

        @Test func halvingGivesMoreToFewer() throws {
            try write(
                "method: halving", "trials: 6", "parameters: {penalty: {from: 1, to: 1000}}",
                "options: {turns: 1}",
                "rounds: {training-share: [0.3, 1]}")
            let result = try sweep()
            let shares = result.trials.compactMap { $0.setting["training-share"] }
            #expect(shares.count { $0 == "0.3" } == 6)
            #expect(shares.count { $0 == "1" } == 2 + 1)  // a third, and the default
            let first = result.trials.filter { $0.setting["training-share"] == "0.3" }
            let kept = Set(
                first.sorted { ($0.validationLoss ?? 9) < ($1.validationLoss ?? 9) }.prefix(2).map {
                    $0.setting["penalty"]
                })
            let last = result.trials.filter {
                $0.setting["training-share"] == "1" && $0.setting["penalty"] != nil
            }
            #expect(Set(last.map { $0.setting["penalty"] }) == kept)
            #expect(result.best.setting["training-share"] == "1")
        }

        @Test func aTrialIsTheCommandItSays() throws {
            try write("parameters: {penalty: [5]}", "options: {turns: 2}")
            let trial = try #require(try sweep().trials.first { !$0.setting.isEmpty })
            func shown(_ name: String) throws -> RunsObject.Run {
                try Program.mustRun(
                    ["runs", "show", name, "--runs", "runs.sqlite", "--json"], in: scratch.path
                ).object(RunsObject.Run.self)
            }
            let inSweep = try shown(trial.run)
            #expect(
                inSweep.commandLine == [
                    "aerial", "transfer", county.dataset, "--penalty", "5", "--turns", "2", "--out",
                    "sweep/trials/penalty-5",
                ])
            _ = try Program.mustRun(
                inSweep.commandLine.dropFirst() + ["--runs", "runs.sqlite"], in: scratch.path)
            let list = try Program.mustRun(
                ["runs", "list", "--runs", "runs.sqlite", "--limit", "1", "--json"], in: scratch.path
            ).object(RunsObject.self)
            let byHand = try #require(list.runs.first)
            for figure in ["accuracy", "kappa", "ece"] {
                #expect(byHand.metrics[figure] == inSweep.metrics[figure])
            }
        }

        @Test func aFailedTrialCostsNoOtherOne() throws {
            try write("parameters: {weights: [nowhere.pth], turns: [1]}")
            let run = try Program.run(words, in: scratch.path)
            #expect(run.status == 3)
            #expect(run.errors.contains("nowhere.pth"))
            let result = try run.object(SweepObject.self)
            #expect(result.failed == 1)
            #expect(result.best.run == result.standard.run)
        }

        @Test func withoutAHistoryThereIsNoSweep() throws {
            try write("parameters: {turns: [1]}")
            let run = try Program.run(["sweep", "sweep.yaml", "--out", "sweep"], in: scratch.path)
            #expect(run.status == 1)
            #expect(run.errors.contains("--runs"))
        }
    }
}
