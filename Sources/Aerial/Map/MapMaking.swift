package import AerialCore
internal import Foundation
internal import Imagery

/// A map with what it was made from.
package struct MadeMap: Sendable {
    package let map: ClassMap
    let grid: TileGrid
    /// Per cent; `nil` after smoothing or grouping, which change what it would be the confidence of.
    let confidence: [UInt8?]?
    /// Per cent: what the model itself gives the class on the map; `nil` where the predictions do not say.
    let shares: [UInt8?]?
    let counts: TileCounts
    let predictions: String
    /// What was done, for tables and tags.
    let steps: [String]
    /// Tiles that are unlike anything that the model learned from, and how many it tells of.
    let foreignTiles: Set<TileIndex>
    let foreign: ForeignTiles
    /// How the predictions came to be.
    let record: PredictionRecord

    /// What must be kept in mind of the map.
    var cautions: [String] { [foreign.warning(in: .table)].compactMap { $0 } + record.cautions }

    package var areas: ClassAreas { ClassAreas(of: map, tileHectares: grid.tileHectares) }
}

/// Predictions in, map out.
struct MapMaking {
    let predictions: String
    let smoothing: MapSmoothing
    /// Patches of less ground are given to a neighbour; `nil` keeps all.
    let minimumHectares: Double?
    let group: Legend?
    /// Colours and codes that a user gives.
    let given: Legend?
    /// A land-cover raster by which tiles of cover that the legend leaves out are shown as such.
    var unlistedBy: String?
    /// Is told how that raster's numbers are taken.
    var observer: any JourneyObserver = SilentObserver()

    /// - Throws: ``CommandError`` for ground that no patch can have.
    static func check(minimumHectares: Double?) throws {
        try PlanValue.check(
            minimumHectares, "the smallest patch in hectares", above: 0, to: PlanValue.mostHectares)
    }

    func make() throws -> MadeMap {
        let reading = try read()
        let (grid, stored) = (reading.grid, reading.map)
        var (map, probabilities, confidence) = (stored, reading.probabilities, reading.confidence)
        var steps: [String] = []
        if let group {
            let grouping = try ClassGrouping(from: map.legend, to: group)
            map = map.grouped(by: grouping)
            probabilities = probabilities?.grouped(by: grouping)
            steps.append("grouped into \(grouping.target.name)")
        }
        switch smoothing {
        case .none: break
        case .plurality:
            map = map.smoothedByPlurality()
            steps.append("smoothed by 3x3 plurality, centre weight 2")
        case .probabilities:
            map = try probabilitiesNeeded(probabilities).smoothed()
            steps.append("smoothed by the probabilities of the 3x3 neighbours")
        }
        if let minimumHectares {
            // Eleven times a tile's hectares are eleven tiles, whatever the last digit of the quotient.
            let leastTiles = Int((minimumHectares / grid.tileHectares - 1e-9).rounded(.up))
            map = map.withoutPatches(smallerThan: leastTiles)
            steps.append(
                "minimum mapping unit \(String(format: "%g", minimumHectares)) ha (\(leastTiles) tiles)")
        }
        if let unlistedBy {
            map = try UnlistedShowing(landCover: unlistedBy, map: map, grid: grid, observer: observer)
                .shown()
            steps.append(
                "tiles that \((unlistedBy as NSString).lastPathComponent) mostly gives codes outside the legend are "
                    + UnlistedTiles.className)
        }
        let shares =
            try probabilities.map { Self.shares(of: map, $0) }
            ?? ClassMapFile.confidence(path: predictions).map { Self.shares(of: map, stored, $0) }
        if !steps.isEmpty { confidence = nil }
        return MadeMap(
            map: map, grid: grid, confidence: confidence, shares: shares, counts: reading.counts,
            predictions: predictions,
            steps: steps, foreignTiles: reading.foreignTiles, foreign: reading.foreign,
            record: reading.record)
    }

    private static func shares(of map: ClassMap, _ probabilities: ProbabilityMap) -> [UInt8?] {
        map.cells.indices.map { position in
            // A class that was added to the legend has none.
            guard let cell = map.cells[position], let values = probabilities[position], cell < values.count
            else { return nil }
            return UInt8((min(1, max(0, values[values.startIndex + Int(cell)])) * 100).rounded())
        }
    }

    /// Of a class map that says how sure it is: of tiles that have kept their class.
    private static func shares(of map: ClassMap, _ stored: ClassMap, _ confidence: [UInt8?]) -> [UInt8?] {
        // A position may be another class after grouping.
        let isSame = map.legend.classes.indices.map { index in
            index < stored.legend.classes.count && map.legend.classes[index] == stored.legend.classes[index]
        }
        return map.cells.indices.map { position in
            guard let cell = map.cells[position], isSame[Int(cell)], cell == stored.cells[position] else {
                return nil
            }
            return confidence[position]
        }
    }

    private func probabilitiesNeeded(_ probabilities: ProbabilityMap?) throws -> ProbabilityMap {
        guard let probabilities else {
            throw CommandError(
                "\(predictions) is a class map and holds no probabilities. Give the table that 'aerial score' "
                    + "wrote, or use --smooth.")
        }
        return probabilities
    }

    /// What is read of predictions.
    private struct Reading {
        var map: ClassMap
        var probabilities: ProbabilityMap?
        let grid: TileGrid
        var confidence: [UInt8?]?
        var counts = TileCounts()
        var foreignTiles: Set<TileIndex> = []
        var foreign = ForeignTiles()
        /// How they came to be.
        let record: PredictionRecord
    }

    private func read() throws -> Reading {
        let record = PredictionRecord(ofPredictions: predictions)
        if ["tif", "tiff"].contains((predictions as NSString).pathExtension.lowercased()) {
            let (map, grid) = try ClassMapFile.read(path: predictions)
            var reading = Reading(map: try withGivenLegend(map, record), grid: grid, record: record)
            for cell in map.cells { reading.counts.record(cell == nil ? .nodata : .scored) }
            return reading
        }
        let placed = try PlacedPredictions(path: predictions)
        let probabilities = try placed.probabilityMap(
            in: try legend(forClasses: placed.classNames, of: record))
        let (map, confidence) = probabilities.likeliest
        return Reading(
            map: map, probabilities: probabilities, grid: placed.grid, confidence: confidence,
            counts: placed.counts, foreignTiles: placed.foreignTiles, foreign: placed.foreign, record: record)
    }

    private func legend(forClasses names: [String], of record: PredictionRecord) throws -> Legend {
        guard let given else {
            if let recorded = record.legend?.part(ofClasses: names) { return recorded }
            // Names that are all of a built-in legend bring its name and its codes along. Where one is not, codes would be a guess.
            let builtIn = Legend.builtIn.first { Set(names).isSubset(of: $0.classNames) }
            let legend = try Legend.named(builtIn?.name ?? "predictions", classNames: names)
            guard builtIn == nil else { return legend }
            return try Legend(
                name: legend.name,
                classes: legend.classes.map(\.withoutCodes))
        }
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

    private func withGivenLegend(_ map: ClassMap, _ record: PredictionRecord) throws -> ClassMap {
        guard given != nil else { return map }
        let legend = try legend(forClasses: map.legend.classNames, of: record)
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
