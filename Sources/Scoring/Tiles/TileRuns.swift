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
/// batches that the network is filled by: a row's end or empty tiles make none short. Half as many threads as infer read the
/// files, each its own columns, and as many resample tiles and put them together.
public final class TileRuns {
    private let batchSize: Int
    private let stream: OrderedStream<[TileRead]>
    /// Read and not yet handed on.
    private var waiting: ArraySlice<TileRead> = []

    /// Tiles without imagery cost nothing, but rows should not wait for long.
    private static let longestBatch = 8
    /// Neighbours that are read at once, however small a batch is.
    private static let leastRun = 16

    /// - Parameters:
    ///   - runLength: the network's batch: as many tiles with imagery are handed on together.
    ///   - sample: a random part of the tiles; `nil` for all.
    ///   - threads: that the network runs on; reading takes about half as many.
    ///   - skipped: how many of the wanted tiles to pass over.
    public init(
        mosaic: Mosaic, area: String?, sample: SampleFraction? = nil, runLength: Int, threads: Int,
        skipping skipped: Int = 0
    ) {
        batchSize = runLength
        let helpers = max(1, threads / 2)
        let limit = mosaic.runLength(threads: helpers, longest: max(runLength, Self.leastRun))
        stream = OrderedPipeline(workers: helpers, window: helpers + 1).stream(
            makeSource: {
                // GDAL's handles belong to the thread that uses them, so they are made on it.
                try mosaic.makeRunReader(threads: helpers, runLength: limit) {
                    var walk = try TileWalk(grid: mosaic.grid, areaFile: area, sample: sample)
                    for _ in 0..<skipped { _ = walk.next() }
                    return { walk.nextRun(limit: limit).map { TileRun(row: $0.row, columns: $0.columns) } }
                }
            },
            makeWorker: {
                { (run: FetchedTiles) in
                    let images = run.images()
                    for case .failure(let error) in images where error.endsAll { throw error }
                    return zip(run.columns, images).map {
                        TileRead(
                            index: TileIndex(row: run.row, column: $0), result: $1,
                            maxEmptyShare: mosaic.maxEmptyShare)
                    }
                }
            })
    }

    /// The next tiles that lie in the area; `nil` after the last. What follows a batch does not depend on it.
    public func next() throws -> [TileRead]? {
        var batch: [TileRead] = []
        var images = 0
        while images < batchSize, batch.count < Self.longestBatch * batchSize, let tile = try nextTile() {
            batch.append(tile)
            if tile.isImage { images += 1 }
        }
        return batch.isEmpty ? nil : batch
    }

    private func nextTile() throws -> TileRead? {
        while waiting.isEmpty {
            guard let run = try stream.next() else { return nil }
            waiting = run[...]
        }
        return waiting.popFirst()
    }
}
