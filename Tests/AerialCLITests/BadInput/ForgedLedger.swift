import Scoring
import Testing

@testable import Aerial
@testable import AerialCLI

/// A ledger's checksum keeps damage out, not forgery.
struct ForgedLedgerTests {
    private func outcomes(_ bytes: [UInt8]) -> [InferenceOutcome]? {
        LedgerFile.outcomes(of: bytes[...], classCount: 2)
    }

    @Test func whatARunWroteReadsBack() {
        let bytes = LedgerFile.encode([.output([0.5, 2, 1]), .nodata("empty"), .rejected("cut")])
        #expect(outcomes(bytes)?.count == 3)
        for length in 1..<bytes.count {
            // Ends where an outcome ends, or is refused.
            #expect([nil, 1, 2].contains(outcomes(Array(bytes[..<length]))?.count))
        }
    }

    @Test func countsBeyondTheBytesAreRefused() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
        for kind: UInt8 in 0...2 {
            #expect(outcomes([kind] + huge) == nil)
            #expect(outcomes([kind] + huge + [1, 2, 3, 4]) == nil)
            #expect(outcomes([kind, 4]) == nil)
        }
        #expect(outcomes([7, 0, 0, 0, 0]) == nil)
    }

    @Test func fewerScoresThanClassesAndNoNumbersAreRefused() {
        #expect(outcomes(LedgerFile.encode([.output([1])])) == nil)
        #expect(outcomes(LedgerFile.encode([.output([1, .nan])])) == nil)
    }
}
