internal import AerialCore
internal import CGDAL

/// Pixels of a picture of the map, red, green, blue and opacity beside each other, row by row from the top.
public struct WebPixels: Sendable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// `width * height * 4` of them.
    public internal(set) var rgba: [UInt8]

    init(_ frame: WebFrame) {
        width = frame.width
        height = frame.height
        rgba = [UInt8](repeating: 0, count: frame.width * frame.height * 4)
    }

    /// Nothing is to be seen.
    public var isEmpty: Bool { !stride(from: 3, to: rgba.count, by: 4).contains { rgba[$0] > 0 } }

    /// The bytes of a PNG file.
    /// - Throws: ``ImageryError``.
    public func png() throws -> [UInt8] {
        try EncodedPicture(width: width, height: height, pixels: rgba, channelCount: 4)
            .encoded(driver: "PNG", options: ["ZLEVEL=1"])
    }
}

extension RasterFile {
    /// The ground of a frame in EPSG:3857, in memory; what this raster does not show stays 0.
    /// - Parameter arguments: further ones of `gdalwarp`.
    func warped(toWeb frame: WebFrame, _ arguments: [String]) throws -> RasterFile {
        let bounds = frame.bounds
        let all =
            ["-of", "MEM", "-t_srs", "EPSG:3857", "-te"]
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
