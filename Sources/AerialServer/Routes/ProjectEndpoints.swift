internal import Foundation
internal import RunHistory

extension Workbench {
    private static let item: JSONValue = [
        "type": "object", "required": ["id", "kind", "name"],
        "properties": [
            "id": ["type": "string"], "name": ["type": "string"],
            "kind": ["type": "string", "enum": .array(ProjectItem.Kind.allCases.map { .text($0.rawValue) })],
        ],
    ]

    var projectEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/project", about: "What lies in the folders.",
                answer: .json([
                    "type": "object", "required": ["items", "whole"],
                    "properties": [
                        "whole": ["type": "boolean"], "items": ["type": "array", "items": Self.item],
                        "folders": ["type": "array", "items": ["type": "string"]],
                    ],
                ])
            ) { _ in
                let (items, isWhole) = try await project.items()
                return .json([
                    "items": .array(items.map(\.json)), "whole": .bool(isWhole),
                    "folders": .array(project.folders.map { .text(($0 as NSString).lastPathComponent) }),
                ])
            },
            Endpoint(
                method: .get, path: "/api/items/{item}/layers",
                about: "What of an item can be drawn on the map.",
                parameters: [.path("item", .name, "An item's id.")],
                answer: .json([
                    "type": "object", "required": ["layers"],
                    "properties": ["layers": ["type": "array", "items": ["type": "object"]]],
                ])
            ) { arguments in
                let item = try await project.item(
                    arguments.text("item"), kinds: [.imagery, .map, .predictions, .change, .dataset])
                let loaded = try await layers.loaded(item)
                return .json(["layers": .array(loaded.layers.map { $0.json(ofItem: item.id) })])
            },
            Endpoint(
                method: .get, path: "/api/runs", about: "The run histories, the newest run first.",
                parameters: [.query("limit", .integer(1...1000), "How many runs at most; 200 unless given.")],
                answer: .json([
                    "type": "object", "required": ["runs"],
                    "properties": ["runs": ["type": "array", "items": ["type": "object"]]],
                ])
            ) { arguments in
                let found = try await project.items().items.filter { $0.kind == .runs }.map(\.path)
                let paths = found + [history].compactMap { $0 }.filter { !found.contains($0) }
                let limit = arguments.integer("limit") ?? 200
                return .json(
                    ["runs": .array(try await pool.run { try Self.runs(in: paths, limit: limit) })])
            },
            Endpoint(
                method: .get, path: "/metrics", about: "Figures of the server in the text of Prometheus.",
                answer: .text
            ) { _ in .text(figures.text) },
            Endpoint(
                method: .get, path: "/api/openapi.json", about: "This document.",
                answer: .json(["type": "object"])
            ) { _ in .json(OpenAPI(endpoints: endpoints).document) },
        ]
    }

    private static func runs(in paths: [String], limit: Int) throws -> [JSONValue] {
        let runs = try paths.filter { FileManager.default.fileExists(atPath: $0) }
            .flatMap { try RunHistory(path: $0).runs() }
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
