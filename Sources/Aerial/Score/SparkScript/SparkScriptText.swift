internal import AerialCore
internal import Foundation
internal import Scoring

/// The text of a script for `spark-sql -f`.
struct SparkScriptText {
    let id: String
    let items: Int
    let partitions: Int
    let storage: String
    /// The folder of this machine where the archives lie, absolute.
    let archives: String
    /// The names of the archives, and of the folders that Spark unpacks them into. No shell minds them.
    let job: String
    let worker: Worker
    /// Where the script will lie.
    let script: String

    enum Worker: Equatable {
        /// In an archive of this name.
        case shipped(String)
        /// At this path on the nodes.
        case installed(String)
    }

    /// The job's folder on the storage.
    var folder: String { storage + (storage.hasSuffix("/") ? "" : "/") + "aerial-\(id)" }

    /// How every script begins.
    static let beginning = "-- aerial "

    var text: String {
        var names = [job]
        if case .shipped(let name) = worker { names.append(name) }
        let statements = names.map(addition) + [scores, check, answers]
        return ([comment] + statements).joined(separator: "\n\n") + "\n"
    }

    private var comment: String {
        """
        \(AerialVersion.programName): scores \(items) tiles as the job \(id), in \(partitions) parts.
        Run it where it was written, with a Spark that shares \(storage) with its nodes:
          spark-sql --master MASTER --conf spark.sql.catalogImplementation=in-memory -f \(ShellText.quoted(script))
        It ends without an error when every tile has exactly one answer. Then make a table or a map of the answers:
          aerial score MODEL INPUT... --from-spark \(ShellText.quoted(folder)) --out FILE
        with the model, inputs and options that it was written with.
        """.split(whereSeparator: \.isNewline).map { "-- \($0)" }.joined(separator: "\n")
    }

    /// As a URI: of a plain path Spark takes the name behind `#` for a part of the file's own where it holds a blank.
    private func addition(of name: String) -> String {
        let file = URL(fileURLWithPath: "\(archives)/\(name).tar.gz").absoluteString
        return "ADD ARCHIVE \(Self.literal("\(file)#\(name)"));"
    }

    /// Numbers of tiles in, answers out; neighbours stay together.
    private var scores: String {
        let columns = RowAnswer.columnNames.map { "\($0) STRING" }.joined(separator: ", ")
        return """
            INSERT OVERWRITE DIRECTORY \(Self.literal("\(folder)/predictions")) USING parquet
            SELECT CAST(ordinal AS BIGINT) AS ordinal, status, label, CAST(confidence AS FLOAT) AS confidence, outputs, reason
            FROM (
              SELECT TRANSFORM(id) \(Self.format)
                USING \(Self.literal(command))
                AS (\(columns)) \(Self.format)
              FROM (SELECT id FROM range(0, \(items), 1, \(partitions)))
            );
            """
    }

    /// Spark 3 unpacks archives where workers start, Spark 4 in a folder of the session's there.
    private var command: String {
        let program =
            switch worker {
            case .shipped(let name): "$(at \(name)/\(WorkerBundle.program))"
            case .installed(let path): ShellText.quoted(path)
            }
        return "at() { for p in ./$1 ./*/$1; do if [ -e $p ]; then echo $p; return; fi; done; echo ./$1; }; "
            + ClusterCommand.guarded("\(program) $(at \(job))")
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
