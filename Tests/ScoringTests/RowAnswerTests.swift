import AerialCore
import Testing

@testable import Scoring

struct RowAnswerTests {
    private static let awkward: [Float] = [
        0.1, -0, 1, .pi, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, -123456.789,
        16_777_216,
        .leastNormalMagnitude.nextDown, 3.4028235e38, 0.30000001, 5.9604645e-8,
    ]

    @Test func numbersKeepAllTheirBits() throws {
        let answer = RowAnswer(ordinal: 3, outcome: .output(Self.awkward), label: "Forest", confidence: 0.1)
        let read = try RowAnswer(line: answer.line)
        #expect(read.outputs.map(\.bitPattern) == Self.awkward.map(\.bitPattern))
        #expect(read == answer)
    }

    @Test func manyNumbersKeepAllTheirBits() throws {
        var generator = SeededGenerator(seed: 5)
        let values = (0..<20_000).map { _ in
            Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
        }.filter(\.isFinite)
        let read = try RowAnswer(line: RowAnswer(ordinal: 0, outcome: .output(values)).line)
        #expect(read.outputs.map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test(arguments: [
        "cannot read a\tb: cut\nshort\r", "\u{2028}\u{85}\u{0}", "\\N", "", "\"quoted\" 'text'",
        "é \u{1F30D}",
    ])
    func reasonsNeverBreakTheRow(reason: String) throws {
        for outcome in [InferenceOutcome.rejected(reason), .nodata(reason)] {
            let answer = RowAnswer(ordinal: 9, outcome: outcome)
            #expect(!answer.line.contains { $0.isNewline })
            #expect(answer.line.split(separator: "\t", omittingEmptySubsequences: false).count == 6)
            #expect(try RowAnswer(line: answer.line) == answer)
            #expect(!answer.reason.isEmpty)
        }
    }

    @Test func aLongReasonIsCut() {
        let answer = RowAnswer(ordinal: 1, outcome: .rejected(String(repeating: "long ", count: 100_000)))
        #expect(answer.line.utf8.count < 3000)
        #expect(answer.reason.hasSuffix("..."))
    }

    @Test func theTextIsTheOneThatIsDocumented() {
        #expect(
            RowAnswer(ordinal: 4, outcome: .output([1.5, -0.25]), label: "Forest", confidence: 0.85).line
                == "4\tscored\tForest\t0.85\t[1.5,-0.25]\t\\N")
        #expect(
            RowAnswer(ordinal: nil, outcome: .rejected("no row")).line
                == "\\N\trejected\t\\N\t\\N\t\\N\tno row")
    }

    @Test(arguments: [
        "", "1\tscored", "1\tscored\tA\t0.5\t[1]\t\\N\tmore", "x\tscored\tA\t0.5\t[1]\t\\N",
        "1\tfine\tA\t0.5\t[1]\t\\N", "1\tscored\tA\t0.5\t\\N\t\\N", "1\tscored\tA\t0.5\t[1]\twhy",
        "1\tscored\tA\t\\N\t[1]\t\\N", "1\tscored\t\\N\t0.5\t[1]\t\\N", "1\trejected\tA\t0.5\t\\N\twhy",
        "1\trejected\t\\N\t\\N\t\\N\t\\N", "1\tnodata\t\\N\t\\N\t[1]\twhy", "1\tscored\tA\t0.5\t1,2\t\\N",
        "1\tscored\tA\t0.5\t[1,]\t\\N", "1\tscored\tA\t0.5\t[nan]\t\\N", "1\tscored\tA\t0.5\t[inf]\t\\N",
        "1\tscored\tA\t0.5\t[]\t\\N", "-1\tscored\tA\t0.5\t[1]\t\\N", "1\tscored\tA\tx\t[1]\t\\N",
    ])
    func whatNoWorkerWritesIsRefused(line: String) {
        #expect(throws: AnswerDefect.self) { try RowAnswer(line: line) }
    }
}
