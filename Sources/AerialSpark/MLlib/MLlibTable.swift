internal import Aerial
internal import Scoring
internal import SparkConnect

/// The features of a job's answers as a table that MLlib learns from: a row per view, with its item, its class and its side.
/// It lies as Parquet in the job's folder, so that MLlib's passes over it read no text.
struct MLlibTable: Sendable {
    let session: SparkSession
    let folder: String
    /// The class of each item, -1 for those of no class that is learned.
    let labels: [Int]
    let isTraining: [Bool]
    let featureCount: Int

    private var place: String { "\(folder)/features" }

    func write(progress: @escaping @Sendable (JobProgress) -> Void) async throws {
        try await session.run(statement, progress: progress)
    }

    /// Features travel as text of 32-bit numbers, so they are read as such before they become MLlib's 64-bit ones.
    var statement: String {
        let labels = Self.list(labels.map(String.init))
        let sides = Self.list(isTraining.map { $0 ? "1" : "0" })
        return """
            INSERT OVERWRITE DIRECTORY \(SQLText.literal(place)) USING parquet
            SELECT item, view, label, training, slice(f, 1 + view * \(featureCount), \(featureCount)) AS f FROM (
              SELECT CAST(ordinal AS INT) AS item, from_json(outputs, 'array<float>') AS f,
                CAST(element_at(\(labels), 1 + CAST(ordinal AS INT)) AS DOUBLE) AS label,
                element_at(\(sides), 1 + CAST(ordinal AS INT)) = '1' AS training
              FROM \(SQLText.name(ClusterJob.rowsView)) WHERE status = 'scored')
            LATERAL VIEW explode(sequence(0, CAST(size(f) / \(featureCount) AS INT) - 1)) views AS view
            WHERE label >= 0
            """
    }

    private static func list(_ texts: [String]) -> String {
        "split(\(SQLText.literal(texts.joined(separator: ","))), ',')"
    }

    /// Every view of the training side.
    var training: SparkTable { table(where: "training") }

    /// The held-out items as they are.
    var heldOut: SparkTable { table(where: "NOT training AND view = 0") }

    private func table(where condition: String) -> SparkTable {
        SparkTable.sql(
            """
            SELECT item, label, CAST(f AS ARRAY<DOUBLE>) AS f FROM parquet.\(SQLText.name(place)) \
            WHERE \(condition)
            """
        ).withFeatures(from: "f", keeping: ["item", "label"])
    }
}
