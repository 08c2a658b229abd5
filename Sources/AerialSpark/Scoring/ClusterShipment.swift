internal import Aerial
internal import Foundation
internal import Scoring
internal import SparkConnect

/// What shells on the nodes run.
struct ClusterCommands {
    /// For each part of the work.
    let answering: String
    /// Has the workers of a node end.
    let ending: String
}

/// What a job needs on the nodes: its plan and its model in one archive, and the worker in another unless it is installed
/// there. Spark unpacks them once an executor, below a folder of the session's own.
struct ClusterShipment {
    private let job: ClusterJob
    private let session: SparkSession

    init(_ job: ClusterJob, session: SparkSession) {
        self.job = job
        self.session = session
    }

    /// Ships what is needed.
    func commands() async throws -> ClusterCommands {
        let staging = try TemporaryFolder()
        defer { withExtendedLifetime(staging) {} }
        let folder = try await ship(try jobArchive(in: staging.path), as: "job")
        let worker: String
        if let installed = job.cluster.worker {
            worker = ShellText.quoted(installed)
        } else {
            let archive = try WorkerBundle.kept(observer: job.observer)
            worker = try await ship(archive, as: "worker") + "/" + WorkerBundle.program
        }
        return ClusterCommands(
            answering: ClusterCommand.guarded("\(worker) \(folder)"), ending: ClusterCommand.ending(folder))
    }

    /// - Parameter kind: a part of the name, which no other session and no other content has.
    /// - Returns: where it is unpacked, from the directory that workers start in.
    private func ship(_ archive: String, as kind: String) async throws -> String {
        let sum = try FileChecksum.sha256(ofFile: archive).prefix(12)
        let name = "aerial-\(kind)-\(session.id.prefix(8))-\(sum)"
        try await session.addArtifact(archive, as: "archives/\(name).tar.gz#\(name)")
        let found = try await session.listArchives().first { $0.contains(name) }
        guard let found else {
            throw CommandError("\(session.sparkVersion) took the archive \(name), but does not list it.")
        }
        // spark://host:port/artifacts/SESSION/archives/NAME.tar.gz#NAME: executors unpack it below ./SESSION/NAME.
        let folder = found.split(separator: "/").dropLast(2).last.map(String.init) ?? ""
        return "./\(folder)/\(name)"
    }

    private func jobArchive(in staging: String) throws -> String {
        let folder = "\(staging)/job"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try job.job.write(to: folder)
        let model = URL(fileURLWithPath: job.model).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: model, toPath: "\(folder)/\(job.job.model)")
        let archive = "\(staging)/job.tar.gz"
        try Archive.write(folder, to: archive)
        return archive
    }
}
