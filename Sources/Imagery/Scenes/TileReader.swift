public import AerialCore

/// Reads a mosaic's tiles. Pixels of a tile's own size (to 0.1 %) are taken as they are, others are
/// resampled by GDAL's bilinear kernel. One a thread: GDAL's datasets are not shared.
public final class TileReader {
    private let mosaic: Mosaic
    private var open: RecentlyUsed<Int, SceneOnGrid>
    /// A server could not be reached any more: it is not waited for again.
    private var lost: ImageryError?
    /// Keeps the files that one thread holds open well below the usual limit of 1024 a process.
    private static let openSceneLimit = 32
    /// Stored pixels that are held at once.
    private static let pixelLimit = 8 << 20

    /// - Parameter decodingThreads: that GDAL may decode a file's blocks on; `nil` for its own choice.
    init(_ mosaic: Mosaic, decodingThreads: Int?) {
        if let decodingThreads { GDALRuntime.decodeOnThisThread(with: decodingThreads) }
        self.mosaic = mosaic
        open = RecentlyUsed(limit: Self.openSceneLimit)
    }

    /// One tile, put together from all scenes that meet it.
    /// - Throws: ``ImageryError`` when a scene that is needed cannot be read there.
    public func read(_ tile: TileIndex) throws -> TileImage {
        try read(row: tile.row, columns: tile.column..<tile.column + 1)[0].get()
    }

    /// Neighbouring tiles of one row, from west to east: the same pixels as one by one, but every block of a file is
    /// decoded once. A tile that cannot be read is a failure of its own.
    public func read(row: Int, columns: Range<Int>) -> [Result<TileImage, ImageryError>] {
        fetch(row: row, columns: columns).images()
    }

    /// The same up to what only GDAL's handles can do: the stored pixels are read, and the tiles are put together by
    /// ``FetchedTiles/images()``, on any thread.
    public func fetch(row: Int, columns: Range<Int>) -> FetchedTiles {
        var tiles = FetchedTiles(row: row, columns: columns, tile: mosaic.tile)
        let numbers = mosaic.sceneNumbers(row: row, columns: columns)
        for (position, number) in numbers.enumerated() {
            // What a later scene has to add is known once the earlier ones are drawn.
            if position > 0 { tiles.drawAll() }
            draw(number, on: &tiles)
        }
        return tiles
    }

    private func draw(_ number: Int, on tiles: inout FetchedTiles) {
        let wanted = tiles.unfilled
        if wanted.isEmpty { return }
        let path = mosaic.scenes[number].path
        do {
            if let lost { throw lost }
            guard RemotePlace.isRemote(path) else { return try draw(number, wanted, on: &tiles) }
            do { try draw(number, wanted, on: &tiles, endsAtFailure: true) } catch {
                // The connection or the file? A server that still answers is read from anew.
                open.remove(number)
                do { try RemotePlace.waitUntilReachable(path) } catch {
                    lost = error
                    throw error
                }
                try draw(number, wanted, on: &tiles)
            }
        } catch {
            let error = imageryError(error, path: path)
            for position in wanted { tiles.fail(position, error) }
        }
    }

    /// - Parameter endsAtFailure: the first piece that cannot be read ends it; else that costs its tile alone.
    private func draw(
        _ number: Int, _ wanted: [Int], on tiles: inout FetchedTiles, endsAtFailure: Bool = false
    ) throws {
        let scene = try scene(number)
        let pieces = wanted.compactMap { position in
            let tile = TileIndex(row: tiles.row, column: tiles.columns.lowerBound + position)
            return scene.stretch(of: tile).map { Piece(position: position, stretch: $0) }
        }
        try draw(pieces[...], of: scene, on: &tiles, endsAtFailure: endsAtFailure)
    }

    /// A scene's part of one tile of a run.
    private struct Piece {
        let position: Int
        let stretch: SceneOnGrid.Stretch
    }

    /// Draws a run of tiles; where it is too large or cannot be read, each half of it, down to the single tile.
    private func draw(
        _ run: ArraySlice<Piece>, of scene: SceneOnGrid, on tiles: inout FetchedTiles, endsAtFailure: Bool
    ) throws {
        guard let first = run.first else { return }
        do {
            if run.count > 1 {
                let pixels = first.stretch.window(in: first.stretch.level).pixelCount * run.count
                let isUnbroken = run[run.endIndex - 1].position - first.position == run.count - 1
                if pixels > Self.pixelLimit || !isUnbroken { throw SplitRun() }
            }
            guard let stored = try scene.read(run.map(\.stretch)) else { return }
            for piece in run { tiles.add(scene.piece(of: piece.stretch, from: stored), at: piece.position) }
        } catch {
            if endsAtFailure, !(error is SplitRun) { throw error }
            guard run.count > 1 else {
                tiles.fail(first.position, imageryError(error, path: ""))
                return
            }
            let middle = run.startIndex + run.count / 2
            try draw(run[..<middle], of: scene, on: &tiles, endsAtFailure: endsAtFailure)
            try draw(run[middle...], of: scene, on: &tiles, endsAtFailure: endsAtFailure)
        }
    }

    private struct SplitRun: Error {}

    private func scene(_ number: Int) throws -> SceneOnGrid {
        try open.value(for: number) {
            try SceneOnGrid(mosaic.placed[number], grid: mosaic.grid, tile: mosaic.tile)
        }
    }

    private func imageryError(_ error: any Error, path: String) -> ImageryError {
        error as? ImageryError ?? .cannotRead(path: path, reason: "\(error)")
    }
}
