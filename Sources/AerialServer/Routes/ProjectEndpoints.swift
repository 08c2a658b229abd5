internal import Foundation

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
                about:
                    "What of an item can be drawn on the map; 'stamp' is another one once its file has changed.",
                parameters: [.path("item", .name, "An item's id.")],
                answer: .json([
                    "type": "object", "required": ["layers"],
                    "properties": ["layers": ["type": "array", "items": ["type": "object"]]],
                ])
            ) { arguments in
                let item = try await project.item(
                    arguments.text("item"), kinds: [.imagery, .map, .predictions, .change, .dataset])
                let loaded = try await layers.loaded(item)
                return .json(["layers": .array(loaded.layers.map { $0.json(of: item) })])
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
}
