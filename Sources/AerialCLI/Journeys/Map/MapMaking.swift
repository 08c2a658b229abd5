internal import AerialCore
internal import Foundation
internal import Imagery

/// A map with what it was made from.
struct MadeMap {
    let map: ClassMap
    let grid: TileGrid
    /// Per cent; `nil` after smoothing or grouping, which change what it would be the confidence of.
    let confidence: [UInt8?]?
    let counts: TileCounts
    let predictions: String
    /// What was done, for tables and tags.
    let steps: [String]
}

/// Predictions in, map out.
struct MapMaking {
    let predictions: String
    let isSmoothed: Bool
    let groupArgument: String?
    let legendArgument: String?

    func make() throws -> MadeMap {
        var (map, grid, confidence, counts) = try read()
        var steps: [String] = []
        if let groupArgument {
            let target = try LegendArgument.legend(groupArgument)
            map = map.grouped(by: try ClassGrouping(from: map.legend, to: target))
            steps.append("grouped into \(target.name)")
        }
        if isSmoothed {
            map = map.smoothedByPlurality()
            steps.append("smoothed by 3x3 plurality, centre weight 2")
        }
        if !steps.isEmpty { confidence = nil }
        return MadeMap(
            map: map, grid: grid, confidence: confidence, counts: counts, predictions: predictions,
            steps: steps)
    }

    private func read() throws -> (ClassMap, TileGrid, [UInt8?]?, TileCounts) {
        if ["tif", "tiff"].contains((predictions as NSString).pathExtension.lowercased()) {
            let (map, grid) = try ClassMapFile.read(path: predictions)
            var counts = TileCounts()
            for cell in map.cells { counts.record(cell == nil ? .nodata : .scored) }
            return (try withGivenLegend(map), grid, nil, counts)
        }
        let table = try PredictionFile.read(path: predictions)
        let grid = try PredictionFile.grid(of: table)
        let legend = try legend(forClasses: table.classNames)
        let (map, confidence) = try PredictionFile.classMap(of: table, legend: legend, grid: grid)
        var counts = TileCounts()
        for row in table.rows { counts.record(row.status) }
        return (map, grid, confidence, counts)
    }

    private func legend(forClasses names: [String]) throws -> Legend {
        guard let legendArgument else {
            // Names that are all of a built-in legend bring its name along.
            let builtIn = Legend.builtIn.first { Set(names).isSubset(of: $0.classNames) }
            return try Legend.named(builtIn?.name ?? "predictions", classNames: names)
        }
        let given = try LegendArgument.legend(legendArgument)
        let classes = try names.map { name in
            guard let index = given.classIndex(named: name) else {
                throw CommandError(
                    "the legend '\(given.name)' has no class '\(name)', which \(predictions) predicts. "
                        + "Its classes are \(given.classNames.joined(separator: ", ")).")
            }
            return given.classes[index]
        }
        return try Legend(name: given.name, classes: classes)
    }

    private func withGivenLegend(_ map: ClassMap) throws -> ClassMap {
        guard legendArgument != nil else { return map }
        let legend = try legend(forClasses: map.legend.classNames)
        var recoloured = ClassMap(legend: legend, columns: map.columns, rows: map.rows)
        for row in 0..<map.rows {
            for column in 0..<map.columns {
                let tile = TileIndex(row: row, column: column)
                recoloured[tile] = map[tile]
            }
        }
        return recoloured
    }
}
