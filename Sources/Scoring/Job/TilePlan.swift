public import AerialCore
public import Imagery

/// The tiles of a date's scenes that are wanted, row by row from the north-west.
public struct TilePlan: Sendable, Equatable {
    /// As their headers were read when the plan was made, with paths that every machine reaches: a worker opens those
    /// alone that it needs.
    public let scenes: [Scene]
    /// The grid of the whole mosaic, wanted or not.
    public let grid: TileGrid
    /// What a tile is.
    public let tile: TileSpec
    /// The wanted tiles; `nil` for the whole grid.
    public let runs: [Run]?
    /// As the mosaic's.
    public let maxEmptyShare: Double
    private let numbered: NumberedRuns

    /// Neighbouring tiles of a row.
    public struct Run: Codable, Sendable, Equatable {
        /// Of the grid, counted from 0 in the north.
        public let row: Int
        /// The first of its tiles, counted from 0 in the west.
        public let column: Int
        /// Tiles, at least 1.
        public let count: Int
    }

    /// - Parameters:
    ///   - area: keeps the tiles whose centre lies in it.
    ///   - sample: keeps a random part of these; `nil` for all.
    public init(mosaic: Mosaic, area: AreaOfInterest?, sample: SampleFraction? = nil) {
        var runs: [Run]?
        if area != nil || sample != nil {
            var walk = TileWalk(grid: mosaic.grid, area: area, sample: sample)
            runs = []
            while let (row, columns) = walk.nextRun(limit: mosaic.grid.columns) {
                runs?.append(Run(row: row, column: columns.lowerBound, count: columns.count))
            }
        }
        self.init(
            scenes: mosaic.scenes, grid: mosaic.grid, tile: mosaic.tile, runs: runs,
            maxEmptyShare: mosaic.maxEmptyShare)
    }

    init(
        scenes: [Scene], grid: TileGrid, tile: TileSpec, runs: [Run]?,
        maxEmptyShare: Double = TileImage.usualEmptyShare
    ) {
        self.maxEmptyShare = maxEmptyShare
        self.scenes = scenes
        self.grid = grid
        self.tile = tile
        self.runs = runs
        numbered = NumberedRuns(counts: (runs ?? []).map(\.count))
    }

    /// Wanted tiles.
    public var tileCount: Int { runs == nil ? grid.tileCount : numbered.count }

    /// The tile with this number.
    /// - Parameter ordinal: in `0..<tileCount`.
    public func tile(at ordinal: Int) -> TileIndex {
        guard let runs else {
            return TileIndex(row: ordinal / grid.columns, column: ordinal % grid.columns)
        }
        let place = numbered.place(of: ordinal)
        return TileIndex(row: runs[place.run].row, column: runs[place.run].column + place.position)
    }

    /// The tile's name, as tables have it.
    /// - Parameter ordinal: in `0..<tileCount`.
    public func name(at ordinal: Int) -> String { TileGrid.name(of: tile(at: ordinal)) }

    /// The scenes on their grid, without opening them.
    public func mosaic() throws -> Mosaic {
        try Mosaic(scenes: scenes, grid: grid, tile: tile, maxEmptyShare: maxEmptyShare)
    }

    /// What no plan can mean.
    var defect: String? {
        if scenes.isEmpty { return "the plan has no scenes" }
        if scenes.contains(where: { $0.border?.isSound == false }) {
            return "a scene's border does not fit its cells"
        }
        if tile.sideMeters != grid.tileSideMeters { return "the plan's tiles do not fill its grid" }
        let isComplete = scenes.allSatisfy { scene in
            scene.bands.count == tile.bands.count && (!scene.isPaletted || tile.isColor)
                && scene.bands.allSatisfy { (1...max(1, scene.bandCount)).contains($0) }
        }
        if !isComplete { return "a scene does not have the tile's bands" }
        guard (0...1).contains(maxEmptyShare) else { return "'maxEmptyShare' is not between 0 and 1" }
        let side = 1...1_000_000
        guard side.contains(grid.columns), side.contains(grid.rows) else {
            return "the plan's grid has no size that a grid can have"
        }
        let isInGrid = (runs ?? []).allSatisfy { run in
            (0..<grid.rows).contains(run.row) && (0..<grid.columns).contains(run.column)
                && (1...grid.columns - run.column).contains(run.count)
        }
        return isInGrid ? nil : "the plan has tiles beyond its grid"
    }
}

extension TilePlan: Codable {
    private enum CodingKeys: String, CodingKey {
        case scenes, grid, tile, runs, maxEmptyShare
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            scenes: try container.decode([Scene].self, forKey: .scenes),
            grid: try container.decode(TileGrid.self, forKey: .grid),
            // A job of format version 1 has the standard tile.
            tile: try container.decodeIfPresent(TileSpec.self, forKey: .tile) ?? .standard,
            runs: try container.decodeIfPresent([Run].self, forKey: .runs),
            maxEmptyShare: try container.decodeIfPresent(Double.self, forKey: .maxEmptyShare)
                ?? TileImage.usualEmptyShare)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scenes, forKey: .scenes)
        try container.encode(grid, forKey: .grid)
        try container.encode(tile, forKey: .tile)
        try container.encodeIfPresent(runs, forKey: .runs)
        try container.encode(maxEmptyShare, forKey: .maxEmptyShare)
    }
}
