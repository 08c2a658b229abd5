internal import AerialCore
internal import CGDAL

/// Ground in some system, and the pixels of the picture that shows it.
struct GroundFrame {
    /// What `gdalwarp` takes: `EPSG:3857`, or well-known text.
    let definition: String
    /// In that system.
    let bounds: MapBounds
    let width: Int
    let height: Int
}

extension WebFrame {
    var ground: GroundFrame {
        GroundFrame(definition: "EPSG:3857", bounds: bounds, width: width, height: height)
    }
}

extension RasterFile {
    /// The ground of a frame, in memory; what this raster does not show stays 0.
    /// - Parameter arguments: further ones of `gdalwarp`.
    func warped(to frame: GroundFrame, _ arguments: [String]) throws -> RasterFile {
        let bounds = frame.bounds
        let all =
            ["-of", "MEM", "-t_srs", frame.definition, "-te"]
            + [bounds.minX, bounds.minY, bounds.maxX, bounds.maxY].map { "\($0)" }
            + ["-ts", "\(frame.width)", "\(frame.height)"] + arguments
        let (handle, message) = GDALRuntime.withOptions(all) { list in
            let options = GDALWarpAppOptionsNew(list, nil)
            defer { GDALWarpAppOptionsFree(options) }
            var sources: [GDALDatasetH?] = [self.handle]
            return GDALRuntime.call { GDALWarp("", nil, 1, &sources, options, nil) }
        }
        guard let handle else { throw ImageryError.cannotRead(path: path, reason: message) }
        return RasterFile(adopting: handle, path: path, source: self)
    }

    /// A whole band as numbers, row by row from the top.
    func values(ofBand number: Int) throws -> [Float] {
        var values = [Float](repeating: 0, count: width * height)
        try read(
            band: band(number), PixelWindow(column: 0, row: 0, width: width, height: height), into: &values,
            type: GDT_Float32)
        return values
    }
}

extension Scene {
    /// Fills what is still clear of a picture with what this scene shows of its ground.
    /// - Throws: ``ImageryError``.
    func draw(into pixels: inout WebPixels, _ frame: GroundFrame) throws {
        let file = try RasterFile(path: path)
        let warped = try file.picked(self).warped(
            to: frame, ["-dstalpha", "-r", isPaletted ? "near" : "bilinear"])
        let alpha = try warped.values(ofBand: warped.bandCount)
        let colors = isPaletted ? file.colorTable(ofBand: bands[0]) : nil
        let values = try (1...(isPaletted ? 1 : 3)).map { try warped.values(ofBand: $0) }
        for pixel in alpha.indices where alpha[pixel] > 0 && pixels.rgba[pixel * 4 + 3] == 0 {
            if let colors {
                let number = Int(min(255, max(0, values[0][pixel])))
                // A number that the table leaves out is grey.
                let color =
                    colors.indices.contains(number)
                    ? colors[number] : [UInt8](repeating: UInt8(number), count: 3)
                for channel in 0..<3 { pixels.rgba[pixel * 4 + channel] = color[channel] }
            } else {
                for channel in 0..<3 {
                    pixels.rgba[pixel * 4 + channel] = Self.byte(values[channel][pixel], tones)
                }
            }
            pixels.rgba[pixel * 4 + 3] = 255
        }
    }

    private static func byte(_ value: Float, _ tones: ToneRange?) -> UInt8 {
        guard value.isFinite else { return 0 }
        return tones?.byte(value) ?? UInt8(min(255, max(0, value.rounded())))
    }

    /// Its pixels have smaller copies in its file.
    var hasOverviews: Bool {
        get throws {
            let file = try RasterFile(path: path)
            return withExtendedLifetime(file) { GDALGetOverviewCount(file.band(bands[0])) > 0 }
        }
    }
}
