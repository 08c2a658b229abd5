import Testing

@testable import AerialCLI

struct RunsWordsTests {
    private func complaint(_ words: String...) -> String? {
        SweepRunner.commandLine.complaint(["runs"] + words)
    }

    /// `runs export 3f2a --status failed` wrote 3f2a, however it had ended.
    @Test func namesAndConditionsExcludeEachOther() {
        for words in [
            ["--status", "failed"], ["--command", "score"], ["--sweep", "s"], ["--where", "epochs=5"],
        ] {
            let complaints = [
                SweepRunner.commandLine.complaint(["runs", "export", "3f2a", "--out", "a.csv"] + words),
                SweepRunner.commandLine.complaint(["runs", "compare", "3f2a", "9b1c"] + words),
            ]
            #expect(complaints.allSatisfy { $0?.contains("not both") == true }, "\(words)")
        }
        #expect(complaint("export", "3f2a", "--out", "a.csv") == nil)
        #expect(complaint("export", "--out", "a.csv", "--status", "failed") == nil)
        #expect(complaint("export", "--out", "a.csv") == nil)
        #expect(complaint("compare", "3f2a", "9b1c") == nil)
        #expect(complaint("compare", "--sweep", "s") == nil)
    }
}
