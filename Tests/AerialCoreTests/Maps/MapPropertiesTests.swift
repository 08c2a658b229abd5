import AerialCore
import Testing

/// Maps drawn by chance, and facts that hold of all of them.
struct MapPropertiesTests {
    private static let legend = try? Legend.named("drawn", classNames: ["A", "B", "C", "D"])

    private func map(_ columns: Int, _ rows: Int, cell: (Int, Int) -> UInt8?) throws -> ClassMap {
        var map = ClassMap(legend: try #require(Self.legend), columns: columns, rows: rows)
        for row in 0..<rows {
            for column in 0..<columns { map[TileIndex(row: row, column: column)] = cell(row, column) }
        }
        return map
    }

    private func drawn(seed: UInt64, columns: Int = 9, rows: Int = 7, classes: UInt8 = 3) throws -> ClassMap {
        var generator = SeededGenerator(seed: seed)
        return try map(columns, rows) { _, _ in
            let draw = UInt8.random(in: 0...classes, using: &generator)
            return draw == classes ? nil : draw
        }
    }

    private func mirrored(_ map: ClassMap) throws -> ClassMap {
        try self.map(map.columns, map.rows) { map[TileIndex(row: $0, column: map.columns - 1 - $1)] }
    }

    private func transposed(_ map: ClassMap) throws -> ClassMap {
        try self.map(map.rows, map.columns) { map[TileIndex(row: $1, column: $0)] }
    }

    /// Counts votes by looking at every tile of the map.
    private func plurality(_ map: ClassMap, _ row: Int, _ column: Int, weight: Int) -> UInt8? {
        guard let own = map[TileIndex(row: row, column: column)] else { return nil }
        var votes: [UInt8: Int] = [:]
        for other in 0..<map.rows {
            for across in 0..<map.columns where abs(other - row) <= 1 && abs(across - column) <= 1 {
                guard let cell = map[TileIndex(row: other, column: across)] else { continue }
                votes[cell, default: 0] += (other, across) == (row, column) ? weight : 1
            }
        }
        let most = votes.values.max() ?? 0
        return votes[own] == most ? own : votes.filter { $0.value == most }.keys.min()
    }

    @Test(arguments: [0, 1, 2, 5]) func smoothingCountsTheVotesAroundEachTile(weight: Int) throws {
        for seed in 1...10 as ClosedRange<UInt64> {
            let drawn = try drawn(seed: seed)
            let expected = try map(drawn.columns, drawn.rows) { plurality(drawn, $0, $1, weight: weight) }
            #expect(drawn.smoothedByPlurality(centerWeight: weight) == expected)
        }
    }

    @Test func aTileThatOutweighsItsNeighboursKeepsItsClass() throws {
        let drawn = try drawn(seed: 3)
        #expect(drawn.smoothedByPlurality(centerWeight: 8) == drawn)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func smoothingHasNoDirection(seed: UInt64) throws {
        let drawn = try drawn(seed: seed)
        #expect(try mirrored(drawn).smoothedByPlurality() == mirrored(drawn.smoothedByPlurality()))
        #expect(try transposed(drawn).smoothedByPlurality() == transposed(drawn.smoothedByPlurality()))
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func smoothingByProbabilityHasNoDirection(seed: UInt64)
        throws
    {
        var generator = SeededGenerator(seed: seed)
        let legend = try #require(Self.legend)
        var one = ProbabilityMap(legend: legend, columns: 6, rows: 5)
        var other = one
        for cell in 0..<30 where Int.random(in: 0..<6, using: &generator) > 0 {
            // Sixteenths add up without rounding, in any order.
            let values = (0..<4).map { _ in Float(Int.random(in: 0...16, using: &generator)) / 16 }
            one.set(values, at: cell)
            other.set(values, at: cell / 6 * 6 + 5 - cell % 6)
        }
        #expect(try mirrored(one.smoothed()) == other.smoothed())
        #expect(try mirrored(one.likeliest.map) == other.likeliest.map)
        #expect(one.smoothed().cells.map { $0 == nil } == one.likeliest.map.cells.map { $0 == nil })
    }

    @Test func aMapOfOneLineOrOfNothingIsSmoothedToo() throws {
        #expect(try map(0, 0) { _, _ in 0 }.smoothedByPlurality().cells.isEmpty)
        #expect(try map(0, 3) { _, _ in 0 }.withoutPatches(smallerThan: 5).patches.isEmpty)
        let line = try map(5, 1) { [0, 0, 1, 0, 0][$1 + $0] }
        #expect(line.smoothedByPlurality(centerWeight: 1).cells == [0, 0, 0, 0, 0])
        #expect(try transposed(line).smoothedByPlurality(centerWeight: 1).cells == [0, 0, 0, 0, 0])
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func patchesAreTheSameFromEverySide(seed: UInt64) throws {
        let drawn = try drawn(seed: seed, columns: 12, rows: 10)
        let sizes = drawn.patches.map { [Int($0.classIndex), $0.cells.count] }
        func sorted(_ sizes: [[Int]]) -> [[Int]] { sizes.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) } }
        for turned in [try mirrored(drawn), try transposed(drawn)] {
            #expect(sorted(turned.patches.map { [Int($0.classIndex), $0.cells.count] }) == sorted(sizes))
        }
        // No two patches of one class touch by a side.
        var owner: [Int: Int] = [:]
        for (number, patch) in drawn.patches.enumerated() { for cell in patch.cells { owner[cell] = number } }
        for cell in drawn.cells.indices where drawn.cells[cell] != nil {
            if cell % 12 < 11, drawn.cells[cell] == drawn.cells[cell + 1] {
                #expect(owner[cell] == owner[cell + 1])
            }
            if cell + 12 < drawn.cells.count, drawn.cells[cell] == drawn.cells[cell + 12] {
                #expect(owner[cell] == owner[cell + 12])
            }
        }
    }

    @Test func unlistedCoverIsAClassOfItsOwn() throws {
        let drawn = try map(3, 1) { [0, nil, 2][$0 + $1] }
        let tiles = Set((0..<2).map { TileIndex(row: 0, column: $0) })
        let shown = try drawn.showing(unlisted: tiles)
        #expect(shown.legend.classNames == ["A", "B", "C", "D", UnlistedTiles.className])
        #expect(shown.cells == [4, nil, 2])
        #expect(throws: LegendError.self) { try shown.showing(unlisted: []) }
        #expect(try drawn.showing(unlisted: []).cells == drawn.cells)
    }

    @Test func mostPixelsMustBeUnlisted() {
        #expect(!UnlistedTiles.isUnlisted([:], listed: [41]))
        #expect(!UnlistedTiles.isUnlisted([11: 50, 41: 50], listed: [41]))
        #expect(UnlistedTiles.isUnlisted([11: 26, 12: 25, 41: 50], listed: [41]))
        #expect(!UnlistedTiles.isUnlisted([11: 99, 41: 1], listed: [11, 41]))
    }

    @Test func mapsInOneLegendKeepTheirTilesByName() throws {
        let one = try drawn(seed: 1)
        var other = ClassMap(
            legend: try Legend.named("other", classNames: ["D", "Ü & <b>", "A"]), columns: 3, rows: 1)
        for column in 0..<3 { other[TileIndex(row: 0, column: column)] = UInt8(column) }
        let entries = [
            MapSet.Entry(name: "one", map: one, tileMeters: 224),
            .init(name: "other", map: other, tileMeters: 10),
        ]
        for order in [entries, entries.reversed()] {
            let set = try MapSet(order)
            #expect(Set(set.legend.classNames) == ["A", "B", "C", "D", "Ü & <b>"])
            for (before, after) in zip(order, set.entries) {
                func names(_ map: ClassMap) -> [String?] {
                    map.cells.map { $0.map { map.legend.classNames[Int($0)] } }
                }
                #expect(names(before.map) == names(after.map))
            }
        }
        #expect(throws: LegendError.noClasses(legend: "maps")) { try MapSet([]) }
    }

    @Test func hectaresAreTilesTimesTheirGround() throws {
        let areas = ClassAreas(of: try drawn(seed: 4), tileHectares: 0.25)
        #expect(areas.rows.reduce(0) { $0 + $1.hectares } == areas.hectares)
        #expect(areas.tiles + areas.unscoredTiles == 63)
        let whole: Double = areas.rows.compactMap(\.share).reduce(0, +)
        #expect(abs(whole - 1) < 1e-12)
    }
}
