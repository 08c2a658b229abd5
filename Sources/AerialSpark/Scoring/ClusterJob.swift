internal import Aerial
internal import Foundation
internal import Inference
internal import Scoring
internal import SparkConnect

/// Items that workers on a cluster take through a model, each exactly once: ships model and worker, has Spark call the
/// workers, and keeps their answers as Parquet in the job's folder. A job that was begun before goes on with the items that
/// have no answer.
struct ClusterJob: Sendable {
    let cluster: Cluster
    let job: ScoreJob
    /// The model's folder here.
    let model: String
    /// What decides the answers, so that a job is gone on with only where all of it is the same.
    let facts: LedgerPlan
    let observer: any JourneyObserver
    /// A part has so many items at most; `nil` for no limit.
    var longestPart: Int?

    /// The session's view on the answers, with ``Scoring/RowAnswer/columnNames`` as text.
    static let rowsView = "aerial_rows"

    var itemCount: Int { job.plan.itemCount }

    /// A worker loads its model in less than a second, and takes several for so many tiles.
    private static let tilesWorthALoading = 3000

    /// - Returns: how many items an earlier run had answered.
    func run(in session: SparkSession) async throws -> Int {
        let record = ClusterJobRecord(session: session, folder: cluster.folder, facts: facts)
        let isBegun = cluster.isNewJob ? false : try await record.isBegun()
        if !isBegun { try await record.begin() }
        // Partitions that are done survive the end of their statement.
        try await session.set(["mapreduce.fileoutputcommitter.algorithm.version": "2"])
        let statement = ClusterStatement(folder: cluster.folder, attempt: session.id)
        let answered = isBegun ? try await statement.answeredCount(in: session) : 0
        if answered > 0 {
            observer.say("\(answered) of \(itemCount) tiles have their answers from an earlier run")
        }
        if answered < itemCount {
            let commands = try await ClusterShipment(self, session: session).commands()
            let count = try await partitionCount(in: session, items: itemCount - answered)
            do {
                try await answer(
                    statement, command: commands.answering, partitions: count, all: answered == 0, in: session
                )
            } catch {
                // One that this does not reach ends by itself when nothing has moved for an hour.
                await session.leave(ClusterStatement.onAllNodes(commands.ending))
                throw error
            }
        }
        try await statement.makeRowsView(in: session, isFirstRun: !isBegun)
        try await ClusterRows(session: session, folder: cluster.folder, itemCount: itemCount).check()
        return answered
    }

    private func answer(
        _ statement: ClusterStatement, command: String, partitions: Int, all: Bool, in session: SparkSession
    ) async throws {
        let progress = SharedProgress(
            Progress("scoring on Spark", unit: "parts", total: partitions, observer: observer))
        defer { progress.finish() }
        let observer = observer
        do {
            try await session.run(
                statement.text(command: command, items: itemCount, partitions: partitions, all: all)
            ) { event in
                switch event {
                case .stages(let stages): progress.reach(min(stages.lastStageCompleted, partitions))
                case .connectionLost(let reason):
                    observer.warn("the connection to Spark is lost (\(reason)); trying again")
                }
            }
        } catch SparkError.failed(let failure) {
            throw WorkerFailure(failure)?.error ?? SparkError.failed(failure)
        }
    }

    /// Three parts a core, so that a slow node does not hold up the end; fewer where a part would have so little work that
    /// loading the model counts, but no core without any.
    private func partitionCount(in session: SparkSession, items: Int) async throws -> Int {
        if let partitions = cluster.partitions { return min(partitions, items) }
        let table = try await session.query(
            "SELECT count(DISTINCT part) AS n FROM (SELECT spark_partition_id() AS part FROM range(1000000))")
        let cores = try table.integer("n")
        let partsOfACore = min(3, max(1, items / (cores * Self.tilesWorthALoading)))
        let leastParts = longestPart.map { (items + $0 - 1) / $0 } ?? 1
        return max(leastParts, min(partsOfACore * cores, (items + 31) / 32))
    }
}

extension StageProgress {
    /// Tasks done of the stage that was begun last, which is the one that calls workers.
    fileprivate var lastStageCompleted: Int { stages.max { $0.id < $1.id }?.completedTasks ?? 0 }
}

/// What a job was begun with, as a line of JSON on the storage.
private struct ClusterJobRecord {
    let session: SparkSession
    let folder: String
    let facts: LedgerPlan

    private var place: String { "\(folder)/plan" }

    /// - Throws: ``CommandError`` when what lies there is another job.
    func isBegun() async throws -> Bool {
        let lines: [String?]
        do {
            lines = try await session.query(
                "SELECT value FROM text.\(SQLText.name(place))"
            ).strings("value")
        } catch SparkError.pathNotInReach {
            return false
        }
        guard let line = lines.compactMap({ $0 }).first,
            let earlier = try? JSONDecoder().decode(LedgerPlan.self, from: Data(line.utf8))
        else { throw CommandError("\(place) is not of this program. Choose another --job.") }
        if let name = facts.firstDifference(from: earlier) {
            throw CommandError(
                "the job in \(folder) cannot go on: \(name) differs from what it was begun with. Give what it was "
                    + "given, or choose another --job.")
        }
        return true
    }

    func begin() async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(facts), as: UTF8.self)
        do {
            try await session.run(
                "INSERT OVERWRITE DIRECTORY \(SQLText.literal(place)) USING text SELECT \(SQLText.literal(text)) AS value"
            )
        } catch SparkError.failed(let failure) {
            throw CommandError("cannot write \(folder) on the cluster: \(failure)")
        }
    }
}
