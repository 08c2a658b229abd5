public import AerialCore

/// Neighbouring tiles of a row.
public struct TileRun: Sendable {
    /// Of the grid.
    public let row: Int
    /// Of the grid, from west to east.
    public let columns: Range<Int>

    /// Makes one.
    public init(row: Int, columns: Range<Int>) {
        self.row = row
        self.columns = columns
    }
}

/// Runs of tiles of scenes that lie on servers, read several at once and given in order. Each lane has its own columns of the
/// grid, so that a block of a file is fetched and decoded by one lane and not by all.
private final class ReadingLanes {
    /// So many reads are under way, each of one or more requests.
    private static let count = 16

    private let lanes: [OrderedStream<FetchedTiles>]
    private let nextRun: () -> TileRun?

    /// - Parameter makeRuns: gives the same runs each time.
    init(_ mosaic: Mosaic, makeRuns: @escaping @Sendable () throws -> () -> TileRun?) throws {
        lanes = (0..<Self.count).map { lane in
            OrderedPipeline(workers: 1, window: 2).stream(
                makeSource: {
                    let next = try makeRuns()
                    return {
                        while let run = next() { if Self.lane(of: run) == lane { return run } }
                        return nil
                    }
                },
                makeWorker: {
                    // Without threads of its own for decoding GDAL asks for all blocks of a read at once.
                    let reader = try mosaic.makeReader()
                    return { reader.fetch(row: $0.row, columns: $0.columns) }
                })
        }
        nextRun = try makeRuns()
    }

    private static func lane(of run: TileRun) -> Int {
        run.columns.lowerBound / Mosaic.remoteRunLength % count
    }

    func next() throws -> FetchedTiles? {
        try nextRun().flatMap { try lanes[Self.lane(of: $0)].next() }
    }
}

extension Mosaic {
    /// Tiles of a run that suits ``makeRunReader(decodingThreads:runs:)`` where ``isRemote``.
    public static let remoteRunLength = 4

    /// Some of its scenes lie on servers.
    public var isRemote: Bool { scenes.contains { RemotePlace.isRemote($0.path) } }

    /// Reads runs of tiles in their order, on the thread that asks; of scenes that lie on servers many reads are under way
    /// meanwhile.
    /// - Parameters:
    ///   - decodingThreads: that GDAL may decode a local file's blocks on; `nil` for its own choice.
    ///   - makeRuns: gives the same runs each time that it is called, on any thread.
    public func makeRunReader(
        decodingThreads: Int? = nil, runs makeRuns: @escaping @Sendable () throws -> () -> TileRun?
    ) throws -> () throws -> FetchedTiles? {
        guard isRemote else {
            let reader = try makeReader(decodingThreads: decodingThreads)
            let next = try makeRuns()
            return { next().map { reader.fetch(row: $0.row, columns: $0.columns) } }
        }
        let lanes = try ReadingLanes(self, makeRuns: makeRuns)
        return { try lanes.next() }
    }

    /// Reads single tiles in the order given.
    public func makeTileReader(
        _ tiles: [TileIndex]
    ) throws -> () throws -> (TileIndex, Result<TileImage, ImageryError>)? {
        let next = try makeRunReader {
            var rest = tiles.makeIterator()
            return { rest.next().map { TileRun(row: $0.row, columns: $0.column..<$0.column + 1) } }
        }
        return {
            try next().map { run in
                (TileIndex(row: run.row, column: run.columns.lowerBound), run.images()[0])
            }
        }
    }

    /// The scenes of these files, in their order.
    static func scenes(_ paths: [String], bands: BandSelection) throws -> [Scene] {
        guard paths.count > 1, paths.contains(where: RemotePlace.isRemote) else {
            return try paths.map { try Scene(path: $0, bands: bands) }
        }
        var scenes: [Scene] = []
        try OrderedPipeline(workers: RemotePlace.requests).run(
            over: paths, work: { try Scene(path: $0, bands: bands) }, deliver: { scenes.append($0) })
        return scenes
    }
}
