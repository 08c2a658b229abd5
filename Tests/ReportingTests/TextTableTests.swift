import AerialCore
import Reporting
import Testing

struct TextTableTests {
    @Test func numbersAreFlushRightAndTextFlushLeft() {
        let table = TextTable(
            columns: [.text("Class"), .number("Tiles"), .text("Note")],
            rows: [["Forest", "1,204", "much"], ["Shrub", "7", ""]])
        #expect(
            table.rendered() == """
                Class   Tiles  Note
                ──────  ─────  ────
                Forest  1,204  much
                Shrub       7
                """)
    }

    @Test func shortRowsAreFilledAndLineBreaksStayInTheirCell() {
        let table = TextTable(
            columns: [.text("File"), .text("Reason")], rows: [["a\r\nb"], ["c\td", "e\nf"]])
        let lines = table.rendered().split(separator: "\n")
        #expect(lines == ["File  Reason", "────  ──────", "a b", "c d   e f"])
    }

    @Test func headingsWiderThanCellsSetTheWidth() {
        let table = TextTable(columns: [.number("Hectares"), .number("%")], rows: [["5.0", "100"]])
        #expect(table.rendered().split(separator: "\n").last == "     5.0  100")
    }

    @Test func wordsOfTheFieldAreAlignedByCharactersNotBytes() {
        let table = TextTable(
            columns: [.text("Class"), .number("n")], rows: [["Forêt", "1"], ["Forest", "2"]])
        let widths = table.rendered().split(separator: "\n").map(\.count)
        #expect(Set(widths).count == 1)
    }
}

struct CSVTextTests {
    @Test func plainFieldsStandAsTheyAre() {
        let csv = CSVText(header: ["class", "tiles"], rows: [["Forest", "3"]])
        #expect(csv.encoded == "class,tiles\r\nForest,3\r\n")
    }

    @Test(arguments: [
        ("a,b", "\"a,b\""), ("say \"yes\"", "\"say \"\"yes\"\"\""), ("two\r\nlines", "\"two\r\nlines\""),
        ("two\nlines", "\"two\nlines\""), ("", ""), ("Forêt", "Forêt"),
    ])
    func fieldsThatWouldBreakARowAreQuoted(text: String, field: String) {
        #expect(CSVText(header: [text, "x"], rows: []).encoded == field + ",x\r\n")
    }
}

struct NumberTextTests {
    @Test(arguments: [
        (0.9667, "96.7 %"), (1, "100 %"), (0, "0 %"), (0.99961, "99.96 %"), (0.0004, "0.04 %"),
        (0.5, "50.0 %"), (0.999_999, "100.000 %"),
    ])
    func sharesNearlyWholeAreNotRoundedToWhole(share: Double, text: String) {
        #expect(NumberText.percent(share) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-45_678, "-45,678"),
    ])
    func countsAreGroupedByThousands(count: Int, text: String) {
        #expect(NumberText.count(count) == text)
    }

    @Test func missingFiguresAreADash() {
        #expect(NumberText.percent(nil) == "–")
        #expect(NumberText.percentRange(nil) == "–")
        #expect(NumberText.fixed(.nan, decimals: 2) == "–")
    }

    @Test func nothingIsWrittenAsMinusZero() {
        #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
        #expect(NumberText.fixed(-0.01, decimals: 2) == "-0.01")
    }

    @Test func rangesNameTheirUnitOnce() {
        #expect(NumberText.percentRange(0.945...0.98) == "94.5 to 98.0 %")
        #expect(NumberText.points(0.0213) == "+2.1 points")
    }
}
