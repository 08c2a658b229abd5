internal import AerialCore
internal import Foundation
internal import Scoring

/// The ledger of a scoring run: `.NAME.ledger` beside the output `NAME`.
final class ScoreLedger {
    private let ledger: TileLedger
    private let output: String
    private let classCount: Int
    /// Where what an interrupted run left lies in the ledger, batch by batch.
    private let batches: [(position: Int, byteCount: Int)]

    /// - Parameters:
    ///   - output: the file that the run makes.
    ///   - classCount: of the model.
    ///   - resumes: goes on from what is there, which must be of the same plan.
    /// - Throws: ``CommandError``: another run holds the ledger, or it is of another plan.
    init(output: String, plan: LedgerPlan, classCount: Int, resumes: Bool) throws {
        (self.output, self.classCount) = (output, classCount)
        var batches: [(Int, Int)] = []
        ledger = try TileLedger(
            path: Self.path(for: output), output: output, plan: plan, valueCount: classCount, resumes: resumes
        ) { batches.append(($0.position, $0.byteCount)) }
        self.batches = batches
    }

    /// Reads what an interrupted run left, in the order of the tiles; a batch is in memory at a time.
    /// - Throws: ``CommandError``; what `body` throws.
    func restore(_ body: (InferenceOutcome) throws -> Void) throws {
        for batch in batches {
            var bytes = [UInt8](repeating: 0, count: batch.byteCount)
            try bytes.withUnsafeMutableBytes { try ledger.read(into: $0, at: batch.position) }
            guard let outcomes = LedgerFile.outcomes(of: bytes[...], classCount: classCount) else {
                throw CommandError(
                    "cannot resume \(output): its ledger has changed while it was read. Start again without --resume."
                )
            }
            try outcomes.forEach(body)
        }
    }

    /// Beside the file that is written; a pipe or a device has no place beside it that is the run's own.
    private static func path(for output: String) -> String {
        guard case .file(let target)? = try? OutputTarget(output) else {
            return "\(NSTemporaryDirectory())/.aerial-\(UUID().uuidString).ledger"
        }
        let url = URL(fileURLWithPath: target)
        return url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).ledger").path
    }

    var restoredCount: Int { ledger.restoredCount }
    /// A new run, not one that is resumed, threw this many tiles of an interrupted one away.
    var discardedCount: Int { ledger.discardedCount }

    /// - Throws: ``CommandError`` when the disk takes no more.
    func append(_ outcomes: [InferenceOutcome]) throws { try ledger.append(outcomes) }

    /// The output is complete: the ledger has done its work.
    func remove() { ledger.remove() }

    /// After a failure: keeps more than a minute's work, to be resumed; else leaves nothing behind.
    /// - Returns: how many tiles were kept.
    func abandon(after error: any Error) -> Int {
        ledger.abandon(after: error, canResume: (try? OutputTarget(output).isStream) != true)
    }
}
