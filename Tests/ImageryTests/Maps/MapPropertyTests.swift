import AerialCore
import Foundation
import Testing

@testable import Imagery

/// A map of random cells, a third of them empty.
private func randomMap(columns: Int, rows: Int, legend: Legend = .nlcd3, seed: UInt64) -> ClassMap {
    var generator = SeededGenerator(seed: seed)
    var map = ClassMap(legend: legend, columns: columns, rows: rows)
    for row in 0..<rows {
        for column in 0..<columns where Int.random(in: 0..<3, using: &generator) > 0 {
            map[TileIndex(row: row, column: column)] = UInt8.random(
                in: 0..<UInt8(legend.classes.count), using: &generator)
        }
    }
    return map
}

/// The cells of a page's map against a second way to count.
struct MapCellsPropertyTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func bands(_ png: [UInt8]) throws -> [[UInt8]] {
        try Data(png).write(to: URL(fileURLWithPath: folder.file("c.png")))
        let file = try RasterFile(path: folder.file("c.png"))
        return try (1...file.bandCount).map { try file.bytes(ofBand: $0) }
    }

    @Test(arguments: [1, 2, 9, 40, 1000])
    func everyCellIsTheVoteOfItsTiles(mostCells: Int) throws {
        let (columns, rows) = (17, 13)
        let map = randomMap(columns: columns, rows: rows, seed: 4)
        var generator = SeededGenerator(seed: 6)
        let shares = map.cells.map { _ in
            Bool.random(using: &generator) ? UInt8.random(in: 0...120, using: &generator) : nil
        }
        let foreign = Set(
            (0..<rows * columns).filter { _ in Bool.random(using: &generator) }.map {
                TileIndex(row: $0 / columns, column: $0 % columns)
            })
        let cells = try MapCells(map, shares: shares, foreign: foreign, mostCells: mostCells)
        let side = cells.shape.tilesPerCell
        // Each tile throws what it holds into its cell.
        var votes: [TileIndex: [Int]] = [:]
        for (number, cell) in map.cells.enumerated() {
            let square = TileIndex(row: number / columns / side, column: number % columns / side)
            if let cell { votes[square, default: []].append(Int(cell)) }
        }
        let values = try bands(cells.values)
        let picture = try bands(cells.picture)
        for row in 0..<cells.shape.rows {
            for column in 0..<cells.shape.columns {
                let (position, square) = (
                    row * cells.shape.columns + column, TileIndex(row: row, column: column)
                )
                let cast = votes[square] ?? []
                let winner = (0..<3).max { one, other in
                    (cast.count { $0 == one }, other) < (cast.count { $0 == other }, one)
                }
                let index = cast.isEmpty ? nil : winner
                #expect(values[0][position] == index.map { UInt8($0 + 1) } ?? 0)
                #expect(picture[3][position] == (index == nil ? 0 : 255))
                if let index {
                    let color = map.legend.classes[index].color
                    #expect((0..<3).map { picture[$0][position] } == [color.red, color.green, color.blue])
                }
                var known: [Double] = []
                var (strange, all) = (0, 0)
                for (number, cell) in map.cells.enumerated()
                where number / columns / side == row && number % columns / side == column {
                    let tile = TileIndex(row: number / columns, column: number % columns)
                    all += 1
                    strange += foreign.contains(tile) ? 1 : 0
                    if let index, cell == UInt8(index), let share = shares[number] {
                        known.append(Double(min(100, share)))
                    }
                }
                let mean = known.isEmpty ? nil : (known.reduce(0, +) / Double(known.count)).rounded()
                #expect(values[1][position] == mean.map { UInt8($0) + 1 } ?? 0)
                #expect(values[2][position] == (2 * strange > all ? 255 : 0))
                #expect(cells.foreign.contains(square) == (2 * strange > all))
            }
        }
    }

    @Test(arguments: [1, 2, 3, 10, 999, 250_000])
    func cellsAreAsManyAsTheyMayBeAndNoFewer(mostCells: Int) {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<50 {
            let (columns, rows) = (
                Int.random(in: 1...900, using: &generator), Int.random(in: 1...900, using: &generator)
            )
            let shape = MapCells.Shape(columns: columns, rows: rows, mostCells: mostCells)
            let side = shape.tilesPerCell
            #expect(shape.columns * shape.rows <= mostCells)
            // All tiles are in a cell, and no cell is without a tile.
            #expect(shape.columns * side >= columns && (shape.columns - 1) * side < columns)
            #expect(shape.rows * side >= rows && (shape.rows - 1) * side < rows)
            guard side > 1 else { continue }
            let finer = side - 1
            #expect(((columns + finer - 1) / finer) * ((rows + finer - 1) / finer) > mostCells)
        }
    }

    @Test func theLargestMapHasAPageToo() {
        let shape = MapCells.Shape(columns: 100_000, rows: 3000)
        #expect(shape.columns * shape.rows <= MapCells.Shape.mostCells)
        #expect(MapCells.Shape(columns: TileGrid.mostTiles, rows: 1).rows == 1)
        #expect(MapCells.Shape(columns: 5, rows: 5, mostCells: 0).columns == 1)
        #expect(MapCells.Shape(columns: 5, rows: 5, mostCells: .min).rows == 1)
    }
}

/// A map against land cover, by a second way to count.
struct AgreementPropertyTests {
    private let grid: TileGrid
    private let map: ClassMap
    private let covers: [[Int: Int]]

    init() throws {
        grid = try Fixture.grid(columns: 12, rows: 9)
        map = randomMap(columns: 12, rows: 9, legend: .nlcd6, seed: 12)
        var generator = SeededGenerator(seed: 1)
        let codes = [11, 12, 21, 22, 31, 41, 42, 71, 82, 0, 255, -9999]
        covers = (0..<108).map { _ in
            var cover: [Int: Int] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                cover[codes.randomElement(using: &generator) ?? 0, default: 0] += Int.random(
                    in: 0...6, using: &generator)
            }
            return cover
        }
    }

    private func number(of bounds: MapBounds) -> Int {
        let column = Int(((bounds.minX - grid.origin.x) / grid.tileSide).rounded())
        let row = Int(((grid.origin.y - bounds.maxY) / grid.tileSide).rounded())
        return row * 12 + column
    }

    private func compare(purity: Double) -> LandCoverComparison {
        LandCoverComparison.compare(map, grid: grid, purity: purity) { covers[number(of: $0)] }
    }

    @Test func everyScoredTileIsCountedOnce() {
        let result = compare(purity: 0.5)
        let scored = map.cells.count { $0 != nil }
        #expect(result.all.total + result.tilesWithoutReference == scored)
        #expect(result.agreement.tileCounts.reduce(0, +) == scored)
        #expect(result.agreement.tileCounts[2] == result.tilesWithoutReference)
        let onDiagonal = (0..<6).map { result.all.counts[$0][$0] }
        #expect(result.agreement.tileCounts[0] == onDiagonal.reduce(0, +))
        // Rows are the land cover, columns the map.
        #expect(result.all.counts.map { $0.reduce(0, +) } == result.landCover.tileCounts)
    }

    @Test func theReferenceIsWhatTheCodesSay() throws {
        let result = compare(purity: 0.9)
        for (number, cover) in covers.enumerated() where map.cells[number] != nil {
            var pixels = [Int](repeating: 0, count: 6)
            var others = 0
            for (code, count) in cover {
                if let index = Legend.nlcd6.classIndex(ofCode: code) {
                    pixels[index] += count
                } else {
                    others += count
                }
            }
            let most = try #require(pixels.max())
            let wanted = most > 0 && most >= others ? pixels.firstIndex(of: most).map { UInt8($0) } : nil
            #expect(result.landCover.cells[number] == wanted, "\(cover)")
        }
    }

    @Test func aStricterPurityKeepsNoMoreTiles() {
        let results = [0, 0.3, 0.5, 0.75, 0.9, 1].map(compare)
        #expect(results[0].pure == results[0].all)
        for (looser, stricter) in zip(results, results.dropFirst()) {
            #expect(looser.all == stricter.all)
            for row in 0..<6 {
                for column in 0..<6 {
                    #expect(stricter.pure.counts[row][column] <= looser.pure.counts[row][column])
                }
            }
        }
        #expect(results[5].pure.total > 0 && compare(purity: 1.01).pure.total == 0)
        #expect(compare(purity: .nan).pure.total == 0)
    }

    @Test func comparedTilesAreThoseWithAReference() throws {
        let result = compare(purity: 0.9)
        let compared = try result.comparedTiles()
        #expect(compared.legend.classNames == ["Agree", "Differ"])
        #expect(compared.tileCounts == Array(result.agreement.tileCounts.prefix(2)))
        for (one, other) in zip(compared.cells, result.agreement.cells) {
            #expect(one == (other == 2 ? nil : other))
        }
    }

    @Test func unscoredTilesAreNotLookedAt() {
        var asked = 0
        let empty = ClassMap(legend: .nlcd6, columns: 12, rows: 9)
        let result = LandCoverComparison.compare(empty, grid: grid) { _ in
            asked += 1
            return [41: 1]
        }
        #expect(asked == 0 && result.all.total == 0 && result.tilesWithoutReference == 0)
    }

    @Test func whatTheLandCoverThrowsIsThrown() {
        #expect(throws: ImageryError.cannotRead(path: "l", reason: "cut")) {
            try LandCoverComparison.compare(map, grid: grid) { _ in
                throw ImageryError.cannotRead(path: "l", reason: "cut")
            }
        }
    }
}

/// The polygons of a map.
struct ClassPolygonPropertyTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    /// Class by class: how many polygons, how many tiles, how many hectares.
    private func sums(_ map: ClassMap, _ grid: TileGrid) throws -> [String: [Double]] {
        try ClassPolygonFile.write(map, grid: grid, to: folder.file("m.gpkg"))
        let table = try TextTable(
            vectorFileAt: folder.file("m.gpkg"), preferredLayer: ClassPolygonFile.layerName)
        #expect(table.header == ["class", "tiles", "hectares"])
        return table.rows.reduce(into: [:]) { sums, row in
            let numbers = row.fields.dropFirst().compactMap { $0.flatMap(Double.init) }
            let old = sums[row.fields[0] ?? ""] ?? [0, 0, 0]
            sums[row.fields[0] ?? ""] = [old[0] + 1, old[1] + numbers[0], old[2] + numbers[1]]
        }
    }

    @Test func aMapWithoutAClassHasNoPolygons() throws {
        let grid = try Fixture.grid(columns: 3, rows: 3)
        #expect(try sums(ClassMap(legend: .nlcd6, columns: 3, rows: 3), grid).isEmpty)
        #expect(folder.names == ["m.gpkg"])
    }

    @Test func tilesThatMeetAtACornerAreTwoPolygons() throws {
        let grid = try Fixture.grid(columns: 8, rows: 8)
        var map = ClassMap(legend: .nlcd3, columns: 8, rows: 8)
        for tile in grid.tiles { map[tile] = UInt8((tile.row + tile.column) % 2) }
        let found = try sums(map, grid)
        #expect(found["Developed"]?.prefix(2) == [32, 32] && found["Cultivated"]?.prefix(2) == [32, 32])
    }

    @Test func aRingAroundAnotherClassDoesNotHoldItsTiles() throws {
        let grid = try Fixture.grid(columns: 5, rows: 5)
        var map = ClassMap(legend: .nlcd3, columns: 5, rows: 5)
        for tile in grid.tiles {
            map[tile] = (1...3).contains(tile.row) && (1...3).contains(tile.column) ? 1 : 0
        }
        map[TileIndex(row: 2, column: 2)] = nil
        let found = try sums(map, grid)
        #expect(found["Developed"]?.prefix(2) == [1, 16] && found["Cultivated"]?.prefix(2) == [1, 8])
    }

    @Test(arguments: ["EPSG:26917", "EPSG:2249"]) func hectaresAreThoseOfTheTiles(code: String) throws {
        let grid = try Fixture.grid(columns: 20, rows: 10, code: code)
        let map = randomMap(columns: 20, rows: 10, seed: 9)
        let found = try sums(map, grid)
        for (name, count) in zip(map.legend.classNames, map.tileCounts) {
            let sum = try #require(found[name])
            #expect(sum[1] == Double(count))
            // 224 m by 224 m are 5.0176 ha.
            #expect(abs(sum[2] - 5.0176 * Double(count)) < 1e-3)
        }
    }

    /// Laid on the tiles again, as labels that a person drew, the polygons are the map.
    @Test func thePolygonsCoverTheirTilesAndNoOthers() throws {
        let grid = try Fixture.grid(columns: 9, rows: 7)
        let map = randomMap(columns: 9, rows: 7, seed: 21)
        try ClassPolygonFile.write(map, grid: grid, to: folder.file("m.gpkg"))
        let layer = try LabelLayer(path: folder.file("m.gpkg"))
        let labels = try LabelVectors(layer, gridReference: grid.reference, extent: grid.extent)
        for tile in grid.tiles {
            let shares = try labels.shares(in: grid.bounds(of: tile)).filter { $0.value > 1e-9 }
            let name = map[tile].map { map.legend.classNames[Int($0)] }
            #expect(shares.keys.map { layer.values[$0] } == [name].compactMap { $0 })
            #expect(shares.values.allSatisfy { abs($0 - 1) < 1e-9 })
        }
    }
}
