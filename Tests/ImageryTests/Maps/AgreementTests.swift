import AerialCore
import Testing

@testable import Imagery

@Suite struct AgreementTests {
    let grid: TileGrid

    init() throws { grid = try Fixture.grid(columns: 6, rows: 1) }

    /// Land-cover pixels by tile, from west to east.
    private func compare(_ covers: [[Int: Int]], cells: [UInt8?], purity: Double = 0.9) -> LandCoverComparison
    {
        var map = ClassMap(legend: .nlcd6, columns: 6, rows: 1)
        for (column, cell) in cells.enumerated() { map[TileIndex(row: 0, column: column)] = cell }
        return LandCoverComparison.compare(map, grid: grid, purity: purity) { bounds in
            covers[Int(((bounds.minX - grid.origin.x) / grid.tileSide).rounded())]
        }
    }

    @Test func theReferenceIsTheClassWithMostPixelsSummedOverItsCodes() {
        let cover = [21: 3, 22: 3, 41: 4]
        let result = compare(Array(repeating: cover, count: 6), cells: [0, 2, 0, 2, 2, nil])
        #expect(result.all.counts[0] == [2, 0, 3, 0, 0, 0])
        #expect(result.all.total == 5)
        #expect(result.pure.total == 0)
    }

    @Test func pureTilesReachTheSharedBound() {
        let covers = [[41: 9, 21: 1], [41: 89, 21: 11], [41: 9, 11: 1], [41: 10], [41: 1], [41: 1]]
        let result = compare(covers, cells: [2, 2, 2, 0, nil, nil])
        #expect(result.all.total == 4 && result.pure.total == 3)
        #expect(result.pure.counts[2][2] == 2 && result.pure.counts[2][0] == 1)
    }

    @Test func tilesOfNoClassHaveNoReference() {
        let covers = [[11: 6, 41: 4], [:], [11: 5, 41: 5], [250: 1], [41: 1, 21: 1], [41: 1]]
        let result = compare(covers, cells: [2, 2, 2, 2, 0, nil])
        #expect(result.tilesWithoutReference == 3)
        #expect(result.all.total == 2)
        #expect(result.all.counts[0][0] == 1, "between equals the first class of the legend is the reference")
    }

    @Test func whereTheyAgreeIsAMap() {
        let covers = [[41: 9], [41: 9], [11: 9], [21: 9], [41: 1], [41: 1]]
        let result = compare(covers, cells: [2, 0, 2, 0, nil, nil])
        #expect(result.agreement.cells == [0, 1, 2, 0, nil, nil])
        #expect(result.landCover.cells == [2, 2, nil, 0, nil, nil])
    }
}
