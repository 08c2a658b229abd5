import AerialCore
import CGDAL
import Foundation
import Testing

@testable import Imagery

/// Class maps with strange legends, of strange sizes and from damaged files.
struct StrangeClassMapTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func legend(_ names: [String]) throws -> Legend {
        try Legend(
            name: "own \"<legend>\"",
            classes: names.enumerated().map { number, name in
                LandUseClass(
                    name: name, codes: [number * 3, -number - 1],
                    color: LegendColor(
                        red: UInt8(number % 256), green: UInt8(255 - number % 256), blue: 7))
            })
    }

    private func path(_ name: String = "m.tif") -> String { folder.file(name) }

    @Test func namesOfAllScriptsAndSignsComeBack() throws {
        let names = [
            "Лес", "森林", "غابة", "a=b", "two\nlines", "<&\">'", " blanks ", "semi;colon", "..", "a/b", "🌲",
            "\u{1}", "",
        ]
        let grid = try Fixture.grid(columns: 5, rows: 3)
        let map = Fixture.map(grid, legend: try legend(names))
        try ClassMapFile.write(map, grid: grid, to: path())
        #expect(try ClassMapFile.read(path: path()).map == map)
    }

    @Test func allClassesOfTheLongestLegendComeBack() throws {
        let grid = try Fixture.grid(columns: 16, rows: 16)
        let map = Fixture.map(grid, legend: try legend((0..<255).map { "class \($0)" }))
        let confidence = (0..<256).map { UInt8?.some(UInt8($0 % 101)) }
        try ClassMapFile.write(map, grid: grid, confidence: confidence, to: path())
        #expect(try ClassMapFile.read(path: path()).map == map)
        #expect(try ClassMapFile.unnamedTileCount(path: path()) == 0)
        try ClassPolygonFile.write(map, grid: grid, to: path("m.gpkg"))
        let table = try TextTable(vectorFileAt: path("m.gpkg"), preferredLayer: ClassPolygonFile.layerName)
        #expect(table.rows.count == 255, "one tile is empty, and no two neighbours have one class")
    }

    @Test func aMapOfOneTileAndOneOfNoneScored() throws {
        let grid = try Fixture.grid(columns: 1, rows: 1)
        var map = ClassMap(legend: .nlcd6, columns: 1, rows: 1)
        try ClassMapFile.write(map, grid: grid, to: path())
        #expect(try ClassMapFile.read(path: path()).map == map)
        map[TileIndex(row: 0, column: 0)] = 5
        try ClassMapFile.write(map, grid: grid, to: path())
        #expect(try ClassMapFile.read(path: path()).map == map)
        #expect(try ClassMapFile.confidence(path: path()) == nil)
    }

    @Test(arguments: [(0, 3), (3, 0), (0, 0)])
    func aMapWithoutTilesIsNotWritten(columns: Int, rows: Int) throws {
        let grid = try Fixture.grid(columns: columns, rows: rows)
        let map = ClassMap(legend: .nlcd6, columns: columns, rows: rows)
        #expect(throws: ImageryError.cannotWrite(path: path(), reason: "the map has no tiles")) {
            try ClassMapFile.write(map, grid: grid, to: path())
        }
        #expect(throws: ImageryError.self) {
            try ClassMapWriter(path: path(), legend: .nlcd6, grid: grid, metadata: [:])
        }
        #expect(throws: ImageryError.self) {
            try ClassPolygonFile.write(map, grid: grid, to: path("m.gpkg"))
        }
        #expect(throws: (any Error).self) { try MapCells(map) }
        #expect(folder.names == [])
    }

    @Test func confidenceIsBetweenOneAndAHundred() throws {
        let grid = try Fixture.grid(columns: 6, rows: 1)
        try ClassMapFile.write(
            ClassMap(legend: .nlcd6, columns: 6, rows: 1), grid: grid,
            confidence: [nil, 0, 1, 99, 100, 255], to: path())
        #expect(try ClassMapFile.confidence(path: path()) == [nil, 1, 1, 99, 100, 100])
    }

    @Test(arguments: [1.0, 10, 30.5, 224, 1234.5678, 100_000])
    func tilesOfAllSidesComeBack(side: Double) throws {
        let grid = TileGrid(
            reference: try CoordinateReference(definition: "EPSG:2249"),
            origin: MapPoint(x: 755_000, y: 2_958_000),
            columns: 3, rows: 2, tileSideMeters: side)
        try ClassMapFile.write(
            Fixture.map(grid), grid: grid, metadata: [ClassMapFile.tileSideKey: "7"], to: path())
        #expect(try ClassMapFile.read(path: path()).grid == grid)
    }

    /// The file with another tag in the same place.
    private func read(tag: String, insteadOf original: String) throws {
        let grid = try Fixture.grid(columns: 2, rows: 1)
        try ClassMapFile.write(Fixture.map(grid), grid: grid, to: path())
        try? FileManager.default.removeItem(atPath: path() + ".aux.xml")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path()))
        let found = try #require(bytes.range(of: Data(original.utf8)))
        let padded = tag + String(repeating: " ", count: original.utf8.count - tag.utf8.count)
        bytes.replaceSubrange(found, with: Data(padded.utf8))
        try bytes.write(to: URL(fileURLWithPath: path()))
        _ = try ClassMapFile.read(path: path())
    }

    @Test(arguments: ["nan", "inf", "0", "-5", "1e9", "x"])
    func aTagThatIsNoTilesSideIsRefused(text: String) throws {
        let tag = "\"\(ClassMapFile.tileSideKey)\""
        let error = #expect(throws: ClassMapFileError.self) {
            try read(tag: "\(tag)>\(text)</Item>", insteadOf: "\(tag)>224</Item>")
        }
        #expect(error?.description.contains("which no tile is") == true)
    }

    @Test func aMapThatNamesItsClassesTwiceIsRefused() throws {
        let error = #expect(throws: LegendError.self) { try read(tag: "Cultivated", insteadOf: "Herbaceous") }
        #expect(error == .duplicateClass(legend: "nlcd6", name: "Cultivated"))
        #expect(throws: ClassMapFileError.noClassNames(path: path())) {
            try read(tag: "none", insteadOf: "[21,22,23,24]")
        }
    }

    @Test func pixelsThatAreNoTilesAreRefused() throws {
        for (width, height, turn) in [(30.0, 30.0, 0.0), (224, 225, 0), (224, -224, 0), (224, 224, 1)] {
            var drawn = DrawnTIFF(width: 2, height: 2, channels: 1, pixelWidth: width, pixelHeight: height) {
                _, _, _ in 1
            }
            drawn.rotationDegrees = turn
            try drawn.write(to: path())
            let error = #expect(throws: ClassMapFileError.self) { try ClassMapFile.read(path: path()) }
            #expect(error?.description.contains("one pixel per tile, north up, here of 224 m") == true)
        }
    }

    @Test func aRasterThatNamesNoClassesIsNoClassMap() throws {
        try DrawnTIFF(width: 2, height: 2, channels: 1, pixelWidth: 224, pixelHeight: 224) { _, _, _ in 1 }
            .write(to: path())
        #expect(throws: ClassMapFileError.noClassNames(path: path())) { try ClassMapFile.read(path: path()) }
        #expect(throws: ClassMapFileError.noClassNames(path: path())) {
            try ClassMapFile.unnamedTileCount(path: path())
        }
        try "words".write(toFile: path("words.tif"), atomically: true, encoding: .utf8)
        #expect(throws: ImageryError.self) { try ClassMapFile.read(path: path("words.tif")) }
        #expect(throws: ImageryError.self) { try ClassMapFile.confidence(path: path("missing.tif")) }
    }

    /// What a cut file still holds is the map, or an error.
    @Test func aCutMapIsRefusedOrWhole() throws {
        let grid = try Fixture.grid(columns: 40, rows: 30)
        try ClassMapFile.write(Fixture.map(grid), grid: grid, to: path("whole.tif"))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path("whole.tif")))
        var refusals = 0
        for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 40)) {
            try whole.prefix(count).write(to: URL(fileURLWithPath: path()))
            guard let read = try? ClassMapFile.read(path: path()) else {
                refusals += 1
                continue
            }
            #expect(read.map == Fixture.map(grid), "\(count) bytes")
        }
        #expect(refusals > 5)
    }

    @Test func rowsBeyondTheMapAreNotWritten() throws {
        let grid = try Fixture.grid(columns: 3, rows: 2)
        let writer = try ClassMapWriter(path: path(), legend: .nlcd6, grid: grid, metadata: [:])
        for first in [2, -1, Int(Int32.max)] {
            #expect(throws: ImageryError.self) {
                try writer.write([0, 1, 2], confidence: [1, 2, 3], fromRow: first)
            }
        }
        #expect(throws: ImageryError.self) {
            try writer.write([0, 1, 2, 3, 4, 5], confidence: [1, 2, 3, 4, 5, 6], fromRow: 1)
        }
    }

    @Test func rowsInAnyOrderAndPortionAreOneMap() throws {
        let grid = try Fixture.grid(columns: 7, rows: 6)
        let map = Fixture.map(grid)
        let confidence = map.cells.map { $0.map { $0 * 9 } }
        func write(_ name: String, _ portions: [Range<Int>]) throws -> Data {
            let writer = try ClassMapWriter(path: path(name), legend: .nlcd6, grid: grid, metadata: [:])
            for rows in portions {
                let cells = rows.lowerBound * 7..<rows.upperBound * 7
                try writer.write(
                    Array(map.cells[cells]), confidence: Array(confidence[cells]), fromRow: rows.lowerBound)
            }
            try writer.finish()
            try writer.publish()
            #expect(try ClassMapFile.read(path: path(name)).map == map)
            return try Data(contentsOf: URL(fileURLWithPath: path(name) + ".aux.xml"))
        }
        let one = try write("a.tif", [0..<6])
        #expect(try write("b.tif", [3..<4, 0..<3, 4..<6]) == one)
        #expect(try write("c.tif", (0..<6).reversed().map { $0..<$0 + 1 }) == one)
    }

    @Test func aMapThatWasNotFinishedIsNotPublished() throws {
        let grid = try Fixture.grid(columns: 3, rows: 2)
        try Data("older".utf8).write(to: URL(fileURLWithPath: path()))
        let writer = try ClassMapWriter(path: path(), legend: .nlcd6, grid: grid, metadata: [:])
        #expect(throws: (any Error).self) { try writer.publish() }
        #expect(try folder.text("m.tif") == "older")
    }
}
