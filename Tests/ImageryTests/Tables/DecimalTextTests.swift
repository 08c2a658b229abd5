import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Numbers as tables write and read them.
struct DecimalTextTests {
    /// Whole millionths and the like have a text of their own, made here of the digits alone.
    private func text(_ units: Int, decimals: Int, padded: Bool) -> String {
        var digits = String(units.magnitude)
        digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let (whole, fraction) = (digits.dropLast(decimals), digits.suffix(decimals))
        var tail = String(fraction)
        if !padded { while tail.last == "0" { tail.removeLast() } }
        return (units < 0 ? "-" : "") + whole + (tail.isEmpty ? "" : "." + tail)
    }

    @Test(arguments: [0, 1, 3, 7, 9], [true, false]) func theDigitsAreThoseOfTheNumber(
        decimals: Int, padded: Bool
    ) {
        var generator = SeededGenerator(seed: 31)
        let scale = pow(10, Double(decimals))
        let limits = [0, 1, 9, 10, 999, 1_000_000, 1_000_000_000_000]
        let numbers =
            limits.flatMap { [$0, -$0] }
            + (0..<300).map { _ in Int.random(in: -1_000_000_000...1_000_000_000, using: &generator) }
        for units in numbers {
            let value = Double(units) / scale
            let found = DecimalText.string(value, decimals: decimals, padded: padded)
            #expect(found == text(units, decimals: decimals, padded: padded))
            #expect(Double(found) == value)
        }
    }

    @Test func whatIsWrittenLiesWithinHalfAUnitAndGrowsWithTheNumber() throws {
        var generator = SeededGenerator(seed: 32)
        var last = -Double.infinity
        for value in (0..<400).map({ _ in Double.random(in: -1000...1000, using: &generator) }).sorted() {
            let found = try #require(Double(DecimalText.string(value, decimals: 2, padded: true)))
            #expect(abs(found - value) <= 0.005 + 1e-12 && found >= last)
            #expect(found == DecimalText.rounded(value, decimals: 2))
            last = found
        }
    }

    @Test func aNumberAndItsOppositeDifferInTheSignAlone() {
        for value in [0.5, 1.5, 2.5, 0.125, 1e-9, 123_456.789, 8.9e11] {
            for decimals in [0, 2, 3] {
                let (plus, minus) = (
                    DecimalText.string(value, decimals: decimals, padded: true),
                    DecimalText.string(-value, decimals: decimals, padded: true)
                )
                // Nothing is no less than nothing.
                let isNothing = !plus.contains { "123456789".contains($0) }
                #expect(minus == (isNothing ? plus : "-" + plus))
            }
        }
    }

    @Test func wholeNumbersReachFromEndToEnd() {
        for number in [Int.min, Int.min + 1, -10, -1, 0, 9, 10, Int.max] {
            var bytes = Array("x".utf8)
            DecimalText.append(number, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == "x\(number)")
        }
    }

    /// Beyond the precision, and what is no number at all: a text that reads back as the same.
    @Test func whatHasNoDecimalsIsWrittenAllTheSame() throws {
        for value in [9e15, -9e15, 1e300, Double.greatestFiniteMagnitude, .infinity, -.infinity] {
            #expect(Double(DecimalText.string(value, decimals: 3, padded: true)) == value)
        }
        #expect(try #require(Double(DecimalText.string(.nan, decimals: 3, padded: false))).isNaN)
    }

    @Test(arguments: [FieldKind.text, .integer, .measure(decimals: 3), .share(decimals: 9)])
    func aTextAndAPieceOfALineHoldTheSameDigits(kind: FieldKind) {
        for number in [0.0, 0.1, -2.5, 1234.56789, 1e18, 7] {
            var bytes: [UInt8] = []
            kind.append(number, to: &bytes)
            let text = kind.text(of: .real(number))
            #expect(text == String(decoding: bytes, as: UTF8.self))
            // Every format holds the same number.
            #expect(text.flatMap(Double.init) == kind.stored(number))
        }
        #expect(kind.text(of: nil) == nil)
    }

    // MARK: - Decimal marks

    @Test func aColumnHasOneMark() {
        let points = DecimalMark(of: ["1.5", "2", "-0.25"])
        #expect(["1.5", "2", "-0.25"].map(points.value) == [1.5, 2, -0.25])
        let commas = DecimalMark(of: ["1,5", "2", "-0,25", "1e3"])
        #expect(["1,5", "2", "-0,25", "1e3"].map(commas.value) == [1.5, 2, -0.25, 1000])
        let mixed = DecimalMark(of: ["1,5", "1.5", "7"])
        #expect(["1,5", "1.5", "7"].map(mixed.value) == [nil, nil, 7])
        #expect(mixed.remark.contains("decimal commas and decimal points"))
        #expect(points.remark.isEmpty && commas.remark.isEmpty && DecimalMark(of: []).remark.isEmpty)
    }

    @Test(arguments: [
        "", " ", "x", "1,2,3", "1.2.3", "--1", "nan", "inf", "-infinity", "1e999", "١٢", "1 000", "5 ha",
    ])
    func whatIsNoNumberIsNone(text: String) {
        #expect(DecimalMark(of: [text]).value(text) == nil)
    }

    /// Where semicolons part the columns, the point may stand between thousands.
    @Test func theOtherMarkIsDoubtfulWhereSemicolonsPartTheColumns() {
        for text in ["1.234", "-12.345.678", "+999.000"] {
            let mark = DecimalMark(of: [text, "5"], hasOtherSeparator: true)
            #expect(mark.value(text) == nil && mark.value("5") == 5 && mark.remark.contains("thousands"))
        }
        // A number of the column that is not so grouped tells: decimals.
        let decimals = DecimalMark(of: ["1.234", "0.5"], hasOtherSeparator: true)
        #expect(decimals.value("1.234") == 1.234 && decimals.remark.isEmpty)
        #expect(DecimalMark(of: ["1.234"]).value("1.234") == 1.234)
    }
}
