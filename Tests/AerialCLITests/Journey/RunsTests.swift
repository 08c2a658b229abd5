import Foundation
import Testing

/// The run history as a user meets it.
struct RunHistoryOnTheCommandLine {
    private struct List: Decodable {
        struct Run: Decodable {
            let id: String
            let command: String
            let status: String
            let error: String?
            let parameters: [String: String]
        }
        let runs: [Run]
    }

    private let scratch = Scratch()

    private func runs() throws -> [List.Run] {
        try Program.mustRun(["runs", "list", "--runs", "runs.sqlite", "--json"], in: scratch.path).object(
            List.self
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
