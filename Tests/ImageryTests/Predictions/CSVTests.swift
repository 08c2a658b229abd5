import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct CSVTests {
    @Test func rowsReadBackAsTheyWereWritten() throws {
        let pieces = ["", "a", ",", "\"", "\r", "\n", "\r\n", ";", " ", "é", "=", "\t", "\"\""]
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            // The first row decides on the separator, the first field keeps a row from being blank.
            let rows =
                [["a", "b", "c", "d"]]
                + (0..<3).map { _ in
                    ["x"]
                        + (0..<3).map { _ in
                            (0..<3).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
                        }
                }
            let text = rows.map(CSVRow.encode).joined()
            #expect(try CSVRow.rows(of: Array(text.utf8)).map(\.fields) == rows)
        }
    }

    /// However a file is cut into pieces, its rows are those of the whole, and the lines they begin on.
    @Test(arguments: [1, 7, 64, 1 << 20])
    func aFileReadInPiecesHasTheRowsOfTheWhole(pieceLength: Int) throws {
        let folder = try OutputFolder()
        let pieces = ["", "a", ",", "\"", "b\"c", "\n", "\r\n", ";", "é", "\u{1F30D}", "\"\"", "x\"y"]
        var generator = SeededGenerator(seed: 5)
        for round in 0..<40 {
            let rows = (0..<12).map { _ in
                ["x,,,,"]
                    + (0..<3).map { _ in
                        (0..<3).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
                    }
            }
            // A quote within a field that has none is text.
            let text =
                (round % 2 == 0 ? "\u{FEFF}" : "") + rows.map(CSVRow.encode).joined()
                + "plain\"text,1,2,3\r\n"
            let path = folder.file("\(pieceLength)-\(round).csv")
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            var found: [(line: Int, fields: [String])] = []
            var reader = try CSVPieces(path: path, pieceLength: pieceLength)
            while let row = try reader.nextRow() { found.append(row) }
            let whole = try CSVRow.rows(of: TableEncoding.utf8(Array(text.utf8)))
            #expect(found.map(\.fields) == whole.map(\.fields))
            #expect(found.map(\.line) == whole.map(\.line))
        }
    }

    @Test func theLineOfBytesThatAreNoTextIsThatOfTheWhole() throws {
        let folder = try OutputFolder()
        let path = folder.file("old.csv")
        try (Data("a,b\n1,2\n\n3,".utf8) + Data([0xE9]) + Data("\n".utf8)).write(
            to: URL(fileURLWithPath: path))
        let error = #expect(throws: PredictionFileError.self) {
            var reader = try CSVPieces(path: path, pieceLength: 3)
            while try reader.nextRow() != nil {}
        }
        guard case .unreadableRow(_, line: 4, _) = error else {
            return #expect(Bool(false), "\(error?.description ?? "")")
        }
    }

    @Test func onlyFieldsThatNeedThemHaveQuotes() {
        #expect(CSVRow.encode(["a b", "c,d", "e\"f", "=1"]) == "a b,\"c,d\",\"e\"\"f\",=1\r\n")
    }

    @Test func aLastFieldThatIsEmptyCounts() throws {
        #expect(try CSVRow.rows(of: Array("a,b\n1,".utf8)).map(\.fields) == [["a", "b"], ["1", ""]])
    }

    @Test(arguments: [
        (0.1234565, 6, true, "0.123456"), (-0.5, 0, true, "0"), (-12.3456, 2, false, "-12.35"),
        (3.0, 3, false, "3"),
        (3.0, 3, true, "3.000"), (0.00004, 3, false, "0"), (-0.00004, 3, false, "0"),
        (1e20, 3, false, "1e+20"),
    ])
    func decimalsAreRoundedAndNeverAnExponent(value: Double, decimals: Int, padded: Bool, expected: String) {
        #expect(DecimalText.string(value, decimals: decimals, padded: padded) == expected)
    }
}
