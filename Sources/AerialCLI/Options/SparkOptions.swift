internal import Aerial
internal import ArgumentParser
internal import Foundation

/// Where work goes that a Spark cluster does.
struct SparkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Work on a Spark 4 cluster: the address of its Connect server, 'sc://host:15002' with '/;use_ssl=true;token=...' "
                + "where it wants them; 'env' takes it from SPARK_REMOTE.", valueName: "address"))
    var spark: String?

    @Option(
        help: ArgumentHelp(
            "With --spark: a folder that all nodes reach by this path or URI; results of a job land in "
                + "aerial-JOB below it.", valueName: "dir"))
    var sparkStorage: String?

    @Option(
        help: ArgumentHelp(
            "With --spark: names the job; one that was begun under the same name goes on with what is missing. "
                + "(default: a new name)", valueName: "id"))
    var job: String?

    @Option(
        help: ArgumentHelp(
            "With --spark: aerial-worker as installed on the nodes. (default: it is shipped with the job)",
            valueName: "path"))
    var worker: String?

    @Option(
        help: ArgumentHelp(
            "With --spark: parts that the work is divided into. (default: three per core of the executors)",
            valueName: "n"))
    var partitions: Int?

    func validate() throws {
        if let partitions, partitions < 1 { throw ValidationError("--partitions takes a number from 1.") }
        guard spark != nil else { return }
        guard sparkStorage?.isEmpty == false else {
            throw ValidationError("--spark needs --spark-storage, a folder that all nodes reach.")
        }
        if let job, !ClusterJobName.isValid(job) {
            throw ValidationError("--job takes letters, digits, '.', '-' and '_', not '\(job)'.")
        }
    }

    /// - Throws: `ValidationError` for what says nothing without a cluster.
    func checkThatClusterIsNamed() throws {
        guard spark == nil else { return }
        let given =
            [("--spark-storage", sparkStorage), ("--job", job), ("--worker", worker)]
            .first { $0.1 != nil }?.0 ?? (partitions == nil ? nil : "--partitions")
        if let given { throw ValidationError("\(given) needs --spark.") }
    }

    /// `nil` where no cluster is asked for.
    /// - Throws: `SparkError` for what is no address.
    var cluster: ComputeCluster? {
        get throws {
            guard let spark, let sparkStorage else { return nil }
            Interruption.wait(seconds: 30)
            return try SparkDoor.cluster(
                SparkSettings(
                    address: spark, storage: sparkStorage, job: job, worker: worker, partitions: partitions))
        }
    }
}
