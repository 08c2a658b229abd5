internal import AerialCore
internal import Foundation

/// Polygons that a person draws or imports as labels.
extension Workbench {
    private static let label = Parameter.path("label", .name, "The polygon's id.")
    private static let polygon: JSONValue = [
        "type": "object", "required": ["class", "rings"],
        "properties": [
            "class": ["type": "string", "minLength": 1, "maxLength": 200], "rings": rings,
        ],
    ]
    private static let rings: JSONValue = [
        "type": "array", "minItems": 1,
        "items": [
            "type": "array", "minItems": 4,
            "items": ["type": "array", "minItems": 2, "maxItems": 2, "items": ["type": "number"]],
        ],
    ]
    private static let answer: JSONValue = [
        "type": "object", "required": ["ids", "revision"],
        "properties": [
            "ids": ["type": "array", "items": ["type": "string"]], "revision": ["type": "integer"],
        ],
    ]
    /// Of a project at most: each word writes the whole file.
    private static let mostLabels = 5_000

    var drawnLabelEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/labels",
                about:
                    "The polygons that were drawn or imported as labels, with the file that 'prepare --labels FILE --class-field class' "
                    + "reads.",
                answer: .json([
                    "type": "object", "required": ["type", "features", "classes", "file", "revision"],
                ])
            ) { _ in
                let state = try await drawn().state()
                let used = Set(state.marks.values.compactMap { DrawnLabel(text: $0)?.className })
                let known =
                    try await layers.projectLegends().first?.classNames ?? Legend.builtIn[0].classNames
                return .json([
                    "type": "FeatureCollection", "features": .array(DrawnLabelsFile.features(state.marks)),
                    "classes": .array((known + used.subtracting(known).sorted()).map { .text($0) }),
                    "file": .text(DrawnLabelsFile.fileName), "revision": .integer(state.revision),
                ])
            },
            Endpoint(
                method: .post, path: "/api/labels",
                about:
                    "Adds polygons with a class each, all or none. They are on the disk when this answers.",
                body: .json([
                    "type": "object", "required": ["labels"],
                    "properties": ["labels": ["type": "array", "minItems": 1, "items": Self.polygon]],
                ]),
                answer: .json(Self.answer, status: 201)
            ) { arguments in
                struct Body: Decodable { let labels: [DrawnLabel] }
                let labels = try arguments.json(Body.self).labels
                guard !labels.isEmpty else { throw Problem.badRequest("'labels' takes one polygon or more.") }
                for label in labels { try label.check() }
                let words = labels.map {
                    (
                        tile: "p-\(UUID().uuidString.lowercased())",
                        value: Optional(DrawnLabel(className: $0.className, rings: $0.rings).text)
                    )
                }
                let state = try await drawn().set { state in
                    guard state.marks.count + words.count <= Self.mostLabels else {
                        throw Problem.conflict("A project has at most \(Self.mostLabels) polygons.")
                    }
                    return words
                }
                return .json([
                    "ids": .array(words.map { .text($0.tile) }), "revision": .integer(state.revision),
                ])
            },
            Endpoint(
                method: .put, path: "/api/labels/{label}",
                about:
                    "Gives a polygon another class, another outline, or both: what is left out stays. null for the class removes the polygon.",
                parameters: [Self.label],
                body: .json([
                    "type": "object", "minProperties": 1,
                    "properties": [
                        "class": ["type": ["string", "null"], "maxLength": 200], "rings": Self.rings,
                    ],
                ]),
                answer: .json(Self.answer)
            ) { arguments in
                struct Body: Decodable { let rings: [[[Double]]]? }
                let rings = try arguments.json(Body.self).rings
                // The class may have been changed elsewhere since the page drew the outline.
                let keepsClass = try rings != nil && arguments.json([String: JSONValue].self)["class"] == nil
                let name = keepsClass ? nil : try arguments.textOrNull("class")
                let id = arguments.text("label")
                let state = try await drawn().set { state in
                    guard let old = state.marks[id].flatMap(DrawnLabel.init(text:)) else {
                        throw Problem.notFound("There is no polygon '\(id)'.")
                    }
                    let changed = (keepsClass ? old.className : name).map {
                        DrawnLabel(className: $0, rings: rings ?? old.rings)
                    }
                    try changed?.check()
                    return [(tile: id, value: changed?.text)]
                }
                return .json(["ids": [.text(id)], "revision": .integer(state.revision)])
            },
        ]
    }

    /// They lie in the first folder that is served, where jobs take their paths from.
    private func drawn() async throws -> MarkStore { try await marks.drawn(inFolder: project.folders[0]) }
}
