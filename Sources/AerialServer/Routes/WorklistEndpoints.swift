internal import Aerial
internal import AerialCore
internal import Foundation
internal import Imagery

/// Suspicious labels of `review` and tiles of `suggest`, for a person to judge.
extension Workbench {
    private static let worklist = Parameter.path("worklist", .name, "The id of a review or of suggestions.")
    private static let number = Parameter.path(
        "number", .integer(1...1_000_000), "The entry's place in the list, from 1.")

    var worklistEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/worklists/{worklist}",
                about:
                    "Labels that are probably wrong, or tiles whose labels would help, with what was said of them by id.",
                parameters: [Self.worklist],
                answer: .json([
                    "type": "object", "required": ["kind", "entries", "classes", "marks", "revision"],
                ])
            ) { arguments in
                let (item, file, store) = try await worklist(arguments)
                let state = try await store.state()
                return .json([
                    "kind": .text(item.kind.rawValue),
                    "entries": .array(
                        file.entries.enumerated().map { position, entry in
                            [
                                "number": .integer(position + 1), "id": .text(entry.id),
                                "label": .text(entry.label),
                                "suggested": JSONValue(entry.suggested),
                                "probability": .number(entry.probability),
                                "bounds": entry.bounds?.json ?? .null,
                                "picture": entry.picture == nil
                                    ? .null : .text("/api/worklists/\(item.id)/pictures/\(position + 1).png"),
                            ]
                        }),
                    "classes": .array(try await classes(of: file).map { .text($0) }),
                    "marks": .object(state.marks.mapValues { .text($0) }),
                    "revision": .integer(state.revision),
                ])
            },
            Endpoint(
                method: .get, path: "/api/worklists/{worklist}/marks", about: "What was said, by id.",
                parameters: [Self.worklist], answer: .json(Self.marksAnswer)
            ) { arguments in .json(try await worklist(arguments).store.state().json) },
            Endpoint(
                method: .put, path: "/api/worklists/{worklist}/marks/{number}",
                about:
                    "Says of an entry which class it shows; of a label of a review also accept (the suggested class), keep or drop. Null "
                    + "takes that back. With 'id', nothing is said where the list was made anew and has another entry at that place. "
                    + "It is on the disk when this answers.",
                parameters: [Self.worklist, Self.number],
                body: .json([
                    "type": "object", "required": ["mark"],
                    "properties": [
                        "mark": ["type": ["string", "null"], "maxLength": 200],
                        "id": ["type": "string"],
                    ],
                ]),
                answer: .json(Self.marksAnswer)
            ) { arguments in
                struct Body: Decodable { let id: String? }
                let (item, file, store) = try await worklist(arguments)
                let entry = try Self.entry(arguments, in: file)
                // By bytes: the other Unicode form of a name is another picture's.
                if let id = try arguments.json(Body.self).id, !id.utf8.elementsEqual(entry.id.utf8) {
                    throw Problem.conflict(
                        "The list was made anew and has another entry at this place. Open it again.")
                }
                let mark = try arguments.textOrNull("mark")
                // What is not suggested cannot be accepted.
                let accepting = entry.suggested == nil ? [] : ["accept"]
                let words = item.kind == .review ? accepting + ["keep", "drop"] : []
                let known = words + (try await classes(of: file))
                guard mark.map(known.contains) ?? true else {
                    throw Problem.badRequest("'mark' takes one of \(known.joined(separator: ", ")), or null.")
                }
                return .json(try await store.set(entry.id, to: mark).json)
            },
            Endpoint(
                method: .get, path: "/api/worklists/{worklist}/pictures/{number}.png",
                about: "The picture of an entry that has one of its own.",
                parameters: [Self.worklist, Self.number], answer: .png
            ) { arguments in
                let (item, file, _) = try await worklist(arguments)
                let entry = try Self.entry(arguments, in: file)
                guard let picture = entry.picture, let place = try await pictureFile(picture, beside: item)
                else {
                    throw Problem.notFound("The project has no picture '\(entry.picture ?? entry.id)'.")
                }
                let bytes = try await pool.run {
                    try PNGFile.data(
                        ImageFile.read(path: place.path, side: 256, bands: place.bands, tones: place.tones))
                }
                return .png(
                    bytes, tag: ProjectItem.checksum("\(place.path) \(ProjectItem.stamp(of: place.path))"))
            },
        ]
    }

    private func worklist(
        _ arguments: Arguments
    ) async throws -> (item: ProjectItem, file: any WorklistFile, store: MarkStore) {
        let item = try await project.item(arguments.text("worklist"), kinds: [.review, .suggestions])
        let (file, store) = try await marks.worklist(item)
        return (item, file, store)
    }

    private static func entry(_ arguments: Arguments, in file: any WorklistFile) throws -> WorklistEntry {
        let position = (arguments.integer("number") ?? 0) - 1
        guard file.entries.indices.contains(position) else {
            throw Problem.notFound("The list has \(file.entries.count) entries.")
        }
        return file.entries[position]
    }

    /// The classes of a model that knows all that the list names, else these alone.
    private func classes(of file: any WorklistFile) async throws -> [String] {
        let named = Set(file.entries.map(\.label)).union(file.entries.compactMap(\.suggested))
        let legends = try await layers.projectLegends() + Legend.builtIn
        return legends.first { named.isSubset(of: $0.classNames) }?.classNames ?? named.sorted()
    }

    /// A picture's file below the folders that are served: of a dataset of the project, or as the table names it.
    private func pictureFile(
        _ picture: String, beside item: ProjectItem
    ) async throws -> (path: String, bands: [String], tones: ToneRange?)? {
        let datasets = try await project.items().items.filter { $0.kind == .dataset }.map(\.path)
        let folders = project.folders
        return try await pool.run {
            for dataset in datasets {
                guard let path = ServedPath.resolved("\(dataset)/\(picture)", below: dataset) else {
                    continue
                }
                let prepared = try? PreparedDataset.read(fromDataset: dataset)
                return (path, (prepared?.tile ?? .standard).bands, nil)
            }
            let named = picture.hasPrefix("/") ? [picture] : folders.map { "\($0)/\(picture)" }
            let found = named.lazy.compactMap { path in
                folders.lazy.compactMap { ServedPath.resolved(path, below: $0) }.first
            }.first
            return found.map { ($0, TileSpec.colorBands, nil) }
        }
    }
}
