import Foundation
import Testing

/// The run history as a user meets it.
struct RunHistoryOnTheCommandLine {
    private let scratch = Scratch()

    private func runs() throws -> [RunsObject.Run] {
        try Program.mustRun(["runs", "list", "--runs", "runs.sqlite", "--json"], in: scratch.path).object(
            RunsObject.self
        )
        .runs
    }

    private func failingTransfer(_ more: String...) throws -> Program.Run {
        try Program.run(["transfer", "nowhere", "--out", "model"] + more, in: scratch.path)
    }

    @Test func aFailureIsRecordedWithItsReasonAndTheDefaults() throws {
        #expect(try failingTransfer("--runs", "runs.sqlite", "--seed", "11").status == 1)
        let run = try #require(try runs().first)
        #expect(run.command == "transfer")
        #expect(run.status == "failed")
        #expect(run.error?.contains("nowhere") == true)
        #expect(run.parameters["seed"] == "11")
        #expect(run.parameters["backbone"] == "efficientnet-lite0")
        #expect(run.parameters["dataset"] == "nowhere")
    }

    @Test func comparingShowsOnlyWhatDiffers() throws {
        for seed in ["1", "2"] { _ = try failingTransfer("--runs", "runs.sqlite", "--seed", seed) }
        let ids = try runs().map(\.id)
        let compared = try Program.mustRun(
            ["runs", "compare", "--runs", "runs.sqlite", "--html", "page.html", "--csv", "table.csv"] + ids,
            in: scratch.path)
        #expect(compared.output.contains("seed"))
        #expect(!compared.output.contains("backbone"))
        #expect(try scratch.text("table.csv").hasPrefix("run,command,status,seed"))
        #expect(try scratch.text("page.html").contains("What differs"))
    }

    @Test func deletedRunsAreGone() throws {
        _ = try failingTransfer("--runs", "runs.sqlite")
        let id = try #require(try runs().first).id
        _ = try Program.mustRun(
            ["runs", "delete", String(id.prefix(8)), "--runs", "runs.sqlite"], in: scratch.path)
        #expect(try runs().isEmpty)
    }

    @Test func aHistoryThatCannotBeWrittenCostsOneWarning() throws {
        let run = try failingTransfer("--runs", "/proc/none/runs.sqlite")
        #expect(run.errors.components(separatedBy: "warning:").count == 2)
        #expect(run.errors.contains("/proc/none/runs.sqlite"))
        #expect(run.errors.contains("nowhere"))
    }

    @Test func withoutAHistoryTheMessageNamesTheFile() throws {
        let run = try Program.run(["runs", "list", "--runs", "none.sqlite"], in: scratch.path)
        #expect(run.status == 1)
        #expect(run.errors.contains("none.sqlite"))
        #expect(scratch.tree(below: ".").isEmpty)
    }
}

extension EndToEnd {
    /// What the commands leave in the history.
    struct Records {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func runs() throws -> [RunsObject.Run] {
            guard FileManager.default.fileExists(atPath: scratch["runs.sqlite"]) else { return [] }
            return try Program.mustRun(
                ["runs", "list", "--runs", "runs.sqlite", "--json", "--ascending"], in: scratch.path
            ).object(RunsObject.self).runs
        }

        private func aerial(_ arguments: String...) throws {
            _ = try Program.mustRun(arguments + ["--runs", "runs.sqlite", "--quiet"], in: scratch.path)
        }

        @Test func everyStepOfTheJourneyRecordsItself() throws {
            try aerial(
                "prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", "dataset",
                "--split", "blocks:500", "--test-fraction", "0.3")
            try aerial("transfer", "dataset", "--out", "model")
            try aerial("evaluate", "model", "dataset", "--out", "evaluation")
            try aerial("score", "model", county.imagery, "--out", "map.tif")
            try aerial(
                "change", "model", "--before", county.imagery, "--after", county.laterImagery, "--out",
                "change")
            try aerial(
                "area", "design", "map.tif", "--out", "sample", "--standard-error", "0.1", "--least", "2")
            let runs = try runs()
            #expect(
                runs.map(\.command) == ["prepare", "transfer", "evaluate", "score", "change", "area design"])
            for run in runs {
                #expect(run.status == "finished" && run.error == nil)
                #expect(
                    run.files.contains { $0.role == "input" } && run.files.contains { $0.role == "output" })
                #expect(
                    run.files.allSatisfy { $0.checksum?.contains(":") == true },
                    "\(run.command): \(run.files)")
                for fact in ["aerial", "gdal", "openvino", "host", "processor", "cores"] {
                    #expect(run.environment[fact]?.isEmpty == false, "\(run.command) does not know \(fact)")
                }
                #expect(run.parameters["out"] != nil)
            }
            #expect(runs.prefix(5).allSatisfy { !$0.metrics.isEmpty })
            // What one step made, byte for byte, is what the next one took.
            let made = try #require(runs[1].files.first { $0.role == "output" })
            let taken = try #require(runs[2].files.first { $0.path == made.path })
            #expect(made.checksum == taken.checksum)
        }

        @Test func aKilledRunIsReadableAndInterrupted() throws {
            let process = try Program.start(
                [
                    "score", county.model, county.imagery, "--out", "map.csv", "--threads", "1", "--runs",
                    "runs.sqlite",
                ], in: scratch.path)
            defer { if process.isRunning { process.terminate() } }
            while process.isRunning, try runs().isEmpty { Thread.sleep(forTimeInterval: 0.02) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal)
            let run = try #require(try runs().first)
            #expect(run.status == "interrupted" && run.command == "score")
            #expect(run.parameters["model"] == county.model)
            // The history goes on.
            try aerial("score", county.model, county.imagery, "--out", "map.csv")
            #expect(try runs().map(\.status) == ["interrupted", "finished"])
        }
    }
}
