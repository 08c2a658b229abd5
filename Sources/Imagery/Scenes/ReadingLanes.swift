public import AerialCore
internal import Foundation

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

/// Runs of tiles, read several at once and given in order. Each lane has its own columns of the grid, so that a block of a file is
/// fetched and decoded by one lane and not by all.
private final class ReadingLanes {
    /// How the columns are shared out: the lanes in turns, so many columns each.
    private struct Share {
        let count: Int
        let width: Int

        func lane(of run: TileRun) -> Int { run.columns.lowerBound / width % count }
    }

    private let share: Share
    private let lanes: [OrderedStream<FetchedTiles>]
    private let nextRun: () -> TileRun?

    /// - Parameters:
    ///   - count: so many reads are under way.
    ///   - width: of a lane, in tiles.
    ///   - decodingThreads: of each lane; `nil` for GDAL's own choice.
    ///   - makeRuns: gives the same runs each time.
    init(
        _ mosaic: Mosaic, count: Int, width: Int, decodingThreads: Int?,
        makeRuns: @escaping @Sendable () throws -> () -> TileRun?
    ) throws {
        let share = Share(count: count, width: width)
        self.share = share
        lanes = (0..<count).map { lane in
            OrderedPipeline(workers: 1, window: 2).stream(
                makeSource: {
                    let next = try makeRuns()
                    return {
                        while let run = next() { if share.lane(of: run) == lane { return run } }
                        return nil
                    }
                },
                makeWorker: {
                    let reader = try mosaic.makeReader(decodingThreads: decodingThreads)
                    return { reader.fetch(row: $0.row, columns: $0.columns) }
                })
        }
        nextRun = try makeRuns()
    }

    func next() throws -> FetchedTiles? {
        try nextRun().flatMap { try lanes[share.lane(of: $0)].next() }
    }
}

extension Mosaic {
    /// So many reads of scenes on servers are under way, each of one or more requests, and each of so many tiles.
    private static let remoteLanes = (count: 16, width: 4)
    /// A narrower lane would decode more of its neighbours' blocks than it is worth.
    private static let leastLaneWidth = 8
    /// Files that are looked at side by side: one that is compressed in one piece may take hundreds of megabytes.
    private static let mostInspected = 4

    /// Some of its scenes lie on servers.
    public var isRemote: Bool { scenes.contains { RemotePlace.isRemote($0.path) } }

    /// Tiles of a run that suits ``makeRunReader(threads:runLength:runs:)``.
    /// - Parameters:
    ///   - threads: that read.
    ///   - longest: more would be held in memory at once than is wanted.
    public func runLength(threads: Int, longest: Int) -> Int {
        if isRemote { return Self.remoteLanes.width }
        let share = (grid.columns + threads - 1) / max(1, threads)
        return threads > 1 ? min(longest, max(Self.leastLaneWidth, share)) : longest
    }

    /// Reads runs of tiles in their order; of scenes that lie on servers, or with several threads, other threads read ahead.
    /// - Parameters:
    ///   - threads: that read and decode local files, each its own columns of the grid; one is the thread that asks. `nil` leaves
    ///     the decoding to GDAL's own choice of threads.
    ///   - runLength: as ``runLength(threads:longest:)`` gives it; the longest of the runs.
    ///   - makeRuns: gives the same runs each time that it is called, on any thread.
    public func makeRunReader(
        threads: Int? = nil, runLength: Int = 1,
        runs makeRuns: @escaping @Sendable () throws -> () -> TileRun?
    ) throws -> () throws -> FetchedTiles? {
        if isRemote {
            // Without threads of its own for decoding GDAL asks for all blocks of a read at once.
            let (count, width) = Self.remoteLanes
            let lanes = try ReadingLanes(
                self, count: count, width: width, decodingThreads: nil, makeRuns: makeRuns)
            return { try lanes.next() }
        }
        if let threads, threads > 1 {
            let lanes = try ReadingLanes(
                self, count: threads, width: runLength, decodingThreads: 1, makeRuns: makeRuns)
            return { try lanes.next() }
        }
        let reader = try makeReader(decodingThreads: threads)
        let next = try makeRuns()
        return { next().map { reader.fetch(row: $0.row, columns: $0.columns) } }
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
        let isRemote = paths.contains(where: RemotePlace.isRemote)
        let workers =
            isRemote
            ? RemotePlace.requests : min(mostInspected, ProcessInfo.processInfo.activeProcessorCount)
        guard min(paths.count, workers) > 1 else {
            return try paths.map { try Scene(path: $0, bands: bands) }
        }
        var scenes: [Scene] = []
        try OrderedPipeline(workers: min(paths.count, workers)).run(
            over: paths, work: { try Scene(path: $0, bands: bands) }, deliver: { scenes.append($0) })
        return scenes
    }
}
