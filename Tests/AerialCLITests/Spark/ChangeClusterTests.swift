import AerialCore
import Foundation
import Imagery
import Inference
import Networks
import Scoring
import SparkConnect
import Testing

@testable import Aerial
@testable import AerialSpark

extension EndToEnd {
    /// What `change --spark` promises, on a small cluster.
    @Suite(.serialized, .enabled(if: SparkCluster.current != nil)) struct ChangeClusterTests {
        private let county: County
        private let cluster: SparkCluster
        private let scratch = Scratch()

        init() throws {
            county = try County.current()
            cluster = try #require(SparkCluster.current)
        }

        private func change(_ out: String, _ more: [String] = []) -> [String] {
            [
                "change", county.model, "--before", county.imagery, "--after", county.laterImagery, "--out",
                out,
                "--runs", "none",
            ] + more
        }

        private func onSpark(_ more: [String]) -> [String] {
            change(
                "spark",
                [
                    "--spark", cluster.address, "--spark-storage", scratch["jobs"], "--worker",
                    SparkCluster.worker,
                ]
                    + more)
        }

        private func expectTheLocalFiles(_ more: [String] = []) throws {
            let local = try Program.run(change("local", more), in: scratch.path)
            try #require(local.status == 0, "\(local.errors)")
            for name in [
                "change.tif", "change_map.tif", "candidates.csv", "candidates.gpkg", "transitions.csv",
            ] {
                #expect(try scratch.data("spark/\(name)") == scratch.data("local/\(name)"), "\(name)")
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
            #expect(!left.contains { $0.hasSuffix(".ledger") }, "\(left)")
        }

        @Test(arguments: [[], ["--normalize", "colors", "--turns", "2"]])
        func theFilesAreTheLocalRuns(_ more: [String]) throws {
            let run = try Program.run(onSpark(more), in: scratch.path)
            try #require(run.status == 0, "\(run.errors)")
            try expectTheLocalFiles(more)
        }

        @Test func aJobThatWasEndedGoesOn() throws {
            // Rows come slowly, so that there is a middle to end it in.
            let script = """
                #!/bin/bash
                exec '\(SparkCluster.worker)' "$@" < <(while IFS= read -r row; do printf '%s\\n' "$row"; sleep 0.1; done)
                """
            let slow = try scratch.write(script, to: "slow.sh")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: slow)
            let process = try Program.start(
                change(
                    "spark",
                    [
                        "--spark", cluster.address, "--spark-storage", scratch["jobs"], "--worker", slow,
                        "--job",
                        "ended", "--partitions", "5",
                    ]), in: scratch.path)
            let isUnderWay = SparkCluster.wait(seconds: 60) {
                scratch.tree(below: "jobs").contains {
                    $0.hasSuffix(".parquet") && !$0.contains("_temporary")
                }
            }
            #expect(isUnderWay)
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
            #expect(!FileManager.default.fileExists(atPath: scratch["spark"]))

            let run = try Program.run(onSpark(["--job", "ended", "--partitions", "3"]), in: scratch.path)
            try #require(run.status == 0, "\(run.errors)")
            #expect(
                run.errors.firstMatch(of: /\d+ of 100 tiles have their answers from an earlier run/) != nil,
                "\(run.errors)")
            try expectTheLocalFiles()
        }

        @Test func viewsComeInTheirOrderHoweverManyAtATime() throws {
            let model = try TrainedModel(
                path: county.model, precision: .float32, threads: 2, outputs: [.logits, .foreignness])
            let mosaic = try Mosaic(paths: [county.imagery], tile: model.tile)
            let sight = TileSight(turns: 1, matching: nil, includesFeatures: false)
            func values(window: Int) throws -> (parts: [Int], values: [[Float]]) {
                var viewing = ClusterViewing(
                    cluster: Cluster(
                        address: try .init(cluster.address), storage: scratch["jobs"], job: "views",
                        isNewJob: false, worker: SparkCluster.worker, partitions: 3),
                    question: ClusterQuestion(
                        plan: .tiles(TilePlan(mosaic: mosaic, area: nil)), facts: LedgerPlan([]),
                        model: model,
                        workerThreads: 1),
                    sight: sight, observer: SilentObserver())
                viewing.window = window
                var (parts, values): ([Int], [[Float]]) = ([], [])
                try viewing.run { outcomes in
                    parts.append(outcomes.count)
                    for case .output(let view) in outcomes { values.append(view) }
                }
                return (parts, values)
            }
            let whole = try values(window: 1000)
            let pieces = try values(window: 7)
            #expect(whole.parts == [100])
            #expect(pieces.parts == Array(repeating: 7, count: 14) + [2])
            #expect(pieces.values == whole.values)
            var local: [[Float]] = []
            try LocalViews().see(mosaic, of: .before, as: sight, model: model, area: nil, from: 0) {
                for case .output(let view) in $0.map(\.outcome) { local.append(view) }
            }
            #expect(whole.values == local)
        }
    }
}
