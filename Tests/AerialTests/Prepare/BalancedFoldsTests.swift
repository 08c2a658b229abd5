import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// Folds are balanced each by itself: the figures of all are no fold's own.
struct BalancedFoldsTests {
    private let folder = Scratch()

    /// An area of so many tiles of either of two classes.
    private func area(_ name: String, _ counts: [Int], row: Double) throws -> AreaTiles {
        let source = PreparedDataset.Source(path: "\(name).tif", sha256: "", bytes: 0)
        let labels = counts.enumerated().flatMap { Array(repeating: $0, count: $1) }
        let grid = TileGrid(
            reference: try CoordinateReference(definition: "EPSG:26915"),
            origin: MapPoint(x: 500_000, y: 4_000_000 - 10_000 * row), columns: labels.count, rows: 1,
            tileSideMeters: 224)
        let tiles = labels.enumerated().map { column, label in
            PreparedTile(
                area: name, index: TileIndex(row: 0, column: column), codes: "", sources: [],
                classIndex: label)
        }
        return AreaTiles(
            name: name,
            files: AreaFiles(
                imagery: [source], labels: source, outline: nil, rule: "", labelsLayer: nil, classField: nil),
            date: nil, side: nil, grid: grid, metersPerPixel: 1, tiles: tiles, unlisted: nil)
    }

    private func summary(of areas: [AreaTiles], folds count: Int) throws -> PrepareSummary {
        let legend = try Legend.named("two", classNames: ["Forest", "Barren"])
        var plan = PreparePlan(
            imagery: [], labels: "", out: folder["d"], legend: legend, split: .areaFolds(count: count))
        plan.balance = true
        for fold in 0..<count {
            try FileManager.default.createDirectory(
                atPath: folder["d/\(DatasetFolds.name(fold))"], withIntermediateDirectories: true)
        }
        let records = try FoldedDataset(
            areas: areas, count: count, plan: plan, corrections: nil, observer: SilentObserver()
        ).write(to: folder["d"])
        return PrepareSummary(Preparation.Result(out: folder["d"], records: records))
    }

    @Test func heldOutTilesAreThoseOfAllFolds() throws {
        let areas = [
            try area("a", [10, 10], row: 0), try area("b", [2, 8], row: 1), try area("c", [8, 2], row: 2),
        ]
        let summary = try summary(of: areas, folds: 3)
        #expect(try #require(summary.folds).map(\.test).sorted() == [4, 4, 20])
        #expect(summary.test == ["Forest": 14, "Barren": 14])
        // While 'a' is held out all of the others are learned from.
        #expect(summary.kept == 40 && summary.dropped.isEmpty && summary.tiles == 40)
    }

    @Test func whatNoFoldHoldsIsDroppedToBalance() throws {
        let areas = [try area("a", [9, 3], row: 0), try area("b", [9, 3], row: 1)]
        let summary = try summary(of: areas, folds: 2)
        #expect(summary.test == ["Forest": 6, "Barren": 6])
        #expect(summary.kept + (summary.dropped[DropReason.balanced.rawValue] ?? 0) == 24)
    }
}
