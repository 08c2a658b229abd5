import AerialCore
import Foundation
import Testing

@testable import Imagery

/// All formats hold the same table.
struct TableFormatTests {
    private let folder: OutputFolder
    private static let columns = [
        FieldColumn(name: "name", kind: .text), FieldColumn(name: "count", kind: .integer),
        FieldColumn(name: "size", kind: .measure(decimals: 3)),
        FieldColumn(name: "p_Forêt & \"co\", <x>", kind: .share(decimals: 6)),
    ]
    private static let texts = [
        "plain", "a,b;c\td", "say \"hi\"", "two\nlines", "Київ 東京 القاهرة", "<&>'\\", "=1+1", "\u{1F30D}",
        " x ",
        "2014-06-27", "007", "true",
    ]

    init() throws { folder = try OutputFolder() }

    private func write(_ ending: String, _ rows: [[FieldValue?]]) throws -> String {
        let path = folder.file("t.\(ending)")
        let grid = try Fixture.grid(columns: 20, rows: 1)
        try StagedOutput.writeTable(
            to: path, layerName: "tiles", columns: Self.columns, reference: grid.reference, style: ""
        ) { sink in
            for (number, row) in rows.enumerated() {
                try sink.write(row, bounds: grid.bounds(of: TileIndex(row: 0, column: number)))
            }
        }
        return path
    }

    private static var rows: [[FieldValue?]] {
        texts.enumerated().map { number, text in
            [
                .text(text), .integer(number == 1 ? Int.max : number == 2 ? Int.min : number),
                .real(Double(number) * 1000.125), .real(Double(number) / 16),
            ]
        }
    }

    @Test(arguments: TableFormat.all.map(\.ending))
    func everyFormatHoldsTheSameTextsAndNumbers(ending: String) throws {
        let table = try TextTable(at: write(ending, Self.rows), preferredLayer: "tiles")
        #expect(table.header == Self.columns.map(\.name))
        let found = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.fields[0] ?? "", $0.fields) })
        #expect(found.count == Self.texts.count)
        for (number, text) in Self.texts.enumerated() {
            let fields = try #require(found[text], "\(text)")
            #expect(fields[1] == "\(number == 1 ? Int.max : number == 2 ? Int.min : number)")
            #expect(fields[2].flatMap(Double.init) == Double(number) * 1000.125)
            #expect(fields[3].flatMap(Double.init) == Double(number) / 16)
        }
        #expect(folder.names == ["t.\(ending)"])
    }

    @Test(arguments: TableFormat.all.map(\.ending)) func whatIsNotThereIsReadAsNothing(ending: String) throws
    {
        let rows: [[FieldValue?]] = [
            [.text("a"), nil, nil, nil], [.text("b"), .integer(0), .real(0), .real(0)],
        ]
        let table = try TextTable(at: write(ending, rows), preferredLayer: "tiles")
        let byName = table.rows.sorted { ($0.fields[0] ?? "") < ($1.fields[0] ?? "") }
        #expect(Array(byName[0].fields.dropFirst()) == [nil, nil, nil])
        #expect(byName[1].fields.dropFirst().map { $0.flatMap(Double.init) } == [0, 0, 0])
    }

    @Test(arguments: TableFormat.all.map(\.ending)) func aTableMayHaveNoRows(ending: String) throws {
        let table = try TextTable(at: write(ending, []), preferredLayer: "tiles")
        #expect(table.rows.isEmpty)
        // GeoJSON has no columns but those of its rows.
        #expect(table.header == (ending == "geojson" ? [] : Self.columns.map(\.name)))
    }

    @Test(arguments: TableFormat.all.filter(\.streams).map(\.ending))
    func whatStreamsIsTheSameBytesEveryTime(ending: String) throws {
        let first = try Data(contentsOf: URL(fileURLWithPath: write(ending, Self.rows)))
        #expect(try Data(contentsOf: URL(fileURLWithPath: write(ending, Self.rows))) == first)
    }

    /// Of a cut file either whole rows are read or an error is thrown.
    @Test(arguments: TableFormat.all.map(\.ending)) func cutFilesAreToldOfOrGiveTheirFirstRows(ending: String)
        throws
    {
        let path = try write(ending, Self.rows)
        let whole = try TextTable(at: path, preferredLayer: "tiles").rows.map(\.fields)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for share in [0.0, 0.1, 0.35, 0.5, 0.75, 0.9, 0.99] {
            try bytes.prefix(Int(Double(bytes.count) * share)).write(to: URL(fileURLWithPath: path))
            guard let cut = try? TextTable(at: path, preferredLayer: "tiles") else { continue }
            #expect(cut.rows.count <= whole.count)
            #expect(ending == "csv" || cut.rows.allSatisfy { whole.contains($0.fields) })
        }
    }

    @Test func theNamesEndingTellsTheFormat() throws {
        for (name, ending) in [
            ("a.csv", "csv"), ("A.CSV", "csv"), ("x.y.GeoJSON", "geojson"), ("dir.csv/a.gpkg", "gpkg"),
            ("a b.FGB", "fgb"), ("名.csv", "csv"),
        ] { #expect(try TableFormat(path: name).ending == ending, "\(name)") }
        for name in ["", "csv", ".csv", "a.csv.gz", "a.csvx", "dir.csv/a", "a.json", "a."] {
            #expect(throws: PredictionFileError.unknownFormat(path: name), "\(name)") {
                try TableFormat(path: name)
            }
        }
    }

    @Test(arguments: TableFormat.all.map(\.ending)) func aTableOfOursIsKnownByItsHead(ending: String) throws {
        let path = try write(ending, Self.rows)
        let format = try TableFormat(path: path)
        #expect(format.ownHeader(path, "tiles") == Self.columns.map(\.name))
        #expect(format.mentions(path, ["count", "other"]) && !format.mentions(path, ["other"]))
        for bytes in [Data(), Data("no table \u{0}".utf8)] {
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(format.ownHeader(path, "tiles") != Self.columns.map(\.name))
        }
        #expect(format.ownHeader(folder.file("none.\(ending)"), "tiles")?.isEmpty ?? true)
    }
}
