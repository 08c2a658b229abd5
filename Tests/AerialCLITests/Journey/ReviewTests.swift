import AerialCore
import Foundation
import Networks
import Testing

@testable import Aerial
@testable import AerialCLI
@testable import Imagery
@testable import Scoring

extension EndToEnd {
    /// Labels that are wrong, and tiles whose labels would help.
    struct Review {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func rows(_ name: String) throws -> [[String]] {
            try scratch.text(name).split(separator: "\r\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }

        private func trainingTiles() throws -> [String] {
            scratch.tree(below: "noisy").filter { $0.hasPrefix("train/") && $0.hasSuffix(".png") }
        }

        /// A copy of the dataset in which the first tile of three classes lies in the next class's folder.
        private func noisyDataset() throws -> [String] {
            _ = try scratch.copy(county.dataset, to: "noisy")
            try FileManager.default.removeItem(atPath: scratch["noisy/dataset.json"])
            let classes = ["Developed", "Forest", "Barren"]
            return try classes.enumerated().map { position, name in
                let tile = try #require(try trainingTiles().first { $0.hasPrefix("train/\(name)/") })
                let wrong = "train/\(classes[(position + 1) % 3])/\((tile as NSString).lastPathComponent)"
                try FileManager.default.moveItem(
                    atPath: scratch["noisy/\(tile)"], toPath: scratch["noisy/\(wrong)"])
                return wrong
            }
        }

        @Test func wrongLabelsAreRankedFirstAndCorrected() throws {
            let flipped = try noisyDataset()
            let run = try Program.mustRun(
                ["review", county.model, "noisy", "--out", "review", "--top", "6", "--json", "--quiet"],
                in: scratch.path)
            let table = try rows("review/review.csv")
            #expect(table[0] == ["rank", "path", "label", "suggested", "probability"])
            #expect(table.count == 7)
            #expect(Set(table.map { $0[1] }).intersection(flipped).count >= 2)
            struct Summary: Decodable {
                let judged: Int
                let listed: Int
            }
            let summary = try run.object(Summary.self)
            #expect(summary.judged == (try trainingTiles()).count && summary.listed == 6)

            // The first is corrected, the second dropped: the model learns from one tile less, and keeps its held-out ones.
            try scratch.write(
                "rank,path,label,suggested,probability,mark\n"
                    + zip(table[1...2], ["accept", "drop"]).map { ($0 + [$1]).joined(separator: ",") }
                    .joined(separator: "\n"), to: "corrections.csv")
            func trained(_ arguments: [String]) throws -> ModelDescription {
                _ = try Program.mustRun(
                    [
                        "transfer", "noisy", "--out", "m", "--turns", "1", "--penalty", "5", "--quiet",
                        "--overwrite",
                    ]
                        + arguments,
                    in: scratch.path)
                return try ModelBundle.readDescription(from: scratch["m"])
            }
            let plain = try trained([])
            let better = try trained(["--corrections", "corrections.csv"])
            let (before, after) = (plain.trainingData, better.trainingData)
            #expect(after.heldOutTiles == before.heldOutTiles)
            let (learned, learnedBefore): (Int, Int) = (
                after.trainingCounts.values.reduce(0, +), before.trainingCounts.values.reduce(0, +)
            )
            #expect(learned == learnedBefore - 1)
            #expect(after.trainingCounts[table[1][2]] != before.trainingCounts[table[1][2]])
            #expect(
                better.provenance.options["corrections"] == "corrections.csv: 1 relabelled, 1 dropped, 0 kept"
            )

            // Filled-in marks are a person's work.
            try FileManager.default.removeItem(atPath: scratch["review/review.csv"])
            _ = try scratch.copy(scratch["corrections.csv"], to: "review/review.csv")
            let refused = try Program.run(
                ["review", county.model, "noisy", "--out", "review", "--overwrite"], in: scratch.path)
            #expect(refused.status == 1 && refused.errors.contains("filled in"))
        }

        @Test func aDatasetKeepsBothLabels() throws {
            let record = try #require(try PreparedDataset.read(fromDataset: county.dataset))
            let tile = try #require(record.tiles.first { $0.id.hasPrefix("train/Forest/") })
            let other = try #require(record.tiles.first { $0.id.hasPrefix("train/Developed/") })
            try scratch.write(
                "path,label,suggested,mark\n\(tile.id),Forest,Shrub,accept\n\(other.id),Developed,Barren,drop\n",
                to: "corrections.csv")
            func prepare(_ corrections: String) throws -> Program.Run {
                try Program.run(
                    ["prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", "set"]
                        + ["--corrections", corrections, "--quiet", "--overwrite"] + County.preparation,
                    in: scratch.path)
            }
            #expect(try prepare("corrections.csv").status == 0)
            let corrected = try #require(try PreparedDataset.read(fromDataset: scratch["set"]))
            let changed = try #require(
                corrected.tiles.first { ($0.row, $0.column) == (tile.row, tile.column) })
            #expect(changed.id.hasPrefix("train/Shrub/") && changed.label == "Forest")
            #expect(corrected.dropped["dropped by a correction"] == 1)
            let gone = [tile.id, other.id]
            #expect(
                Set(corrected.tiles.map(\.id)).subtracting([changed.id])
                    == Set(record.tiles.map(\.id)).subtracting(gone))
            try scratch.write("path,label,suggested,mark\n\(tile.id),Shrub,Forest,accept\n", to: "other.csv")
            let refused = try prepare("other.csv")
            #expect(refused.status == 1 && refused.errors.contains("these labels say otherwise"))
        }

        @Test func suggestionsAreNewTilesAndBecomeLabels() throws {
            // A sample for an area estimate of every tile but a few, so that what is offered is known.
            _ = try Program.mustRun(
                ["suggest", county.model, county.imagery, "--out", "all", "--count", "1000", "--quiet"],
                in: scratch.path)
            let offered = try rows("all/suggestions.csv").dropFirst().map { $0[1] }
            let record = try #require(try PreparedDataset.read(fromDataset: county.dataset))
            let learned = Set(
                record.tiles.map { TileGrid.name(of: TileIndex(row: $0.row, column: $0.column)) })
            #expect(offered.count > 10 && learned.isDisjoint(with: offered))

            let map = try Program.mustRun(
                ["map", county.predictions, "--out", "map.tif", "--quiet"], in: scratch.path)
            #expect(map.status == 0)
            _ = try Program.mustRun(
                [
                    "area", "design", "map.tif", "--out", "sample", "--least", "5", "--standard-error", "0.2",
                    "--quiet",
                ],
                in: scratch.path)
            let sampled = Set(try rows("sample/sample.csv").dropFirst().map { $0[0] })
            #expect(!sampled.isDisjoint(with: offered))
            _ = try Program.mustRun(
                ["suggest", county.model, county.imagery, "--out", "s", "--count", "8", "--quiet"]
                    + ["--area-sample", "sample/sample.csv"], in: scratch.path)
            let few = try rows("s/suggestions.csv").dropFirst().map { $0[1] }
            #expect(few.count == 8 && sampled.isDisjoint(with: few) && learned.isDisjoint(with: few))

            let taken = try Program.run(
                ["prepare", "--imagery", county.imagery, "--labels", "sample/sample.gpkg", "--out", "bad"],
                in: scratch.path)
            #expect(taken.status == 1 && taken.errors.contains("areas are estimated from"))

            // Filled in, as QGIS does it.
            let file = try LabelFilling(scratch["s/suggestions.gpkg"])
            try file.fill("class", with: ["Forest", "Barren"])
            let refused = try Program.run(
                ["suggest", county.model, county.imagery, "--out", "s", "--overwrite", "--quiet"],
                in: scratch.path)
            #expect(refused.status == 1 && refused.errors.contains("filled in"))
            _ = try Program.mustRun(
                [
                    "prepare", "--imagery", county.imagery, "--labels", "s/suggestions.gpkg", "--class-field",
                    "class",
                ]
                    + ["--out", "more", "--split", "random", "--quiet"], in: scratch.path)
            let more = try #require(try PreparedDataset.read(fromDataset: scratch["more"]))
            #expect(
                Set(more.tiles.map { TileGrid.name(of: TileIndex(row: $0.row, column: $0.column)) })
                    == Set(few))
        }

        @Test func aPartIsScoredAsItIsInTheWhole() throws {
            let sample = SampleFraction(0.3, seed: 5)
            let all = try PredictionFile.read(path: county.predictions)
            let run = try Program.mustRun(
                ["score", county.model, county.imagery, "--out", "part.csv", "--json", "--quiet"]
                    + ["--sample-fraction", "0.3", "--seed", "5"], in: scratch.path)
            let part = try PredictionFile.read(path: scratch["part.csv"])
            let wanted = all.rows.filter { row in row.place.map { sample.takes($0.index) } ?? false }
            #expect(part.rows.map(\.id) == wanted.map(\.id))
            #expect(part.rows.map(\.predictedClass) == wanted.map(\.predictedClass))
            #expect(try run.object(ScoreObject.self).tiles == wanted.count)
            // A cluster's plan holds the same tiles.
            let plan = TilePlan(
                mosaic: try Mosaic(paths: [county.imagery], tile: .standard), area: nil, sample: sample)
            #expect((0..<plan.tileCount).map { plan.name(at: $0) } == wanted.map(\.id))
        }

        @Test func aPartHasEveryClassInProportion() throws {
            let folder = county.dataset + "/train"
            let run = try Program.mustRun(
                ["score", county.model, folder, "--out", "images.csv", "--json", "--quiet"]
                    + ["--sample-fraction", "0.5"], in: scratch.path)
            let counts = Dictionary(
                grouping: scratch.trees(of: folder).filter { $0.hasSuffix(".png") },
                by: { ($0 as NSString).deletingLastPathComponent })
            let wanted = counts.values.reduce(0) { $0 + max(1, Int((Double($1.count) * 0.5).rounded())) }
            #expect(try run.object(ScoreObject.self).tiles == wanted)

            let trained = try Program.mustRun(
                ["transfer", county.dataset, "--out", "m", "--turns", "1", "--json", "--quiet"]
                    + ["--sample-fraction", "0.5"], in: scratch.path
            ).object(TransferObject.self)
            #expect(trained.train == wanted)
            let evaluated = try Program.mustRun(
                ["evaluate", county.model, county.dataset, "--out", "e", "--json", "--quiet"]
                    + ["--sample-fraction", "0.5"], in: scratch.path
            ).object(EvaluateObject.self)
            let whole = try ModelBundle.readDescription(from: county.model).trainingData.heldOutCounts
            #expect(
                evaluated.counts.tiles
                    == whole.values.filter { $0 > 0 }.reduce(0) {
                        $0 + max(1, Int((Double($1) * 0.5).rounded()))
                    })
            let refused = try Program.run(
                ["score", county.model, folder, "--out", "n.csv", "--sample-fraction", "0"], in: scratch.path)
            #expect(refused.status == 64)
        }
    }
}
