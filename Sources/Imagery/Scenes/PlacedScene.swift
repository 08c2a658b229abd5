internal import AerialCore
internal import CGDAL
internal import Synchronization

/// Where a scene lies in a mosaic's grid.
struct PlacedScene: Sendable {
    let scene: Scene
    /// In the grid's reference.
    let bounds: MapBounds
    /// The scene is of another reference, rotated or south up: it is read through a virtual dataset that GDAL warps
    /// to the grid's pixels.
    let needsWarp: Bool
    /// Of the warped scene.
    let border = WarpedBorder()
}

/// The border of a warped scene, looked for once and not by each thread that reads: that decodes all of the scene.
final class WarpedBorder: Sendable {
    private enum State {
        case unknown
        case known(SceneBorder?)
    }

    private let state = Mutex(State.unknown)

    /// Threads that come while another one looks wait for what it finds; a failure is not kept.
    func found(by search: () throws -> SceneBorder?) rethrows -> SceneBorder? {
        try state.withLock { state in
            if case .known(let border) = state { return border }
            let border = try search()
            state = .known(border)
            return border
        }
    }
}

/// An open scene together with its place: draws its part of a tile. Not Sendable.
final class SceneOnGrid {
    private let pixels: PixelReader
    private let grid: TileGrid
    private let sidePixels: Int
    private let transform: GeoTransform
    /// The pixels are (nearly) as large as a tile's and are taken as they are.
    private let isExact: Bool

    init(_ placed: PlacedScene, grid: TileGrid, tile: TileSpec) throws {
        self.grid = grid
        sidePixels = tile.sidePixels
        let scene = placed.scene
        let file = try RasterFile(path: scene.path)
        guard scene.describes(file) else { throw ImageryError.otherThanDescribed(path: scene.path) }
        if placed.needsWarp {
            let warped = try file.warped(
                scene, bounds: placed.bounds, grid: grid, sidePixels: sidePixels)
            transform = GeoTransform(coefficients: warped.geoTransform ?? [])
            let bands = scene.isPaletted ? [1, 1, 1] : Array(1...scene.bands.count)
            let alpha = Scene.MaskKind.alpha(band: warped.bandCount)
            var format = PixelFormat(scene, bands: bands, maskKind: alpha)
            // Of bytes the alpha band tells all: a value that resampling made says nothing.
            if format.tones == nil, !format.isPaletted { format.nodata = nil }
            // The border lies elsewhere in the warped scene, and what the warp leaves blank lies around it.
            if scene.border != nil {
                format.border = try placed.border.found {
                    let coarse = try file.warpedCoarsely(
                        scene, as: warped, cellsPerSide: BorderSearch.cellsPerSide, grid: grid)
                    return try BorderSearch(file: coarse, bands: bands, alphaBand: coarse.bandCount).border()
                }
            }
            pixels = PixelReader(warped, format)
        } else {
            transform = scene.geoTransform
            pixels = PixelReader(file, PixelFormat(scene, bands: scene.bands, maskKind: scene.maskKind))
        }
        let side = grid.tileSide / Double(sidePixels)
        isExact = [transform.xPerColumn, -transform.yPerRow].allSatisfy { abs($0 / side - 1) <= 1e-3 }
    }

    /// A tile's stretch of the scene.
    struct Stretch {
        let level: PixelReader.Level
        let columns: AxisWindow
        let rows: AxisWindow

        /// The stored pixels to read for it.
        func window(in level: PixelReader.Level) -> PixelWindow {
            let left = max(0, columns.needed.lowerBound)
            let top = max(0, rows.needed.lowerBound)
            return PixelWindow(
                column: left, row: top, width: min(level.width, columns.needed.upperBound) - left,
                height: min(level.height, rows.needed.upperBound) - top)
        }
    }

    /// `nil` when no pixel of the tile lies in the scene.
    func stretch(of tile: TileIndex) -> Stretch? {
        let bounds = grid.bounds(of: tile)
        let side = sidePixels
        let file = pixels.levels[0]
        let left = (bounds.minX - transform.originX) / transform.xPerColumn
        let top = (bounds.maxY - transform.originY) / transform.yPerRow
        if isExact {
            let columns = AxisWindow(
                start: left.rounded(), length: Double(side), size: file.width, outputSize: side, whole: true)
            let rows = AxisWindow(
                start: top.rounded(), length: Double(side), size: file.height, outputSize: side, whole: true)
            guard let columns, let rows else { return nil }
            return Stretch(level: file, columns: columns, rows: rows)
        }
        let spanX = grid.tileSide / transform.xPerColumn
        let spanY = grid.tileSide / -transform.yPerRow
        // An overview that has the tile's very pixels will do.
        let level = pixels.level(pixelsPerOutput: 1.001 * min(spanX, spanY) / Double(side))
        let shrinkX = Double(level.width) / Double(file.width)
        let shrinkY = Double(level.height) / Double(file.height)
        let columns = AxisWindow(
            start: left * shrinkX, length: spanX * shrinkX, size: level.width, outputSize: side, whole: false)
        let rows = AxisWindow(
            start: top * shrinkY, length: spanY * shrinkY, size: level.height, outputSize: side, whole: false)
        guard let columns, let rows else { return nil }
        return Stretch(level: level, columns: columns, rows: rows)
    }

    /// Reads the pixels of neighbouring tiles at once, so that a block of the file is decoded once.
    func read(_ stretches: [Stretch]) throws -> StoredPixels? {
        guard let first = stretches.first else { return nil }
        let window = stretches.dropFirst().reduce(first.window(in: first.level)) {
            $0.union($1.window(in: first.level))
        }
        return try pixels.read(window, of: first.level)
    }

    /// One tile's part of what was read.
    func piece(of stretch: Stretch, from stored: StoredPixels) -> ScenePiece {
        ScenePiece(columns: stretch.columns, rows: stretch.rows, stored: stored, isExact: isExact)
    }
}

/// A tile's part of a scene's stored pixels.
struct ScenePiece: Sendable {
    let columns: AxisWindow
    let rows: AxisWindow
    /// Those of neighbouring tiles too.
    let stored: StoredPixels
    /// The pixels are taken as they are.
    let isExact: Bool

    /// One tile's own pixels out of what was read.
    func picture() throws -> TilePatch {
        let part = stored.cropped(
            to: PixelWindow(
                column: columns.needed.lowerBound, row: rows.needed.lowerBound, width: columns.needed.count,
                height: rows.needed.count))
        if isExact {
            return TilePatch(
                columns: columns.output, rows: rows.output, samples: part.samples, bandCount: part.bandCount,
                mask: part.mask, nodata: part.nodata)
        }
        let samples = try part.resampled(
            x: columns.start - Double(columns.needed.lowerBound),
            y: rows.start - Double(rows.needed.lowerBound),
            spanX: columns.length, spanY: rows.length, width: columns.output.count, height: rows.output.count)
        let mask = part.resampledMask(
            x: columns.start - Double(columns.needed.lowerBound),
            y: rows.start - Double(rows.needed.lowerBound),
            spanX: columns.length, spanY: rows.length, width: columns.output.count, height: rows.output.count)
        return TilePatch(
            columns: columns.output, rows: rows.output, samples: samples, bandCount: part.bandCount,
            mask: mask,
            nodata: nil)
    }
}
