import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct GeoPackageTests {
    let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    @Test func tileRecordsReadBackWithEmptyValuesAsNull() throws {
        let grid = try Fixture.grid()
        let kept = TileIndex(row: 1, column: 2)
        let dropped = TileIndex(row: 3, column: 4)
        let path = folder.file("tiles.gpkg")
        let file = try TileLayerFile(path: path, legend: .nlcd6, reference: grid.reference)
        try file.write(
            TileRecord(
                id: "k", source: "s.tif", tile: kept, bounds: grid.bounds(of: kept), className: "Forest",
                split: "train", status: .kept, codes: "41,41,43"))
        try file.write(
            TileRecord(
                id: "d", source: "s.tif", tile: dropped, bounds: grid.bounds(of: dropped), status: .dropped,
                reason: "mixed label"))
        try file.finish()
        let table = try TextTable(vectorFileAt: path, preferredLayer: "tiles")
        #expect(table.header == TileLayerFile.columns.map(\.name))
        #expect(
            table.rows.map(\.fields) == [
                ["k", "1", "2", "Forest", "train", "kept", nil, "41,41,43", "s.tif", nil],
                ["d", "3", "4", nil, nil, "dropped", "mixed label", nil, "s.tif", nil],
            ])
        #expect(folder.names == ["tiles.gpkg"])
    }

    @Test func tilesOfAreasLieInDegreesAndAreReadAgain() throws {
        let path = folder.file("tiles.gpkg")
        let grids = try [10, 19].map { zone in
            TileGrid(
                reference: try CoordinateReference(definition: "EPSG:\(26900 + zone)"),
                origin: MapPoint(x: 300_000, y: 4_710_000), columns: 4, rows: 4, tileSideMeters: 224)
        }
        let tile = TileIndex(row: 1, column: 2)
        let records = grids.enumerated().map { number, grid in
            TileRecord(
                id: "a\(number)_r0001_c0002", source: "s.tif", tile: tile, bounds: grid.bounds(of: tile),
                className: "Forest", split: "train", status: .kept, codes: "41", area: "a\(number)",
                crs: grid.reference.identifier)
        }
        let file = try TileLayerFile(ofAreasAt: path, legend: .nlcd6)
        for (record, grid) in zip(records, grids) {
            try file.write(record, corners: TilePlacer(grid: grid).cornersInDegrees(of: tile))
        }
        try file.finish()
        let read = try TileLayerFile.read(path: path) { area, tile in
            area == "a0" ? grids[0].bounds(of: tile) : grids[1].bounds(of: tile)
        }
        #expect(read == records)
        #expect(throws: ImageryError.self) {
            try TileLayerFile.read(path: path) { area, tile in
                area == "a0" ? grids[0].bounds(of: tile) : nil
            }
        }
    }

    /// SQLite compares columns' names without regard to the case of A to Z, and to that of no other letter.
    @Test func classesThatDifferInCapitalsAloneAreRefusedBeforeAnyRow() throws {
        let grid = try Fixture.grid()
        for (names, isOne) in [
            (["Forest", "Water", "forest"], true), (["FOREST 2", "Forest 2"], true), (["Ä", "ä"], false),
            (["Wald", "Walд"], false), (["a", "b"], false), (["é", "É", "e"], false),
            (["[x]", "{x}"], false),
        ] {
            let legend = try Legend.named("odd", classNames: names)
            for ending in ["gpkg", "csv", "geojson", "fgb"] {
                let path = folder.file("p.\(ending)")
                if isOne, ending == "gpkg" {
                    let error = PredictionFileError.sameColumns(
                        path: path, classNames: [names[0], names[names.count - 1]])
                    #expect(throws: error) { try PredictionFile.check(path: path, classNames: names) }
                    #expect(throws: error) {
                        try Fixture.write([], to: path, legend: legend, reference: grid.reference)
                    }
                    #expect(folder.names.isEmpty)
                    continue
                }
                try PredictionFile.check(path: path, classNames: names)
                let rows = try Fixture.rows(grid, classCount: names.count)
                try Fixture.write(rows, to: path, legend: legend, reference: grid.reference)
                #expect(try PredictionFile.read(path: path).classNames == names, "\(path)")
                #expect(
                    try Set(PredictionFile.read(path: path).rows.map(\.probabilities))
                        == Set(rows.map(\.probabilities)))
                try FileManager.default.removeItem(atPath: path)
            }
        }
        try PredictionFile.check(path: "/dev/stdout", classNames: ["A", "a"])
        try PredictionFile.check(path: folder.file("map.tif"), classNames: ["A", "a"])
    }

    @Test func theStyleLiesInTheFileUnderTheLayersName() throws {
        let path = folder.file("p.gpkg")
        let grid = try Fixture.grid()
        try Fixture.write(try Fixture.rows(grid), to: path, reference: grid.reference)
        let styles = try TextTable(vectorFileAt: path, preferredLayer: "layer_styles")
        func value(_ column: String) -> String? {
            styles.header.firstIndex(of: column).flatMap { styles.rows[0].fields[$0] }
        }
        #expect(styles.rows.count == 1)
        #expect(value("f_table_name") == "tiles" && value("f_geometry_column") == "geom")
        #expect(value("useAsDefault") == "1")
        #expect(value("styleQML") == ClassStyle.vector(.nlcd6, column: "pred_label"))
    }

    @Test func stylesAreWholeXMLForAnyClassName() throws {
        let legend = try Legend.named("odd", classNames: ["<b> & \"c\"", "d'e", "tab\there"])
        for style in [ClassStyle.vector(legend, column: "p & q"), ClassStyle.raster(legend)] {
            let names = try ElementCounter.attributeValues(in: style)
            #expect(names.isSuperset(of: legend.classNames))
            #expect(names.contains("#D13B3B") || names.contains("209,59,59,200"))
        }
    }

    /// XML 1.0, section 2.2: tab, line feed, carriage return, U+0020 to U+D7FF, U+E000 to U+FFFD, and all beyond U+FFFF.
    @Test func whatXMLCannotHoldIsABlank() {
        func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
            default: false
            }
        }
        let values = Array(0...0x2FF) + Array(0xFD00...0x100FF) + [0xD7FF, 0xE000, 0x1FFFF, 0x10FFFF]
        for scalar in values.compactMap({ Unicode.Scalar(UInt32($0)) }) {
            let escaped = XMLText.escaped("a\(scalar)b")
            #expect(escaped.unicodeScalars.allSatisfy(isAllowed), "\(scalar.value)")
            #expect((escaped == "a b") == (!isAllowed(scalar) || scalar == " "), "\(scalar.value)")
        }
        // An accent does not hide a sign.
        #expect(Array(XMLText.escaped("<\u{301}&\u{301}").utf8) == Array("&lt;\u{301}&amp;\u{301}".utf8))
    }

    @Test func leftoversOfAnOldDatabaseAreRemoved() throws {
        let grid = try Fixture.grid()
        try "wal".write(toFile: folder.file("p.gpkg-wal"), atomically: true, encoding: .utf8)
        try Fixture.write([], to: folder.file("p.gpkg"), reference: grid.reference)
        #expect(folder.names == ["p.gpkg"])
    }
}

/// The attribute values of an XML text, read without a parser: enough for the styles, which hold nothing else.
enum ElementCounter {
    static func attributeValues(in xml: String) throws -> Set<String> {
        let quoted = xml.split(separator: "\"", omittingEmptySubsequences: false)
        let values = stride(from: 1, to: quoted.count, by: 2).map { String(quoted[$0]) }
        try #require(quoted.count % 2 == 1 && values.allSatisfy { !$0.contains("<") })
        let entities = ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#9;": "\t", "&amp;": "&"]
        return Set(
            values.map { value in
                entities.sorted { $0.key > $1.key }.reduce(value) {
                    $0.replacingOccurrences(of: $1.key, with: $1.value)
                }
            })
    }
}
