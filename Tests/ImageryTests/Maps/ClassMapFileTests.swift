import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct ClassMapFileTests {
    let folder: OutputFolder
    let grid: TileGrid
    let map: ClassMap

    init() throws {
        folder = try OutputFolder()
        grid = try Fixture.grid()
        map = Fixture.map(grid)
    }

    @Test(arguments: ["EPSG:26917", "EPSG:2249", "EPSG:5070"])
    func mapAndGridReadBack(code: String) throws {
        let grid = try Fixture.grid(code: code)
        try ClassMapFile.write(map, grid: grid, to: folder.file("m.tif"))
        let read = try ClassMapFile.read(path: folder.file("m.tif"))
        #expect(read.map == map)
        #expect(read.grid == grid)
        #expect(folder.names == ["m.qml", "m.tif", "m.tif.aux.xml"])
        // Programs that do not read QGIS's style find the classes' names here.
        let notes = try String(contentsOfFile: folder.file("m.tif.aux.xml"), encoding: .utf8)
        for name in map.legend.classNames { #expect(notes.contains("<Category>\(name)</Category>")) }
    }

    @Test func theMapReadsBackWithoutItsSideFiles() throws {
        try ClassMapFile.write(
            map, grid: grid, confidence: map.cells.map { $0.map { _ in 0 } }, to: folder.file("m.tif"))
        try FileManager.default.removeItem(atPath: folder.file("m.tif.aux.xml"))
        #expect(try ClassMapFile.read(path: folder.file("m.tif")).map == map)
    }

    @Test func valuesAreClassPositionPlusOneAndConfidenceIsNeverZeroWhereScored() throws {
        let confidence = map.cells.enumerated().map { number, cell in cell.map { _ in UInt8(number * 5) } }
        try ClassMapFile.write(map, grid: grid, confidence: confidence, to: folder.file("m.tif"))
        let file = try RasterFile(path: folder.file("m.tif"))
        #expect(file.bandCount == 2)
        #expect(try file.bytes(ofBand: 1) == map.cells.map { $0.map { $0 + 1 } ?? 0 })
        #expect(try file.bytes(ofBand: 2) == confidence.map { $0.map { max(1, $0) } ?? 0 })
        #expect(file.geoTransform == [grid.origin.x, 224, 0, grid.origin.y, 0, -224])
    }

    @Test func aForeignMapIsReadByItsAttributeTable() throws {
        try ClassMapFile.write(map, grid: grid, to: folder.file("m.tif"))
        var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("m.tif")))
        let tag = try #require(bytes.range(of: Data(ClassMapFile.legendKey.utf8)))
        bytes.replaceSubrange(tag, with: Data("ANOTHER_TAG__".utf8))
        try bytes.write(to: URL(fileURLWithPath: folder.file("m.tif")))
        let read = try ClassMapFile.read(path: folder.file("m.tif")).map
        #expect(read.cells == map.cells)
        #expect(read.legend.classNames == map.legend.classNames)
        #expect(read.legend.classes.map(\.color) == map.legend.classes.map(\.color))
    }

    @Test func valuesThatNameNoClassAreCounted() throws {
        let values = [0, 1, 2, 200, 200, 1]
        try DrawnTIFF(width: 3, height: 2, channels: 1, pixelWidth: 224, pixelHeight: 224) { column, row, _ in
            Double(values[row * 3 + column])
        }.write(to: folder.file("f.tif"))
        let rows = ["1</F><F>Forest", "2</F><F>Water"].enumerated().map {
            "<Row index=\"\($0.offset)\"><F>\($0.element)</F></Row>"
        }
        let table = """
            <PAMDataset><PAMRasterBand band="1"><GDALRasterAttributeTable tableType="thematic">
            <FieldDefn index="0"><Name>Value</Name><Type>0</Type><Usage>5</Usage></FieldDefn>
            <FieldDefn index="1"><Name>Class</Name><Type>2</Type><Usage>2</Usage></FieldDefn>\(rows.joined())
            </GDALRasterAttributeTable></PAMRasterBand></PAMDataset>
            """
        try Data(table.utf8).write(to: URL(fileURLWithPath: folder.file("f.tif.aux.xml")))
        let read = try ClassMapFile.read(path: folder.file("f.tif"))
        #expect(read.map.legend.classNames == ["Forest", "Water"] && read.map.tileCounts == [2, 1])
        #expect(try ClassMapFile.unnamedTileCount(path: folder.file("f.tif")) == 2)
        try ClassMapFile.write(map, grid: grid, to: folder.file("m.tif"))
        #expect(try ClassMapFile.unnamedTileCount(path: folder.file("m.tif")) == 0)
    }

    @Test func mapsLargerThanABlockReadBack() throws {
        let grid = try Fixture.grid(columns: 700, rows: 520)
        try ClassMapFile.write(Fixture.map(grid), grid: grid, to: folder.file("m.tif"))
        #expect(try ClassMapFile.read(path: folder.file("m.tif")).map == Fixture.map(grid))
    }

    @Test func aRasterWithoutPlaceIsNoClassMap() throws {
        let failure = { ImageryError.cannotWrite(path: "", reason: $0) }
        let path = folder.file("x.tif")
        let raster = try RasterFile.inMemory(width: 2, height: 2, bands: [[1, 2, 3, 4]], failure)
        try raster.copy(to: path, driver: "GTiff", options: [], failure)
        #expect(throws: ImageryError.missingGeoreference(path: path)) { try ClassMapFile.read(path: path) }
    }

    @Test func aFolderOfTheMapsNameIsLeftAlone() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("m.tif"), withIntermediateDirectories: false)
        let error = ImageryError.cannotWrite(path: folder.file("m.tif"), reason: "a folder has this name")
        #expect(throws: error) { try ClassMapFile.write(map, grid: grid, to: folder.file("m.tif")) }
        #expect(folder.names == ["m.tif"])
    }

    @Test func aMapIsNotWrittenIntoAFolderThatIsNotThere() throws {
        let path = folder.file("none/m.tif")
        #expect(throws: ImageryError.cannotWrite(path: path, reason: "No such file or directory")) {
            try ClassMapFile.write(map, grid: grid, to: path)
        }
    }
}
