internal import AerialCore
internal import Foundation
internal import Reporting

extension Workbench {
    private static let sample = Parameter.path("sample", .name, "The id of a sample.")

    var sampleEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/samples/{sample}",
                about: "The tiles of a sample in the order in which to label them, and their labels. "
                    + "A tile's class on the map is told once it has a label.",
                parameters: [Self.sample],
                answer: .json(["type": "object", "required": ["tiles", "classes", "revision"]])
            ) { arguments in
                let (file, store) = try await sample(arguments)
                let (state, others) = (try await store.state(), try await otherClasses(of: file))
                return .json([
                    "tiles": .array(
                        file.tiles.map { tile in
                            [
                                "id": .text(tile.id), "bounds": tile.bounds.json,
                                "label": JSONValue(state.marks[tile.id]),
                                "map": state.marks[tile.id] == nil ? .null : .text(tile.map),
                            ]
                        }),
                    "classes": .array((file.strata.map(\.className) + others).map { .text($0) }),
                    "revision": .integer(state.revision),
                ])
            },
            Endpoint(
                method: .get, path: "/api/samples/{sample}/labels", about: "The labels alone.",
                parameters: [Self.sample], answer: .json(Self.marksAnswer)
            ) { arguments in .json(try await sample(arguments).store.state().json) },
            Endpoint(
                method: .put, path: "/api/samples/{sample}/labels/{tile}",
                about: "Labels a tile; null takes the label back. It is on the disk when this answers.",
                parameters: [Self.sample, .path("tile", .name, "The tile's id.")],
                body: .json([
                    "type": "object", "required": ["label"],
                    "properties": ["label": ["type": ["string", "null"], "maxLength": 200]],
                ]),
                answer: .json(["type": "object", "required": ["revision", "map"]])
            ) { arguments in
                let (file, store) = try await sample(arguments)
                let label = try arguments.textOrNull("label")
                guard let tile = file.tiles.first(where: { $0.id == arguments.text("tile") }) else {
                    throw Problem.notFound("'\(arguments.text("tile"))' is no tile of this sample.")
                }
                let classes = file.strata.map(\.className) + (try await otherClasses(of: file))
                guard label.map(classes.contains) ?? true else {
                    throw Problem.badRequest(
                        "'label' takes one of \(classes.joined(separator: ", ")), or null.")
                }
                let state = try await store.set(tile.id, to: label)
                return .json([
                    "revision": .integer(state.revision), "map": label == nil ? .null : .text(tile.map),
                ])
            },
            Endpoint(
                method: .get, path: "/api/samples/{sample}/estimate",
                about: "What the labels given so far say of the areas, with 95 % intervals.",
                parameters: [Self.sample],
                answer: .json(["type": "object", "required": ["labelled", "tiles", "estimate"]])
            ) { arguments in
                let (file, store) = try await sample(arguments)
                let others = try await otherClasses(of: file)
                return .json(Self.estimate(file, try await store.state().marks, others: others))
            },
        ]
    }

    private func sample(_ arguments: Arguments) async throws -> (file: SampleMarkedFile, store: MarkStore) {
        try await marks.sample(try await project.item(arguments.text("sample"), kinds: [.sample]))
    }

    /// Classes of the project that know all strata: a reference may be one that the map shows nowhere.
    private func otherClasses(of file: SampleMarkedFile) async throws -> [String] {
        let strata = file.strata.map(\.className)
        let legend = try await layers.projectLegends().first { Set(strata).isSubset(of: $0.classNames) }
        return legend?.classNames.filter { !strata.contains($0) } ?? []
    }

    private static func estimate(
        _ file: SampleMarkedFile, _ marks: [String: String], others: [String]
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "labelled": .integer(file.tiles.filter { marks[$0.id] != nil }.count),
            "tiles": .integer(file.tiles.count),
            "estimate": .null,
        ]
        do {
            let estimate = try file.estimate(marks, others: others)
            func figure(_ figure: EstimatedFigure?) -> JSONValue {
                guard let figure else { return .null }
                return [
                    "value": JSONValue(figure.value), "low": JSONValue(figure.interval.lowerBound),
                    "high": JSONValue(figure.interval.upperBound),
                ]
            }
            members["caution"] = AreaTables(estimate).caution.map { .text($0) } ?? .null
            members["estimate"] = [
                "overallAccuracy": figure(estimate.overallAccuracy),
                "totalHectares": .number(estimate.totalHectares),
                "classes": .array(
                    estimate.rows.map {
                        [
                            "class": .text($0.className), "mappedHectares": .number($0.mappedHectares),
                            "sampled": .integer($0.sampled), "hectares": figure($0.hectares),
                            "usersAccuracy": figure($0.usersAccuracy),
                            "producersAccuracy": figure($0.producersAccuracy),
                        ]
                    }),
            ]
        } catch { members["waiting"] = .text("\(error)") }
        return .object(members)
    }
}
