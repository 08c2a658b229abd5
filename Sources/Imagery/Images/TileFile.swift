public import AerialCore
internal import CGDAL

/// Tiles of a dataset as files. A tile in red, green and blue is a PNG. Any other is a TIFF with a band each, compressed
/// without loss: a PNG's fourth channel is opacity, by which programs that show or read it would change the others.
public enum TileFile {
    /// The name's ending, with the point.
    public static func ending(of tile: TileSpec) -> String { tile.isColor ? ".png" : ".tif" }

    /// The file appears whole or not at all.
    /// - Parameter tile: what the image is of.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public static func write(_ image: TileImage, of tile: TileSpec, to path: String) throws {
        precondition(image.bandCount == tile.bands.count, "an image has its tile's bands")
        if tile.isColor { return try PNGFile.write(image, to: path) }
        let failure = { ImageryError.cannotWrite(path: path, reason: $0) }
        let memory = "/vsimem/aerial-\(UInt64.random(in: 0...UInt64.max)).tif"
        defer { VSIUnlink(memory) }
        try image.samples.withUnsafeBytes { bytes in
            let source = try RasterFile.inMemory(
                over: bytes, width: image.width, height: image.height, channelCount: image.bandCount)
            for (position, name) in tile.bands.enumerated() {
                GDALSetDescription(source.band(position + 1), name)
                GDALSetRasterColorInterpretation(source.band(position + 1), interpretation(of: name))
            }
            try source.copy(
                to: memory, driver: "GTiff",
                options: ["COMPRESS=DEFLATE", "ZLEVEL=1", "PREDICTOR=2", "INTERLEAVE=PIXEL", "ALPHA=NO"],
                failure)
        }
        var count: vsi_l_offset = 0
        guard let bytes = VSIGetMemFileBuffer(memory, &count, 0) else { throw failure("it came out empty") }
        try PNGFile.writeWhole(Array(UnsafeBufferPointer(start: bytes, count: Int(count))), to: path)
    }

    private static func interpretation(of band: String) -> GDALColorInterp {
        let colors = zip(TileSpec.colorBands, [GCI_RedBand, GCI_GreenBand, GCI_BlueBand])
        return colors.first { $0.0 == band }?.1 ?? GCI_Undefined
    }
}
