internal import ArgumentParser

/// Scoring on clusters that have no Connect server: a script to run there, and its answers brought back.
struct SparkScriptOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Score nothing here; write a script for 'spark-sql -f' and beside it the job and the worker that it ships. Needs "
                + "--spark-storage.", valueName: "file"))
    var sparkSql: String?

    @Option(
        help: ArgumentHelp(
            "Score nothing here; write --out of the answers that such a script has left in this folder. The other arguments "
                + "are those that it was written with.", valueName: "dir"))
    var fromSpark: String?

    func validate() throws {
        if sparkSql != nil, fromSpark != nil {
            throw ValidationError(
                "--spark-sql writes a script and --from-spark reads its answers: give one of them.")
        }
        if let sparkSql, !sparkSql.hasSuffix(".sql") {
            throw ValidationError("--spark-sql takes a name that ends in .sql, not '\(sparkSql)'.")
        }
    }
}
