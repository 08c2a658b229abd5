internal import AerialCore
internal import Scoring

/// The text of a script for `spark-sql -f`.
struct SparkScriptText {
    let id: String
    let items: Int
    let partitions: Int
    let storage: String
    /// Files of this machine, each with the name under which Spark unpacks it.
    let archives: [(file: String, name: String)]
    /// What runs for each part; takes numbers, gives answers.
    let command: String
    /// Where the script will lie.
    let script: String

    /// The job's folder on the storage.
    var folder: String { storage + (storage.hasSuffix("/") ? "" : "/") + "aerial-\(id)" }

    var text: String {
        let statements =
            archives.map { "ADD ARCHIVE \(Self.literal("\($0.file)#\($0.name)"));" } + [
                scores, check, answers,
            ]
        return ([comment] + statements).joined(separator: "\n\n") + "\n"
    }

    private var comment: String {
        """
        \(AerialVersion.programName): scores \(items) tiles as the job \(id), in \(partitions) parts.
        Run it where it was written, with a Spark that shares \(storage) with its nodes:
          spark-sql --master MASTER --conf spark.sql.catalogImplementation=in-memory -f \(script)
        It ends without an error when every tile has exactly one answer. Then make a table or a map of the answers:
          aerial score MODEL INPUT... --from-spark \(folder) --out FILE
        with the model, inputs and options that it was written with.
        """.split(whereSeparator: \.isNewline).map { "-- \($0)" }.joined(separator: "\n")
    }

    /// Numbers of tiles in, answers out; neighbours stay together. The shell reads on when a worker dies: Spark would write
    /// into a closed pipe and hide what it said.
    private var scores: String {
        let columns = RowAnswer.columnNames.map { "\($0) STRING" }.joined(separator: ", ")
        let command = Self.literal(ClusterCommand.guarded(command))
        return """
            INSERT OVERWRITE DIRECTORY \(Self.literal("\(folder)/predictions")) USING parquet
            SELECT CAST(ordinal AS BIGINT) AS ordinal, status, label, CAST(confidence AS FLOAT) AS confidence, outputs, reason
            FROM (
              SELECT TRANSFORM(id) \(Self.format)
                USING \(command)
                AS (\(columns)) \(Self.format)
              FROM (SELECT id FROM range(0, \(items), 1, \(partitions)))
            );
            """
    }

    private static let format = #"ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' NULL DEFINED AS '\\N'"#

    /// A worker that ends early loses rows without an error of Spark's own.
    private var check: String {
        """
        SELECT assert_true(
          answers = \(items) AND tiles = \(items) AND odd = 0,
          concat('the answers do not hold each of \(items) tiles once: ', answers, ' answers of ', tiles, ' tiles, ', odd, ' wrong'))
        FROM (
          SELECT count(*) AS answers, count(DISTINCT ordinal) AS tiles,
            count_if(ordinal IS NULL OR ordinal NOT BETWEEN 0 AND \(items - 1) OR status IS NULL
              OR (status = 'scored') = (reason IS NOT NULL) OR (status = 'scored') = (label IS NULL)) AS odd
          FROM parquet.\(source)
        );
        """
    }

    /// The same as text, which 'score --from-spark' reads; each row ends with the job's name.
    private var answers: String {
        let fields = RowAnswer.columnNames.map { #"coalesce(CAST(\#($0) AS STRING), '\\N')"# }
        return """
            INSERT OVERWRITE DIRECTORY \(Self.literal("\(folder)/\(SparkAnswers.folderName)")) USING text
            SELECT concat_ws('\\t', \(fields.joined(separator: ", ")), '\(id)') FROM parquet.\(source);
            """
    }

    private var source: String { "`\("\(folder)/predictions".replacing("`", with: "``"))`" }

    /// A literal of Spark's, in which a backslash escapes.
    static func literal(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
