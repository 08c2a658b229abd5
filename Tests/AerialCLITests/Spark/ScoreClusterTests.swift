import Foundation
import Testing

extension EndToEnd {
    /// What `score --spark` and `evaluate --spark` promise, on a small cluster.
    @Suite(.serialized, .enabled(if: SparkCluster.current != nil)) struct ScoreClusterTests {
        private let county: County
        private let cluster: SparkCluster
        private let scratch = Scratch()

        init() throws {
            county = try County.current()
            cluster = try #require(SparkCluster.current)
        }

        private func arguments(_ inputs: [String], _ more: [String] = []) -> [String] {
            ["score", county.model] + inputs
                + ["--out", "spark.csv", "--spark", cluster.address, "--spark-storage", scratch["jobs"]]
                + (more.contains("--worker") || more.contains("--shipped")
                    ? more.filter { $0 != "--shipped" } : more + ["--worker", SparkCluster.worker])
        }

        private func score(_ inputs: [String], _ more: [String] = []) throws -> Program.Run {
            try Program.run(arguments(inputs, more), in: scratch.path)
        }

        private func scoreLocally(_ inputs: [String]) throws -> Program.Run {
            try Program.run(
                ["score", county.model] + inputs + ["--out", "local.csv", "--json"], in: scratch.path)
        }

        /// Many images, so that a job lasts: links to the dataset's tiles.
        private func manyImages(_ count: Int) throws -> String {
            let folder = county.dataset + "/train"
            let tiles = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
                .filter { $0.hasSuffix(".png") }.sorted()
            try FileManager.default.createDirectory(
                atPath: scratch["many"], withIntermediateDirectories: true)
            for number in 0..<count {
                let name = String(format: "many/%06d.png", number)
                try FileManager.default.createSymbolicLink(
                    atPath: scratch[name], withDestinationPath: "\(folder)/\(tiles[number % tiles.count])")
            }
            return scratch["many"]
        }

        /// A program that stands in for the worker; `$worker` is the real one, `$1` the job's folder.
        private func worker(_ script: String) throws -> String {
            let text = "#!/bin/bash\nworker='\(SparkCluster.worker)'\n\(script)\n"
            let path = try scratch.write(text, to: "worker-\(UUID().uuidString.prefix(8)).sh")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            return path
        }

        private func expectTheLocalRunsRows() throws {
            #expect(try scratch.data("spark.csv") == scratch.data("local.csv"))
        }

        // MARK: The same as a local run

        @Test func tilesOfASceneHaveTheLocalRunsRows() throws {
            let run = try score([county.imagery], ["--json"])
            try #require(run.status == 0, "\(run.errors)")
            let object = try run.object(ScoreObject.self)
            #expect(object.tiles == County.sideTiles * County.sideTiles)
            #expect(object.reconciles && object.restored == 0)
            _ = try scoreLocally([county.imagery])
            try expectTheLocalRunsRows()
        }

        @Test func theMapOfCellsIsTheLocalRuns() throws {
            let run = try score([county.imagery], ["--detail", "spark.tif", "--json"])
            try #require(run.status == 0, "\(run.errors)")
            _ = try Program.mustRun(
                ["score", county.model, county.imagery, "--out", "local.csv", "--detail", "local.tif"],
                in: scratch.path)
            try expectTheLocalRunsRows()
            #expect(try scratch.data("spark.tif") == scratch.data("local.tif"))
        }

        @Test func imagesHaveTheLocalRunsRowsWithAWorkerThatIsShipped() throws {
            let run = try score([county.dataset + "/train"], ["--shipped"])
            try #require(run.status == 0, "\(run.errors)")
            _ = try scoreLocally([county.dataset + "/train"])
            try expectTheLocalRunsRows()
        }

        @Test func evaluationsAreTheLocalOnes() throws {
            func evaluate(_ name: String, _ more: [String]) throws {
                let run = try Program.run(
                    ["evaluate", county.model, county.dataset, "--out", name] + more, in: scratch.path)
                try #require(run.status == 0, "\(run.errors)")
            }
            try evaluate("local", [])
            try evaluate(
                "spark",
                [
                    "--spark", cluster.address, "--spark-storage", scratch["jobs"], "--worker",
                    SparkCluster.worker,
                ])
            for name in ["metrics.json", "predictions.csv", "confusion.csv"] {
                #expect(try scratch.data("local/\(name)") == scratch.data("spark/\(name)"), "\(name)")
            }
            let report = try scratch.text("spark/report.html")
            let token = cluster.address.split(separator: "=").last.map(String.init) ?? "none"
            #expect(!report.contains(token))
        }

        @Test func corruptAndMissingImagesAreRejectedWithTheLocalRunsReasons() throws {
            for (name, bytes) in [
                ("a.png", try Data(contentsOf: URL(fileURLWithPath: firstTile()))),
                ("b.png", Data("no".utf8)),
                ("c.png", try Data(contentsOf: URL(fileURLWithPath: firstTile())).prefix(900)),
                ("e.png", Data()),
            ] { try scratch.write(Data(bytes), to: "odd/\(name)") }
            try FileManager.default.createSymbolicLink(
                atPath: scratch["odd/d.png"], withDestinationPath: "/no/such/image.png")
            let run = try score([scratch["odd"]])
            #expect(run.status == 3, "\(run.errors)")
            #expect(try scoreLocally([scratch["odd"]]).status == 3)
            try expectTheLocalRunsRows()
        }

        private func firstTile() throws -> String {
            let folder = county.dataset + "/train"
            let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return "\(folder)/\(try #require(names.filter { $0.hasSuffix(".png") }.min()))"
        }

        // MARK: What goes wrong on the way

        @Test(arguments: SparkCluster.Part.allCases)
        func aProcessThatIsKilledCostsNoTile(_ part: SparkCluster.Part) throws {
            let images = try manyImages(1200)
            let errors = try scratch.newFile("errors")
            let process = try Program.start(
                arguments([images], ["--partitions", "6"]), in: scratch.path, errors: errors)
            // In the middle: some parts are done.
            var victim: pid_t?
            let isUnderWay = SparkCluster.wait(seconds: 120) {
                guard finishedParts() >= 1, !cluster.processes(.worker).isEmpty else { return false }
                // Between two parts there is no worker.
                victim = cluster.processes(part).first
                return victim != nil
            }
            #expect(isUnderWay)
            kill(try #require(victim), SIGKILL)
            process.waitUntilExit()
            if part == .daemon { try cluster.restartDaemon() }
            let said = try scratch.text("errors")
            try #require(process.terminationStatus == 0, "\(said)")
            _ = try scoreLocally([images])
            try expectTheLocalRunsRows()
        }

        private func finishedParts() -> Int {
            scratch.tree(below: "jobs").count { $0.hasSuffix(".parquet") && !$0.contains("_temporary") }
        }

        @Test func aWorkerThatDropsRowsFailsTheCommandWhichNamesTheDifference() throws {
            let dropping = try worker("\"$worker\" \"$@\" | sed 3d")
            let run = try score([county.imagery], ["--worker", dropping, "--partitions", "2"])
            #expect(run.status == 1)
            #expect(run.errors.contains("2 of 100 tiles have no answer"), "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: scratch["spark.csv"]))
        }

        @Test func aWorkerThatRepeatsRowsFailsTheCommand() throws {
            let repeating = try worker("\"$worker\" \"$@\" | sed 3p")
            let run = try score([county.imagery], ["--worker", repeating, "--partitions", "2"])
            #expect(run.status == 1)
            #expect(run.errors.contains("2 answers are repeated"), "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: scratch["spark.csv"]))
        }

        @Test func aModelThatDoesNotLoadThereIsToldInTheWorkersWords() throws {
            let damaging = try worker(
                """
                copy=$(mktemp -d)
                cp -rL "$1/." "$copy" && echo broken > "$copy/model/weights.safetensors"
                "$worker" "$copy"; status=$?
                rm -rf "$copy"
                exit $status
                """)
            let run = try score([county.imagery], ["--worker", damaging])
            #expect(run.status == 1)
            #expect(run.errors.contains("ended with 70"), "\(run.errors)")
            #expect(run.errors.contains("weights.safetensors"), "\(run.errors)")
            #expect(!run.errors.contains("\tat "), "\(run.errors)")
        }

        @Test func aWorkerWithoutItsLibrariesIsToldApart() throws {
            // It asks for a library that no node has.
            var program = try Data(contentsOf: URL(fileURLWithPath: SparkCluster.worker))
            while let place = program.range(of: Data("libopenvino.so.".utf8)) {
                program.replaceSubrange(place, with: Data("libmissing0.so.".utf8))
            }
            let bare = try scratch.write(program, to: "bare-worker")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bare)
            let run = try score([county.imagery], ["--worker", bare])
            #expect(run.status == 1)
            #expect(run.errors.contains("ended with 127"), "\(run.errors)")
            #expect(run.errors.contains("cannot open shared object file"), "\(run.errors)")
            let missing = try score([county.imagery], ["--worker", "/no/such/aerial-worker"])
            #expect(missing.errors.contains("ended with 127"), "\(missing.errors)")
        }

        @Test func aCancelledJobLeavesNoProcessAndGoesOn() throws {
            let images = try manyImages(1200)
            // All parts but the first would take minutes, and Spark neither ends their workers nor closes their pipes.
            let slow = try worker(
                """
                exec "$worker" "$@" < <(while IFS= read -r row; do
                    printf '%s\\n' "$row"
                    [ "${row%%[!0-9]*}" -lt 200 ] || sleep 1
                done)
                """)
            let job = ["--job", "cancelled", "--partitions", "6"]
            let process = try Program.start(arguments([images], job + ["--worker", slow]), in: scratch.path)
            #expect(
                SparkCluster.wait(seconds: 120) {
                    !cluster.processes(.worker).isEmpty && finishedParts() >= 1
                }
            )
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
            #expect(process.terminationStatus == 128 + SIGINT)
            let isQuiet = SparkCluster.wait(seconds: 60) { cluster.processes(.worker).isEmpty }
            #expect(isQuiet, "\(cluster.processes(.worker).map(SparkCluster.account(of:)))")
            #expect(!FileManager.default.fileExists(atPath: scratch["spark.csv"]))

            let run = try score([images], job + ["--json"])
            try #require(run.status == 0, "\(run.errors)")
            let object = try run.object(ScoreObject.self)
            #expect(object.restored > 0 && object.restored < 1200)
            _ = try scoreLocally([images])
            try expectTheLocalRunsRows()
        }

        @Test func aJobGoesOnOnlyWithWhatItWasBegunWith() throws {
            let job = ["--job", "mine"]
            #expect(try score([county.imagery], job).status == 0)
            let again = try score([county.imagery], job + ["--json"])
            #expect(try again.object(ScoreObject.self).restored == 100)
            let other = try score([county.laterImagery], job)
            #expect(other.status == 1)
            #expect(other.errors.contains("cannot go on: the input"), "\(other.errors)")
        }

        @Test(.enabled(if: geteuid() == 0)) func aFullScratchDiskOnOneNodeCostsNoTile() throws {
            let full = "\(cluster.folder)/full"
            try FileManager.default.createDirectory(atPath: full, withIntermediateDirectories: true)
            try #require(
                shell(
                    "mount -t tmpfs -o size=256k tmpfs '\(full)' && dd if=/dev/zero of='\(full)/fill' 2>/dev/null; true"
                ))
            defer { _ = shell("umount -l '\(full)'") }
            try cluster.restartDaemon(localFolder: full)
            let job = ["--job", "full"]
            let run = try score([county.imagery], job)
            _ = shell("rm -f '\(full)/fill'; umount -l '\(full)'")
            try cluster.restartDaemon()
            if run.status != 0 {
                #expect(run.errors.contains("No space left on device"), "\(run.errors)")
                #expect(!FileManager.default.fileExists(atPath: scratch["spark.csv"]))
                let again = try score([county.imagery], job)
                try #require(again.status == 0, "\(again.errors)")
            }
            _ = try scoreLocally([county.imagery])
            try expectTheLocalRunsRows()
        }

        private func shell(_ command: String) -> Bool {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = ["-c", command]
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }
}
