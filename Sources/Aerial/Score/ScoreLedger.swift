internal import AerialCore
internal import Foundation
internal import Scoring

/// The ledger of a scoring run: `.NAME.ledger` beside the output `NAME`.
final class ScoreLedger {
    private let ledger: TileLedger
    private let output: String
    /// What an interrupted run left, batch by batch.
    let restored: [[InferenceOutcome]]

    /// - Parameters:
    ///   - output: the file that the run makes.
    ///   - classCount: of the model.
    ///   - resumes: goes on from what is there, which must be of the same plan.
    /// - Throws: ``CommandError``: another run holds the ledger, or it is of another plan.
    init(output: String, plan: LedgerPlan, classCount: Int, resumes: Bool) throws {
        self.output = output
        var restored: [[InferenceOutcome]] = []
        ledger = try TileLedger(
            path: Self.path(for: output), output: output, plan: plan, valueCount: classCount, resumes: resumes
        ) { restored.append($0.outcomes) }
        self.restored = restored
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
