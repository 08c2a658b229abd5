import AerialCore
import Scoring
import Testing

@testable import Aerial

struct LedgerLayoutTests {
    private static let layout = LedgerLayout(narrow: 3..<43)

    /// The numbers of a tile, very small to very large ones.
    private func numbers(_ seed: UInt64) -> [Float] {
        var source = SeededGenerator(seed: seed)
        let size = Float(sign: .plus, exponent: Int.random(in: -60...60, using: &source), significand: 1)
        return (0..<45).map { _ in size * Float.random(in: -1...1, using: &source) }
    }

    @Test func narrowNumbersAreOffByHalfAStepAndTheOthersNotAtAll() throws {
        for seed: UInt64 in 1...200 {
            let values = numbers(seed)
            let bytes = LedgerFile.encode([.output(values), .nodata("empty")], Self.layout)
            let read = try #require(LedgerFile.outcomes(of: bytes[...], classCount: 43, Self.layout))
            guard case .output(let found) = read[0] else {
                Issue.record("no numbers")
                return
            }
            let step = values[3..<43].map(abs).max()! / 32_767
            for (index, (value, other)) in zip(values, found).enumerated() {
                if Self.layout.narrow.contains(index) {
                    #expect(abs(value - other) <= 0.501 * step)
                } else {
                    #expect(value == other)
                }
            }
            #expect(read.count == 2)
        }
    }

    /// A comparison with a raster of labels asks for no features, and keeps a number behind the classes'.
    @Test func aLayoutWithoutNarrowNumbersKeepsAllOfThem() {
        for layout in [LedgerLayout.whole, LedgerLayout(narrow: 6..<6)] {
            let bytes = LedgerFile.encode([.output(numbers(5))], layout)
            #expect(bytes.count == LedgerFile.outcomeHeaderLength + 4 * 45)
            let read = LedgerFile.outcomes(of: bytes[...], classCount: 6, layout)
            guard case .output(let found)? = read?.first else {
                Issue.record("no numbers")
                return
            }
            #expect(found == numbers(5))
        }
    }

    @Test func aTileTakesWhatTheLayoutSays() {
        let header = LedgerFile.outcomeHeaderLength
        for layout in [LedgerLayout.whole, Self.layout] {
            let bytes = LedgerFile.encode([.output(numbers(1))], layout)
            #expect(bytes.count == header + layout.byteCount(of: 45))
        }
        #expect(LedgerLayout.whole.byteCount(of: 45) == 180)
        #expect(Self.layout.byteCount(of: 45) == 4 * 5 + 4 + 80)
    }

    @Test func zerosAndTheSmallestNumbersAreKeptAsNumbers() throws {
        for value: Float in [0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude] {
            let values = [Float](repeating: value, count: 45)
            let bytes = LedgerFile.encode([.output(values)], Self.layout)
            let read = LedgerFile.outcomes(of: bytes[...], classCount: 43, Self.layout)
            #expect(read?.count == 1)
        }
    }

    @Test func whatIsCutShortOrHasTooFewNumbersIsRefused() {
        let bytes = LedgerFile.encode([.output(numbers(2))], Self.layout)
        for length in 1..<bytes.count {
            #expect(LedgerFile.outcomes(of: bytes[..<length], classCount: 3, Self.layout) == nil)
        }
        let fewer = LedgerFile.encode([.output(Array(numbers(3).prefix(42)))])
        #expect(LedgerFile.outcomes(of: fewer[...], classCount: 3, Self.layout) == nil)
    }

    @Test func aStepThatIsNoNumberIsRefused() {
        var bytes = LedgerFile.encode([.output(numbers(4))], Self.layout)
        let step = LedgerFile.outcomeHeaderLength + 12
        bytes.replaceSubrange(step..<step + 4, with: [0, 0, 0xC0, 0x7F])
        #expect(LedgerFile.outcomes(of: bytes[...], classCount: 3, Self.layout) == nil)
    }
}
