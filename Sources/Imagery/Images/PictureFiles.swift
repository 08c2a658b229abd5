public import AerialCore
internal import CGDAL
internal import Glibc

/// Lossless pictures: maps in reports, tiles in red, green and blue.
public enum PNGFile {
    /// The file appears whole or not at all.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public static func write(_ image: TileImage, to path: String) throws {
        try writeWhole(data(image), to: path)
    }

    /// The bytes of a PNG file. Compressed at the fastest level: two and a half times as fast as the usual one for files
    /// 9 % larger, which counts where thousands of tiles are written.
    public static func data(_ image: TileImage) throws -> [UInt8] {
        try EncodedPicture(width: image.width, height: image.height, pixels: image.rgb, channelCount: 3)
            .encoded(driver: "PNG", options: ["ZLEVEL=1"])
    }

    /// - Parameter rgba: `height * width * 4` bytes, row by row from the top, red first, opacity last.
    public static func data(width: Int, height: Int, rgba: [UInt8]) throws -> [UInt8] {
        precondition(rgba.count == width * height * 4, "a picture holds width x height x 4 bytes")
        return try EncodedPicture(width: width, height: height, pixels: rgba, channelCount: 4)
            .encoded(driver: "PNG", options: ["ZLEVEL=9"])
    }

    static func writeWhole(_ bytes: [UInt8], to path: String) throws {
        let aside = "\(path).partial-\(UInt32.random(in: 0...UInt32.max))"
        let failure = { ImageryError.cannotWrite(path: path, reason: VSIErrorText.last) }
        guard let file = VSIFOpenL(aside, "wb") else { throw failure() }
        let written = VSIFWriteL(bytes, 1, bytes.count, file)
        guard VSIFCloseL(file) == 0, written == bytes.count, VSIRename(aside, path) == 0 else {
            let error = failure()
            VSIUnlink(aside)
            throw error
        }
    }
}

/// Small pictures for reports.
public enum JPEGFile {
    /// The bytes of a JPEG file.
    /// - Parameter quality: 1 to 100.
    public static func data(_ image: TileImage, quality: Int = 85) throws -> [UInt8] {
        try EncodedPicture(width: image.width, height: image.height, pixels: image.rgb, channelCount: 3)
            .encoded(driver: "JPEG", options: ["QUALITY=\(quality)"])
    }
}

/// What the operating system said of the last failed call.
private enum VSIErrorText {
    static var last: String { String(cString: strerror(errno)) }
}
