internal import Foundation

/// Copies runs of a history to an MLflow server: parameters, metrics by step, tags, the smaller of their outputs.
public struct MLflowMirror: Sendable {
    /// What became of a run.
    public enum Outcome: Sendable, Equatable {
        /// It is on the server now.
        case sent
        /// An earlier mirror brought it there.
        case wasThere
    }

    private let server: MLflowServer
    private let experiment: String

    // The server's limits for a batch, from MLflow's REST API reference, "Log Batch".
    static let metricsInABatch = 1000
    static let pairsInABatch = 100
    static let longestValue = 6000
    /// Larger outputs are named, not sent.
    private static let largestArtifact: Int64 = 32 << 20

    /// - Parameter experiment: the server's experiment that runs go to; it is made where it is not there.
    public init(server: MLflowServer, experiment: String = "aerial") {
        self.server = server
        self.experiment = experiment
    }

    /// - Throws: ``MLflowError``.
    public func send(_ run: Run, points: [MetricPoint]) throws -> Outcome {
        let experimentID = try experimentID()
        guard try !isThere(run, experimentID: experimentID) else { return .wasThere }
        let created = try server.post(
            "runs/create",
            NewMLflowRun(
                experimentId: experimentID, runName: "\(run.command) \(run.id)",
                startTime: Self.milliseconds(run.started), tags: [MLflowPair(key: Self.runTag, value: run.id)]
            ),
            as: RunAnswer.self
        ).run.info
        for batch in Self.batches(of: run, points: points, runID: created.runId) {
            _ = try server.post("runs/log-batch", batch, as: Nothing.self)
        }
        try sendArtifacts(of: run, to: created)
        let end = RunEnd(
            runId: created.runId, status: Self.status(run.status),
            endTime: run.finished.map(Self.milliseconds))
        _ = try server.post("runs/update", end, as: Nothing.self)
        return .sent
    }

    private static let runTag = "aerial.run"

    private func experimentID() throws -> String {
        do {
            return try server.get(
                "experiments/get-by-name", query: ["experiment_name": experiment], as: ExperimentAnswer.self
            ).experiment.experimentId
        } catch MLflowError.refused(_, 404, _) {
            return try server.post(
                "experiments/create", NewExperiment(name: experiment), as: NewExperimentAnswer.self
            )
            .experimentId
        }
    }

    private func isThere(_ run: Run, experimentID: String) throws -> Bool {
        let search = RunSearch(
            experimentIds: [experimentID],
            filter: "tags.`\(Self.runTag)` = '\(run.id)' and attributes.status != 'RUNNING'")
        return try server.post("runs/search", search, as: RunSearchAnswer.self).runs?.isEmpty == false
    }

    /// Everything of a run, in pieces that the server takes.
    static func batches(of run: Run, points: [MetricPoint], runID: String) -> [MLflowBatch] {
        let numbers = points.filter(\.value.isFinite)
        let keys = MLflowKeys(numbers.map(\.name))
        let metrics = numbers.map {
            MLflowMetric(key: keys[$0.name], value: $0.value, timestamp: milliseconds($0.time), step: $0.step)
        }
        var tags = run.environment
        tags["aerial.command"] = run.command
        tags["aerial.commandLine"] = run.commandLine.joined(separator: " ")
        tags["mlflow.source.git.commit"] = run.environment["gitCommit"]
        tags["aerial.sweep"] = run.sweep
        tags["aerial.error"] = run.error
        for file in run.files { tags["\(file.role.rawValue) \(file.path)"] = file.checksum }
        return pieces(metrics, of: metricsInABatch).map { MLflowBatch(runId: runID, metrics: $0) }
            + pieces(pairs(run.parameters), of: pairsInABatch).map { MLflowBatch(runId: runID, params: $0) }
            + pieces(pairs(tags), of: pairsInABatch).map { MLflowBatch(runId: runID, tags: $0) }
    }

    /// Keys as the server takes them, values cut to its length, which counts code points.
    private static func pairs(_ values: [String: String]) -> [MLflowPair] {
        let keys = MLflowKeys(values.keys)
        return values.sorted { $0.key < $1.key }.map { key, value in
            let cut = String.UnicodeScalarView(value.unicodeScalars.prefix(longestValue))
            return MLflowPair(key: keys[key], value: String(cut))
        }
    }

    private static func pieces<Element>(_ all: [Element], of size: Int) -> [[Element]] {
        stride(from: 0, to: all.count, by: size).map { Array(all[$0..<min(all.count, $0 + size)]) }
    }

    private static func milliseconds(_ date: Date) -> Int64 {
        Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    private static func status(_ status: RunStatus) -> String {
        switch status {
        case .running: "RUNNING"
        case .finished: "FINISHED"
        case .failed: "FAILED"
        case .interrupted: "KILLED"
        }
    }

    /// Outputs, and the files in output folders, that are small enough, through the server's artifact proxy; a server
    /// that keeps artifacts elsewhere gets none.
    private func sendArtifacts(of run: Run, to info: RunAnswer.Info) throws {
        guard let place = info.artifactUri, place.hasPrefix("mlflow-artifacts:/") else { return }
        let root = "api/2.0/mlflow-artifacts/artifacts/" + place.dropFirst("mlflow-artifacts:/".count)
        for output in run.files where output.role == .output {
            for (name, path) in Self.artifacts(of: output.path) {
                guard let data = FileManager.default.contents(atPath: path) else { continue }
                try server.put("\(root)/\(name)", data)
            }
        }
    }

    /// By the name that they get on the server.
    private static func artifacts(of path: String) -> [(name: String, path: String)] {
        let manager = FileManager.default
        let name = (path as NSString).lastPathComponent
        func isSmallFile(_ path: String) -> Bool {
            let attributes = try? manager.attributesOfItem(atPath: path)
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { return false }
            return (attributes?[.size] as? NSNumber).map { $0.int64Value <= largestArtifact } ?? false
        }
        if isSmallFile(path) { return [(name, path)] }
        let files = (try? manager.contentsOfDirectory(atPath: path)) ?? []
        return files.sorted().map { ("\(name)/\($0)", "\(path)/\($0)") }.filter { isSmallFile($0.1) }
    }
}
