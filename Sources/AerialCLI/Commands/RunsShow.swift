internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Reporting
internal import RunHistory

struct RunsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "All that is known of a run.",
        discussion: """
            Example:
              aerial runs show 3f2a
            """)

    @Argument(help: "The run's name, or its first digits.")
    var name: String

    @OptionGroup var history: ReadHistoryOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let history = try history.open()
        let run = try history.run(named: name)
        let points = try history.points(ofRun: run.id)
        if common.json { return try Output.writeJSON(RunJSON(run, points: points)) }
        try Output.write(
            [
                facts(of: run), Self.table("Parameter", run.parameters), metrics(points), files(of: run),
                Self.table("Where", run.environment),
            ].filter { !$0.isEmpty }.joined(separator: "\n\n"))
    }

    private func facts(of run: Run) -> String {
        var rows = [
            ["run", run.id], ["command", run.command], ["status", run.status.rawValue],
            ["began", run.started.formatted(.iso8601)],
        ]
        if let seconds = run.seconds { rows.append(["took", Duration.readable(seconds: seconds)]) }
        if let error = run.error { rows.append(["error", error]) }
        if let sweep = run.sweep { rows.append(["sweep", sweep]) }
        rows += [["folder", run.folder], ["words", run.commandLine.joined(separator: " ")]]
        return TextTable(columns: [.text("What"), .text("")], rows: rows).rendered()
    }

    private static func table(_ heading: String, _ values: [String: String]) -> String {
        guard !values.isEmpty else { return "" }
        let rows = values.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
        return TextTable(columns: [.text(heading), .text("Value")], rows: rows).rendered()
    }

    private func metrics(_ points: [MetricPoint]) -> String {
        guard !points.isEmpty else { return "" }
        let rows = Dictionary(grouping: points, by: \.name).sorted { $0.key < $1.key }.map { name, points in
            let values = points.map(\.value).filter(\.isFinite)
            return [
                name, NumberText.significant(points.last?.value), "\(points.count)",
                NumberText.significant(values.min()), NumberText.significant(values.max()),
            ]
        }
        return TextTable(
            columns: [
                .text("Metric"), .number("Last"), .number("Values"), .number("Least"), .number("Greatest"),
            ],
            rows: rows
        ).rendered()
    }

    private func files(of run: Run) -> String {
        guard !run.files.isEmpty else { return "" }
        return TextTable(
            columns: [.text("File"), .text(""), .number("Bytes"), .text("Checksum")],
            rows: run.files.map { file in
                [file.path, file.role.rawValue, file.bytes.map { "\($0)" } ?? "-", file.checksum ?? "-"]
            }
        ).rendered()
    }
}
