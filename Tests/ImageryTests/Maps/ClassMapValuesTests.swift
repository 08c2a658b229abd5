import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Class maps of other programs, whose numbers are larger than a byte or no whole numbers.
struct ClassMapValuesTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private var path: String { folder.file("m.tif") }

    /// A map of tiles in rows of four, with the names of its numbers beside it.
    private func write(
        _ values: [Double], _ sample: DrawnTIFF.Sample, names: [(number: Double, name: String)],
        noData: String? = nil
    ) throws {
        try DrawnTIFF(
            width: 4, height: values.count / 4, channels: 1, sample: sample, pixelWidth: 224,
            pixelHeight: 224,
            nodata: noData
        ) { column, row, _ in values[4 * row + column] }.write(to: path)
        let rows = names.enumerated().map { number, each in
            "<Row index=\"\(number)\"><F>\(each.number)</F><F>\(each.name)</F></Row>"
        }
        let notes = """
            <PAMDataset><PAMRasterBand band="1"><GDALRasterAttributeTable tableType="thematic">
            <FieldDefn index="0"><Name>Value</Name><Type>1</Type><Usage>5</Usage></FieldDefn>
            <FieldDefn index="1"><Name>Class</Name><Type>2</Type><Usage>2</Usage></FieldDefn>\(rows.joined())
            </GDALRasterAttributeTable></PAMRasterBand></PAMDataset>
            """
        try Data(notes.utf8).write(to: URL(fileURLWithPath: path + ".aux.xml"))
    }

    /// The name of each tile's class.
    private func read() throws -> [String?] {
        let (map, grid) = try ClassMapFile.read(path: path)
        return grid.tiles.map { tile in map[tile].map { map.legend.classNames[Int($0)] } }
    }

    @Test func numbersBeyondAByteKeepTheirClass() throws {
        // In a byte 300 is 44 or 255, and 65535 is 255.
        try write(
            [300, 44, 255, 65535, 256, 1, 0, 511], .word,
            names: [(300, "A"), (44, "B"), (255, "C"), (65535, "D"), (256, "E")])
        #expect(try read() == ["A", "B", "C", "D", "E", nil, nil, nil])
        #expect(try ClassMapFile.unnamedTileCount(path: path) == 2)
    }

    @Test func wholeNumbersInFloatsAreClassesAndWhatIsNoNumberIsNoData() throws {
        try write(
            [1, 2, .nan, 70000, -3, .infinity, 0, 2], .float,
            names: [(1, "A"), (2, "B"), (70000, "C"), (-3, "D")])
        #expect(try read() == ["A", "B", nil, "C", "D", nil, nil, "B"])
        #expect(try ClassMapFile.unnamedTileCount(path: path) == 0)
    }

    @Test(arguments: [1.5, 1.0001, -0.25, 254.99]) func aFractionIsRefusedAndNotRounded(value: Double) throws
    {
        try write([1, 2, 2, value], .float, names: [(1, "A"), (2, "B")])
        let error = #expect(throws: ClassMapFileError.self) { try ClassMapFile.read(path: path) }
        #expect(error?.description.contains("\(path) holds the value \(Float(value))") == true)
        #expect(throws: ClassMapFileError.self) { try ClassMapFile.unnamedTileCount(path: path) }
    }

    @Test(arguments: ["2", "-9999.9", "nan", "300"]) func whatTheFileDeclaresAsNoDataIsNone(text: String)
        throws
    {
        let noData = try #require(Double(text))
        try write([1, noData, 2, 1], .float, names: [(1, "A"), (2, "B"), (300, "C")], noData: text)
        #expect(try read() == ["A", nil, text == "2" ? nil : "B", "A"])
        #expect(try ClassMapFile.unnamedTileCount(path: path) == 0)
    }

    @Test func moreClassesThanALegendHoldsAreRefused() throws {
        func names(_ count: Int) -> [(number: Double, name: String)] {
            (1...count).map { (number: Double($0 * 2), name: "c\($0)") }
        }
        try write([2, 510, 4, 512], .word, names: names(255))
        #expect(try read() == ["c1", "c255", "c2", nil])
        try write([2, 510, 4, 512], .word, names: names(256))
        #expect(throws: LegendError.tooManyClasses(legend: "m", count: 256)) {
            try ClassMapFile.read(path: path)
        }
    }

    @Test func aMapThatLiesNowhereIsRefused() throws {
        for (west, north) in [(Double.nan, 4_000_000.0), (500_000, .nan), (.infinity, 4_000_000)] {
            try DrawnTIFF(
                width: 2, height: 2, channels: 1, west: west, north: north, pixelWidth: 224, pixelHeight: 224
            ) { _, _, _ in 1 }.write(to: path)
            #expect(throws: (any Error).self) { try ClassMapFile.read(path: path) }
        }
    }
}
