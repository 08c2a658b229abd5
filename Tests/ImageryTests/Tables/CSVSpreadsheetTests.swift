import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Comma-separated values of other programs, and damaged ones.
struct CSVSpreadsheetTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func rows(_ text: String) throws -> [[String]] {
        try CSVRow.rows(of: Array(text.utf8)).map(\.fields)
    }

    private func table(_ bytes: some Collection<UInt8>) throws -> TextTable {
        let path = folder.file("t.csv")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try TextTable(csvAt: path)
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func anyEndOfALineEndsARow(end: String) throws {
        let text = ["a,b", "\"1\",2", "3,\"x\"", ""].joined(separator: end)
        #expect(try rows(text) == [["a", "b"], ["1", "2"], ["3", "x"]])
        #expect(try CSVRow.rows(of: Array(text.utf8)).map(\.line) == [1, 2, 3])
        // The last one needs none.
        #expect(try rows(String(text.dropLast())) == rows(text))
    }

    @Test(arguments: ["", "\n", "\r\n\r\n", "\u{FEFF}", "\u{FEFF}\n", "sep=;\n"])
    func aTextWithoutRowsHasNone(text: String) throws {
        #expect(try rows(text).isEmpty)
        let table = try table(text.utf8)
        #expect(table.header.isEmpty && table.rows.isEmpty)
    }

    @Test(arguments: [",", ";", "\t"], ["\n", "\r", "\r\n"])
    func theSeparatorIsThatOfTheFirstLineWithAText(separator: String, end: String) throws {
        let rows = [["a", "b, c"], ["1", "x;y"]]
        let text = rows.map { $0.map { "\"\($0)\"" }.joined(separator: separator) }.joined(separator: end)
        for lead in ["", end, end + end, "sep=\(separator)\(end)\(end)", separator + end] {
            for mark in ["", "\u{FEFF}"] {
                let found = try table((mark + lead + text).utf8)
                #expect(
                    found.header == rows[0] && found.rows.map(\.fields) == [rows[1]], "\(mark + lead + text)")
                #expect(try CSVPieces.header(ofTableAt: folder.file("t.csv")) == rows[0])
            }
        }
    }

    @Test(arguments: [
        ("a,b\n\"1", CSVError.unclosedQuote(line: 2)), ("\"", .unclosedQuote(line: 1)),
        ("a\n\n\"x\ny\n", .unclosedQuote(line: 3)), ("a,b\n\"1\"2,3\n", .textAfterQuote(line: 2)),
        ("\"a\" ,b\n", .textAfterQuote(line: 1)), ("a\n\"x\ny\"z\n", .textAfterQuote(line: 3)),
    ])
    func quotesThatDoNotCloseAreToldWithTheirLine(text: String, error: CSVError) {
        #expect(throws: error) { try rows(text) }
    }

    /// RFC 4180, section 2, rules 5 to 7.
    @Test func theExamplesOfTheStandardAreRead() throws {
        #expect(
            try rows("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx") == [
                ["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"],
            ])
        #expect(try rows("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx")[0] == ["aaa", "b\r\nbb", "ccc"])
        #expect(try rows("\"aaa\",\"b\"\"bb\",\"ccc\"") == [["aaa", "b\"bb", "ccc"]])
    }

    @Test(arguments: [
        "Київ", "東京", "नई दिल्ली", "القاهرة", "a\u{301}", "\u{1F30D}\u{200D}\u{1F468}", "\u{2028}", "\u{85}",
    ])
    func textsInAnyScriptComeBackByteForByte(text: String) throws {
        let found = try table((CSVRow.encode(["name", "other"]) + CSVRow.encode([text, "x"])).utf8)
        #expect(found.rows[0].fields[0].map { Array($0.utf8) } == Array(text.utf8))
    }

    /// What a spreadsheet would run, what looks like it was guarded, and numbers.
    @Test func whatIsWrittenForASpreadsheetIsReadAsItWas() throws {
        let texts = [
            "=1+1", "'=1", "''", "'", "-", "-5", "+x", "@me", "\tx", "'abc", "''=x", "-1e5", "=", "--",
        ]
        let path = folder.file("s.csv")
        let sink = try CSVSink(
            path: path, reportedPath: path,
            columns: [
                FieldColumn(name: "=name", kind: .text), FieldColumn(name: "filepath", kind: .text),
                FieldColumn(name: "n", kind: .integer),
            ])
        for text in texts { try sink.write([.text(text), .text(text), .integer(1)], bounds: nil) }
        try sink.close()
        let table = try TextTable(csvAt: path)
        #expect(table.header == ["=name", "filepath", "n"])
        #expect(table.rows.map { $0.fields[0] } == texts && table.rows.map { $0.fields[1] } == texts)
        let cells = try CSVRow.rows(of: Array(folder.text("s.csv").utf8)).dropFirst().map(\.fields)
        for (cell, text) in zip(cells, texts) where Double(text) == nil && text.count > 1 {
            #expect(!["=", "+", "-", "@", "\t"].contains(cell[0].prefix(1)), "\(text)")
        }
        #expect(cells.map { $0[1] } == texts)
    }

    @Test func rowsWithMoreOrFewerFieldsThanTheHeaderAreNamed() throws {
        for (row, count) in [("1", 1), ("1,2,3", 3), ("1,2,", 3)] {
            let path = folder.file("t.csv")
            #expect(
                throws: PredictionFileError.unreadableRow(
                    path: path, line: 3,
                    reason: "the header has 2 columns, this line \(count).")
            ) {
                try table("a,b\n0,0\n\(row)\n".utf8)
            }
        }
    }

    @Test func rowsOfSeparatorsAloneAreNoRows() throws {
        let table = try table("a;b\n;\n1;\n;;;;\n;2\n".utf8)
        #expect(table.rows.map(\.line) == [3, 5])
        #expect(table.rows.map(\.fields) == [["1", nil], [nil, "2"]])
    }

    /// A mark of the byte order in the middle of a file is text, as a file has it that was put together of two.
    @Test(arguments: [1, 5, 1 << 20]) func damagedTablesAreReadOrToldOfWhateverThePieces(pieceLength: Int)
        throws
    {
        let parts: [[UInt8]] = [
            Array("a".utf8), Array(",".utf8), Array("\"".utf8), Array("\n".utf8), Array("\r\n".utf8), [0xC3],
            [0xA9], [0x80], Array("é".utf8), Array(";".utf8), [0xF0, 0x9F], Array("\"\"".utf8),
        ]
        var generator = SeededGenerator(seed: 19)
        let path = folder.file("d.csv")
        for _ in 0..<150 {
            let body = (0..<14).flatMap { _ in parts.randomElement(using: &generator) ?? [] }
            let bytes = Array("h,,,\n".utf8) + body
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let whole = try? CSVRow.rows(of: TableEncoding.utf8(bytes))
            var found: [[String]] = []
            var isWhole = true
            do {
                var reader = try CSVPieces(path: path, pieceLength: pieceLength)
                while let row = try reader.nextRow() { found.append(row.fields) }
            } catch is PredictionFileError { isWhole = false }
            #expect(isWhole == (whole != nil), "\(bytes)")
            if let whole, isWhole { #expect(found == whole.map(\.fields), "\(bytes)") }
        }
    }

    /// Of files that were put together into one: marks stand at the beginnings of rows, of fields and of pieces.
    @Test(arguments: [1, 5, 16, 1 << 20]) func marksAfterAFilesBeginningAreText(pieceLength: Int) throws {
        let path = folder.file("m.csv")
        let mark = "\u{FEFF}"
        // A quote after a mark opens nothing; one at a field's beginning does.
        let fields = ["a", mark + "\"b", mark, "\"x\n\(mark)y\"", mark + "c\"", "d" + mark, "\"\(mark)\""]
        let meant = ["a", mark + "\"b", mark, "x\n\(mark)y", mark + "c\"", "d" + mark, mark]
        var generator = SeededGenerator(seed: 77)
        for start in ["", mark] {
            let rows = (0..<400).map { _ in (0..<3).map { _ in Int.random(in: 0..<7, using: &generator) } }
            let lines = rows.map { row in row.map { fields[$0] }.joined(separator: ",") + "\n" }
            try Data((start + "h,i,j\n" + lines.joined()).utf8).write(to: URL(fileURLWithPath: path))
            var reader = try CSVPieces(path: path, pieceLength: pieceLength)
            var found: [[String]] = []
            while let row = try reader.nextRow() { found.append(row.fields) }
            let expected = [["h", "i", "j"]] + rows.map { row in row.map { meant[$0] } }
            #expect(found.map { $0.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
        }
    }

    /// The bytes with which UTF-16 begins are no text elsewhere: they are told of where they stand, in the piece that has them.
    @Test(arguments: [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]]) func marksOfSixteenBitsWithinATextAreToldOf(
        mark: [UInt8]
    ) throws {
        let path = folder.file("u.csv")
        try Data(Array("h\n1\n2\n".utf8) + mark + Array("3\n4\n".utf8)).write(to: URL(fileURLWithPath: path))
        for pieceLength in [1, 4, 1 << 20] {
            var reader = try CSVPieces(path: path, pieceLength: pieceLength)
            let error = #expect(throws: PredictionFileError.self) { while try reader.nextRow() != nil {} }
            guard case .unreadableRow(path, 4, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func aTableThatIsNotThereOrAFolderIsToldOf() {
        for path in [folder.file("none.csv"), folder.path, ""] {
            #expect(throws: PredictionFileError.self, "\(path)") { try TextTable(csvAt: path) }
        }
    }

    // MARK: - Encodings

    private static func utf16(_ text: String, isLittle: Bool) -> [UInt8] {
        (isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF])
            + text.utf16.flatMap { unit in
                let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
                return isLittle ? bytes : bytes.reversed()
            }
    }

    @Test func theThreeEncodingsGiveTheSameText() throws {
        let text = "nom;ville\r\nÉté;東京\r\n\u{1F30D};\"a\nb\"\r\n"
        let expected = Array(text.utf8)
        #expect(try TableEncoding.utf8(expected) == expected)
        #expect(try TableEncoding.utf8([0xEF, 0xBB, 0xBF] + expected) == expected)
        for isLittle in [true, false] {
            #expect(try TableEncoding.utf8(Self.utf16(text, isLittle: isLittle)) == expected)
        }
        #expect(try TableEncoding.utf8([]).isEmpty)
    }

    @Test func halfCharactersOfSixteenBitsAreToldOf() {
        let half: [[UInt8]] = [
            [0xFF, 0xFE, 0x41], [0xFF, 0xFE, 0x3D, 0xD8], [0xFE, 0xFF, 0xDC, 0x00, 0x00, 0x41],
        ]
        for bytes in half { #expect(throws: TableEncoding.Failure.self) { try TableEncoding.utf8(bytes) } }
    }

    /// Overlong forms, halves of pairs, cut ends, numbers beyond Unicode.
    @Test(
        arguments: [
            [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0x80],
        ] as [[UInt8]])
    func bytesThatAreNoTextAreToldWithTheirLine(bytes: [UInt8]) {
        let failure = #expect(throws: TableEncoding.Failure.self) {
            try TableEncoding.utf8(Array("a\né\n".utf8) + bytes)
        }
        #expect(failure?.line == 3)
    }
}
