internal import ArgumentParser

/// Where work goes that a Spark cluster does.
struct SparkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder that all nodes reach by this path or URI; results of a job land in aerial-JOB below it.",
            valueName: "dir"))
    var sparkStorage: String?

    @Option(
        help: ArgumentHelp(
            "aerial-worker as installed on the nodes. (default: it is shipped with the job)",
            valueName: "path"))
    var worker: String?

    @Option(
        help: ArgumentHelp("Parts that the work is divided into.", valueName: "n"))
    var partitions: Int?

    func validate() throws {
        if let partitions, partitions < 1 { throw ValidationError("--partitions takes a number from 1.") }
    }
}
