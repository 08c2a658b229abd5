internal import AerialCore
internal import Foundation
internal import Imagery
internal import Scoring

/// What became of each tile of a run that is under way, in a hidden file beside its output. A run that is killed leaves
/// it, and `--resume` goes on from it; a run that ends removes it. One run at a time holds it.
final class TileLedger {
    /// A batch of outcomes as it lies in the file.
    struct Frame {
        let outcomes: [InferenceOutcome]
        /// Of the first outcome's first byte in the file.
        let position: Int
        /// What they take there.
        let byteCount: Int
    }

    private let path: String
    private let output: String
    private let descriptor: Int32
    private let layout: LedgerLayout
    private let start = ContinuousClock.now
    private var length: Int
    private var recordedCount = 0
    /// Tiles that an interrupted run had done and this one goes on from.
    let restoredCount: Int
    /// A new run, not one that is resumed, threw this many tiles of an interrupted one away.
    let discardedCount: Int

    /// - Parameters:
    ///   - path: the ledger.
    ///   - output: what the run makes, as the user named it.
    ///   - valueCount: how many numbers the network gives of a tile at least.
    ///   - layout: of these numbers; the plan must differ where it does.
    ///   - resumes: goes on from what is there, which must be of the same plan.
    ///   - restore: takes what an interrupted run left, batch by batch, where it is resumed.
    /// - Throws: ``CommandError``: another run holds the ledger, or it is of another plan; what `restore` throws.
    init(
        path: String, output: String, plan: LedgerPlan, valueCount: Int, layout: LedgerLayout = .whole,
        resumes: Bool, restore: (Frame) throws -> Void
    ) throws {
        (self.path, self.output, self.layout) = (path, output, layout)
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(output) }
        do {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw CommandError(
                    "another run is writing \(output). Wait until it has ended, or choose another --out.")
            }
            var found = 0
            let kept = try Self.read(
                descriptor, path: path, output: output, plan: resumes ? plan : nil, valueCount: valueCount,
                layout: layout
            ) {
                found += $0.outcomes.count
                if resumes { try restore($0) }
            }
            length = resumes ? kept : 0
            restoredCount = resumes ? found : 0
            discardedCount = resumes ? 0 : found
            recordedCount = restoredCount
            guard ftruncate(descriptor, off_t(length)) == 0 else { throw Self.failure(output) }
        } catch {
            close(descriptor)
            throw error
        }
        do { if length == 0 { try begin(plan) } } catch {
            unlink(path)
            throw error
        }
    }

    deinit { close(descriptor) }

    private func begin(_ plan: LedgerPlan) throws {
        try write(LedgerFile.magic + LedgerFile.frame(Array(try JSONEncoder().encode(plan))))
    }

    /// - Returns: where the first of the outcomes begins in the file.
    /// - Throws: ``CommandError`` when the disk takes no more.
    @discardableResult
    func append(_ outcomes: [InferenceOutcome]) throws -> Int {
        let position = length + LedgerFile.frameHeaderLength
        try write(LedgerFile.frame(LedgerFile.encode(outcomes, layout)))
        recordedCount += outcomes.count
        return position
    }

    /// Fills a buffer from a place in the file.
    /// - Throws: ``CommandError`` when it cannot be read.
    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws {
        guard Self.read(descriptor, into: buffer, at: position) else {
            throw CommandError(
                "cannot read \(path), which this run wrote: \(String(cString: strerror(errno))). Is its disk whole?"
            )
        }
    }

    /// The output is complete: the ledger has done its work.
    func remove() { unlink(path) }

    /// After a failure: keeps more than a minute's work, to be resumed; else leaves nothing behind.
    /// - Parameters:
    ///   - error: what ended the run. What somebody ended, or a server, is worth going on with however short it was.
    ///   - isWanted: another ledger of the run is kept, so this one is too.
    ///   - canResume: the same command can be given again.
    /// - Returns: how many tiles were kept.
    func abandon(after error: any Error, isWanted: Bool = false, canResume: Bool = true) -> Int {
        let wasCutOff = error is JourneyCancelled || (error as? ImageryError)?.endsAll == true
        let isWorthKeeping =
            isWanted || wasCutOff || restoredCount > 0 || ContinuousClock.now - start > .seconds(60)
        if canResume, recordedCount > 0, isWorthKeeping { return recordedCount }
        remove()
        return 0
    }

    private func write(_ bytes: [UInt8]) throws {
        guard lseek(descriptor, off_t(length), SEEK_SET) >= 0 else { throw Self.failure(output) }
        do { try OutputFile.write(bytes, toDescriptor: descriptor) } catch {
            throw Self.failure(output, reason: error.reason)
        }
        length += bytes.count
    }

    private static func failure(
        _ output: String, reason: String = String(cString: strerror(errno))
    ) -> CommandError {
        .cannotWrite(output, reason)
    }
}

// MARK: - Reading what an interrupted run left

extension TileLedger {
    /// Goes through the whole frames of a ledger.
    /// - Parameter plan: what the ledger must be of; `nil` to take any.
    /// - Returns: the length of what is whole; 0 for a file that is no ledger.
    private static func read(
        _ descriptor: Int32, path: String, output: String, plan: LedgerPlan?, valueCount: Int,
        layout: LedgerLayout, _ body: (Frame) throws -> Void
    ) throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(output) }
        var frames = LedgerFrames(length: Int(status.st_size)) { read(descriptor, into: $0, at: $1) }
        guard let header = frames.next() else { return 0 }
        if let plan { try check(header.payload, isOf: plan, path: path, output: output) }
        while let frame = frames.next() {
            guard let outcomes = LedgerFile.outcomes(of: frame.payload[...], classCount: valueCount, layout)
            else {
                guard plan != nil else { continue }
                throw CommandError(
                    "cannot resume \(output): the ledger \(path) holds what no run has written. Start again without "
                        + "--resume.")
            }
            try body(
                Frame(outcomes: outcomes, position: frame.position, byteCount: frame.payload.count))
        }
        return frames.position
    }

    private static func check(
        _ header: [UInt8], isOf plan: LedgerPlan, path: String, output: String
    ) throws {
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

    /// - Returns: whether all bytes were there.
    private static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at position: Int
    ) -> Bool {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(position + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}
