import AerialCore
import Testing

private func map(_ rows: [[Int?]]) -> ClassMap {
    var map = ClassMap(legend: .nlcd6, columns: rows[0].count, rows: rows.count)
    for (row, cells) in rows.enumerated() {
        for (column, cell) in cells.enumerated() {
            map[TileIndex(row: row, column: column)] = cell.map { UInt8($0) }
        }
    }
    return map
}

@Test func aLoneTileTakesItsNeighboursClass() {
    let smoothed = map([[0, 0, 0], [0, 2, 0], [0, 0, 0]]).smoothedByPlurality()
    #expect(smoothed == map([[0, 0, 0], [0, 0, 0], [0, 0, 0]]))
}

@Test func theCentresWeightDecidesACloseVote() {
    // Three neighbours of class 1 in a row, one vote short of what a heavier centre has.
    let picture = map([[nil, 1, nil], [nil, 0, nil], [nil, 1, nil]])
    #expect(picture.smoothedByPlurality(centerWeight: 1)[TileIndex(row: 1, column: 1)] == 1)
    #expect(picture.smoothedByPlurality(centerWeight: 2)[TileIndex(row: 1, column: 1)] == 0)
}

@Test func cellsWithoutDataStayWithoutData() {
    let smoothed = map([[0, nil], [0, 0]]).smoothedByPlurality()
    #expect(smoothed[TileIndex(row: 0, column: 1)] == nil)
}

@Test func smoothingAUniformMapChangesNothing() {
    let uniform = map(Array(repeating: Array(repeating: 3, count: 5), count: 4))
    #expect(uniform.smoothedByPlurality() == uniform)
}

@Test func groupingKeepsTheNumberOfTiles() throws {
    let picture = map([[0, 1, 2], [3, nil, 5]])
    let grouped = picture.grouped(by: try ClassGrouping(from: .nlcd6, to: .nlcd3))
    #expect(grouped.tileCounts == [1, 1, 3])
    let (tiles, groupedTiles): (Int, Int) = (picture.tileCounts.reduce(0, +), grouped.tileCounts.reduce(0, +))
    #expect(groupedTiles == tiles)
}
