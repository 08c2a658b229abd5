internal import Aerial
internal import Scoring
internal import SparkConnect

/// The SQL that has workers answer: numbers of items in, answers out, in contiguous parts so that neighbours on the ground
/// are read together.
struct ClusterStatement: Sendable {
    /// The job's folder on the storage.
    let folder: String
    /// Tells the answers of one run of the job from those of others.
    let attempt: String

    var rows: String { "\(folder)/rows" }

    /// - Parameters:
    ///   - all: no item has an answer yet.
    func text(command: String, items: Int, partitions: Int, all: Bool) -> String {
        """
        INSERT OVERWRITE DIRECTORY \(SQLText.literal("\(rows)/\(attempt)")) USING parquet
        SELECT \(RowAnswer.columnNames.joined(separator: ", ")) FROM (
          SELECT TRANSFORM(id) \(Self.format) USING \(SQLText.literal(command)) AS (\(Self.columns)) \(Self.format)
          FROM (\(input(items: items, partitions: partitions, all: all)))
        ) WHERE \(Self.isWanted)
        """
    }

    /// True of every answer, and ends a task that Spark has cancelled: that only sets a mark on the task's thread, which
    /// nothing else looks at between two answers, so that the part would be answered to its end. `sleep` gives nothing, which
    /// is NULL or the word of it.
    private static let isWanted = "coalesce(java_method('java.lang.Thread', 'sleep', 0L), '') <> 'nothing'"

    /// Has shells run a command, one for each core of the cluster.
    static func onAllNodes(_ command: String) -> String {
        "SELECT TRANSFORM(id) USING \(SQLText.literal(command)) AS (nothing) FROM range(100000)"
    }

    /// Missing numbers are put in order again, and divided evenly.
    private func input(items: Int, partitions: Int, all: Bool) -> String {
        all
            ? "SELECT id FROM range(0, \(items), 1, \(partitions))"
            : """
            SELECT /*+ REPARTITION_BY_RANGE(\(partitions), id) */ id
            FROM range(0, \(items)) LEFT ANTI JOIN \(SQLText.name(Self.answered)) a ON id = CAST(a.ordinal AS BIGINT)
            SORT BY id
            """
    }

    /// What is known of a job's answers before a run of it.
    private static let answered = "aerial_answered"

    /// Nothing is escaped in rows; `\N` is NULL.
    private static let format = #"ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' NULL DEFINED AS '\\N'"#

    /// As text: Spark turns numbers that it cannot read into NULL without a word.
    private static var columns: String {
        RowAnswer.columnNames.map { "\($0) STRING" }.joined(separator: ", ")
    }

    /// How many items have answers from earlier runs.
    func answeredCount(in session: SparkSession) async throws -> Int {
        do {
            try await makeView(Self.answered, in: session)
            return try await session.query(
                "SELECT count(DISTINCT ordinal) AS n FROM \(SQLText.name(Self.answered))"
            ).integer("n")
        } catch SparkError.pathNotInReach {
            return 0
        }
    }

    /// The view ``ClusterJob/rowsView`` on the answers that lie there now.
    ///
    /// A run whose driver was killed may end its last parts while the next run asks for the same: of such answers those of
    /// one run are taken. What one run answered twice stays twice.
    /// - Parameter isFirstRun: there are answers of one run alone, which need not be told apart.
    func makeRowsView(in session: SparkSession, isFirstRun: Bool) async throws {
        try await makeView(Self.allRows, in: session)
        guard !isFirstRun else { return try await makeView(ClusterJob.rowsView, in: session) }
        let columns = RowAnswer.columnNames.joined(separator: ", ")
        let attempt = "regexp_extract(input_file_name(), '/rows/([^/]+)/', 1)"
        try await session.run(
            """
            CREATE OR REPLACE TEMPORARY VIEW \(SQLText.name(ClusterJob.rowsView)) AS SELECT \(columns) FROM (
              SELECT \(columns), rank() OVER (PARTITION BY ordinal ORDER BY attempt) AS run
              FROM (SELECT \(columns), \(attempt) AS attempt FROM \(SQLText.name(Self.allRows)))
            ) WHERE run = 1
            """)
    }

    /// A view on what all runs of the job have answered.
    static let allRows = "aerial_all_rows"

    private func makeView(_ name: String, in session: SparkSession) async throws {
        try await session.run(
            """
            CREATE OR REPLACE TEMPORARY VIEW \(SQLText.name(name)) (\(Self.columns)) USING parquet
            OPTIONS (path \(SQLText.literal(rows)), recursiveFileLookup 'true')
            """)
    }
}
