internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Scoring

/// The ledgers of a comparison of two dates: what a model sees of each tile, in hidden files beside the output,
/// `.NAME.before.ledger` and `.NAME.after.ledger`. They bound the memory that a comparison takes, and a run that was
/// ended goes on from them.
final class ViewStore {
    private let output: String
    private let plan: LedgerPlan
    private let goingOn: GoingOn
    private let observer: any JourneyObserver
    private var ledgers: [TileLedger] = []
    /// What the process may take; `nil` for no limit.
    let memory: MemoryBudget?

    /// How a run goes on from one that was ended.
    enum GoingOn {
        /// From the ledgers that it left, which must be of the same plan, if it is to.
        case here(resumes: Bool)
        /// The cluster's job keeps what was seen.
        case onTheCluster
    }

    /// - Parameters:
    ///   - output: the folder that the comparison writes.
    ///   - plan: all that decides what is seen.
    init(
        output: String, plan: LedgerPlan, goingOn: GoingOn, memory: MemoryBudget?,
        observer: any JourneyObserver
    ) {
        self.output = output
        self.plan = plan
        self.goingOn = goingOn
        self.memory = memory
        self.observer = observer
    }

    /// - Parameters:
    ///   - mosaic: of the date's scenes.
    ///   - layout: of a tile's numbers, of which there are at least those that it names.
    ///   - restore: takes what an interrupted run left.
    func ledger(
        of date: PlotDate, in mosaic: Mosaic, layout: LedgerLayout,
        restore: (TileLedger.Frame) throws -> Void
    ) throws -> TileLedger {
        let resumes = if case .here(resumes: true) = goingOn { true } else { false }
        let ledger = try TileLedger(
            path: Self.path(beside: output, date), output: output,
            plan: plan.adding([mosaic.sceneFacts(of: "scenes \(date.title)")]),
            valueCount: layout.narrow.upperBound, layout: layout, resumes: resumes, restore: restore)
        ledgers.append(ledger)
        guard isHere else { return ledger }
        if ledger.discardedCount > 0 {
            observer.warn(
                "the \(ledger.discardedCount) tiles of an interrupted run are seen again (\(date.title)); --resume "
                    + "would have kept them.")
        }
        if resumes {
            observer.say(
                ledger.restoredCount > 0
                    ? "resuming after \(ledger.restoredCount) tiles (\(date.title))"
                    : "nothing to resume (\(date.title)): starting from its beginning")
        }
        return ledger
    }

    /// Warns where the disk may not hold what is to be kept until the end.
    /// - Parameter tileBytes: what is kept of a tile and date.
    func checkRoom(tiles: Int, dates: Int, tileBytes: Int) {
        let wanted = tiles * dates * (tileBytes + 16)
        var place = statvfs()
        let folder = URL(fileURLWithPath: Self.path(beside: output, .before)).deletingLastPathComponent().path
        guard statvfs(folder, &place) == 0 else { return }
        let free = Int(place.f_bavail) * Int(place.f_frsize)
        guard wanted > free else { return }
        observer.warn(
            "what the model sees of \(tiles) tiles takes up to \(wanted >> 20) MB beside \(output) until the run ends, and "
                + "\(free >> 20) MB are free there.")
    }

    /// Gives GDAL's cache of decoded blocks what it can use, or what the limit leaves it.
    func divideMemory(for mosaic: Mosaic, network: CompiledNetwork) throws {
        try MemoryBudget.divide(memory, blockCache: mosaic.blockCacheBytes(), network: network)
    }

    var tooManyTiles: CommandError {
        CommandError(
            "cannot resume \(output): its ledger holds more tiles than the imagery has. Start again without --resume."
        )
    }

    /// Runs all of a comparison; when it fails, says what can be resumed, and else clears up.
    func run<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            let result = try work()
            for ledger in ledgers { ledger.remove() }
            return result
        } catch {
            let kept = ledgers.reduce(0) {
                $0 + $1.abandon(after: error, isWanted: $0 > 0, canResume: isHere)
            }
            if kept > 0 { observer.warn("\(kept) tiles are kept; --resume goes on from there.") }
            throw error
        }
    }

    private var isHere: Bool { if case .here = goingOn { true } else { false } }

    /// A folder that is to be made may lie in folders that are not there yet: then beside the first of them.
    private static func path(beside output: String, _ date: PlotDate) -> String {
        var folder = URL(fileURLWithPath: output).standardizedFileURL
        var names: [String] = []
        repeat {
            names.insert(folder.lastPathComponent, at: 0)
            folder.deleteLastPathComponent()
        } while !FileManager.default.fileExists(atPath: folder.path) && folder.path != "/"
        return folder.appendingPathComponent(".\(names.joined(separator: ".")).\(date.title).ledger").path
    }
}
