internal import Aerial
internal import AerialCore
internal import Foundation
internal import Imagery

/// An item of the project as it was read.
struct LoadedItem: Sendable {
    var layers: [MapLayer] = []
    /// Of a table of predictions.
    var predictions: PredictionIndex?
    /// The classes that it names.
    var legend: Legend?

    /// - Parameter legends: what the project's classes look like.
    /// - Throws: an error that says what is wrong with the file.
    init(_ item: ProjectItem, legends: [Legend]) throws {
        switch item.kind {
        case .imagery:
            let scenes = try SceneView(paths: [item.path])
            layers = [MapLayer(part: "picture", title: "Imagery", content: .imagery(scenes))]
        case .map:
            let (map, grid) = try ClassMapFile.read(path: item.path)
            legend = map.legend
            let cells = try CellView(grid: grid, cells: map.cells.map { $0.map { $0 + 1 } ?? 0 })
            layers = [Self.classes(cells, map.legend)]
        case .predictions: try load(predictionsOf: item, legends)
        case .change: try load(changeOf: item, legends)
        case .dataset: try load(datasetOf: item)
        case .landcover, .sample, .review, .suggestions, .model, .runs, .report: break
        }
    }

    private static func classes(_ cells: CellView, _ legend: Legend) -> MapLayer {
        MapLayer(
            part: "classes", title: "Classes", content: .cells(cells, .classes(of: legend)), key: legend.key)
    }

    private mutating func load(predictionsOf item: ProjectItem, _ legends: [Legend]) throws {
        let index = try PredictionIndex(path: item.path, legends: legends)
        predictions = index
        legend = index.legend
        guard let grid = index.grid else { return }
        layers = [
            Self.classes(try index.classCells(on: grid), index.legend),
            MapLayer(
                part: "confidence", title: "Confidence",
                content: .cells(try index.confidenceCells(on: grid), .share), key: Self.shareKey),
        ]
        for (position, name) in index.legend.classNames.enumerated() {
            layers.append(
                MapLayer(
                    part: "p\(position)", title: "Probability of \(name)",
                    content: .cells(try index.probabilityCells(of: position, on: grid), .share),
                    key: Self.shareKey))
        }
    }

    private mutating func load(changeOf item: ProjectItem, _ legends: [Legend]) throws {
        let raster = try ByteRaster(path: item.path + "/change.tif")
        guard raster.bands.count >= 3 else {
            throw Problem.unusable(
                "\(item.path)/change.tif is no map of change: it has \(raster.bands.count) bands.")
        }
        let names = (raster.classes ?? "").split(separator: ";").compactMap { entry in
            entry.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).last.map(String.init)
        }
        layers = [
            MapLayer(
                part: "probability", title: "Probability of change",
                content: .cells(try CellView(grid: raster.grid, cells: raster.bands[0]), .changeProbability),
                key: [("10 %", "#FFEDA0"), ("50 %", "#FD8D3C"), ("100 %", "#BD0026")].map {
                    MapLayer.Key(name: $0.0, color: $0.1)
                })
        ]
        guard !names.isEmpty else { return }
        let all = legends + Legend.builtIn
        let legend = try all.first { $0.classNames == names } ?? Legend.named("change", classNames: names)
        self.legend = legend
        for (band, part, title) in [(1, "before", "Class before"), (2, "after", "Class after")] {
            layers.append(
                MapLayer(
                    part: part, title: title,
                    content: .cells(
                        try CellView(grid: raster.grid, cells: raster.bands[band]), .classes(of: legend)),
                    key: legend.key))
        }
    }

    private mutating func load(datasetOf item: ProjectItem) throws {
        guard let dataset = try PreparedDataset.read(fromDataset: item.path) else { return }
        legend = dataset.legend
        // Tiles of several areas lie on grids of their own; their squares are in tiles.gpkg.
        guard dataset.areas.count == 1, let grid = dataset.areas.first?.grid else { return }
        var classes = [UInt8](repeating: 0, count: grid.tileCount)
        var sides = classes
        let names = ClassFolders.classNames(byFolderOf: dataset.legend)
        for tile in dataset.tiles
        where (0..<grid.rows).contains(tile.row) && (0..<grid.columns).contains(tile.column) {
            let cell = tile.row * grid.columns + tile.column
            let parts = tile.id.split(separator: "/").map(String.init)
            sides[cell] = parts.first == "test" ? 2 : 1
            if parts.count == 3, let position = names[parts[1]].flatMap(dataset.legend.classIndex(named:)) {
                classes[cell] = UInt8(clamping: position + 1)
            }
        }
        let colors: [MapLayer.Key] = [
            .init(name: "train", color: "#3B6FB5"), .init(name: "test", color: "#E08A1E"),
        ]
        layers = [
            Self.classes(try CellView(grid: grid, cells: classes), dataset.legend),
            MapLayer(
                part: "sides", title: "Training and test",
                content: .cells(
                    try CellView(grid: grid, cells: sides),
                    CellColors { value in
                        switch value {
                        case 1: .init(red: 0x3B, green: 0x6F, blue: 0xB5)
                        case 2: .init(red: 0xE0, green: 0x8A, blue: 0x1E)
                        default: nil
                        }
                    }), key: colors),
        ]
    }

    private static let shareKey = [("0 %", "#FDE725"), ("50 %", "#21918C"), ("100 %", "#440154")].map {
        MapLayer.Key(name: $0.0, color: $0.1)
    }
}
