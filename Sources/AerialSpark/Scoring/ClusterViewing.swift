internal import Aerial
internal import AerialCore
internal import Foundation
internal import Inference
internal import Scoring
internal import SparkConnect

/// What a model sees of the tiles of a plan, by workers on a cluster. A tile's views are some thousand numbers, so they are
/// not brought here all at once.
struct ClusterViewing {
    let cluster: Cluster
    let question: ClusterQuestion
    let sight: TileSight
    let observer: any JourneyObserver
    /// Tiles that are brought here together.
    var window = usualWindow

    /// Some 40 MB of numbers, three times as much as text on the cluster.
    static let usualWindow = 8192

    private var itemCount: Int { question.plan.itemCount }

    /// Numbers that a tile's views have.
    private var valueCount: Int {
        let model = question.model
        return model.legend.classes.count + (sight.includesFeatures ? model.featureCount : 0)
            + (model.tellsForeignness ? 1 : 0)
            + (sight.includesCells
                ? model.legend.classes.count * (model.cellsPerSide ?? 0) * (model.cellsPerSide ?? 0) : 0)
    }

    /// - Parameter deliver: takes what became of the tiles, in their order.
    /// - Returns: how many an earlier run of the job had seen.
    @discardableResult
    func run(_ deliver: ([InferenceOutcome]) throws -> Void) throws -> Int {
        let (plan, model) = (question.plan, question.model)
        observer.say("\(itemCount) tiles as the job \(cluster.job) on \(cluster.address.place)")
        let job = ClusterJob(
            cluster: cluster,
            job: ScoreJob(
                id: cluster.job, work: .views, precision: model.network.options.precision,
                threads: question.workerThreads, plan: plan, sight: sight),
            model: model.path, facts: question.facts.withoutMachine, observer: observer,
            longestPart: window)
        let (restored, files) = try ClusterCall.run(cluster.address, observer: observer) { session in
            let restored = try await job.run(in: session)
            return (restored, try await AnswerFile.all(below: job.cluster.folder, in: session))
        }
        for start in stride(from: 0, to: itemCount, by: window) {
            try deliver(try outcomes(of: start..<min(start + window, itemCount), in: files))
        }
        return restored
    }

    private func outcomes(of items: Range<Int>, in files: [AnswerFile]) throws -> [InferenceOutcome] {
        let sheet = AnswerSheet(
            plan: question.plan, items: items, classNames: nil, valueCount: valueCount)
        let query = AnswerFile.query(of: items, in: files)
        return try ClusterCall.run(cluster.address, observer: observer) { session in
            try await session.set(["spark.sql.execution.arrow.maxRecordsPerBatch": "32"])
            return try await session.outcomes(of: query, on: sheet)
        }
    }
}

/// A file with answers on the storage, of items that follow each other for the most part.
struct AnswerFile: Sendable, Equatable {
    let path: String
    /// The run of the job that wrote it.
    let attempt: String
    /// From the first to the last item that it answers; others may lie between.
    let items: ClosedRange<Int>

    /// - Parameter folder: the job's.
    static func all(below folder: String, in session: SparkSession) async throws -> [AnswerFile] {
        let rows = ClusterStatement(folder: folder, attempt: session.id).rows
        let ordinal = "CAST(ordinal AS BIGINT)"
        let table = try await session.query(
            """
            SELECT regexp_extract(file, '/rows/([^/]+/[^/]+)$', 1) AS name, min(ordinal) AS first, max(ordinal) AS last
            FROM (SELECT input_file_name() AS file, \(ordinal) AS ordinal FROM \(SQLText.name(ClusterStatement.allRows)))
            GROUP BY file
            """)
        let (names, firsts, lasts) = (
            try table.strings("name"), try table.integers("first"), try table.integers("last")
        )
        return try zip(names, zip(firsts, lasts)).map { name, ends in
            guard let name, let attempt = name.split(separator: "/").first, let first = ends.0,
                let last = ends.1
            else { throw CommandError("\(rows) holds what no run of this job has written.") }
            return AnswerFile(
                path: "\(rows)/\(name)", attempt: String(attempt), items: Int(first)...Int(last))
        }
    }

    /// The answers of some items, each of one run of the job: see ``ClusterStatement/makeRowsView(in:isFirstRun:)``.
    static func query(of items: Range<Int>, in files: [AnswerFile]) -> String {
        let columns = RowAnswer.columnNames.joined(separator: ", ")
        let parts = files.filter { $0.items.overlaps(items) }.sorted { $0.path < $1.path }.map { file in
            """
            SELECT \(columns), \(SQLText.literal(file.attempt)) AS attempt FROM parquet.\(SQLText.name(file.path))
            WHERE CAST(ordinal AS BIGINT) BETWEEN \(items.lowerBound) AND \(items.upperBound - 1)
            """
        }
        return """
            SELECT \(columns) FROM (
              SELECT \(columns), rank() OVER (PARTITION BY ordinal ORDER BY attempt) AS run
              FROM (\(parts.joined(separator: "\nUNION ALL\n")))
            ) WHERE run = 1
            """
    }
}
