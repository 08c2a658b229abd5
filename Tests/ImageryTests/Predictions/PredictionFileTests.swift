import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct PredictionFileTests {
    let folder: OutputFolder
    let grid: TileGrid

    init() throws {
        folder = try OutputFolder()
        grid = try Fixture.grid()
    }

    @Test(arguments: TableFormat.all.map(\.ending))
    func everyFormatGivesBackTheRows(ending: String) throws {
        let rows = try Fixture.rows(grid)
        let path = folder.file("p.\(ending)")
        try Fixture.write(rows, to: path, reference: grid.reference)
        let table = try PredictionFile.read(path: path)
        #expect(table.classNames == Legend.nlcd6.classNames)
        // FlatGeobuf's rows lie in the order of its index.
        func inOrder(_ rows: [TilePrediction]) -> [TilePrediction] {
            ending == "fgb" ? rows.sorted { $0.id < $1.id } : rows
        }
        #expect(inOrder(table.rows) == inOrder(rows.map(\.rounded)))
        #expect(folder.names == ["p.\(ending)"])
    }

    @Test func aFormatOfPlacesRefusesRowsWithoutThem() throws {
        let path = folder.file("p.fgb")
        #expect(throws: PredictionFileError.needsPlaces(path: path)) {
            try Fixture.write([], to: path, reference: nil)
        }
        #expect(folder.names == [])
    }

    @Test(arguments: TableFormat.all.filter { !$0.needsPlaces }.map(\.ending))
    func rowsOfImageFilesHaveNoPlace(ending: String) throws {
        let legend = try Legend.named("odd", classNames: ["tennis court, old", "say \"hi\"", "Forêt <&>"])
        let rows = [
            TilePrediction(
                id: "1", source: "folder", filePath: "a b/c,d.png", label: "say \"hi\"", status: .scored,
                probabilities: [0.25, 0.5, 0.25]),
            TilePrediction(
                id: "2", source: "folder", filePath: "bad.jpg", status: .rejected, reason: "corrupt"),
        ]
        let path = folder.file("p.\(ending)")
        try Fixture.write(rows, to: path, legend: legend, reference: nil)
        let table = try PredictionFile.read(path: path)
        #expect(table.rows == rows)
        #expect(table.classNames == legend.classNames)
        #expect(throws: PredictionFileError.noPlaces) { try PredictionFile.grid(of: table) }
    }

    /// It was called a table of image files.
    @Test func aTableWithoutRowsHasNothingToMap() throws {
        try Fixture.write([], to: folder.file("none.csv"), reference: nil)
        let table = try PredictionFile.read(path: folder.file("none.csv"))
        #expect(throws: PredictionFileError.noRows) { try PredictionFile.grid(of: table) }
        #expect(throws: PredictionFileError.noRows) {
            try PlacedPredictions(path: folder.file("none.csv"))
        }
    }

    @Test func aCommaSeparatedTableIsTheSameBytesEveryTime() throws {
        let rows = try Fixture.rows(grid)
        try Fixture.write(rows, to: folder.file("a.csv"), reference: grid.reference)
        try Fixture.write(rows, to: folder.file("b.csv"), reference: grid.reference)
        #expect(try folder.text("a.csv") == folder.text("b.csv"))
    }

    @Test func columnsStandInTheDocumentedOrderAndProbabilitiesHaveNineDecimals() throws {
        let row = TilePrediction(
            id: "1", source: "s", filePath: "=1+1.png", status: .scored, probabilities: [0.75, 0.25, 0],
            foreignness: 0.97)
        try Fixture.write([row], to: folder.file("p.csv"), legend: .nlcd3, reference: nil)
        let expected =
            "id,source,row,column,min_x,min_y,max_x,max_y,crs,min_lon,min_lat,max_lon,max_lat,filepath,label,"
            + "pred_label,confidence,p_Developed,p_Cultivated,p_Undeveloped,foreign,status,reason\r\n"
            + "1,s,,,,,,,,,,,,=1+1.png,,Developed,0.750000000,0.750000000,0.250000000,0.000000000,0.9700,scored,\r\n"
        #expect(try folder.text("p.csv") == expected)
    }

    @Test func aTableThatASpreadsheetSavedAgainIsRead() throws {
        let text =
            "\u{FEFF}status;p_Forest;note;p_Shrub;source;id\n"
            + "scored;0.2;mine;0.8;s;\"one;two\"\n\nnodata;;;;s;three\n"
        try text.write(toFile: folder.file("p.csv"), atomically: true, encoding: .utf8)
        let table = try PredictionFile.read(path: folder.file("p.csv"))
        #expect(table.classNames == ["Forest", "Shrub"])
        #expect(table.rows.map(\.id) == ["one;two", "three"])
        #expect(table.rows[0].probabilities == [0.2, 0.8])
        #expect(table.rows[1].status == .nodata)
    }

    @Test func missingColumnsAreNamed() throws {
        let path = folder.file("p.csv")
        try "id,row,p_Forest\r\n1,2,1\r\n".write(toFile: path, atomically: true, encoding: .utf8)
        let names = [
            "source", "status", "column", "min_x", "min_y", "max_x", "max_y", "crs", "min_lon", "min_lat",
            "max_lon",
            "max_lat",
        ]
        #expect(throws: PredictionFileError.missingColumns(path: path, names: names)) {
            try PredictionFile.read(path: path)
        }
    }

    @Test(arguments: [
        ("1,s,scored,0.5,x", "'x' is no probability."),
        ("1,s,done,0.5,0.5", "the status 'done' is none of scored, nodata, rejected."),
        ("1,s,scored,0.5", "the header has 5 columns, this line 4."),
        ("1,\"s,scored,0.5,0.5", "a quote opens here and never closes."),
        (",s,scored,0.5,0.5", "the id is empty."),
    ])
    func aBadRowIsNamedWithItsLine(row: String, reason: String) throws {
        let path = folder.file("p.csv")
        let text = "id,source,status,p_Forest,p_Shrub\n0,\"two\nlines\",scored,1,0\n\(row)\n"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: PredictionFileError.unreadableRow(path: path, line: 4, reason: reason)) {
            try PredictionFile.read(path: path)
        }
    }

    @Test func theWinnerOfProbabilitiesThatRoundToEqualsStaysTheWinner() throws {
        let close: [Float] = [0.4999999, 0.5000001, 0]
        let row = TilePrediction(id: "1", source: "s", status: .scored, probabilities: close)
        try Fixture.write([row], to: folder.file("p.csv"), legend: .nlcd3, reference: nil)
        let read = try PredictionFile.read(path: folder.file("p.csv")).rows[0]
        #expect(row.predictedClass == 1)
        #expect(read.predictedClass == 1)
    }

    @Test func aLabelThatContradictsItsProbabilitiesIsAnError() throws {
        let path = folder.file("p.csv")
        let text = "id,source,status,pred_label,p_Forest,p_Shrub\n1,s,scored,Forest,0.1,0.9\n"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: PredictionFileError.self) { try PredictionFile.read(path: path) }
    }

    @Test(arguments: TableFormat.all.map(\.ending))
    func anUnfinishedTableLeavesNothingAndKeepsTheOldOne(ending: String) throws {
        let path = folder.file("p.\(ending)")
        try "old".write(toFile: path, atomically: true, encoding: .utf8)
        do {
            let writer = try PredictionWriter(
                path: path, classNames: Legend.nlcd6.classNames, legend: .nlcd6, reference: grid.reference)
            for row in try Fixture.rows(grid) { try writer.write(row) }
        }
        #expect(folder.names == ["p.\(ending)"])
        #expect(try folder.text("p.\(ending)") == "old")
    }

    @Test(arguments: TableFormat.all.map(\.ending))
    func aFolderThatIsNotThereIsNamed(ending: String) throws {
        let path = folder.file("none/p.\(ending)")
        #expect(throws: ImageryError.cannotWrite(path: path, reason: "No such file or directory")) {
            try PredictionWriter(
                path: path, classNames: ["a"], legend: .nlcd6, reference: grid.reference)
        }
    }

    @Test func anotherEndingIsNoTable() throws {
        #expect(throws: PredictionFileError.unknownFormat(path: "p.xlsx")) {
            try PredictionFile.read(path: "p.xlsx")
        }
    }
}
