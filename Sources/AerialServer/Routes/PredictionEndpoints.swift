internal import AerialCore
internal import Foundation

extension Workbench {
    private static let table = Parameter.path("predictions", .name, "The id of a table of predictions.")

    var predictionEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/predictions/{predictions}",
                about: "What a table of predictions holds.",
                parameters: [Self.table],
                answer: .json(["type": "object", "required": ["classes", "tiles"]])
            ) { arguments in
                let index = try await index(arguments)
                return .json([
                    "classes": .array(index.legend.key.map(\.json)),
                    "tiles": .integer(index.counts.tiles), "scored": .integer(index.counts.scored),
                    "nodata": .integer(index.counts.nodata), "rejected": .integer(index.counts.rejected),
                    "bounds": index.degrees?.json ?? .null,
                ])
            },
            Endpoint(
                method: .get, path: "/api/predictions/{predictions}/features",
                about:
                    "Predictions of a box as GeoJSON, a page at a time: 'next' has the address of the next one.",
                parameters: [
                    Self.table, .query("box", .box, "West, south, east, north in degrees."),
                    .query("class", .text(longest: 200), "Of this class alone."),
                    .query("limit", .integer(1...5000), "Features of a page at most; 1,000 unless given."),
                    .query(
                        "after", .integer(0...PredictionIndex.mostRows), "Where to go on, as 'next' says."),
                ],
                answer: .geoJSON, handle: features),
            Endpoint(
                method: .get, path: "/api/predictions/{predictions}/counts",
                about: "How many tiles of each class lie in a box, which touch it included.",
                parameters: [Self.table, .query("box", .box, "West, south, east, north in degrees.")],
                answer: .json(["type": "object", "required": ["counts", "others"]])
            ) { arguments in
                let (index, box) = (try await index(arguments), try arguments.box("box"))
                let (classes, others) = try await pool.run { index.classCounts(in: box) }
                return .json([
                    "counts": .array(
                        zip(index.legend.classNames, classes).map {
                            ["class": .text($0), "tiles": .integer($1)]
                        }),
                    "others": .integer(others),
                ])
            },
            Endpoint(
                method: .get, path: "/api/predictions/{predictions}/at", about: "The tile at a place.",
                parameters: [
                    Self.table,
                    .query("lon", .number(-540...540), "The longitude, in degrees.", required: true),
                    .query("lat", .number(-90...90), "The latitude, in degrees.", required: true),
                ],
                answer: .json(["type": "object", "required": ["tile"]])
            ) { arguments in
                let index = try await index(arguments)
                let (longitude, latitude) = (arguments.number("lon") ?? 0, arguments.number("lat") ?? 0)
                return .json(
                    try await pool.run {
                        let row = index.row(longitude: longitude, latitude: latitude)
                        return ["tile": row.map(index.json) ?? .null]
                    })
            },
        ]
    }

    private func index(_ arguments: Arguments) async throws -> PredictionIndex {
        let item = try await project.item(arguments.text("predictions"), kinds: [.predictions])
        guard let index = try await layers.loaded(item).predictions else {
            throw Problem.unusable("\(item.name) holds no predictions.")
        }
        return index
    }

    private func features(_ arguments: Arguments) async throws -> Endpoint.Reply {
        let (index, box) = (try await index(arguments), try arguments.box("box"))
        var wanted: Int?
        if let name = arguments.optional("class") {
            guard let position = index.legend.classIndex(named: name) else {
                throw Problem.badRequest("The table has no class of that name.")
            }
            wanted = position
        }
        let (limit, start) = (arguments.integer("limit") ?? 1000, arguments.integer("after") ?? 0)
        let ofClass = wanted
        let path = "/api/predictions/\(arguments.text("predictions"))/features"
        let query = [
            ("box", arguments.optional("box")), ("class", arguments.optional("class")), ("limit", "\(limit)"),
        ]
        return .geoJSON(
            try await pool.run {
                let (rows, next) = index.rows(in: box, ofClass: ofClass, from: start, limit: limit)
                var members: [String: JSONValue] = [
                    "type": "FeatureCollection", "features": .array(rows.map(index.feature)),
                ]
                if let next {
                    var components = URLComponents()
                    components.path = path
                    components.queryItems =
                        query.compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
                        + [URLQueryItem(name: "after", value: "\(next)")]
                    members["next"] = JSONValue(components.string)
                }
                return JSONValue.object(members).encoded
            })
    }
}
