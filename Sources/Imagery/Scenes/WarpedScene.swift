internal import AerialCore
internal import CGDAL

extension RasterFile {
    /// The scene on the tiles' own pixels as a virtual dataset: its bands (or palette numbers), then an alpha band. Bilinear; palette numbers are taken from the nearest pixel.
    func warped(_ scene: Scene, bounds: MapBounds, grid: TileGrid, sidePixels: Int) throws -> RasterFile {
        let picked = try picked(scene)
        let pixel = grid.tileSide / Double(sidePixels)
        let left = ((bounds.minX - grid.origin.x) / pixel).rounded(.down)
        let right = ((bounds.maxX - grid.origin.x) / pixel).rounded(.up)
        let top = ((grid.origin.y - bounds.maxY) / pixel).rounded(.down)
        let bottom = ((grid.origin.y - bounds.minY) / pixel).rounded(.up)
        let extent = [
            grid.origin.x + left * pixel, grid.origin.y - bottom * pixel, grid.origin.x + right * pixel,
            grid.origin.y - top * pixel,
        ]
        // Left to itself GDAL derives these from the shape of each piece it warps: rotated scenes would be blurred, and
        // a tile's pixels would depend on its neighbours.
        let scales = [("X", scene.pixelWidthMeters), ("Y", scene.pixelHeightMeters)].flatMap { axis, meters in
            ["-wo", "\(axis)SCALE=\(meters / (pixel * grid.reference.metersPerUnit))"]
        }
        let arguments =
            ["-of", "VRT", "-dstalpha", "-t_srs", grid.reference.wellKnownText] + scales
            + ["-r", scene.isPaletted ? "near" : "bilinear"]
            + ["-te"] + extent.map { "\($0)" } + ["-ts", "\(Int(right - left))", "\(Int(bottom - top))"]
        let (handle, message) = GDALRuntime.withOptions(arguments) { list in
            let options = GDALWarpAppOptionsNew(list, nil)
            defer { GDALWarpAppOptionsFree(options) }
            var sources: [GDALDatasetH?] = [picked.handle]
            return GDALRuntime.call { GDALWarp("", nil, 1, &sources, options, nil) }
        }
        guard let handle else { throw ImageryError.cannotOpen(path: path, reason: message) }
        return RasterFile(adopting: handle, path: path, source: picked)
    }

    /// The scene's bands and what truly masks them, as a virtual dataset: a false alpha band is left out.
    private func picked(_ scene: Scene) throws -> RasterFile {
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
