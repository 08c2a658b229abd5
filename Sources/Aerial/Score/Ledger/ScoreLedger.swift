internal import AerialCore
internal import Foundation
internal import Scoring

/// What became of each tile of a run that is under way, in a file beside its output: `.NAME.ledger`. A run that is
/// killed leaves it, and `--resume` goes on from it; a run that ends removes it. One run at a time holds it.
final class ScoreLedger {
    private let path: String
    private let output: String
    private let descriptor: Int32
    private let start = ContinuousClock.now
    private var recordedCount = 0
    /// What an interrupted run left, batch by batch.
    let restored: [[InferenceOutcome]]
    /// A new run, not one that is resumed, threw this many tiles of an interrupted one away.
    private(set) var discardedCount = 0

    /// - Parameters:
    ///   - output: the file that the run makes.
    ///   - classCount: of the model.
    ///   - resumes: goes on from what is there, which must be of the same plan.
    /// - Throws: ``CommandError``: another run holds the ledger, or it is of another plan.
    init(output: String, plan: LedgerPlan, classCount: Int, resumes: Bool) throws {
        self.output = output
        path = Self.path(for: output)
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(output) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandError(
                "another run is writing \(output). Wait until it has ended, or choose another --out.")
        }
        do {
            let (kept, found) = try Self.content(
                of: path, output: output, plan: plan, classCount: classCount, resumes: resumes)
            restored = resumes ? found : []
            discardedCount = resumes ? 0 : found.reduce(0) { $0 + $1.count }
            recordedCount = restored.reduce(0) { $0 + $1.count }
            let length = resumes ? kept : 0
            do {
                try Self.prepare(descriptor, keeping: length, plan: plan, output: output)
            } catch {
                if length == 0 { unlink(path) }
                throw error
            }
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Beside the file that is written; a pipe or a device has no place beside it that is the run's own.
    private static func path(for output: String) -> String {
        guard case .file(let target)? = try? OutputTarget(output) else {
            return "\(NSTemporaryDirectory())/.aerial-\(UUID().uuidString).ledger"
        }
        let url = URL(fileURLWithPath: target)
        return url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).ledger").path
    }

    var restoredCount: Int { restored.reduce(0) { $0 + $1.count } }

    /// - Throws: ``CommandError`` when the disk takes no more.
    func append(_ outcomes: [InferenceOutcome]) throws {
        try Self.write(LedgerFile.frame(LedgerFile.encode(outcomes)), to: descriptor, output: output)
        recordedCount += outcomes.count
    }

    /// The output is complete: the ledger has done its work.
    func remove() { unlink(path) }

    /// After a failure: keeps more than a minute's work, to be resumed; else leaves nothing behind.
    /// - Returns: how many tiles were kept.
    /// - Parameter wasAsked: somebody ended the run, and may want to go on with it however short it was.
    func abandon(wasAsked: Bool) -> Int {
        let canResume = (try? OutputTarget(output).isStream) != true
        let isWorthKeeping =
            wasAsked || !restored.isEmpty || ContinuousClock.now - start > .seconds(60)
        if canResume, recordedCount > 0, isWorthKeeping {
            return recordedCount
        }
        remove()
        return 0
    }

    /// The length and the outcomes of what is there.
    private static func content(
        of path: String, output: String, plan: LedgerPlan, classCount: Int, resumes: Bool
    ) throws -> (length: Int, outcomes: [[InferenceOutcome]]) {
        let bytes = FileManager.default.contents(atPath: path).map { Array($0) } ?? []
        let (payloads, length) = LedgerFile.frames(of: bytes)
        guard let header = payloads.first else { return (0, []) }
        if resumes {
            guard let earlier = try? JSONDecoder().decode(LedgerPlan.self, from: Data(header)) else {
                throw CommandError(
                    "cannot resume \(output): the ledger \(path) is of another version of this program. "
                        + "Start again without --resume.")
            }
            if let name = plan.firstDifference(from: earlier) {
                throw CommandError(
                    "cannot resume \(output): \(name) differs from the interrupted run's. Give what it was "
                        + "given, or start again without --resume.")
            }
        }
        let outcomes = payloads.dropFirst().map { LedgerFile.outcomes(of: $0, classCount: classCount) }
        guard !resumes || outcomes.allSatisfy({ $0 != nil }) else {
            throw CommandError(
                "cannot resume \(output): the ledger \(path) holds what no run has written. Start again without "
                    + "--resume.")
        }
        return (length, outcomes.compactMap { $0 })
    }

    /// Cuts off what is not kept, and begins a new ledger with its plan.
    private static func prepare(
        _ descriptor: Int32, keeping length: Int, plan: LedgerPlan, output: String
    ) throws {
        guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
            throw failure(output)
        }
        guard length == 0 else { return }
        let header = Array(try JSONEncoder().encode(plan))
        try write(LedgerFile.magic + LedgerFile.frame(header), to: descriptor, output: output)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, output: String) throws {
        do { try OutputFile.write(bytes, toDescriptor: descriptor) } catch {
            throw failure(output, reason: error.reason)
        }
    }

    private static func failure(
        _ output: String, reason: String = String(cString: strerror(errno))
    ) -> CommandError {
        CommandError(
            "cannot write \(output): \(reason). Check that the folder exists, is writable "
                + "and has room.")
    }
}
