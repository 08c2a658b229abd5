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
    /// Its columns west of the date line and those east of it, each as ground within the world: GDAL finds nothing beyond.
    var parts: [(ground: GroundFrame, firstColumn: Int)] {
        let pixel = bounds.width / Double(width)
        return [-1.0, 0, 1].compactMap { rounds in
            let west = rounds * WebMercator.width - WebMercator.reach
            // A column is where its middle is.
            func first(from x: Double) -> Int {
                Int(min(Double(width), max(0, ((x - bounds.minX) / pixel - 0.5).rounded(.up))))
            }
            let columns = first(from: west)..<first(from: west + WebMercator.width)
            guard !columns.isEmpty else { return nil }
            if rounds == 0, columns.count == width { return (ground(bounds, width: width), 0) }
            let part = MapBounds(
                minX: bounds.minX + Double(columns.lowerBound) * pixel, minY: bounds.minY,
                maxX: bounds.minX + Double(columns.upperBound) * pixel, maxY: bounds.maxY)
            return (ground(part.movedRound(by: -rounds), width: columns.count), columns.lowerBound)
        }
    }

    private func ground(_ bounds: MapBounds, width: Int) -> GroundFrame {
        GroundFrame(definition: "EPSG:3857", bounds: bounds, width: width, height: height)
    }
}

extension GroundFrame {
    /// In Web Mercator: the same ground, counted so many times round the Earth eastwards.
    func movedRound(by rounds: Double) -> GroundFrame {
        GroundFrame(
            definition: definition, bounds: bounds.movedRound(by: rounds), width: width, height: height)
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
    /// - Parameter firstColumn: where the frame's columns begin in the picture.
    /// - Throws: ``ImageryError``.
    func draw(into pixels: inout WebPixels, _ frame: GroundFrame, firstColumn: Int = 0) throws {
        let file = try RasterFile(path: path)
        let warped = try file.picked(self).warped(
            to: frame, ["-dstalpha", "-r", isPaletted ? "near" : "bilinear"])
        let alpha = try warped.values(ofBand: warped.bandCount)
        let colors = isPaletted ? file.colorTable(ofBand: bands[0]) : nil
        let values = try (1...(isPaletted ? 1 : 3)).map { try warped.values(ofBand: $0) }
        for pixel in alpha.indices where alpha[pixel] > 0 {
            let target = 4 * (pixel / frame.width * pixels.width + firstColumn + pixel % frame.width)
            guard pixels.rgba[target + 3] == 0 else { continue }
            if let colors {
                let number = Int(min(65_535, max(0, values[0][pixel])))
                // A number that the table leaves out is grey.
                let color =
                    colors.indices.contains(number)
                    ? colors[number] : [UInt8](repeating: UInt8(clamping: number), count: 3)
                for channel in 0..<3 { pixels.rgba[target + channel] = color[channel] }
            } else {
                for channel in 0..<3 {
                    pixels.rgba[target + channel] = Self.byte(values[channel][pixel], tones)
                }
            }
            pixels.rgba[target + 3] = 255
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
