internal import Aerial
internal import Foundation
internal import Imagery
internal import Reporting
internal import RunHistory

/// Runs as files for other programs.
struct RunsFile {
    let history: RunHistory
    let runs: [Run]

    /// How tables of runs begin, and tables of their steps.
    static let head = "run,command,status"
    static let stepsHead = "run,metric,step,value,time"
    static let object = OutputKind { path in
        let head = FileHead.text(path)
        return head.hasPrefix("{") && head.contains("\"runs\"") && head.contains("\"commandLine\"")
    }

    /// A row per run; parameters and metrics have columns of their own, under `param.` and `metric.`.
    func csv() -> String {
        let parameters = Set(runs.flatMap(\.parameters.keys)).sorted()
        let metrics = Set(runs.flatMap(\.metrics.keys)).sorted()
        return CSVText(
            header: ["run", "command", "status", "started", "finished", "seconds", "sweep", "error"]
                + parameters.map { "param." + $0 } + metrics.map { "metric." + $0 },
            rows: runs.map { run in
                [
                    run.id, run.command, run.status.rawValue, run.started.formatted(.iso8601),
                    run.finished?.formatted(.iso8601) ?? "", run.seconds.map { "\($0)" } ?? "",
                    run.sweep ?? "",
                    run.error ?? "",
                ] + parameters.map { run.parameters[$0] ?? "" }
                    + metrics.map { name in run.metrics[name].map { "\($0)" } ?? "" }
            }
        ).encoded
    }

    /// A row per value of a metric.
    func stepsCSV() throws -> String {
        let rows = try runs.flatMap { run in
            try history.points(ofRun: run.id).map { point in
                [run.id, point.name, "\(point.step)", "\(point.value)", point.time.formatted(.iso8601)]
            }
        }
        return CSVText(header: ["run", "metric", "step", "value", "time"], rows: rows).encoded
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let all = try runs.map { RunJSON($0, points: try history.points(ofRun: $0.id)) }
        return String(decoding: try encoder.encode(["runs": all]), as: UTF8.self) + "\n"
    }
}
