internal import Aerial
internal import AerialCLI
internal import Foundation
internal import Reporting
internal import RunHistory

extension Workbench {
    /// Runs, runs beside each other, and the reports that lie in the folders.
    var reportEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/runs", about: "The run histories, the newest run first.",
                parameters: [.query("limit", .integer(1...1000), "How many runs at most; 200 unless given.")],
                answer: .json([
                    "type": "object", "required": ["runs"],
                    "properties": ["runs": ["type": "array", "items": ["type": "object"]]],
                ])
            ) { arguments in
                let paths = try await histories()
                let limit = arguments.integer("limit") ?? 200
                return .json(
                    ["runs": .array(try await pool.run { try Self.runs(in: paths, limit: limit) })])
            },
            Endpoint(
                method: .get, path: "/api/runs/compare",
                about: "A page with runs beside each other: the parameters that differ, figures, curves.",
                parameters: [
                    .query(
                        "runs", .names(2...20), "The runs' names, with commas between them.", required: true)
                ], answer: .page
            ) { arguments in
                let names = arguments.text("runs").split(separator: ",").map(String.init)
                let paths = try await histories()
                return .page(try await pool.run { try Self.comparison(of: names, in: paths) })
            },
            Endpoint(
                method: .get, path: "/api/items/{item}/page",
                about:
                    "A report that lies in the folders, as it is: one page that reaches nothing of the service.",
                parameters: [.path("item", .name, "A report's id.")], answer: .page
            ) { arguments in
                let item = try await project.item(arguments.text("item"), kinds: [.report])
                return .page(try await pool.run { try Self.page(at: item.path) })
            },
        ]
    }

    private static let mostPageBytes = 64 << 20

    /// The run histories of the folders, and the program's own.
    func histories() async throws -> [String] {
        let found = try await project.items().items.filter { $0.kind == .runs }.map(\.path)
        // Each once, whatever way leads there.
        var known: Set<String> = []
        return (found + [history].compactMap { $0 })
            .filter { path in ServedPath.real(path).map { known.insert($0).inserted } ?? false }
    }

    /// - Throws: ``Problem`` for a run that no history has.
    private static func comparison(of names: [String], in paths: [String]) throws -> Data {
        let histories = try paths.map { try RunHistory(path: $0) }
        let runs = try names.map { name in
            for history in histories {
                if let run = try history.runs().first(where: { $0.id == name }) {
                    return try history.compared(run)
                }
            }
            throw Problem.notFound("No run history has a run '\(name)'.")
        }
        return Data(RunComparison(runs, metrics: []).html(title: names.joined(separator: ", ")).utf8)
    }

    private static func page(at path: String) throws -> Data {
        guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
            size <= mostPageBytes, let data = FileManager.default.contents(atPath: path)
        else {
            throw Problem.unusable("\((path as NSString).lastPathComponent) cannot be read, or is too large.")
        }
        return data
    }

    private static func runs(in paths: [String], limit: Int) throws -> [JSONValue] {
        let runs = try paths.flatMap { try RunHistory(path: $0).runs() }
            .sorted { $0.started > $1.started }
        return runs.prefix(limit).map { run in
            [
                "id": .text(run.id), "command": .text(run.command), "status": .text(run.status.rawValue),
                "started": .text(run.started.ISO8601Format()), "seconds": JSONValue(run.seconds),
                "error": JSONValue(run.error), "commandLine": .array(run.commandLine.map { .text($0) }),
                "metrics": .object(run.metrics.mapValues { JSONValue($0) }),
            ]
        }
    }
}
