import Aerial
import AerialCore
import Foundation
import Testing

/// Datasets in which each of three counties is held out once, and what models make of them.
@Suite(.serialized) struct FoldsTests {
    private let folder = Scratch()

    private func folds() throws -> PrepareSummary {
        try AreasTests.counties.get().plan(out: folder["d"], split: .areaFolds(count: 3)).run(
            SilentObserver())
    }

    @Test func eachAreaIsHeldOutOnce() throws {
        let summary = try folds()
        let folds = try #require(summary.folds)
        #expect(folds.map(\.name) == ["fold-1", "fold-2", "fold-3"])
        #expect(folds.flatMap(\.areas).sorted() == ["east", "middle", "west"])
        #expect(folds.reduce(0) { $0 + $1.test } == summary.kept)
        #expect(folds.allSatisfy { $0.train + $0.test == summary.kept })
        #expect(summary.test.values.reduce(0, +) == summary.kept && summary.train.values.reduce(0, +) == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder["d"]).sorted()
                == ["fold-1", "fold-2", "fold-3", "folds.json"])
        for fold in folds {
            let dataset = try ImageDataset(path: folder["d/\(fold.name)"])
            #expect(dataset.images.count == summary.kept)
            let held = dataset.images.filter { $0.side == .test }.map { $0.id.split(separator: "/")[2] }
            #expect(held.allSatisfy { name in fold.areas.contains { name.hasPrefix("\($0)_") } })
            #expect(held.count == fold.test)
        }
    }

    @Test func theSameGroundIsTheSameFileInAllFolds() throws {
        let summary = try folds()
        func pictures(_ fold: String) throws -> [String: String] {
            let images = try ImageDataset(path: folder["d/\(fold)"]).images
            return Dictionary(
                uniqueKeysWithValues: images.map { (($0.path as NSString).lastPathComponent, $0.path) })
        }
        let (first, second) = (try pictures("fold-1"), try pictures("fold-2"))
        #expect(first.count == summary.kept && Set(first.keys) == Set(second.keys))
        for (name, path) in first {
            #expect(FileManager.default.contentsEqual(atPath: path, andPath: try #require(second[name])))
        }
    }

    @Test func anAreaThatIsAlwaysLearnedFromIsNeverHeldOut() throws {
        var plan = try AreasTests.counties.get().plan(out: folder["d"], split: .areaFolds(count: 2))
        plan.areas[1].side = .train
        let summary = try plan.run(SilentObserver())
        #expect(summary.folds?.flatMap(\.areas).sorted() == ["east", "west"])
        #expect(summary.train.values.reduce(0, +) > 0)
    }

    @Test func moreFoldsThanAreasAndAreasHeldOutAlwaysAreRefused() throws {
        var plan = try AreasTests.counties.get().plan(out: folder["d"], split: .areaFolds(count: 4))
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        plan.split = .areaFolds(count: 2)
        plan.areas[0].side = .test
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(try folder.names() == [])
    }

    @Test func foldsAreNoDatasetAndSayWhichIs() throws {
        _ = try folds()
        let refused = #expect(throws: CommandError.self) { try ImageDataset(path: folder["d"]) }
        #expect("\(refused.map { "\($0)" } ?? "")".contains("d/fold-1"))
    }

    @Test func anEvaluationIsTheMeanOfItsFoldsAndAllTilesTogether() throws {
        let summary = try folds()
        for fold in try #require(summary.folds) {
            var training = TransferPlan(
                dataset: try ImageDataset(path: folder["d/\(fold.name)"]), out: folder["m/\(fold.name)"])
            training.turns = 1
            _ = try training.run(SilentObserver())
        }
        var plan = EvaluateFoldsPlan(models: folder["m"], dataset: folder["d"], out: folder["e"])
        let outcome = try plan.run(SilentObserver())
        let figures = outcome.figures
        let accuracies = figures.folds.compactMap(\.accuracy)
        #expect(accuracies.count == 3)
        let mean = accuracies.reduce(0, +) / 3
        #expect(abs(try #require(figures.meanAccuracy) - mean) < 1e-12)
        let spread = (accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
        #expect(abs(try #require(figures.standardDeviation) - spread) < 1e-12)
        #expect(figures.evaluated == summary.kept)
        let right = figures.folds.reduce(0.0) { $0 + ($1.accuracy ?? 0) * Double($1.evaluated) }
        #expect(abs(try #require(figures.accuracy) - right / Double(summary.kept)) < 1e-12)
        #expect(
            try folder.names(in: "e")
                == ["confusion.csv", "fold-1", "fold-2", "fold-3", "metrics.json", "report.html"])
        let page = try String(contentsOfFile: folder["e/report.html"], encoding: .utf8)
        #expect(page.contains("fold-2/report.html"))
        // It renews what it wrote, and nothing that it did not.
        _ = try plan.run(SilentObserver())
        try "mine".write(toFile: folder["e/notes.txt"], atomically: true, encoding: .utf8)
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        plan.models = folder["d"]
        plan.out = folder["other"]
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(!folder.has("other"))
    }
}
