import AerialCore
import Foundation
import Imagery
import Testing

extension EndToEnd {
    /// Runs that are killed and go on later.
    struct Resume {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        /// One thread, so that there is time to kill it.
        private func arguments(_ input: String, out: String) -> [String] {
            ["score", county.model, input, "--out", out, "--threads", "1", "--json"]
        }

        private func ledgerSize(_ out: String) -> Int {
            let attributes = try? FileManager.default.attributesOfItem(atPath: scratch[".\(out).ledger"])
            return (attributes?[.size] as? Int) ?? 0
        }

        /// Kills a run as soon as its ledger has grown by `growth` bytes.
        /// - Returns: false when the run ended before.
        private func kill(_ arguments: [String], out: String, growth: Int) throws -> Bool {
            let process = try Program.start(arguments, in: scratch.path)
            let before = ledgerSize(out)
            while process.isRunning {
                if ledgerSize(out) >= before + growth {
                    Foundation.kill(process.processIdentifier, SIGKILL)
                    process.waitUntilExit()
                    return process.terminationReason == .uncaughtSignal
                }
                usleep(200)
            }
            return false
        }

        private func expectSameBytes(_ input: String, ending: String) throws {
            let (whole, broken) = ("whole.\(ending)", "broken.\(ending)")
            _ = try Program.mustRun(arguments(input, out: whole), in: scratch.path)
            let resumed = arguments(input, out: broken) + ["--resume"]
            var kills = 0
            // At once, in the middle of a batch of rows, and after one and two batches more each.
            for growth in [1, 600, 1300, 900] {
                guard try kill(resumed, out: broken, growth: growth) else { break }
                kills += 1
                #expect(!FileManager.default.fileExists(atPath: scratch[broken]))
            }
            #expect(kills >= 2)
            let last = try Program.mustRun(resumed, in: scratch.path)
            let summary = try last.object(ScoreObject.self)
            #expect(summary.restored <= summary.tiles)
            #expect(kills < 4 || summary.restored > 0, "\(last.errors)")
            #expect(summary.reconciles)
            #expect(try scratch.data(broken) == scratch.data(whole))
            let left = scratch.tree().filter { $0.hasPrefix(".") }
            #expect(left.isEmpty, "\(left)")
        }

        @Test(arguments: ["csv", "geojson", "gpkg", "tif"])
        func aKilledRunEndsWithTheSameBytes(ending: String) throws {
            try expectSameBytes(county.imagery, ending: ending)
        }

        @Test func soDoesAFolderOfImages() throws {
            try expectSameBytes(county.dataset + "/train", ending: "csv")
        }

        /// A frame that the kill cut short is not taken for a whole one.
        @Test func aTornLedgerIsReadUpToItsLastWholeFrame() throws {
            _ = try Program.mustRun(arguments(county.imagery, out: "whole.csv"), in: scratch.path)
            let resumed = arguments(county.imagery, out: "broken.csv") + ["--resume"]
            #expect(try kill(resumed, out: "broken.csv", growth: 2500))
            let ledger = try scratch.data(".broken.csv.ledger")
            try scratch.write(ledger.dropLast(5), to: ".broken.csv.ledger")
            _ = try Program.mustRun(resumed, in: scratch.path)
            #expect(try scratch.data("broken.csv") == scratch.data("whole.csv"))
        }

        @Test func otherParametersAreRefusedByName() throws {
            let out = "broken.csv"
            let first = arguments(county.imagery, out: out)
            #expect(try kill(first + ["--precision", "fp32"], out: out, growth: 1500))
            let scene = VirtualRaster(source: county.imagery)
            let other = try scratch.write(scene.text, to: "other.vrt")
            let changes: [(arguments: [String], name: String)] = [
                ([county.model, county.imagery, "--precision", "fp32", "--bands", "3,2,1"], "--bands"),
                ([county.model, county.imagery, "--precision", "bf16"], "--precision"),
                ([county.model, other, "--precision", "fp32", "--trust-sources"], "the input"),
                ([try touchedModel(), county.imagery, "--precision", "fp32"], "the model"),
            ]
            for change in changes {
                try expectRefusal(
                    ["score"] + change.arguments + ["--out", out, "--resume"], in: scratch,
                    saying: ["cannot resume \(out)", change.name, "without --resume"])
            }
            // What does not change the result may change.
            let last = try Program.mustRun(
                [
                    "score", county.model, county.imagery, "--precision", "fp32", "--out", out,
                    "--threads", "2", "--json", "--resume",
                ],
                in: scratch.path)
            #expect(try last.object(ScoreObject.self).restored > 0)
        }

        private func touchedModel() throws -> String {
            let copy = try scratch.copy(county.model, to: "model")
            let text = try scratch.text("model/model.json")
            try scratch.write(
                text.replacingOccurrences(of: "\"seed\" : 7", with: "\"seed\" : 8") + "\n",
                to: "model/model.json")
            return copy
        }

        @Test func withoutResumeARunBeginsAnew() throws {
            let out = "again.csv"
            #expect(try kill(arguments(county.imagery, out: out), out: out, growth: 1500))
            let run = try Program.mustRun(arguments(county.imagery, out: out), in: scratch.path)
            #expect(try run.object(ScoreObject.self).restored == 0)
            #expect(run.errors.contains("--resume"))
            #expect(scratch.tree() == [out, "\(out).aerial.json"])
        }

        @Test func nothingToResumeIsAWholeRun() throws {
            let run = try Program.mustRun(
                arguments(county.imagery, out: "new.csv") + ["--resume"], in: scratch.path)
            #expect(try run.object(ScoreObject.self).restored == 0)
            #expect(run.errors.contains("nothing to resume"))
            #expect(try scratch.data("new.csv") == county.scratch.data("predictions.csv"))
        }

        @Test func twoRunsDoNotWriteOneOutput() throws {
            let ledger = try scratch.newFile(".one.csv.ledger")
            #expect(flock(ledger.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
            try expectRefusal(
                arguments(county.imagery, out: "one.csv"), in: scratch,
                saying: ["another run is writing one.csv"])
            #expect(flock(ledger.fileDescriptor, LOCK_UN) == 0)
            _ = try Program.mustRun(arguments(county.imagery, out: "one.csv"), in: scratch.path)
            #expect(scratch.tree() == ["one.csv", "one.csv.aerial.json"])
        }
    }

    struct Memory {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        @Test func aLimitIsKeptOrRefused() throws {
            let run = try Program.mustRun(
                ["score", county.model, county.imagery, "--out", "a.csv", "--json", "--max-memory", "1500"],
                in: scratch.path)
            let peak = try run.object(ScoreObject.self).peakMemoryMiB
            #expect(peak > 50 && peak <= 1500)
            try expectRefusal(
                ["score", county.model, county.imagery, "--out", "b.csv", "--max-memory", "100"], in: scratch,
                saying: ["--max-memory 100 is too little", "needs"])
        }
    }
}
