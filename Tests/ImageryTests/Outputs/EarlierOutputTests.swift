import AerialCore
import CGDAL
import Foundation
import Testing

@testable import Imagery

/// What may be replaced: the program's own files, and none that somebody has added to or filled in.
struct EarlierOutputTests {
    private let folder: OutputFolder
    private let grid: TileGrid

    init() throws {
        folder = try OutputFolder()
        grid = try Fixture.grid()
    }

    /// What tells each kind, by its name.
    private static let kinds: [String: @Sendable (String) -> Bool] = [
        "predictions": { EarlierOutput.isPredictions($0) }, "sample": { EarlierOutput.isAreaSample($0) },
        "candidates": { EarlierOutput.isCandidates($0) }, "suggestions": { EarlierOutput.isSuggestions($0) },
        "polygons": { EarlierOutput.isClassPolygons($0) }, "review": { EarlierOutput.isReview($0) },
    ]

    private func write(_ kind: String, to path: String) throws {
        let tile = TileIndex(row: 1, column: 2)
        switch kind {
        case "predictions":
            try Fixture.write(try Fixture.rows(grid), to: path, reference: grid.reference)
        case "sample":
            try AreaSampleFile.write(
                [SampledTile(place: Fixture.place(tile, in: grid), mapClass: "Forest", chip: "a.png")],
                legend: .nlcd6, reference: grid.reference, to: path)
        case "candidates":
            try CandidateFile.write(
                [TileChange(tile: tile, from: 2, to: 0, probability: 0.5)], target: 0, legend: .nlcd6,
                grid: grid, to: path)
        case "suggestions":
            try SuggestionFile.write(
                [
                    Suggestion(
                        id: "a", source: "b", place: Fixture.place(tile, in: grid), predicted: "Forest",
                        confidence: 0.5, margin: 0.1)
                ], legend: .nlcd6, reference: grid.reference, to: path)
        default: try ClassPolygonFile.write(Fixture.map(grid), grid: grid, to: path)
        }
    }

    private func kinds(of path: String) -> [String] { Self.kinds.filter { $0.value(path) }.map(\.key) }

    @Test(arguments: ["predictions", "sample", "candidates", "suggestions"], ["csv", "gpkg"])
    func eachTableIsOfItsOwnKindAndOfNoOther(kind: String, ending: String) throws {
        let path = folder.file("t.\(ending)")
        try write(kind, to: path)
        #expect(kinds(of: path) == [kind])
        #expect(!FilledLabels.lie(in: path), "nobody has filled it in")
    }

    @Test func thePolygonsOfAMapAreTold() throws {
        try write("polygons", to: folder.file("m.gpkg"))
        #expect(kinds(of: folder.file("m.gpkg")) == ["polygons"])
    }

    @Test(arguments: ["predictions", "sample", "candidates", "suggestions"])
    func aColumnOfTheUsersMakesItTheUsers(kind: String) throws {
        let path = folder.file("t.csv")
        try write(kind, to: path)
        let lines = try folder.text("t.csv").split(separator: "\r\n", omittingEmptySubsequences: false)
        let more = lines.enumerated().map { $1.isEmpty ? "" : $0 == 0 ? "\($1),my notes" : "\($1),x" }
        try more.joined(separator: "\r\n").write(toFile: path, atomically: true, encoding: .utf8)
        #expect(kinds(of: path) == [])
    }

    @Test(arguments: ["predictions", "sample", "candidates", "suggestions"])
    func withoutItsFirstColumnItIsNotTheProgramsAnyMore(kind: String) throws {
        let path = folder.file("t.csv")
        try write(kind, to: path)
        let text = try folder.text("t.csv")
        let header = try #require(text.split(separator: "\r\n").first)
        let rest = header.split(separator: ",").dropFirst().joined(separator: ",")
        try (rest + text.dropFirst(header.count)).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(kinds(of: path) == [])
    }

    @Test func whatIsNoTableIsOfNoKind() throws {
        for (name, text) in [
            ("empty.csv", ""), ("blank.csv", "\n\n"), ("quote.csv", "\"rank,path"),
            ("a.gpkg", "SQLite format 3"),
            ("a.txt", "rank,path,label,suggested,probability"), ("zero.csv", "\0\0\0"), ("none", "x"),
        ] {
            try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
            #expect(kinds(of: folder.file(name)) == [], "\(name)")
            #expect(!EarlierOutput.isStyle(folder.file(name)), "\(name)")
            #expect(!EarlierOutput.isRaster(folder.file(name), tagged: []), "\(name)")
        }
        #expect(kinds(of: folder.path) == [] && kinds(of: folder.file("missing.csv")) == [])
    }

    @Test func aCutDatabaseIsNotTheProgramsAnyMore() throws {
        try write("sample", to: folder.file("whole.gpkg"))
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file("whole.gpkg")))
        for count in [50, 100, 4096, whole.count / 4] {
            try whole.prefix(count).write(to: URL(fileURLWithPath: folder.file("cut.gpkg")))
            #expect(kinds(of: folder.file("cut.gpkg")) == [], "\(count) bytes")
        }
    }

    @Test func aReviewIsItsFiveColumnsInTheirOrder() throws {
        func isReview(_ header: String) throws -> Bool {
            let path = folder.file("r.csv")
            try "\(header)\r\n1,a.png,A,B,0.9\r\n".write(toFile: path, atomically: true, encoding: .utf8)
            return EarlierOutput.isReview(path)
        }
        #expect(try isReview("rank,path,label,suggested,probability"))
        #expect(try !isReview("rank,path,label,suggested,probability,mark"))
        #expect(try !isReview("path,rank,label,suggested,probability"))
        #expect(try !isReview("rank,path,label,suggested"))
    }

    @Test func rastersAreToldByTheirTags() throws {
        try ClassMapFile.write(
            Fixture.map(grid), grid: grid, metadata: ["AERIAL_MODEL": "m"], to: folder.file("m.tif"))
        let path = folder.file("m.tif")
        #expect(EarlierOutput.isRaster(path, tagged: [ClassMapFile.legendKey, ClassMapFile.tileSideKey]))
        #expect(EarlierOutput.isRaster(path, tagged: [], without: ["AERIAL_OTHER"]))
        #expect(!EarlierOutput.isRaster(path, tagged: [ClassMapFile.legendKey, "AERIAL_OTHER"]))
        #expect(!EarlierOutput.isRaster(path, tagged: [ClassMapFile.legendKey], without: ["AERIAL_MODEL"]))
        #expect(EarlierOutput.isStyle(folder.file("m.qml")) && !EarlierOutput.isStyle(path))
        #expect(!LabelRaster.isLandCover(folder.file("missing.tif")) && LabelRaster.isLandCover(path))
    }

    @Test func aStyleOfTheUsersIsNotTheProgramsStyle() throws {
        try "<!DOCTYPE qgis>\n<qgis version=\"3.28\">".write(
            toFile: folder.file("u.qml"), atomically: true, encoding: .utf8)
        #expect(!EarlierOutput.isStyle(folder.file("u.qml")))
    }
}

/// What a person has filled in is never written over.
struct FilledLabelsTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func lie(_ text: String, name: String = "t.csv") throws -> Bool {
        try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        return FilledLabels.lie(in: folder.file(name))
    }

    @Test(arguments: [
        "id,reference\na,\nb,Forest\n", "id;mark\na;accept\n", "mark\tid\nkeep\ta\n",
        "\u{FEFF}mark,id\nx,a\n",
        "id,margin,class\na,0.1,Лес\n", "id,\"reference\"\r\na,\"Forest, wet\"\r\n", "mark\nx",
    ]) func oneLabelIsEnough(text: String) throws {
        #expect(try lie(text))
    }

    @Test(arguments: [
        "", "\n", "id,reference\n", "id,reference\na,\nb,\n", "id,mark\r\na,\r\n",
        "id,margin,class\na,0.1,\n",
        // Of other tables than suggestions a class is no label that somebody gave.
        "id,class\na,Forest\n", "id,note\na,reference\n",
    ]) func withoutALabelThereIsNone(text: String) throws {
        #expect(try !lie(text))
    }

    @Test func aTableThatCannotBeReadIsTakenForFilledIn() throws {
        #expect(try lie("id,reference\na,\"Forest\n"))
        #expect(try lie("id,reference\na,\"Fo\"rest\n"))
        #expect(try !lie("id,other\na,\"Forest\n"))
    }

    @Test func textOfAWindowsSpreadsheetIsReadToo() throws {
        let path = folder.file("t.csv")
        try Data([0xFF, 0xFE] + "id,mark\r\na,x\r\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
            .write(to: URL(fileURLWithPath: path))
        #expect(FilledLabels.lie(in: path))
    }

    /// The bytes of a text as programs save it.
    private static let encodings: [(name: String, bytes: @Sendable (String) -> [UInt8])] = [
        ("UTF-8", { Array($0.utf8) }), ("UTF-8 with a mark", { Array("\u{FEFF}\($0)".utf8) }),
        ("UTF-16 LE", { "\u{FEFF}\($0)".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }),
        ("UTF-16 BE", { "\u{FEFF}\($0)".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }),
    ]

    /// Whatever stands above the header, and whatever stands between the fields.
    @Test(arguments: [",", ";", "\t"], ["\n", "\r\n"])
    func aLabelIsFoundInWhateverTheReaderOfLabelsTakes(separator: String, end: String) throws {
        let path = folder.file("t.csv")
        let blank = separator + separator
        for lead in [
            [], [""], ["", ""], ["sep=\(separator)"], ["SEP=\(separator)", ""], [blank], ["", blank],
        ] {
            for (header, label) in [
                (["id", "reference", "note"], 1), (["\"mark\"", "\"id\"", "\"my, note; 2\""], 0),
                (["margin", "id", "\"class\""], 2), (["\"two\(end)lines\"", "id", "mark"], 2),
            ] {
                for (name, bytes) in Self.encodings {
                    for isFilled in [true, false] {
                        var fields = [String](repeating: "", count: 3)
                        fields[label == 1 ? 0 : 1] = "r0001_c0002"
                        if isFilled { fields[label] = "\"Лес, wet\"" }
                        let rows = [header, fields].map { $0.joined(separator: separator) }
                        let text = (lead + rows + [""]).joined(separator: end)
                        try Data(bytes(text)).write(to: URL(fileURLWithPath: path))
                        let read = try TextTable(csvAt: path).rows.contains {
                            $0.fields[label] == "Лес, wet"
                        }
                        #expect(read == isFilled, "\(name): \(text)")
                        #expect(FilledLabels.lie(in: path) == isFilled, "\(name): \(text)")
                    }
                }
            }
        }
    }

    @Test func columnsInCapitalsOrWithBlanksAroundAreFilledInToo() throws {
        #expect(try lie("ID,Reference\na,Forest\n") && lie("id, mark \na,x\n") && lie("id;\" MARK\"\na;x\n"))
        #expect(try lie("id,Margin,Class\na,0.1,Forest\n") && !lie("ID,Reference\na,\n"))
        // Part of a name is no name.
        #expect(try !lie("id,references,bookmark\na,b,c\n"))
    }

    @Test func whatAPageSavesAreLabels() throws {
        #expect(try lie("path,class\r\na.png,Forest\r\n") && !lie("path,class\r\n"))
        #expect(try !lie("class,hectares\r\nForest,1\r\n") && !lie("path,class,n\r\na,b,1\r\n"))
        func layer(_ properties: [String]) -> String {
            let features = properties.map {
                "{\"type\":\"Feature\",\"properties\":{\($0)},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}"
            }
            return "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
        }
        let (tile, label) = ("\"id\":\"r0000_c0001\"", "\"class\":\"Forest\"")
        #expect(try lie(layer(["\(tile),\(label)"]), name: "labels.geojson"))
        #expect(try !lie(layer([tile, tile]), name: "labels.geojson"))
        #expect(try !lie(layer(["\(tile),\"class\":null"]), name: "labels.geojson"))
        #expect(try !lie(layer(["\(label),\"tiles\":3"]), name: "map.geojson"))
        // The first word may stand far behind.
        let many = [String](repeating: "\(tile),\"note\":\"\"", count: 3000)
        #expect(try lie(layer(many + ["\(tile),\"mark\":\"x\""]), name: "far.geojson"))
        #expect(try !lie(layer(many), name: "far.geojson"))
    }

    @Test func wordsOfAFileAreFoundWhereverItIsCutIntoPieces() throws {
        let path = folder.file("t.geojson")
        for text in ["{\"a\": {\"mark\": 1}}", "{\" Mark \":1}", "\"\"mark\""] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            for length in 1...text.utf8.count + 1 {
                #expect(FileWords.stand(in: path, anyOf: ["mark", "x"], pieceLength: length), "\(text)")
                #expect(!FileWords.stand(in: path, anyOf: ["mar", "ark", "marks"], pieceLength: length))
            }
        }
        #expect(!FileWords.stand(in: folder.file("none"), anyOf: ["mark"]))
    }

    /// QGIS adds layers to a database, and may put them first.
    @Test(arguments: [[0, 1], [1, 0]]) func aLabelIsFoundInAnyLayerOfADatabase(order: [Int]) throws {
        for isFilled in [true, false] {
            let path = folder.file("\(order)-\(isFilled).gpkg")
            let layers = [
                ("notes", ["note": "a mark"]),
                ("suggestions", ["id": "r0", "margin": "0.1", "class": isFilled ? "Forest" : nil]),
            ]
            try write(order.map { layers[$0] }, to: path)
            #expect(FilledLabels.lie(in: path) == isFilled)
        }
    }

    /// Layers of one row each.
    private func write(_ layers: [(name: String, row: [String: String?])], to path: String) throws {
        let created = GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, nil)
        let file = try #require(created)
        defer { GDALClose(file) }
        for (name, row) in layers {
            let layer = GDALDatasetCreateLayer(file, name, nil, wkbNone, nil)
            try #require(layer != nil)
            for column in row.keys.sorted() {
                let field = OGR_Fld_Create(column, OFTString)
                defer { OGR_Fld_Destroy(field) }
                #expect(OGR_L_CreateField(layer, field, 0) == OGRERR_NONE)
            }
            let feature = OGR_F_Create(OGR_L_GetLayerDefn(layer))
            defer { OGR_F_Destroy(feature) }
            for (index, column) in row.keys.sorted().enumerated() {
                if let value = row[column] ?? nil { OGR_F_SetFieldString(feature, Int32(index), value) }
            }
            #expect(OGR_L_CreateFeature(layer, feature) == OGRERR_NONE)
        }
    }

    @Test func whatIsNoTableHoldsNone() throws {
        #expect(try !lie("id,mark\na,x\n", name: "t.txt"))
        #expect(!FilledLabels.lie(in: folder.file("missing.csv")) && !FilledLabels.lie(in: folder.path))
    }
}

/// The files that a raster or a layer is made of.
struct DatasetFilesTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    @Test func aRasterHasItsNotesAndItsOverviews() throws {
        let grid = try Fixture.grid()
        let path = folder.file("m.tif")
        try ClassMapFile.write(Fixture.map(grid), grid: grid, to: path)
        #expect(Set(DatasetFiles.parts(of: path)) == [path, path + ".aux.xml"])
        try FileManager.default.removeItem(atPath: path + ".aux.xml")
        #expect(DatasetFiles.parts(of: path) == [path])
        try DrawnTIFF(width: 3, height: 2, channels: 1, epsg: nil) { _, _, _ in 1 }.write(to: path + ".ovr")
        #expect(Set(DatasetFiles.parts(of: path)) == [path, path + ".ovr"])
    }

    @Test func aVirtualRasterHasWhatItReadsFrom() throws {
        let path = folder.file("ü & b.tif")
        try DrawnTIFF(width: 4, height: 4, channels: 1) { _, _, _ in 1 }.write(to: path)
        try """
        <VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
        <SourceFilename relativeToVRT="1">ü &amp; b.tif</SourceFilename><SourceBand>1</SourceBand>
        </SimpleSource></VRTRasterBand></VRTDataset>
        """.write(toFile: folder.file("v.vrt"), atomically: true, encoding: .utf8)
        let parts = DatasetFiles.parts(of: folder.file("v.vrt"))
        #expect(Set(parts) == [folder.file("v.vrt"), path])
    }

    @Test func whatIsNoDatasetHasNoParts() throws {
        try "words".write(toFile: folder.file("a.txt"), atomically: true, encoding: .utf8)
        try Data("II*\0".utf8).write(to: URL(fileURLWithPath: folder.file("a.tif")))
        for name in ["a.txt", "a.tif", "missing.tif"] {
            #expect(DatasetFiles.parts(of: folder.file(name)) == [], "\(name)")
        }
    }
}
