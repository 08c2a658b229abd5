import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Tables of pictures and their classes, and of tiles that a person is to label.
struct LabelTablesTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func labels(_ text: String) throws -> [PictureLabel] {
        try text.write(toFile: folder.file("l.csv"), atomically: true, encoding: .utf8)
        return try PictureLabelsFile.read(path: folder.file("l.csv"))
    }

    @Test func picturesAreReadInTheOrderOfTheTableWithTheirLines() throws {
        let found = try labels("note,class,path\r\n1,B,b.png\r\n\r\n2,,none.png\r\n3,A,\"a, 1.png\"\r\n")
        #expect(found.map(\.path) == ["b.png", "a, 1.png"])
        #expect(found.map(\.className) == ["B", "A"])
        #expect(found.map(\.line) == [2, 5])
    }

    @Test func aPathComesBeforeAnId() throws {
        #expect(try labels("id,path,class\n7,a.png,A\n").map(\.path) == ["a.png"])
        #expect(try labels("class;id\nA;7\n").map(\.path) == ["7"])
    }

    @Test func blanksAroundWordsMakeNoOtherClass() throws {
        let found = try labels("path,class\n a.png ,Лес \nb.png,\tЛес\nc.png,  \n  ,Лес\n")
        #expect(found.map(\.path) == ["a.png", "b.png"] && Set(found.map(\.className)) == ["Лес"])
    }

    @Test func aPictureThatStandsTwiceAlikeIsOne() throws {
        #expect(try labels("path,class\na.png,A\nb.png,A\na.png, A\na.png,\n").map(\.line) == [2, 3])
    }

    /// Unicode writes é in two ways, and a disk keeps both apart.
    @Test func namesThatLookAlikeAreTwoPictures() throws {
        let names = ["\u{E9}.png", "e\u{301}.png"]
        let bytes = names.map { Array($0.utf8) }
        for classes in [["A", "B"], ["A", "A"]] {
            let found = try labels("path,class\n\(names[0]),\(classes[0])\n\(names[1]),\(classes[1])\n")
            #expect(found.map { Array($0.path.utf8) } == bytes && found.map(\.className) == classes)
        }
        let path = folder.file("review.csv")
        let rows = names.map { "\($0),A,B,accept\n" }.joined()
        try "path,label,suggested,mark\n\(rows)".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try LabelCorrectionsFile.read(path: path).entries.map { Array($0.path.utf8) } == bytes)
        #expect(throws: PredictionFileError.self) {
            try "path,label,suggested,mark\n\(rows)\(names[0]),A,B,keep\n".write(
                toFile: path, atomically: true, encoding: .utf8)
            return try LabelCorrectionsFile.read(path: path)
        }
    }

    @Test func aPictureOfTwoClassesIsRefusedWithItsLine() throws {
        let path = folder.file("l.csv")
        #expect(
            throws: PredictionFileError.unreadableRow(
                path: path, line: 4, reason: "a.png is A above and B here.")
        ) { try labels("path,class\na.png,A\nb.png,B\n a.png,B\n") }
    }

    @Test(arguments: [("path,label\na,A\n", "class"), ("name,class\na,A\n", "path")])
    func aColumnThatIsMissingIsNamed(text: String, column: String) throws {
        let error = try #require(throws: PredictionFileError.self) { try labels(text) }
        #expect(error.description.contains("lacks the column \(column)"))
    }

    @Test func aHeaderAloneHoldsNoLabel() throws {
        #expect(try labels("path,class\n").isEmpty)
        #expect(throws: (any Error).self) { try PictureLabelsFile.read(path: folder.file("missing.csv")) }
        #expect(throws: PredictionFileError.unknownFormat(path: folder.file("l.txt"))) {
            try PictureLabelsFile.read(path: folder.file("l.txt"))
        }
    }

    // MARK: - Suggestions

    private func suggestion(_ id: String, place: TilePlace?) -> Suggestion {
        Suggestion(
            id: id, source: "=1+1, \"north\"\n<&> Лес", place: place, predicted: "Forest",
            confidence: 0.51234,
            margin: 0.00004)
    }

    @Test(arguments: ["csv", "gpkg"]) func suggestionsStandByRankAndWaitForTheirClass(ending: String) throws {
        let grid = try Fixture.grid()
        let items = try ["r0000_c0001", "r0003_c0004"].map { name in
            suggestion(name, place: try Fixture.place(try #require(TileGrid.index(named: name)), in: grid))
        }
        let path = folder.file("suggestions.\(ending)")
        try SuggestionFile.write(items, legend: .nlcd6, reference: grid.reference, to: path)
        let table = try TextTable(at: path, preferredLayer: SuggestionFile.layerName)
        #expect(table.header == SuggestionFile.columns.map(\.name))
        let rows = table.rows.map { row in
            Dictionary(uniqueKeysWithValues: zip(table.header, row.fields))
        }
        #expect(rows.map { $0["rank"] } == ["1", "2"] && rows.map { $0["id"] } == items.map(\.id))
        #expect(rows.allSatisfy { $0["pred_label"] == "Forest" && $0["class"] == String?.none })
        #expect(rows.compactMap { $0["confidence"]?.flatMap(Double.init) } == [0.5123, 0.5123])
        #expect(rows[1]["row"] == "3" && rows[1]["column"] == "4" && rows[1]["crs"] == "EPSG:26917")
        #expect(try PictureLabelsFile.read(path: path).isEmpty)
        #expect(!FilledLabels.lie(in: path) && EarlierOutput.isSuggestions(path))
        #expect(folder.names == ["suggestions.\(ending)"])
    }

    @Test func aSuggestionThatIsFilledInIsALabel() throws {
        let path = folder.file("suggestions.csv")
        try SuggestionFile.write(
            [suggestion("a.png", place: nil), suggestion("b.png", place: nil)], legend: .nlcd6,
            reference: nil, to: path)
        // The class is the last column.
        let text = try folder.text("suggestions.csv")
        #expect(text.hasSuffix(",\r\n"))
        try (text.dropLast(1) + "Barren\r\n").write(toFile: path, atomically: true, encoding: .utf8)
        #expect(FilledLabels.lie(in: path) && EarlierOutput.isSuggestions(path))
        let found = try PictureLabelsFile.read(path: path)
        #expect(found.map(\.path) == ["b.png"] && found.map(\.className) == ["Barren"])
    }

    @Test func noSuggestionIsATableToo() throws {
        let path = folder.file("suggestions.csv")
        try SuggestionFile.write([], legend: .nlcd6, reference: nil, to: path)
        #expect(EarlierOutput.isSuggestions(path) && !FilledLabels.lie(in: path))
        #expect(throws: ImageryError.self) {
            try SuggestionFile.write(
                [], legend: .nlcd6, reference: nil, to: folder.file("none/suggestions.csv"))
        }
    }

    /// As where two people filled in one table side by side: the first column would be taken in silence.
    @Test func aColumnThatStandsTwiceIsRefusedWhereItIsRead() throws {
        func refused(_ text: String, _ column: String, _ read: (String) throws -> Void) throws {
            let path = folder.file("twice.csv")
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let error = #expect(throws: PredictionFileError.self) { try read(path) }
            #expect(error?.description.contains("twice.csv, line 1: 2 columns are called \(column),") == true)
        }
        try refused("path,class,class\na.png,A,B\n", "class") { _ = try PictureLabelsFile.read(path: $0) }
        try refused("map,reference,reference\nA,A,B\n", "reference") {
            _ = try AreaSampleFile.readSample(path: $0)
        }
        try refused("class,hectares,hectares\nA,1,2\n", "hectares") {
            _ = try AreaSampleFile.readStrata(path: $0)
        }
        try refused("id,mark,mark\nr0000_c0000,accept,reject\n", "mark") {
            _ = try ChangeMarksFile.read(path: $0)
        }
        try refused("path,label,suggested,mark,mark\na,A,B,keep,\n", "mark") {
            _ = try LabelCorrectionsFile.read(path: $0)
        }
        // What nobody reads may stand there as often as it likes.
        #expect(try labels("note,note,path,class\n1,2,a.png,A\n").map(\.className) == ["A"])
    }

    // MARK: - Corrections

    private func corrections(_ text: String) throws -> LabelCorrections {
        try text.write(toFile: folder.file("review.csv"), atomically: true, encoding: .utf8)
        return try LabelCorrectionsFile.read(path: folder.file("review.csv"))
    }

    @Test func theOwnClassAsAMarkKeepsIt() throws {
        let found = try corrections(
            "mark;suggested;label;path\nA;B;A;x/a.png\nB;B;A;x/b.tar.png\nЛес;B;A;c\n;B;A;d.png\n")
        #expect(found.entries.map(\.correction) == [.keep, .relabel("B"), .relabel("Лес")])
        #expect(found.entries.map(\.name) == ["a", "b.tar", "c"])
    }

    @Test func aRowWithoutAMarkMayStandTwice() throws {
        #expect(try corrections("path,label,suggested,mark\na,A,B,\na,A,B,keep\na,A,B,\n").entries.count == 1)
        #expect(try corrections("path,label,suggested,mark\n").entries.isEmpty)
    }

    @Test func whatIsMissingOrStandsTwiceIsNamed() throws {
        let error = #expect(throws: PredictionFileError.self) {
            try corrections("path,label,mark\na,A,keep\n")
        }
        #expect(error?.description.contains("lacks the column suggested") == true)
        let twice = #expect(throws: PredictionFileError.self) {
            try corrections("path,label,suggested,mark\n\na,A,B,keep\na,A,B,keep\n")
        }
        #expect(twice?.description.contains("line 4") == true)
    }
}
