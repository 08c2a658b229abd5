import AerialCore
import Testing

@testable import Imagery

@Suite struct CSVTests {
    @Test func rowsReadBackAsTheyWereWritten() throws {
        let pieces = ["", "a", ",", "\"", "\r", "\n", "\r\n", ";", " ", "é", "=", "\t", "\"\""]
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let rows = (0..<3).map { _ in
                // The first row decides on the separator, the last field keeps a row from being blank.
                ["x,,,,"]
                    + (0..<3).map { _ in
                        (0..<3).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
                    }
            }
            let text = rows.map(CSVRow.encode).joined()
            #expect(try CSVRow.rows(of: Array(text.utf8)).map(\.fields) == rows)
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
