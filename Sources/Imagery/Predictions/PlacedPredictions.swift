public import AerialCore

/// Predictions of tiles as a map needs them: some tens of bytes a tile, without texts.
public struct PlacedPredictions: Sendable {
    /// In the order of the table's probabilities.
    public let classNames: [String]
    /// That the tiles lie in.
    public let grid: TileGrid
    /// How many tiles met which end.
    public let counts: TileCounts
    /// How many tiles are unlike anything that the model learned from.
    public let foreign: ForeignTiles
    private let blocks: [Block]
    /// The names that the table has for one tile.
    private let names: @Sendable (TileIndex) -> [String]

    /// Reads a table.
    /// - Throws: ``ImageryError``, ``PredictionFileError``.
    public init(path: String) throws {
        try self.init { try PredictionFile.visit(path: path, $0) }
    }

    /// Takes the rows of a table.
    /// - Throws: ``PredictionFileError``.
    public init(of table: PredictionTable) throws {
        try self.init { try table.rows.forEach($0(table.classNames)) }
    }

    /// - Parameter visit: goes through the rows; again where a tile stands twice.
    private init(_ visit: @escaping @Sendable (PredictionFile.Visitor) throws -> Void) throws {
        var classNames: [String] = []
        var (counts, foreign, finder) = (TileCounts(), ForeignTiles(), GridFinder())
        var blocks: [Block] = []
        try visit { names in
            classNames = names
            return { row in
                guard let place = row.place else { throw PredictionFileError.noPlaces }
                finder.add(place, id: row.id)
                counts.record(row.status)
                foreign.record(row)
                if blocks.last?.isFull ?? true { blocks.append(Block()) }
                blocks[blocks.count - 1].add(row, at: place.index, classCount: names.count)
            }
        }
        (self.classNames, self.counts, self.foreign, self.blocks) = (classNames, counts, foreign, blocks)
        grid = try finder.grid()
        names = { tile in
            var ids: [String] = []
            try? visit { _ in
                { row in if row.place?.index == tile { ids.append(row.id) } }
            }
            return ids
        }
    }

    /// A few thousand rows: small arrays need no copy to grow.
    private struct Block: Sendable {
        private(set) var tiles: [(row: Int32, column: Int32)] = []
        private(set) var isForeign: [Bool] = []
        /// One per class, row by row; no numbers where a tile was not scored.
        private(set) var probabilities: [Float] = []

        var isFull: Bool { tiles.count == 1 << 14 }

        mutating func add(_ row: TilePrediction, at tile: TileIndex, classCount: Int) {
            tiles.append((Int32(clamping: tile.row), Int32(clamping: tile.column)))
            isForeign.append(row.isForeign == true)
            probabilities +=
                row.probabilities.count == classCount
                ? row.probabilities : [Float](repeating: .nan, count: classCount)
        }
    }

    /// Tiles whose labels are guesses: the model learned from nothing like them.
    public var foreignTiles: Set<TileIndex> {
        var found: Set<TileIndex> = []
        for block in blocks {
            for (tile, isForeign) in zip(block.tiles, block.isForeign) where isForeign {
                found.insert(TileIndex(row: Int(tile.row), column: Int(tile.column)))
            }
        }
        return found
    }

    /// The probabilities on the grid.
    /// - Parameter legend: names the same classes as the table, in any order.
    /// - Throws: ``PredictionFileError/otherClasses(table:legend:)``, ``PredictionFileError/repeatedTile(ids:)``.
    public func probabilityMap(in legend: Legend) throws -> ProbabilityMap {
        let positions = classNames.compactMap { legend.classIndex(named: $0) }
        guard positions.count == classNames.count else {
            throw PredictionFileError.otherClasses(table: classNames, legend: legend.name)
        }
        var map = ProbabilityMap(legend: legend, columns: grid.columns, rows: grid.rows)
        var isTaken = [Bool](repeating: false, count: grid.tileCount)
        var values = [Float](repeating: 0, count: legend.classes.count)
        for block in blocks {
            for (number, tile) in block.tiles.enumerated() {
                let index = TileIndex(row: Int(tile.row), column: Int(tile.column))
                let cell = index.row * grid.columns + index.column
                guard !isTaken[cell] else { throw PredictionFileError.repeatedTile(ids: names(index)) }
                isTaken[cell] = true
                let start = number * positions.count
                guard let first = block.probabilities[start...].first, !first.isNaN else { continue }
                for (offset, position) in positions.enumerated() {
                    values[position] = block.probabilities[start + offset]
                }
                map.set(values, at: cell)
            }
        }
        return map
    }
}
