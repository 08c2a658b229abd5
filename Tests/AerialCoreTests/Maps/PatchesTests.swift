import AerialCore
import Testing

/// A map drawn as text: a digit is a class, a point no data.
private func map(_ rows: String...) throws -> ClassMap {
    var map = ClassMap(
        legend: try Legend.named("drawn", classNames: ["A", "B", "C"]), columns: rows[0].count,
        rows: rows.count)
    for (row, text) in rows.enumerated() {
        for (column, character) in text.enumerated() {
            map[TileIndex(row: row, column: column)] = character.wholeNumberValue.map { UInt8($0) }
        }
    }
    return map
}

struct PatchesTests {
    @Test func patchesAreTilesThatShareASide() throws {
        let patches = try map("001", "010", ".11").patches
        #expect(patches.map(\.classIndex) == [0, 1, 1, 0])
        #expect(patches.map(\.cells) == [[0, 1, 3], [2], [4, 7, 8], [5]])
    }

    @Test func everyScoredCellIsInOnePatch() throws {
        let drawn = try map("012.", "1102", "..20", "2222")
        let cells = drawn.patches.flatMap(\.cells)
        #expect(cells.sorted() == drawn.cells.indices.filter { drawn.cells[$0] != nil })
        #expect(Set(cells).count == cells.count)
    }

    @Test func smallPatchesGoToTheLongestBorder() throws {
        let drawn = try map("00022", "01122", "00022")
        #expect(try drawn.withoutPatches(smallerThan: 3) == map("00022", "00022", "00022"))
        #expect(drawn.withoutPatches(smallerThan: 2) == drawn)
    }

    @Test func aPatchBesideAChangeWaitsForTheOthersOfItsSize() throws {
        // First the lone 1 becomes 0. The 2 touches it and waits, so the 0 on the right goes first, to the 2.
        #expect(try map("00120").withoutPatches(smallerThan: 2) == map("00022"))
        // Where each is far from the others all go at once.
        #expect(try map("0010020").withoutPatches(smallerThan: 2) == map("0000000"))
    }

    @Test func noPatchIsLeftThatIsTooSmallUnlessItStandsAlone() throws {
        let drawn = try map("0120120", "1201201", "0001110", ".......", "2......")
        let cleaned = drawn.withoutPatches(smallerThan: 4)
        #expect(cleaned.patches.filter { $0.cells.count < 4 }.map(\.cells) == [[28]])
        #expect(cleaned.cells.map { $0 == nil } == drawn.cells.map { $0 == nil })
    }
}

struct ProbabilitySmoothingTests {
    private func probabilities(_ cells: [[Float]?], columns: Int) throws -> ProbabilityMap {
        var map = ProbabilityMap(
            legend: try Legend.named("drawn", classNames: ["A", "B"]), columns: columns,
            rows: cells.count / columns)
        for (number, cell) in cells.enumerated() { if let cell { map.set(cell, at: number) } }
        return map
    }

    @Test func aDoubtfulTileFollowsItsNeighboursAndASureOneDoesNot() throws {
        var cells = [[Float]?](repeating: [0.9, 0.1], count: 9)
        cells[4] = [0.4, 0.6]
        #expect(try probabilities(cells, columns: 3).smoothed().cells[4] == 0)
        cells[4] = [0.01, 0.99]
        #expect(try probabilities(cells, columns: 3).smoothed().cells[4] == 1)
    }

    @Test func cellsWithoutDataNeitherCountNorChange() throws {
        let smoothed = try probabilities([nil, [0.4, 0.6], nil, nil], columns: 2).smoothed()
        #expect(smoothed.cells == [nil, 1, nil, nil])
    }

    @Test func theLikeliestClassIsTheFirstOfEquals() throws {
        let (map, confidence) = try probabilities(
            [[0.5, 0.5], nil, [0.004, 0.996], [0.9, 0.1]], columns: 2
        )
        .likeliest
        #expect(map.cells == [0, nil, 1, 0])
        #expect(confidence == [50, nil, 100, 90])
    }

    @Test func whatIsNoProbabilityEndsNoMap() throws {
        let (map, confidence) = try probabilities(
            [[.nan, 0.5], [0.5, .nan], [.infinity, 0], [3, 0.1], [-2, -1], [1.004, 0]], columns: 3
        )
        .likeliest
        #expect(map.cells == [nil, nil, nil, 0, 1, 0])
        #expect(confidence == [nil, nil, nil, 100, 0, 100])
    }

    @Test func groupsAddUp() throws {
        var six = ProbabilityMap(legend: .nlcd6, columns: 1, rows: 1)
        six.set([0.1, 0.2, 0.3, 0.1, 0.1, 0.2], at: 0)
        let three = six.grouped(by: try ClassGrouping(from: .nlcd6, to: .nlcd3))
        let cell = try #require(three[0])
        #expect(zip(cell, [0.1, 0.2, 0.7] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
}
