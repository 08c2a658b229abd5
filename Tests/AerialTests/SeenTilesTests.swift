import AerialCore
import Foundation
import Scoring
import Testing

@testable import Aerial

/// What a comparison of two dates keeps of each tile, and where it finds it again.
struct SeenTilesTests {
    private static let classCount = 3
    private static let featureCount = 17
    private static let layout = DateViews.layout(classCount: classCount, featureCount: featureCount)

    /// A date whose tiles were seen, and what was seen of them.
    private struct Seen {
        var tiles: SeenTiles
        let ledger: TileLedger
        let outcomes: [InferenceOutcome]
    }

    private func outcomes(_ count: Int, seed: UInt64) -> [InferenceOutcome] {
        var source = SeededGenerator(seed: seed)
        return (0..<count).map { tile in
            switch Int.random(in: 0..<10, using: &source) {
            case 0: return .nodata(["", "too little imagery", "leere Kachel: Größe 0"][tile % 3])
            case 1: return .rejected("cannot read it, n° \(tile)")
            default:
                let numbers = (0..<Self.classCount + Self.featureCount + 1).map { _ in
                    Float.random(in: -8...8, using: &source)
                }
                return .output(numbers)
            }
        }
    }

    /// - Parameter batch: so many tiles are written at once.
    private func seen(_ outcomes: [InferenceOutcome], batch: Int, at path: String) throws -> Seen {
        let ledger = try TileLedger(
            path: path, output: "out", plan: LedgerPlan([("a", "b")]),
            valueCount: Self.layout.narrow.upperBound,
            layout: Self.layout, resumes: false
        ) { _ in }
        var tiles = SeenTiles(layout: Self.layout, target: 1, title: "before")
        for start in stride(from: 0, to: outcomes.count, by: batch) {
            let part = Array(outcomes[start..<min(start + batch, outcomes.count)])
            var position = try ledger.append(part)
            for (offset, outcome) in part.enumerated() {
                position = tiles.record(
                    outcome, of: TileIndex(row: 0, column: start + offset), at: position)
            }
        }
        return Seen(tiles: tiles, ledger: ledger, outcomes: outcomes)
    }

    private func features(_ outcome: InferenceOutcome) -> [Float]? {
        guard case .output(let values) = outcome else { return nil }
        return Array(values[Self.layout.narrow])
    }

    private func isNear(_ one: [Float], _ other: [Float]) -> Bool {
        let step = (one.map(abs).max() ?? 0) / 32_767
        return one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) <= 0.51 * step }
    }

    @Test(arguments: [1, 7, 64, 2000]) func featuresAreFoundWhereTheyLie(batch: Int) throws {
        let folder = Scratch()
        let dates = try [UInt64(1), 2].map {
            try seen(outcomes(1300, seed: $0), batch: batch, at: folder["\($0).ledger"])
        }
        // The plots that were scored at both dates, in their order.
        let both = dates[0].outcomes.indices.filter { tile in
            dates.allSatisfy { features($0.outcomes[tile]) != nil }
        }
        #expect(both.count > 600)
        let views = PairedViews(
            ledgers: dates.map(\.ledger),
            positions: dates.map { date in both.compactMap { date.tiles.ends[$0].view?.position } },
            layout: Self.layout)
        #expect(views.featureCount == Self.featureCount)
        var visited: [Int] = []
        var areNear = true
        try views.visit { plot, before, after in
            visited.append(plot)
            for (date, found) in zip(dates, [before, after]) {
                areNear = areNear && isNear(features(date.outcomes[both[plot]]) ?? [], Array(found))
            }
        }
        #expect(visited == Array(both.indices) && areNear)
        for plot in [0, 1, 511, 512, 513, both.count - 1] {
            for (date, name) in zip(dates, [PlotDate.before, .after]) {
                let found = try views.features(of: plot, at: name)
                #expect(isNear(features(date.outcomes[both[plot]]) ?? [], found))
            }
        }
    }

    @Test func withoutAPlotNothingIsVisited() throws {
        let folder = Scratch()
        let dates = try [UInt64(3), 4].map {
            try seen(outcomes(2, seed: $0), batch: 2, at: folder["\($0).ledger"])
        }
        let views = PairedViews(ledgers: dates.map(\.ledger), positions: [[], []], layout: Self.layout)
        try views.visit { _, _, _ in Issue.record("there is no plot") }
    }

    @Test func aPlaceBeyondTheLedgerIsAnErrorAndNoCrash() throws {
        let folder = Scratch()
        let date = try seen(outcomes(3, seed: 5), batch: 3, at: folder["a.ledger"])
        let views = PairedViews(
            ledgers: [date.ledger, date.ledger], positions: [[1 << 40], [1 << 40]], layout: Self.layout)
        #expect(throws: CommandError.self) { try views.features(of: 0, at: .after) }
        #expect(throws: CommandError.self) { try views.visit { _, _, _ in } }
    }

    /// A run that goes on meets the batches of the one before it, one frame each.
    @Test func aRestoredDateIsAsTheOneThatWasSeen() throws {
        let folder = Scratch()
        let plan = LedgerPlan([("a", "b")])
        let outcomes = outcomes(200, seed: 6)
        var tiles: SeenTiles?
        do { tiles = try seen(outcomes, batch: 33, at: folder["a.ledger"]).tiles }
        var restored = SeenTiles(layout: Self.layout, target: 1, title: "before")
        var next = 0
        let again = try TileLedger(
            path: folder["a.ledger"], output: "out", plan: plan, valueCount: Self.layout.narrow.upperBound,
            layout: Self.layout, resumes: true
        ) { frame in
            var position = frame.position
            for outcome in frame.outcomes {
                position = restored.record(outcome, of: TileIndex(row: 0, column: next), at: position)
                next += 1
            }
            #expect(position == frame.position + frame.byteCount)
        }
        let first = try #require(tiles)
        #expect(again.restoredCount == 200)
        #expect(restored.tiles == first.tiles && restored.rejections == first.rejections)
        #expect(restored.ends.map { $0.view?.position } == first.ends.map { $0.view?.position })
        #expect(restored.ends.map { $0.view?.seen } == first.ends.map { $0.view?.seen })
        #expect(restored.ends.map(\.isRejected) == first.ends.map(\.isRejected))
        #expect(restored.foreignness == first.foreignness)
    }

    @Test func whatTheModelDoesNotTellIsNotKnown() {
        var tiles = SeenTiles(layout: Self.layout, target: 0, title: "after")
        let numbers = [Float](repeating: 0.5, count: Self.classCount + Self.featureCount)
        let outcomes: [InferenceOutcome] = [
            .output(numbers), .output(numbers + [0.97]), .output(numbers + [.nan]), .nodata("empty"),
            .rejected("bad tile"),
        ]
        var position = 0
        for (column, outcome) in outcomes.enumerated() {
            position = tiles.record(outcome, of: TileIndex(row: 12, column: column), at: position)
        }
        #expect(tiles.foreignness == [TileIndex(row: 12, column: 1): 0.97])
        #expect(tiles.rejections == ["r0012_c0004, after: bad tile"])
        #expect(tiles.ends.map { $0.view != nil } == [true, true, true, false, false])
        #expect(tiles.ends.map(\.isRejected) == [false, false, false, false, true])
    }
}
