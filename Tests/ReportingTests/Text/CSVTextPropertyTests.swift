import AerialCore
import Foundation
import Testing

@testable import Reporting

/// RFC 4180, scalar by scalar.
enum PlainCSV {
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = String.UnicodeScalarView()
        var isQuoted = false
        var rest = Array(text.unicodeScalars)[...]
        while let sign = rest.popFirst() {
            if isQuoted {
                guard sign == "\"" else {
                    field.append(sign)
                    continue
                }
                isQuoted = rest.first == "\""
                if isQuoted { field.append(rest.removeFirst()) }
            } else if sign == "\"" {
                isQuoted = true
            } else if sign == "," || (sign == "\r" && rest.first == "\n") {
                row.append(String(field))
                field = String.UnicodeScalarView()
                guard sign == "\r" else { continue }
                rest.removeFirst()
                rows.append(row)
                row = []
            } else {
                field.append(sign)
            }
        }
        return rows
    }

    /// A table by the names of its columns, guards taken away.
    static func columns(_ text: String) -> [String: [String]] {
        let rows = rows(text)
        guard let header = rows.first else { return [:] }
        return Dictionary(
            header.enumerated().map { place, name in
                (name, rows.dropFirst().map { SpreadsheetText.opened($0[place]) })
            }, uniquingKeysWith: { first, _ in first })
    }
}

struct CSVTextPropertyTests {
    private func isSame(_ one: [[String]], _ other: [[String]]) -> Bool {
        one.map { $0.map { Array($0.utf8) } } == other.map { $0.map { Array($0.utf8) } }
    }

    @Test func everyTableComesBackSignBySign() {
        var generator = SeededGenerator(seed: 21)
        let signs = [
            ",", "\"", "\r", "\n", "\r\n", "a", "=", "'", " ", "é", "\t", "-", "1", ";", "\u{0}", "林",
            "\u{301}",
            "\u{200D}", "\u{FE0F}",
        ]
        for _ in 0..<300 {
            let table = (0..<4).map { _ in
                (0..<3).map { _ in
                    (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                        signs.randomElement(using: &generator) ?? ""
                    }.joined()
                }
            }
            let text = CSVText(header: table[0], rows: Array(table.dropFirst())).encoded
            let read = PlainCSV.rows(text).map { $0.map(SpreadsheetText.opened) }
            #expect(isSame(read, table), "\(table)")
        }
    }

    @Test func hostileTextsComeBack() {
        let table = CSVText(header: Hostile.texts, rows: [Hostile.texts.reversed()])
        let read = PlainCSV.rows(table.encoded).map { $0.map(SpreadsheetText.opened) }
        #expect(isSame(read, [Hostile.texts, Hostile.texts.reversed()]))
    }

    /// OWASP, "CSV Injection": a cell must not begin with one of these signs.
    @Test(arguments: ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx"])
    func aSpreadsheetRunsNoCell(text: String) throws {
        let cell = try #require(
            PlainCSV.rows(CSVText(header: ["n", "m"], rows: [[text, ""]]).encoded).last?.first)
        let first = try #require(cell.unicodeScalars.first)
        #expect(!"=+-@\t\r".unicodeScalars.contains(first))
    }

    @Test(arguments: ["-5.25", "+1", "-1e-3", "-"]) func numbersStayNumbers(text: String) {
        #expect(CSVText(header: ["n"], rows: [[text]]).encoded == "n\r\n\(text)\r\n")
    }

    /// An accent on a sign does not hide the sign: bytes make a table.
    @Test(arguments: [
        (",\u{301}", "\",\u{301}\""), ("a\"\u{308}b", "\"a\"\"\u{308}b\""),
        ("\"\u{200D}", "\"\"\"\u{200D}\""),
        ("x\r\n\u{301}", "\"x\r\n\u{301}\""), ("a\r\n", "\"a\r\n\""), ("e\u{301}", "e\u{301}"),
    ])
    func accentsDoNotHideASign(text: String, field: String) {
        let encoded = CSVText(header: [text, "b"], rows: [["1", text]]).encoded
        #expect(Array(encoded.utf8) == Array("\(field),b\r\n1,\(field)\r\n".utf8))
    }

    @Test func aTableWithoutRowsIsItsHeader() {
        #expect(CSVText(header: ["a", "b"], rows: []).encoded == "a,b\r\n")
    }
}

struct CountsAsCSVTests {
    private let names = ["A, \"b\"", "=Forest", "森林"]

    private func matrix() -> ConfusionMatrix {
        var generator = SeededGenerator(seed: 22)
        var matrix = ConfusionMatrix(classNames: names)
        for _ in 0..<500 {
            matrix.record(
                reference: Int.random(in: 0..<3, using: &generator),
                prediction: Int.random(in: 0..<3, using: &generator))
        }
        return matrix
    }

    @Test func rowsOfTheConfusionSumToReferencesAndColumnsToPredictions() throws {
        let matrix = matrix()
        let rows = PlainCSV.rows(ConfusionCSV.text(of: matrix)).map { $0.map(SpreadsheetText.opened) }
        #expect(rows[0].dropFirst().elementsEqual(names) && rows.dropFirst().map { $0[0] } == names)
        let counts = try rows.dropFirst().map { try $0.dropFirst().map { try #require(Int($0)) } }
        for index in names.indices {
            #expect(counts[index].reduce(0, +) == matrix.referenceCount(of: index))
            #expect(counts.reduce(0) { $0 + $1[index] } == matrix.predictionCount(of: index))
        }
        #expect(counts.joined().reduce(0, +) == 500)
    }

    @Test func theTerminalShowsTheSameCounts() {
        let matrix = matrix()
        let rows = PlainCSV.rows(ConfusionCSV.text(of: matrix)).map { $0.map(SpreadsheetText.opened) }
        let table = TextTable.confusion(matrix)
        #expect(table.rows == Array(rows.dropFirst()))
        #expect(table.columns.map(\.heading) == rows[0])
    }

    @Test func transitionsSumToTheTilesAndTheirGround() throws {
        var generator = SeededGenerator(seed: 23)
        let changes = (0..<200).map {
            TileChange(
                tile: TileIndex(row: 0, column: $0), from: Int.random(in: 0..<3, using: &generator),
                to: Int.random(in: 0..<3, using: &generator), probability: 0.5)
        }
        let matrix = TransitionMatrix(classNames: names, changes: changes, tileHectares: 0.09)
        let columns = PlainCSV.columns(TransitionTable(matrix).csv)
        let pairs = zip(try #require(columns["from"]), try #require(columns["to"])).map { [$0, $1] }
        #expect(Set(pairs).count == 9 && pairs.count == 9)
        let tiles = try #require(columns["tiles"])
        for (pair, tiles) in zip(pairs, tiles) {
            let expected = changes.count { names[$0.from] == pair[0] && names[$0.to] == pair[1] }
            #expect(Int(tiles) == expected)
        }
        let hectares = try #require(columns["hectares"]).compactMap(Double.init)
        #expect(abs(hectares.reduce(0, +) - 18) < 1e-9)
    }

    @Test(arguments: [(columns: 7, rows: 5), (columns: 1, rows: 1), (columns: 0, rows: 0)])
    func sharesOfAMapSumToAWhole(size: (columns: Int, rows: Int)) throws {
        var map = ClassMap(legend: .nlcd6, columns: size.columns, rows: size.rows)
        for row in 0..<size.rows {
            for column in 0..<size.columns where (row + column) % 4 > 0 || row == 0 {
                map[TileIndex(row: row, column: column)] = UInt8((row * 5 + column * 3) % 6)
            }
        }
        let areas = ClassAreas(of: map, tileHectares: 5.0176)
        let columns = PlainCSV.columns(areas.csv)
        let tiles = try #require(columns["tiles"]).compactMap { Int($0) }
        #expect(tiles.count == 6 && tiles.reduce(0, +) == map.cells.count { $0 != nil })
        let hectares = try #require(columns["hectares"]).compactMap(Double.init)
        #expect(hectares.count == 6)
        #expect(zip(tiles, hectares).allSatisfy { abs($1 - Double($0) * 5.0176) < 1e-4 })
        let shares = try #require(columns["percent"]).compactMap(Double.init)
        #expect(areas.tiles == 0 ? shares.isEmpty : abs(shares.reduce(0, +) - 100) < 6 * 5e-5)
    }
}

struct TextTablePropertyTests {
    /// In the order of the rows, as the terminal shows it.
    private func lines(_ table: TextTable) -> [String] { table.rendered().components(separatedBy: "\n") }

    @Test func numbersOfAColumnEndAtOnePlace() {
        let table = TextTable(
            columns: [.text("Class"), .number("Tiles"), .number("Share")],
            rows: [["Forêt", "1,204", "96.7 %"], ["森林", "7", "–"], ["🌲🏽", "100", "100 %"]])
        let lines = lines(table).map(Self.drawn)
        #expect(lines.count == 5 && Set(lines.map(\.count)).count == 1)
        // Where each column's rule ends, each cell ends, too.
        let rule = lines[1]
        let ends = rule.indices.filter { rule[$0] == "─" && ($0 + 1 == rule.count || rule[$0 + 1] == " ") }
        for line in lines.dropFirst(2) {
            #expect(ends.dropFirst().allSatisfy { line[$0] != " " })
        }
    }

    /// What stands in each column of a terminal: of the signs of these tests those twice as wide are named.
    private static func drawn(_ line: String) -> [Character] {
        line.flatMap { sign -> [Character] in
            "森林土地利用ＡＢ한가🌲🏽🌲👩\u{200D}🌾🇩🇪✈️".contains(sign) ? [sign, sign] : [sign]
        }
    }

    /// Headings and cells of all scripts, some wide, some of signs that stand on others.
    @Test(arguments: [
        "森林", "土地利用", "Forêt", "Fore\u{302}t", "ＡＢ", "한", "한가", "\u{1112}\u{1161}\u{11AB}", "🌲", "👩\u{200D}🌾",
        "🇩🇪",
        "✈️", "a\u{200D}b", "", "x",
    ])
    func columnsAreAsWideAsATerminalDrawsThem(text: String) {
        let table = TextTable(
            columns: [.text(text), .number("n"), .number(text), .text("end")],
            rows: [[text, "1", "2", "|"], ["ab", text, "3", "|"], ["abcdefghij", "5", text, "|"]])
        let bars = lines(table).dropFirst(2).map { Self.drawn($0).firstIndex(of: "|") }
        #expect(bars.count == 3 && Set(bars).count == 1, "\(table.rendered())")
        let drawn = lines(table).map(Self.drawn)
        #expect(drawn.allSatisfy { $0.count <= drawn[1].count + 2 })
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("森林", 4), ("ｱ", 1), ("Ａ", 2), ("한", 2),
        ("\u{1100}\u{1161}", 2),
        ("غابة", 4), ("🌲🏽", 2), ("👩\u{200D}👩\u{200D}👧", 2), ("🇩🇪", 2), ("✈", 1), ("✈\u{FE0F}", 2), ("⌚", 2),
        ("─", 1), ("\u{301}", 0),
        ("Лес", 3), ("、", 2), ("𠀀", 2), ("ที่", 1), ("²", 1),
    ])
    func widthsAreThoseOfATerminal(text: String, width: Int) {
        #expect(TerminalWidth.of(text) == width)
    }

    @Test func headingsStayOnTheirLine() {
        let table = TextTable(columns: [.text("a\nb"), .number("c\td"), .text("e\u{1B}[2J")], rows: [])
        #expect(table.rendered() == "a b  c d  e\u{FFFD}[2J\n───  ───  ─────")
    }

    /// Escapes of a file's name would move the cursor or change the terminal's title.
    @Test(arguments: ["\u{1B}[31m", "\u{7}", "\u{8}\u{8}", "\u{9B}1A", "\u{0}"])
    func noCellCommandsTheTerminal(
        text: String
    ) {
        let table = TextTable(columns: [.text("a")], rows: [["x\(text)y"]])
        #expect(
            table.rendered().unicodeScalars.allSatisfy {
                $0 == "\n" || $0.properties.generalCategory != .control
            })
    }

    @Test func noLineEndsInABlankAndCellsBeyondTheColumnsAreLeftOut() {
        let table = TextTable(columns: [.text("a"), .text("b")], rows: [["x"], ["y", "z", "more"], []])
        #expect(lines(table).allSatisfy { !$0.hasSuffix(" ") })
        #expect(!table.rendered().contains("more") && lines(table).count == 5)
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}", "\t"])
    func noCellBreaksItsLine(sign: String) {
        let table = TextTable(columns: [.text("a"), .number("b")], rows: [["x\(sign)y", "1"]])
        #expect(table.rows == [["x y", "1"]])
    }

    @Test func withoutRowsTheHeadStandsOverItsRule() {
        #expect(TextTable(columns: [.text("ab"), .number("c")], rows: []).rendered() == "ab  c\n──  ─")
        #expect(TextTable(columns: [], rows: [["x"]]).rendered().allSatisfy { $0 == "\n" })
    }

    /// Three tiles, one of each outcome, by hand.
    @Test func accuraciesByClassAreThoseOfTheMatrix() {
        var matrix = ConfusionMatrix(classNames: ["A", "B", "C"])
        matrix.record(reference: 0, prediction: 0, count: 3)
        matrix.record(reference: 0, prediction: 1, count: 1)
        matrix.record(reference: 1, prediction: 0, count: 2)
        #expect(
            TextTable.classes(of: matrix).rows == [
                ["A", "60.0 %", "75.0 %", "66.7 %", "4", "5"], ["B", "0 %", "0 %", "0 %", "2", "1"],
                ["C", "–", "–", "–", "0", "0"],
            ])
    }
}
