internal import AerialCore
internal import Foundation

extension Workbench {
    private static let change = Parameter.path("change", .name, "The id of a change.")
    static let marksAnswer: JSONValue = [
        "type": "object", "required": ["marks", "revision"],
        "properties": ["marks": ["type": "object"], "revision": ["type": "integer"]],
    ]

    var changeEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/changes/{change}", about: "The candidates of a change, by rank.",
                parameters: [Self.change],
                answer: .json(["type": "object", "required": ["candidates", "marks", "revision"]])
            ) { arguments in
                let (file, store) = try await change(arguments)
                let state = try await store.state()
                return .json([
                    "candidates": .array(
                        file.candidates.map {
                            [
                                "id": .text($0.id), "rank": .integer($0.rank), "from": .text($0.from),
                                "to": .text($0.to),
                                "probability": .number($0.probability), "bounds": $0.bounds.json,
                            ]
                        }),
                    "marks": .object(state.marks.mapValues { .text($0) }),
                    "revision": .integer(state.revision),
                ])
            },
            Endpoint(
                method: .get, path: "/api/changes/{change}/marks", about: "What was said of the candidates.",
                parameters: [Self.change], answer: .json(Self.marksAnswer)
            ) { arguments in .json(try await change(arguments).store.state().json) },
            Endpoint(
                method: .put, path: "/api/changes/{change}/marks/{tile}",
                about:
                    "Accepts or rejects a candidate; null takes that back. It is on the disk when this answers.",
                parameters: [Self.change, .path("tile", .name, "The candidate's id.")],
                body: .json([
                    "type": "object", "required": ["mark"],
                    "properties": [
                        "mark": ["type": ["string", "null"], "enum": ["accept", "reject", .null]]
                    ],
                ]),
                answer: .json(Self.marksAnswer)
            ) { arguments in
                let (file, store) = try await change(arguments)
                let mark = try arguments.textOrNull("mark")
                guard ["accept", "reject", nil].contains(mark) else {
                    throw Problem.badRequest("'mark' takes accept, reject or null.")
                }
                guard file.candidates.contains(where: { $0.id == arguments.text("tile") }) else {
                    throw Problem.notFound("'\(arguments.text("tile"))' is no candidate of this change.")
                }
                return .json(try await store.set(arguments.text("tile"), to: mark).json)
            },
        ]
    }

    private func change(_ arguments: Arguments) async throws -> (file: ChangeMarkedFile, store: MarkStore) {
        try await marks.change(try await project.item(arguments.text("change"), kinds: [.change]))
    }
}

extension MarkStore.State {
    var json: JSONValue {
        ["marks": .object(marks.mapValues { .text($0) }), "revision": .integer(revision)]
    }
}
