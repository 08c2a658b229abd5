public import AerialCore
public import Imagery

/// A tile as the reader hands it on.
public struct TileRead: Sendable {
    /// The tile's place on the mosaic's grid.
    public let index: TileIndex
    let result: Result<TileImage, ImageryError>
    /// As the mosaic's.
    let maxEmptyShare: Double

    /// - Parameters:
    ///   - result: the tile's pixels, or why they could not be read.
    ///   - maxEmptyShare: of pixels without imagery, above which the tile counts as empty, 0...1.
    public init(index: TileIndex, result: Result<TileImage, ImageryError>, maxEmptyShare: Double) {
        self.index = index
        self.result = result
        self.maxEmptyShare = maxEmptyShare
    }

    /// The tile's pixels, colours as they are.
    public var decoded: DecodedItem { decoded(matching: nil) }

    /// - Parameter matching: what is done to the colours.
    public func decoded(matching: ColorMatching?) -> DecodedItem {
        switch result {
        case .failure(let error): .rejected(error.description)
        case .success(let image) where image.emptyShare > maxEmptyShare:
            .nodata("\(image.emptyPixelCount) of \(image.width * image.height) pixels are empty")
        case .success(let image): .image(matching?.matched(image) ?? image)
        }
    }

    /// The network will see it.
    public var isImage: Bool {
        if case .success(let image) = result { image.emptyShare <= maxEmptyShare } else { false }
    }
}

/// Reads tiles in runs of neighbours, row by row, so that the file's blocks are decoded once, and hands them on in
/// batches that the network is filled by: a row's end or empty tiles make none short.
///
/// `@unchecked`: one thread at a time calls `next`, the pipeline's reader.
public final class TileRuns: @unchecked Sendable {
    private let mosaic: Mosaic
    private let areaPath: String?
    private let sample: SampleFraction?
    private let batchSize: Int
    /// Tiles at the start that are passed over.
    private let skipped: Int
    private var reader: TileReader?
    private var walk: TileWalk?
    /// Read and not yet handed on.
    private var waiting: ArraySlice<TileRead> = []

    /// Tiles without imagery cost nothing, but rows should not wait for long.
    private static let longestBatch = 8
    /// Neighbours that are read at once, however small a batch is.
    private static let leastRun = 16

    /// - Parameters:
    ///   - runLength: the network's batch: as many tiles with imagery are handed on together.
    ///   - sample: a random part of the tiles; `nil` for all.
    ///   - skipped: how many of the wanted tiles to pass over.
    public init(
        mosaic: Mosaic, area: String?, sample: SampleFraction? = nil, runLength: Int,
        skipping skipped: Int = 0
    ) throws {
        self.sample = sample
        self.mosaic = mosaic
        areaPath = area
        batchSize = runLength
        self.skipped = skipped
    }

    /// The next tiles that lie in the area; `nil` after the last. What follows a batch does not depend on it.
    public func next() throws -> [TileRead]? {
        try open()
        var batch: [TileRead] = []
        var images = 0
        while images < batchSize, batch.count < Self.longestBatch * batchSize, let tile = nextTile() {
            batch.append(tile)
            if tile.isImage { images += 1 }
        }
        return batch.isEmpty ? nil : batch
    }

    private func nextTile() -> TileRead? {
        if waiting.isEmpty { readRun() }
        return waiting.popFirst()
    }

    private func readRun() {
        guard let reader, let (row, columns) = walk?.nextRun(limit: max(batchSize, Self.leastRun)) else {
            return
        }
        waiting =
            zip(columns, reader.read(row: row, columns: columns)).map {
                TileRead(
                    index: TileIndex(row: row, column: $0), result: $1, maxEmptyShare: mosaic.maxEmptyShare)
            }[...]
    }

    /// GDAL's handles belong to the thread that uses them, so they are made on it.
    private func open() throws {
        guard reader == nil else { return }
        reader = try mosaic.makeReader()
        var walk = TileWalk(
            grid: mosaic.grid,
            area: try areaPath.map { try AreaOfInterest(path: $0, reference: mosaic.grid.reference) },
            sample: sample)
        for _ in 0..<skipped { _ = walk.next() }
        self.walk = walk
    }
}
