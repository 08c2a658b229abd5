internal import SparkConnect

/// A cluster, and where on it a job lies.
struct Cluster: Sendable {
    let address: SparkAddress
    /// As the nodes reach it.
    let storage: String
    let job: String
    /// The name was made up, so nothing can lie there.
    let isNewJob: Bool
    /// On the nodes; `nil` to ship one.
    let worker: String?
    let partitions: Int?

    /// The same for a part of the job, which is a job of its own.
    func part(_ name: String) -> Cluster {
        Cluster(
            address: address, storage: storage, job: "\(job)-\(name)", isNewJob: isNewJob, worker: worker,
            partitions: partitions)
    }

    /// The folder of the job on the storage.
    var folder: String { storage + (storage.hasSuffix("/") ? "" : "/") + "aerial-\(job)" }
}
