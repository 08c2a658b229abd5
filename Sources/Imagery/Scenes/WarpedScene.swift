internal import AerialCore
internal import CGDAL

extension RasterFile {
    /// The scene in the grid's system as a virtual dataset: its bands (or palette numbers), then an alpha band. Bilinear;
    /// palette numbers are taken from the nearest pixel. Its pixels are the tiles' own, or the scene's where those are
    /// finer: warped one to one, GDAL's kernel is ten times as fast as where it has to shrink as well, and tiles are then
    /// shrunk as those of any finer scene.
    func warped(_ scene: Scene, bounds: MapBounds, grid: TileGrid, sidePixels: Int) throws -> RasterFile {
        let picked = try picked(scene)
        let pixel = grid.tileSide / Double(sidePixels)
        let side = { (meters: Double) in meters / grid.reference.metersPerUnit }
        let source = (x: side(scene.pixelWidthMeters), y: side(scene.pixelHeightMeters))
        let coarsest = picked.coarsestOverview { max(source.x, source.y) * $0 <= pixel * 1.001 }
        let isAveraged =
            coarsest == nil || scene.isPaletted || OverviewCheck(picked, band: 1, overview: 0).averages()
        let overview = isAveraged ? coarsest : nil
        let stored = (x: source.x * (overview?.factor ?? 1), y: source.y * (overview?.factor ?? 1))
        let size = (x: Self.warpedPixel(stored.x, tile: pixel), y: Self.warpedPixel(stored.y, tile: pixel))
        let frame = WarpFrame(bounds, grid: grid, pixelWidth: size.x, pixelHeight: size.y)
        // Left to itself GDAL derives these from the shape of each piece it warps: rotated scenes would be blurred, and
        // a tile's pixels would depend on its neighbours.
        let scales = ["-wo", "XSCALE=\(stored.x / size.x)", "-wo", "YSCALE=\(stored.y / size.y)"]
        return try picked.warped(
            to: frame, grid.reference,
            scales + ["-r", scene.isPaletted ? "near" : "bilinear", "-ovr", overview?.name ?? "NONE"])
    }

    /// The same ground at some hundred pixels a side, each the nearest of the scene's: enough to look for a border.
    func warpedCoarsely(_ scene: Scene, as fine: RasterFile, cellsPerSide: Int, grid: TileGrid) throws
        -> RasterFile
    {
        let frame = WarpFrame(
            extent: fine.extent, columns: min(cellsPerSide, fine.width), rows: min(cellsPerSide, fine.height))
        return try picked(scene).warped(to: frame, grid.reference, ["-r", "near"])
    }

    /// A scene's pixel, or the tile's where that is no coarser by more than a twentieth.
    private static func warpedPixel(_ source: Double, tile: Double) -> Double {
        source < 0.95 * tile ? source : tile
    }

    /// The corners of a virtual dataset that stands upright: west, south, east, north.
    private var extent: [Double] {
        let transform = GeoTransform(coefficients: geoTransform ?? [])
        return [
            transform.originX, transform.originY + Double(height) * transform.yPerRow,
            transform.originX + Double(width) * transform.xPerColumn, transform.originY,
        ]
    }

    /// The overview that shrinks the most of those that are wanted, as GDAL counts them; `nil` for the file itself.
    /// - Parameter isWanted: by how much it shrinks.
    private func coarsestOverview(_ isWanted: (Double) -> Bool) -> (name: String, factor: Double)? {
        let first = band(1)
        let all = (0..<GDALGetOverviewCount(first)).map { number in
            let columns = GDALGetRasterBandXSize(GDALGetOverview(first, number))
            return (name: "\(number)", factor: Double(width) / Double(max(1, columns)))
        }
        return all.filter { isWanted($0.factor) }.max { $0.factor < $1.factor }
    }

    private func warped(
        to frame: WarpFrame, _ reference: CoordinateReference, _ arguments: [String]
    ) throws -> RasterFile {
        let arguments =
            ["-of", "VRT", "-dstalpha", "-t_srs", reference.wellKnownText] + arguments
            + ["-te"] + frame.extent.map { "\($0)" } + ["-ts", "\(frame.columns)", "\(frame.rows)"]
        let (handle, message) = GDALRuntime.withOptions(arguments) { list in
            let options = GDALWarpAppOptionsNew(list, nil)
            defer { GDALWarpAppOptionsFree(options) }
            var sources: [GDALDatasetH?] = [self.handle]
            return GDALRuntime.call { GDALWarp("", nil, 1, &sources, options, nil) }
        }
        guard let handle else { throw ImageryError.cannotOpen(path: path, reason: message) }
        return RasterFile(adopting: handle, path: path, source: self)
    }

    /// The scene's bands and what truly masks them, as a virtual dataset: a false alpha band is left out.
    func picked(_ scene: Scene) throws -> RasterFile {
        var arguments = ["-of", "VRT"]
        let bands = scene.isPaletted ? [scene.bands[0]] : scene.bands
        let alpha = BandChoice(self).alphaBand
        for (position, band) in bands.enumerated() {
            arguments += ["-b", "\(band)"]
            // Near infrared that is flagged as alpha would mask the others.
            if band == alpha { arguments += ["-colorinterp_\(position + 1)", "undefined"] }
        }
        switch scene.maskKind {
        case .alpha(let band): arguments += ["-b", "\(band)", "-mask", "none"]
        case .mask: arguments += ["-mask", "auto"]
        case .nodata:
            arguments += ["-mask", "none"]
            // The file itself may not say it.
            if let nodata = scene.nodata { arguments += ["-a_nodata", "\(nodata)"] }
        case .none: arguments += ["-mask", "none"]
        }
        let (handle, message) = GDALRuntime.withOptions(arguments) { list in
            let options = GDALTranslateOptionsNew(list, nil)
            defer { GDALTranslateOptionsFree(options) }
            return GDALRuntime.call { GDALTranslate("", self.handle, options, nil) }
        }
        guard let handle else { throw ImageryError.cannotOpen(path: path, reason: message) }
        return RasterFile(adopting: handle, path: path, source: self)
    }
}

/// What a warped scene is to cover, in whole pixels.
private struct WarpFrame {
    /// West, south, east, north.
    let extent: [Double]
    let columns: Int
    let rows: Int

    init(extent: [Double], columns: Int, rows: Int) {
        self.extent = extent
        self.columns = columns
        self.rows = rows
    }

    /// Pixels lie as counted from the grid's corner.
    init(_ bounds: MapBounds, grid: TileGrid, pixelWidth: Double, pixelHeight: Double) {
        let left = ((bounds.minX - grid.origin.x) / pixelWidth).rounded(.down)
        let right = ((bounds.maxX - grid.origin.x) / pixelWidth).rounded(.up)
        let top = ((grid.origin.y - bounds.maxY) / pixelHeight).rounded(.down)
        let bottom = ((grid.origin.y - bounds.minY) / pixelHeight).rounded(.up)
        extent = [
            grid.origin.x + left * pixelWidth, grid.origin.y - bottom * pixelHeight,
            grid.origin.x + right * pixelWidth, grid.origin.y - top * pixelHeight,
        ]
        columns = Int(right - left)
        rows = Int(bottom - top)
    }
}
