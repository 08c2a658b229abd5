public import Aerial
internal import Synchronization

/// Reaches a Spark cluster.
public typealias SparkConnector = @Sendable (_ settings: SparkSettings) throws -> ComputeCluster

/// Where a Spark cluster is and what a job on it is called.
public struct SparkSettings: Sendable {
    /// Of its Connect server: `sc://host:15002`, or `env` for what SPARK_REMOTE says.
    public let address: String
    /// A folder that all nodes reach.
    public let storage: String
    /// The job's name; `nil` for a new one.
    public let job: String?
    /// The worker as installed on the nodes; `nil` to ship it.
    public let worker: String?
    /// Parts that the work is divided into; `nil` to decide by the work.
    public let partitions: Int?
}

/// The client of Spark brings gRPC and with it hundreds of files to compile, so a program of its own has it,
/// `aerial-spark`: the same command line, into which `aerial` turns when it is asked for a cluster.
enum SparkDoor {
    static let program = "aerial-spark"
    private static let connector = Mutex<SparkConnector?>(nil)

    static func open(_ connector: @escaping SparkConnector) {
        self.connector.withLock { $0 = connector }
    }

    /// - Throws: ``CommandError`` in a program without the client.
    static func cluster(_ settings: SparkSettings) throws -> ComputeCluster {
        guard let connector = connector.withLock({ $0 }) else {
            throw CommandError(
                "the client of Spark is a program of its own, \(program), and it is not beside this one. 'make spark-client' "
                    + "builds it, 'make install' installs it; a sweep of trials on a cluster is started with it: "
                    + "\(program) sweep ...")
        }
        return try connector(settings)
    }

    /// Becomes the program with the client where the arguments name a cluster and it is there; returns otherwise.
    static func handOver(_ arguments: [String]) {
        guard arguments.contains(where: { $0 == "--spark" || $0.hasPrefix("--spark=") }) else { return }
        OwnProgram.become(program, arguments)
    }
}
