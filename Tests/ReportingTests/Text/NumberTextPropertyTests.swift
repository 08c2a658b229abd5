import AerialCore
import Foundation
import Testing

@testable import Reporting

/// Figures in text, read back as numbers.
struct NumberTextPropertyTests {
    /// Of all sizes, many of them nearly nothing or nearly a whole.
    private var shares: [Double] {
        var generator = SeededGenerator(seed: 11)
        return (0..<400).flatMap { number -> [Double] in
            let small = pow(10, -Double.random(in: 0...6, using: &generator))
            return number % 2 == 0 ? [Double.random(in: 0..<1, using: &generator)] : [small, 1 - small]
        }
    }

    private func number(_ text: some StringProtocol) -> Double? {
        Double(String(text).replacing(",", with: "").replacing(" %", with: ""))
    }

    private func decimals(_ text: String) -> Int {
        text.firstIndex(of: ".").map { text[$0...].prefix { $0 != " " }.count - 1 } ?? 0
    }

    @Test func perCentsAreTheSharesToTheLastDecimalWritten() throws {
        for share in shares where share > 0 && share < 1 {
            let text = NumberText.percent(share)
            let value = try #require(number(text))
            let places = decimals(text)
            #expect((1...3).contains(places) && text.hasSuffix(" %"), "\(share)")
            #expect(abs(value - share * 100) <= 0.5 * pow(10, -Double(places)) + 1e-9, "\(share)")
            // More decimals only where fewer would say nothing or all.
            if places > 1 {
                let shorter = (share * 100 * pow(10, Double(places - 1))).rounded()
                #expect(shorter == 0 || shorter == 100 * pow(10, Double(places - 1)), "\(share)")
            }
        }
    }

    @Test func aGreaterShareIsNeverWrittenAsASmallerPerCent() throws {
        let values = try shares.sorted().map { try #require(number(NumberText.percent($0))) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity]) func whatIsNoNumberIsADash(value: Double) {
        let texts = [
            NumberText.percent(value), NumberText.points(value), NumberText.fixed(value, decimals: 3),
            NumberText.significant(value), NumberText.hectares(value), NumberText.trimmed(value),
        ]
        #expect(Set(texts) == [NumberText.missing])
    }

    /// Of tiles of one metre and of a hundred kilometres, one of them and millions.
    @Test func hectaresOfATableAreTheNumberToAMillionth() throws {
        for side in [1.0, 1.2, 1.5, 1.7, 2, 3.3, 10, 30.5, 224, 1234.5678, 100_000] {
            for tiles in [1.0, 2, 3, 7, 99, 12_345, 8_000_000] {
                let hectares = tiles * side * side / 10_000
                let text = NumberText.exactHectares(hectares)
                let value = try #require(Double(text))
                #expect(abs(value - hectares) <= 1e-6 * hectares, "\(side) m: \(text)")
                #expect(decimals(text) >= 4)
                // No more decimals than that takes.
                if decimals(text) > 4 {
                    let shorter = try #require(
                        Double(NumberText.fixed(hectares, decimals: decimals(text) - 1)))
                    #expect(abs(shorter - hectares) > 1e-6 * hectares, "\(side) m: \(text)")
                }
            }
        }
        #expect(NumberText.exactHectares(5.0176) == "5.0176" && NumberText.exactHectares(0) == "0.0000")
        #expect(NumberText.exactHectares(0.000225) == "0.000225")
        #expect(NumberText.exactHectares(.nan) == NumberText.missing)
    }

    @Test func aWholeThatIsMissedByRoundingIsAWhole() {
        let tenths = Array(repeating: 0.1, count: 10).reduce(0, +)
        #expect(tenths != 1 && NumberText.percent(tenths) == "100 %")
        #expect(NumberText.percent(1 + 1e-15) == "100 %")
    }

    /// Digits from the right, three by three.
    private func grouped(_ number: Int) -> String {
        var text = ""
        for (place, digit) in String(number.magnitude).reversed().enumerated() {
            text = String(digit) + (place > 0 && place % 3 == 0 ? "," : "") + text
        }
        return (number < 0 ? "-" : "") + text
    }

    @Test func countsOfEverySizeAreGroupedFromTheRight() {
        var generator = SeededGenerator(seed: 12)
        let random = (0..<300).map { _ in
            Int.random(in: Int.min...Int.max, using: &generator) >> Int.random(in: 0...62, using: &generator)
        }
        for number in random + [Int.min, Int.max, -999, -1000, -100, 100, 999_999, 1_000_000] {
            #expect(NumberText.count(number) == grouped(number))
        }
    }

    @Test(arguments: [
        (0, "0.0"), (999.95, "1,000.0"), (1806.44, "1,806.4"), (-999_999.96, "-1,000,000.0"), (-0.04, "0.0"),
        (123_456_789_012.3, "123,456,789,012.3"),
    ])
    func hectaresAreGroupedAndHaveOneDecimal(hectares: Double, text: String) {
        #expect(NumberText.hectares(hectares) == text)
    }

    @Test func fiveFiguresAreEnoughToReadANumberBack() throws {
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<400 {
            let size = pow(10, Double.random(in: -9...12, using: &generator))
            let value = (Bool.random(using: &generator) ? 1 : -1) * size
            let text = NumberText.significant(value)
            let read = try #require(Double(text))
            #expect(abs(read - value) <= 5.001e-5 * size, "\(value) \(text)")
            #expect(!text.contains(".") || text.prefix { $0 != "e" }.last != "0", "\(text)")
        }
    }

    @Test(arguments: [0, 7, -12, 1250, 123_456, 999_999_999, -999_999_999])
    func wholeNumbersKeepAllTheirFigures(number: Int) {
        #expect(NumberText.significant(Double(number)) == String(number))
    }

    @Test(arguments: [
        (1.0, "1"), (0.6, "0.6"), (30.0, "30"), (100.0, "100"), (1.0 / 3, "0.333"), (0.0, "0"),
        (0.15, "0.15"),
    ])
    func zerosAtTheEndAreLeftOutAndNoOthers(value: Double, text: String) {
        #expect(NumberText.trimmed(value) == text)
    }

    @Test(arguments: [0, -0.0, 1e-12, -1e-12, 0.000_49, -0.000_49, .leastNonzeroMagnitude])
    func whatRoundsToNothingHasNoSign(difference: Double) {
        #expect(NumberText.points(difference) == "0.0 points")
    }

    @Test(arguments: [(0.000_51, "+0.1 points"), (-0.000_51, "-0.1 points"), (1, "+100.0 points")])
    func whatDoesNotHasOne(difference: Double, text: String) {
        #expect(NumberText.points(difference) == text)
    }

    @Test(arguments: [0.0, -0.0, -1e-9, -.leastNonzeroMagnitude]) func nothingHasNoSign(value: Double) {
        let texts = [
            NumberText.fixed(value, decimals: 0), NumberText.fixed(value, decimals: 2),
            NumberText.hectares(value),
            NumberText.points(value), NumberText.count(rounding: value),
        ]
        #expect(texts == ["0", "0.00", "0.0", "0.0 points", "0"])
        #expect(NumberText.significant(-0.0) == "0" && NumberText.percent(-0.0) == "0 %")
        #expect(NumberText.trimmed(-0.0) == "0")
    }

    @Test(arguments: [(0.0004, "0.0004"), (-0.000_012, "-1.2e-05"), (0.0005, "0.001"), (1e-300, "1e-300")])
    func tinyNumbersAreNotWrittenAsNothing(value: Double, text: String) {
        #expect(NumberText.trimmed(value) == text)
    }

    @Test func countsOfRealNumbersAreTheNearestWholeOnesOfEverySize() {
        var generator = SeededGenerator(seed: 14)
        for _ in 0..<300 {
            let value =
                Double.random(in: -1e15...1e15, using: &generator)
                / pow(10, .random(in: 0...15, using: &generator))
            #expect(NumberText.count(rounding: value) == grouped(Int(value.rounded())), "\(value)")
        }
        #expect(NumberText.count(rounding: 2.5) == "3" && NumberText.count(rounding: -0.4) == "0")
        #expect(NumberText.count(rounding: 1e21) == "1,000,000,000,000,000,000,000")
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(NumberText.count(rounding: value) == NumberText.missing)
        }
        #expect(!NumberText.count(rounding: .greatestFiniteMagnitude).isEmpty)
    }

    @Test(arguments: [
        (0, 20, "0 to 16.1 %"), (20, 20, "83.9 to 100 %"), (0, 7, "0 to 35.4 %"), (7, 7, "64.6 to 100 %"),
    ])
    func intervalsOfNoneAndAllNameTheirEnds(right: Int, count: Int, text: String) {
        let interval = WilsonInterval.of(share: Double(right) / Double(count), count: count)
        #expect(NumberText.percentRange(interval) == text)
    }

    @Test func intervalsRiseWithinNothingAndAll() throws {
        for count in [1, 2, 10, 12, 1000, 123_456] {
            for right in Set([0, 1, count / 2, count - 1, count]) {
                let interval = WilsonInterval.of(share: Double(right) / Double(count), count: count)
                let text = NumberText.percentRange(interval)
                let ends = text.components(separatedBy: " to ").compactMap { number($0) }
                try #require(ends.count == 2)
                #expect(0 <= ends[0] && ends[0] <= ends[1] && ends[1] <= 100)
                #expect(text.count { $0 == "%" } == 1)
                let share = 100 * Double(right) / Double(count)
                #expect(ends[0] - 0.05 <= share && share <= ends[1] + 0.05)
            }
        }
    }

    @Test(arguments: [0.0213, 0.5, 1, 0.001, 0.33333])
    func aLossIsWrittenAsTheGainWithItsSignTurned(difference: Double) {
        let (gain, loss) = (NumberText.points(difference), NumberText.points(-difference))
        #expect(gain.hasPrefix("+") && loss == "-" + gain.dropFirst())
    }
}
