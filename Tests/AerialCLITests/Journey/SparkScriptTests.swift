import Foundation
import Scoring
import Testing

@testable import Aerial
@testable import AerialCLI

extension EndToEnd {
    /// The way to clusters without a Connect server, but for the cluster: the test is the shell that Spark would start.
    struct SparkScripts {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private struct ScriptObject: Decodable {
            let script: String
            let job: String
            let tiles: Int
            let answers: String
        }

        private func score(_ arguments: String...) throws -> Program.Run {
            try Program.run(
                ["score", county.model, county.imagery, "--precision", "fp32"] + arguments, in: scratch.path)
        }

        private func script(_ arguments: String...) throws -> ScriptObject {
            let run = try Program.mustRun(
                ["score", county.model, county.imagery, "--precision", "fp32", "--json"]
                    + ["--spark-sql", "county.sql", "--spark-storage", "storage", "--worker", Worker.program]
                    + arguments, in: scratch.path)
            return try run.object(ScriptObject.self)
        }

        /// What the script's statements leave as text.
        private func answer(_ made: ScriptObject, changing change: ([String]) -> [String] = { $0 }) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
            process.arguments = [
                "-c",
                """
                mkdir -p aerial-job-\(made.job) && tar -xzf county.spark/aerial-job-\(made.job).tar.gz -C aerial-job-\(made.job) &&
                seq 0 \(made.tiles - 1) | \(Worker.program) aerial-job-\(made.job) >answers.txt
                """,
            ]
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            let lines = try scratch.text("answers.txt").split(separator: "\n").map { "\($0)\t\(made.job)" }
            let texts = change(lines.reversed())
            let middle = texts.count / 3
            for (part, slice) in [texts[..<middle], texts[middle...]].enumerated() {
                try scratch.write(
                    slice.map { $0 + "\n" }.joined(), to: "\(made.answers)/answers/part-0000\(part)-x.txt")
            }
            try scratch.write("", to: "\(made.answers)/answers/_SUCCESS")
        }

        @Test(arguments: ["csv", "tif"]) func itsAnswersMakeTheBytesOfALocalRun(ending: String) throws {
            let made = try script()
            try answer(made)
            #expect(try score("--from-spark", made.answers, "--out", "spark.\(ending)").status == 0)
            #expect(try score("--out", "local.\(ending)").status == 0)
            #expect(try scratch.data("spark.\(ending)") == scratch.data("local.\(ending)"))
        }

        @Test func theScriptNamesItsArchivesAndHowToRunIt() throws {
            let made = try script("--partitions", "7")
            let text = try scratch.text("county.sql")
            for part in [
                "ADD ARCHIVE 'file://\(scratch["county.spark"])/aerial-job-\(made.job).tar.gz#aerial-job-\(made.job)';",
                "range(0, 100, 1, 7)", "assert_true", "storage/aerial-\(made.job)/predictions",
                "spark-sql --master", "--from-spark 'storage/aerial-\(made.job)'", "cat >/dev/null",
            ] { #expect(text.contains(part), "\(part)") }
            #expect(scratch.tree().contains("county.spark/aerial-job-\(made.job).tar.gz"))
            // The same again is the same job; another precision is another.
            #expect(try script().job == made.job)
            #expect(try scratch.text("county.sql") != text)
        }

        @Test func answersThatAreNotWholeAreRefused() throws {
            let made = try script()
            let changes: [(change: ([String]) -> [String], part: String)] = [
                ({ Array($0.dropFirst(2)) }, "2 of 100 items have no answer"),
                ({ $0 + [$0[5]] }, "answered more than once"),
                ({ [$0[1]] + $0.dropFirst() }, "1 of 100 items have no answer"),
                ({ ["7\tscored\t\(made.job)"] + $0.dropFirst() }, "it has 2 fields"),
                (
                    { $0.map { $0.replacingOccurrences(of: made.job, with: "0123456789ab") } },
                    "'0123456789ab'"
                ),
            ]
            for (change, part) in changes {
                try answer(made, changing: change)
                let run = try score("--from-spark", made.answers, "--out", "never.csv")
                #expect(run.status == 1 && run.errors.contains(part), "\(run.errors)")
                #expect(!FileManager.default.fileExists(atPath: scratch["never.csv"]))
            }
        }

        @Test func otherArgumentsThanTheScriptsAreRefused() throws {
            let made = try script()
            try answer(made)
            let run = try score("--from-spark", made.answers, "--bands", "3,2,1", "--out", "never.csv")
            #expect(run.status == 1 && run.errors.contains("this command line is the job"), "\(run.errors)")
            #expect(try score("--from-spark", "nowhere", "--out", "never.csv").status == 1)
        }

        @Test func wrongUsageIsTold() throws {
            for (arguments, part) in [
                (["--spark-sql", "a.sql"], "--spark-storage"), ([], "--out"),
                (["--spark-sql", "a.txt", "--spark-storage", "s"], ".sql"),
                (["--spark-sql", "a.sql", "--spark-storage", "s", "--out", "b.csv"], "one of them"),
                (["--from-spark", "s", "--out", "b.csv", "--resume"], "local runs"),
            ] {
                let run = try Program.run(
                    ["score", county.model, county.imagery] + arguments, in: scratch.path)
                #expect(run.status == 64 && run.errors.contains(part), "\(run.errors)")
            }
        }
    }
}

struct SparkScriptTextTests {
    private func text(
        storage: String = "/mnt/jobs", script: String = "a.sql",
        worker: SparkScriptText.Worker = .shipped("aerial-worker-9")
    ) -> String {
        SparkScriptText(
            id: "0123", items: 12, partitions: 3, storage: storage, archives: "/a b/it's.spark",
            job: "aerial-job-0123",
            worker: worker, script: script
        ).text
    }

    @Test func archivesAreURIs() {
        #expect(
            text().contains(
                #"ADD ARCHIVE 'file:///a%20b/it\'s.spark/aerial-job-0123.tar.gz#aerial-job-0123';"#),
            "\(text())")
        #expect(text().contains("/aerial-worker-9.tar.gz#aerial-worker-9';"))
        #expect(!text(worker: .installed("/opt/aerial-worker")).contains("aerial-worker-9"))
    }

    @Test func namesAreQuotedAsSparkReadsThem() {
        #expect(text(storage: "s3a://b/x`y").contains("FROM parquet.`s3a://b/x``y/aerial-0123/predictions`"))
        #expect(
            text(worker: .installed("/opt/it's/w")).contains(
                #"\'/opt/it\'\\\'\'s/w\' $(at aerial-job-0123) ||"#))
        #expect(text().contains(#"coalesce(CAST(label AS STRING), '\\N')"#))
        #expect(text(script: "it's.sql").contains(#"-f 'it'\''s.sql'"#))
    }

    /// Spark would put a setting of its own there.
    @Test func theCommandHasNoVariablesInBraces() { #expect(!text().contains("${")) }

    @Test func aNameCannotLeaveTheComment() {
        let lines = text(script: "a\nDROP TABLE x;.sql").split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("DROP") })
    }
}
