internal import AerialCore
internal import Foundation
internal import Scoring

/// `score --spark-sql`: a script for `spark-sql -f`, and beside it the job and the worker as archives that the script
/// hands to Spark.
struct SparkScript {
    let scoring: PlannedScoring
    /// Where the script goes.
    let path: String
    /// A folder or URI that all nodes reach.
    let storage: String
    /// The worker as installed on the nodes; `nil` to ship it.
    let worker: String?
    /// `nil` for as many as suit the number of items.
    let partitions: Int?
    let threads: Int
    let observer: any JourneyObserver

    static func plans(_ path: String) -> [OutputFilePlan] {
        let isArchives = OutputKind { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? ["a file"]
            return names.allSatisfy { $0.hasPrefix("aerial-") && $0.hasSuffix(".tar.gz") }
        }
        return [
            OutputFilePlan(path, .text(beginning: SparkScriptText.beginning)),
            OutputFilePlan(folder(of: path), isArchives),
        ]
    }

    /// The archives lie in a folder of the script's name.
    private var folder: String { Self.folder(of: path) }

    private static func folder(of path: String) -> String {
        (path as NSString).deletingPathExtension + ".spark"
    }

    /// The script and the archives that it names appear together: an older script keeps its own.
    func write() throws -> SparkScriptSummary {
        let id = try scoring.fingerprint
        let job = "aerial-job-\(id)"
        var answers = ""
        let above = (path as NSString).deletingLastPathComponent
        try OutputSet.write(
            inFolder: above.isEmpty ? "." : above, wholes: [FileName.of(folder)],
            name: "\(path) and \(folder)"
        ) { staging in
            let archives = "\(staging)/\(FileName.of(folder))"
            try FileManager.default.createDirectory(atPath: archives, withIntermediateDirectories: true)
            try packJob(named: id, to: "\(archives)/\(job).tar.gz")
            let text = SparkScriptText(
                id: id, items: scoring.plan.itemCount, partitions: partitionCount, storage: storage,
                archives: ClusterPath.reached(folder), job: job, worker: try packedWorker(in: archives),
                script: path)
            try TextFile.write(text.text, to: "\(staging)/\(FileName.of(path))")
            answers = text.folder
        }
        return SparkScriptSummary(
            script: path, job: id, tiles: scoring.plan.itemCount, partitions: partitionCount, answers: answers
        )
    }

    private func packedWorker(in folder: String) throws -> SparkScriptText.Worker {
        if let worker { return .installed(worker) }
        let kept = try WorkerBundle.kept(observer: observer)
        let name = "aerial-worker-\(try FileChecksum.sha256(ofFile: kept).prefix(12))"
        try FileManager.default.copyItem(atPath: kept, toPath: "\(folder)/\(name).tar.gz")
        return .shipped(name)
    }

    private func packJob(named id: String, to archive: String) throws {
        let staging = try StagingFolder(for: "\(archive).folder")
        defer { withExtendedLifetime(staging) {} }
        let job = scoring.job(named: id, threads: threads)
        try job.write(to: staging.path)
        let model = URL(fileURLWithPath: scoring.model.path).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: model, toPath: "\(staging.path)/\(job.model)")
        try Archive.write(staging.path, to: archive)
    }

    /// About 500 tiles each, so that loading the model costs little and a lost part is soon done again.
    private var partitionCount: Int { partitions ?? max(1, (scoring.plan.itemCount + 499) / 500) }
}
