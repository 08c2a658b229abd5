internal import Aerial
internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks
internal import Scoring

/// What speaks for a tile's class: what the model sees in each part of it, the tiles that it learned from and that look like it, what
/// land-cover rasters say.
extension Workbench {
    private static let place: [Parameter] = [
        .path("predictions", .name, "The id of a table of predictions."),
        .query("lon", .number(-540...540), "The longitude, in degrees.", required: true),
        .query("lat", .number(-90...90), "The latitude, in degrees.", required: true),
    ]
    private static let sight: [Parameter] =
        place + [
            .query(
                "model", .name,
                "The id of a model; the one that made the predictions, or has their classes, unless given."),
            .query(
                "imagery", .name, "The id of imagery; that which the predictions were made of unless given."),
        ]
    /// Rasters that are asked, at most.
    private static let mostRasters = 8

    var evidenceEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/predictions/{predictions}/tile.png",
                about: "The tile at a place as the model sees it.", parameters: Self.sight, answer: .png
            ) { arguments in
                let subject = try await subject(arguments)
                let png = try await pool.run { try PNGFile.data(subject.image()) }
                let place = subject.place
                let facts = [place.table.stamp, "\(place.tile)", subject.imagery.stamp, subject.modelID]
                return .png(png, tag: ProjectItem.checksum(facts.joined(separator: " ")))
            },
            Endpoint(
                method: .get, path: "/api/predictions/{predictions}/why",
                about:
                    "What a model sees in the tile at a place: the probabilities of the classes, of the whole tile and of each of its "
                    + "cells, row by row from the north-west. 'side' is null for a network that does not tell cells apart.",
                parameters: Self.sight,
                answer: .json([
                    "type": "object", "required": ["model", "imagery", "classes", "side", "cells"],
                ])
            ) { arguments in
                let subject = try await subject(arguments)
                let explainer = subject.explainer
                let sight = try await pool.run { try explainer.sight(of: subject.image()) }
                return .json([
                    "model": .text(subject.modelName), "imagery": .text(subject.imagery.name),
                    "classes": .array(explainer.model.legend.key.map(\.json)),
                    "probabilities": .array(sight.probabilities.map { JSONValue(Double($0)) }),
                    "side": sight.cellsPerSide.map { .integer($0) } ?? .null,
                    "cells": .array(
                        sight.cells.map { cell in
                            .array(cell.map { JSONValue((Double($0) * 1e4).rounded() / 1e4) })
                        }),
                ])
            },
            Endpoint(
                method: .get, path: "/api/predictions/{predictions}/nearest",
                about:
                    "The training tiles that look most like the tile at a place to the model. What the model sees in them is computed "
                    + "once: until then 'state' is computing, and none where the project lacks the dataset.",
                parameters: Self.sight + [
                    .query("count", .integer(1...24), "How many; 6 unless given.")
                ],
                answer: .json(["type": "object", "required": ["state", "tiles"]])
            ) { arguments in
                let subject = try await subject(arguments)
                let explainer = subject.explainer
                switch explainer.trainingTiles {
                case .none(let reason):
                    return .json(["state": "none", "reason": .text(reason), "tiles": []])
                case .computing(let done, let total):
                    return .json([
                        "state": "computing", "done": .integer(done), "total": .integer(total), "tiles": [],
                    ])
                case .ready(let training):
                    let count = arguments.integer("count") ?? 6
                    let found = try await pool.run {
                        training.nearest(to: try explainer.sight(of: subject.image()).features, count: count)
                    }
                    return .json([
                        "state": "ready", "among": .integer(training.tiles.count),
                        "tiles": .array(
                            found.map { position, similarity in
                                [
                                    "name": .text(training.tiles[position].id),
                                    "class": .text(training.tiles[position].className),
                                    "similarity": JSONValue(Double(similarity)),
                                    "picture": .text(
                                        "/api/models/\(subject.modelID)/training/\(position).png"),
                                ]
                            }),
                    ])
                }
            },
            Endpoint(
                method: .get, path: "/api/models/{model}/training/{number}.png",
                about: "A tile that a model learned from, as 'nearest' names it.",
                parameters: [
                    .path("model", .name, "The model's id."),
                    .path("number", .integer(0...TrainingTiles.mostTiles), "Its number."),
                ], answer: .png
            ) { arguments in
                let item = try await project.item(arguments.text("model"), kinds: [.model])
                let explainer = try await explainer(of: item)
                let number = arguments.integer("number") ?? 0
                guard case .ready(let training) = explainer.trainingTiles,
                    training.tiles.indices.contains(number)
                else { throw Problem.notFound("The model's training tiles hold no such number.") }
                let bytes = try await pool.run { try training.picture(number) }
                return .png(bytes, tag: ProjectItem.checksum("\(item.stamp) \(training.tiles[number].path)"))
            },
            Endpoint(
                method: .get, path: "/api/predictions/{predictions}/landcover",
                about: "What the project's land-cover rasters say of the tile at a place.",
                parameters: Self.place,
                answer: .json(["type": "object", "required": ["labels"]])
            ) { arguments in
                let place = try await place(arguments)
                let rasters = try await project.items().items.filter { $0.kind == .landcover }
                let legends = try await layers.projectLegends() + Legend.builtIn
                let names = place.index.legend.classNames
                let legend = legends.first { legend in
                    Set(names).isSubset(of: legend.classNames)
                        && legend.classes.contains { !$0.codes.isEmpty }
                }
                return .json([
                    "labels": .array(
                        try await pool.run {
                            rasters.prefix(Self.mostRasters).compactMap {
                                Self.label(of: place.tile, on: place.grid, in: $0, legend)
                            }
                        })
                ])
            },
        ]
    }

    // MARK: The tile

    private struct Place: Sendable {
        let index: PredictionIndex
        let grid: TileGrid
        let tile: TileIndex
        let table: ProjectItem
    }

    /// What is asked about: a tile, a model, imagery.
    private struct Subject: Sendable {
        let place: Place
        let explainer: Explainer
        let modelID: String
        let modelName: String
        let imagery: ProjectItem

        func image() throws -> TileImage {
            let tile = explainer.model.tile
            guard abs(place.grid.tileSideMeters - tile.sideMeters) < 1e-6 * tile.sideMeters else {
                throw Problem.unusable(
                    "\(place.table.name) has tiles of \(TileSpec.text(place.grid.tileSideMeters)) m, and the model takes "
                        + "\(TileSpec.text(tile.sideMeters)) m.")
            }
            let mosaic = try Mosaic(paths: [imagery.path], tile: tile, grid: place.grid)
            let image = try mosaic.makeReader().read(place.tile)
            guard image.emptyShare <= mosaic.maxEmptyShare else {
                throw Problem.unusable("\(imagery.name) holds no picture of this tile.")
            }
            return image
        }
    }

    private func place(_ arguments: Arguments) async throws -> Place {
        let item = try await project.item(arguments.text("predictions"), kinds: [.predictions])
        guard let index = try await layers.loaded(item).predictions, let grid = index.grid else {
            throw Problem.unusable("\(item.name) holds no predictions with places.")
        }
        let (longitude, latitude) = (arguments.number("lon") ?? 0, arguments.number("lat") ?? 0)
        guard
            let tile = try await pool.run({
                index.row(longitude: longitude, latitude: latitude).map { index.tile(of: $0) }
            })
        else { throw Problem.notFound("\(item.name) has no tile at that place.") }
        return Place(index: index, grid: grid, tile: tile, table: item)
    }

    private func subject(_ arguments: Arguments) async throws -> Subject {
        let place = try await place(arguments)
        let items = try await project.items().items
        let path = place.table.path
        let (record, scenes) = try await pool.run {
            let record = PredictionRecord(ofPredictions: path)
            return (record, Set(record.scenesAtHand(ofPredictions: path).compactMap(ServedPath.real)))
        }
        let models = items.filter { $0.kind == .model }
        let model: ProjectItem
        if let id = arguments.optional("model") {
            model = try await project.item(id, kinds: [.model])
        } else {
            let names = place.index.legend.classNames
            let fitting = try await pool.run {
                models.filter { item in
                    (try? ModelBundle.readDescription(from: item.path))
                        .map { Set($0.legend.classNames) == Set(names) } ?? false
                }
            }
            let named = fitting.first { ($0.path as NSString).lastPathComponent == record.model?.name }
            guard let found = named ?? fitting.first else {
                throw Problem.unusable("No model of the project has the classes of \(place.table.name).")
            }
            model = found
        }
        let pictures = items.filter { $0.kind == .imagery }
        let imagery: ProjectItem
        if let id = arguments.optional("imagery") {
            imagery = try await project.item(id, kinds: [.imagery])
        } else {
            let recorded = pictures.first { ServedPath.real($0.path).map(scenes.contains) ?? false }
            guard let found = recorded ?? pictures.first else {
                throw Problem.unusable("The project holds no imagery of this place.")
            }
            imagery = found
        }
        return Subject(
            place: place, explainer: try await explainer(of: model), modelID: model.id, modelName: model.name,
            imagery: imagery)
    }

    private func explainer(of model: ProjectItem) async throws -> Explainer {
        let datasets = try await project.items().items.filter { $0.kind == .dataset }
        return try await explainers.explainer(of: model, datasets: datasets)
    }

    // MARK: Land cover

    /// - Returns: `nil` for a raster that says nothing here, and one that cannot be read.
    private static func label(
        of tile: TileIndex, on grid: TileGrid, in raster: ProjectItem, _ legend: Legend?
    ) -> JSONValue? {
        guard let labels = try? LabelRaster(path: raster.path, gridReference: grid.reference),
            let counts = try? labels.codeCounts(in: grid.bounds(of: tile)).codes
        else { return nil }
        let total = counts.values.reduce(0, +)
        guard total > 0 else { return nil }
        let classByCode = legend?.classIndexByCode ?? [:]
        var pixels: [Int?: Int] = [:]
        for (code, count) in counts { pixels[classByCode[code], default: 0] += count }
        let classes = pixels.compactMap { index, count in index.map { ($0, count) } }
            .sorted { ($0.1, -$0.0) > ($1.1, -$1.0) }
        let code = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
        return [
            "raster": .text(raster.name),
            "class": JSONValue(classes.first.flatMap { first in legend?.classNames[first.0] }),
            "share": classes.first.map { .number(Double($0.1) / Double(total)) } ?? .null,
            "code": .integer(code), "codeShare": .number(Double(counts[code] ?? 0) / Double(total)),
        ]
    }
}
