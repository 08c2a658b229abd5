public import AerialCore

/// The scenes of one date as one picture on one grid, each plot once: where scenes overlap, the first one that has
/// imagery gives it.
public struct Mosaic: Sendable {
    /// In the order of the paths.
    public let scenes: [Scene]
    /// The squares that the scenes are cut into.
    public let grid: TileGrid
    /// What a tile of it is.
    public let tile: TileSpec
    /// A tile of which a larger share holds no imagery is no data, 0 to 1.
    public let maxEmptyShare: Double
    let placed: [PlacedScene]
    private let index: SceneIndex

    /// Opens every scene once for its header. The grid begins at the north-west corner of the scenes together, in the
    /// reference that most of them have (the first of equals), or in the UTM zone (WGS 84) of their centre when that
    /// reference does not measure the ground in lengths (degrees, Mercator).
    /// - Parameters:
    ///   - tile: what a tile is.
    ///   - bands: the file's band of each of the tile's, as for ``BandSelection``, for all scenes; `nil` to find them by
    ///     their names.
    ///   - grid: another date's grid, so that its tiles and these show the same plots; of the tile's side.
    ///   - maxEmptyShare: a tile of which a larger share holds no imagery is no data, 0 to 1.
    /// - Throws: ``ImageryError`` that names the file.
    public init(
        paths: [String], tile: TileSpec, bands: [Int]? = nil, grid: TileGrid? = nil,
        maxEmptyShare: Double = TileImage.usualEmptyShare
    ) throws {
        precondition(!paths.isEmpty, "a mosaic has scenes")
        precondition(grid.map { $0.tileSideMeters == tile.sideMeters } ?? true, "tiles fill their grid")
        self.tile = tile
        self.maxEmptyShare = maxEmptyShare
        scenes = try Self.scenes(paths, bands: BandSelection(of: tile, numbers: bands))
            .inCommonTones()
        let reference = try grid?.reference ?? GridReference(scenes).reference
        placed = try scenes.placed(in: reference)
        let extent = placed.dropFirst().reduce(placed[0].bounds) { $0.union($1.bounds) }
        self.grid =
            try grid ?? Self.grid(of: placed, extent, reference: reference, tileSideMeters: tile.sideMeters)
        guard self.grid.tileCount > 0 else {
            throw ImageryError.smallerThanTile(
                path: paths.count == 1 ? paths[0] : "\(paths[0]) with \(paths.count - 1) more",
                widthMeters: Int(extent.width * reference.metersPerUnit),
                heightMeters: Int(extent.height * reference.metersPerUnit), tileMeters: tile.sideMeters)
        }
        index = SceneIndex(placed, grid: self.grid)
    }

    /// A grid of more than ``ordinaryTiles`` is at most so many times as large as its imagery.
    private static let mostGridPerImagery = 100.0
    private static let ordinaryTiles = 1_000_000

    private static func grid(
        of placed: [PlacedScene], _ extent: MapBounds, reference: CoordinateReference, tileSideMeters: Double
    ) throws -> TileGrid {
        let unit = reference.metersPerUnit
        let path = placed[0].scene.path
        let area = placed.reduce(0) { $0 + $1.bounds.width * $1.bounds.height }
        guard extent.width.isFinite, extent.height.isFinite else {
            throw ImageryError.impossiblePlace(
                path: path, reason: "the corners have no place in the grid's system")
        }
        guard
            let grid = TileGrid(
                covering: extent, reference: reference, tileSideMeters: tileSideMeters),
            grid.tileCount <= ordinaryTiles || extent.width * extent.height <= mostGridPerImagery * area
        else {
            let name = placed.count == 1 ? path : "\(path) with \(placed.count - 1) more"
            throw ImageryError.tooWide(
                path: name, widthMeters: min(extent.width * unit, 1e12),
                heightMeters: min(extent.height * unit, 1e12))
        }
        return grid
    }

    /// Scenes that were looked at before, on another machine perhaps: no file is opened. One that is not as it was
    /// described fails when it is read.
    /// - Throws: ``ImageryError`` when a scene has no place in the grid's reference.
    public init(
        scenes: [Scene], grid: TileGrid, tile: TileSpec,
        maxEmptyShare: Double = TileImage.usualEmptyShare
    ) throws {
        self.tile = tile
        self.maxEmptyShare = maxEmptyShare
        self.scenes = scenes
        self.grid = grid
        placed = try scenes.placed(in: grid.reference)
        index = SceneIndex(placed, grid: grid)
    }

    /// The finest scene's.
    public var groundSampleDistance: GroundSampleDistance {
        scenes.map(\.groundSampleDistance).min { $0.metersPerPixel < $1.metersPerPixel }
            ?? GroundSampleDistance(metersPerPixel: 1)
    }

    /// The file names of the scenes whose extent meets the tile, first the one that gives the most.
    public func sceneNames(at tile: TileIndex) -> [String] {
        sceneNumbers(row: tile.row, columns: tile.column..<tile.column + 1).map { scenes[$0].shortName }
    }

    /// What is to be said where scenes of one band lie among scenes in colours; `nil` where all are of one kind. A folder of imagery
    /// may hold the land cover or the heights of the place too, which would hide what they lie on.
    public var singleBandWarning: String? {
        let single = scenes.filter { Set($0.bands).count == 1 }
        guard let first = single.first, single.count < scenes.count else { return nil }
        let isOne = single.count == 1
        return
            "\(first.shortName)\(isOne ? "" : " and \(single.count - 1) more scenes") \(isOne ? "has" : "have") one band where other scenes have "
            + "colours, and \(isOne ? "is" : "are") taken for imagery like these. A map of codes or heights hides the imagery that it "
            + "lies on: leave it out."
    }

    /// A reader for one thread.
    /// - Parameter decodingThreads: that GDAL may decode a file's blocks on, beside this one; `nil` for its own choice.
    public func makeReader(decodingThreads: Int? = nil) throws -> TileReader {
        TileReader(self, decodingThreads: decodingThreads)
    }

    /// A placer for one thread.
    public func makePlacer() throws -> TilePlacer { try TilePlacer(grid: grid) }

    /// The decoded blocks that a row of tiles meets: what must be kept so that the next row decodes none of them again,
    /// in bytes, between 64 and 512 MiB. Judged by the first scene.
    public func blockCacheBytes() throws -> Int {
        let file = try RasterFile(path: scenes[0].path)
        let blockRows = Double(file.blockHeight)
        let pixel = scenes[0].pixelWidthMeters
        let tileRows = tile.sideMeters / scenes[0].pixelHeightMeters
        let rows = ((tileRows / blockRows).rounded(.up) + 1) * blockRows
        let columns = Double(grid.columns) * tile.sideMeters / Double(grid.overlap) / pixel
        let bytesPerPixel = Double(file.bandCount * max(1, scenes[0].bitsPerSample / 8))
        return Int(min(max(rows * columns * bytesPerPixel, 64 * 1_048_576), 512 * 1_048_576))
    }

    /// Opens the first scene: whether this machine finds the imagery, and finds it as it was described.
    /// - Throws: ``ImageryError``.
    public func checkFirstScene() throws {
        let file = try RasterFile(path: scenes[0].path)
        guard scenes[0].describes(file) else { throw ImageryError.otherThanDescribed(path: scenes[0].path) }
    }

    /// The scenes whose extent meets any of these tiles, in the mosaic's order.
    func sceneNumbers(row: Int, columns: Range<Int>) -> [Int] {
        index.sceneNumbers(row: row, columns: columns)
    }
}

/// Which scenes meet a row of tiles, so that a tile is found among thousands of scenes at once.
struct SceneIndex: Sendable {
    /// For each scene the tile columns it meets.
    private let columns: [Range<Int>]
    /// For each row of tiles the scenes that meet it, in order.
    private let scenesOfRow: [[Int32]]

    init(_ placed: [PlacedScene], grid: TileGrid) {
        let (step, shared) = (grid.step, grid.tileSide - grid.step)
        func meeting(_ low: Double, _ high: Double, limit: Int) -> Range<Int> {
            guard low.isFinite, high.isFinite else { return 0..<0 }
            let first = min(Double(limit), max(0, ((low - shared) / step).rounded(.down)))
            let end = min(Double(limit), max(first, (high / step).rounded(.up)))
            return Int(first)..<Int(end)
        }
        var scenesOfRow = [[Int32]](repeating: [], count: grid.rows)
        var columns: [Range<Int>] = []
        for (number, scene) in placed.enumerated() {
            let bounds = scene.bounds
            columns.append(
                meeting(bounds.minX - grid.origin.x, bounds.maxX - grid.origin.x, limit: grid.columns))
            let rows = meeting(grid.origin.y - bounds.maxY, grid.origin.y - bounds.minY, limit: grid.rows)
            for row in rows { scenesOfRow[row].append(Int32(number)) }
        }
        self.columns = columns
        self.scenesOfRow = scenesOfRow
    }

    func sceneNumbers(row: Int, columns wanted: Range<Int>) -> [Int] {
        guard scenesOfRow.indices.contains(row) else { return [] }
        return scenesOfRow[row].compactMap { number in
            columns[Int(number)].overlaps(wanted) ? Int(number) : nil
        }
    }
}
