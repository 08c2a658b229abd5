public import AerialCore

/// Pictures of any size that are one tile each: JPEG, PNG, TIFF, JPEG 2000, WebP, BMP or GIF.
public enum ImageFile {
    private static let extensions: Set<String> = [
        "png", "jpg", "jpeg", "tif", "tiff", "jp2", "webp", "bmp", "gif",
    ]
    private static let drivers = ["JPEG", "PNG", "GTiff", "JP2OpenJPEG", "WEBP", "BMP", "GIF", "BIGGIF"]

    /// The most pixels that are decoded of a picture, which is one tile: 8192 x 8192.
    public static let mostPixels = 1 << 26

    /// True when the name's extension is that of a picture; the file itself is not looked at.
    public static func isImage(_ path: String) -> Bool {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return false }
        return extensions.contains(path[path.index(after: dot)...].lowercased())
    }

    /// Columns and rows, from the header.
    public static func size(path: String) throws -> (width: Int, height: Int) {
        let file = try RasterFile(path: path, drivers: drivers)
        return (file.width, file.height)
    }

    /// Bits of a sample of its first band, from the header.
    public static func bitsPerSample(path: String) throws -> Int {
        try BandChoice(RasterFile(path: path, drivers: drivers)).bitsPerSample(of: 1)
    }

    /// The one range of values for pictures of more than 8 bits, by a sample of each: classes that differ in brightness
    /// stay apart. `nil` where all have 8 bits; pictures that cannot be read are passed over.
    public static func tones(of paths: [String]) -> ToneRange? {
        var values: [Float] = []
        var bits = 0
        for path in paths {
            guard let file = try? RasterFile(path: path, drivers: drivers),
                let format = try? PixelFormat(file, bands: BandSelection(names: TileSpec.colorBands)),
                format.tones != nil
            else { continue }
            let sample = PixelSample(file).values(ofBands: format.bands, nodata: format.nodata)
            let step = max(1, sample.count / valuesOfAPicture)
            values += stride(from: 0, to: sample.count, by: step).map { sample[$0] }
            bits = max(bits, format.bitsPerSample)
        }
        return bits == 0 ? nil : ToneRange(of: values, bitsPerSample: bits)
    }

    /// So many values of each picture tell the range of all.
    private static let valuesOfAPicture = 4096

    /// The whole picture as `side` x `side` pixels: as it is when it has that size, else resampled by GDAL's bilinear
    /// kernel, which averages where it shrinks (and stretched when it is not square). Grey and palette pictures become
    /// colour, more than 8 bits become 8 by `tones`, or by the picture's own range where that is `nil`. Of other bands than
    /// a colour picture's the file holds these and no others, in their order, as ``TileFile`` writes them. Transparent
    /// pixels are the empty ones; black is a colour.
    /// - Parameters:
    ///   - bands: the names of those that are wanted.
    ///   - tones: the range of values that becomes 1 to 255, for pictures of more than 8 bits.
    /// - Throws: ``ImageryError`` for a file that is no picture, has other bands, is cut short or damaged, or has more than
    ///   ``mostPixels`` and no overview with less.
    public static func read(
        path: String, side: Int, bands: [String] = TileSpec.colorBands, tones: ToneRange? = nil
    ) throws -> TileImage {
        try read(FetchedImage(path: path, bytes: nil, tones: tones), side: side, bands: bands)
    }

    /// The same of a plain picture in memory.
    /// - Returns: `nil` for bytes that GDAL must see to, and for tiles of other bands than red, green and blue.
    public static func plain(
        _ bytes: [UInt8], side: Int, bands: [String] = TileSpec.colorBands
    ) throws -> TileImage? {
        guard BandSelection(names: bands).isColor,
            let stored = PlainPicture.read(bytes, longestSide: 2 * side)
        else { return nil }
        return try image(of: stored, side: side, bands: bands)
    }

    /// The same of an image whose bytes may be in memory already.
    public static func read(
        _ image: FetchedImage, side: Int, bands: [String] = TileSpec.colorBands
    ) throws -> TileImage {
        if let failure = image.failure { throw failure }
        let wanted = BandSelection(names: bands)
        // GDAL makes overviews of a JPEG from half its size on.
        let plain = wanted.isColor ? image.plainPicture(longestSide: 2 * side) : nil
        let stored =
            try plain
            ?? storedByGDAL(
                path: image.path, contents: image.bytes, side: side, bands: wanted, tones: image.tones)
        return try Self.image(of: stored, side: side, bands: bands)
    }

    private static func image(of stored: StoredPixels, side: Int, bands: [String]) throws -> TileImage {
        let (width, height) = (stored.window.width, stored.window.height)
        func samples(of stored: StoredPixels) throws -> [UInt8] {
            width == side && height == side
                ? stored.blanked()
                : try stored.resampled(
                    x: 0, y: 0, spanX: Double(width), spanY: Double(height), width: side, height: side)
        }
        // The mask in white tells black from transparent.
        let emptyPixelCount = try stored.whiteMask.map { try samples(of: $0).count { $0 == 0 } } ?? 0
        let samples = try samples(of: stored)
        guard !BandSelection(names: bands).isColor else {
            return TileImage(width: side, height: side, rgb: samples, emptyPixelCount: emptyPixelCount)
        }
        return TileImage(
            width: side, height: side, samples: samples, bandCount: stored.bandCount,
            pictureBands: TileSpec.pictureBands(among: bands), emptyPixelCount: emptyPixelCount)
    }

    /// The picture as it is stored, or one of its overviews that is finer than what is asked for.
    static func storedByGDAL(
        path: String, contents: [UInt8]? = nil, side: Int,
        bands: BandSelection = BandSelection(names: TileSpec.colorBands), tones: ToneRange? = nil
    ) throws -> StoredPixels {
        let file = try RasterFile(path: path, drivers: drivers, contents: contents)
        var format = try format(of: file, bands: bands)
        if format.tones != nil, let tones { format.tones = tones }
        let reader = PixelReader(file, format)
        let level = reader.level(pixelsPerOutput: Double(min(file.width, file.height)) / Double(side))
        guard level.width * level.height <= mostPixels else {
            throw ImageryError.tooLargePicture(path: path, width: file.width, height: file.height)
        }
        return try reader.read(
            PixelWindow(column: 0, row: 0, width: level.width, height: level.height), of: level)
    }

    /// Of a tile with other bands than a colour picture's the file has just these.
    private static func format(of file: RasterFile, bands: BandSelection) throws -> PixelFormat {
        guard !bands.isColor else { return try PixelFormat(file, bands: bands) }
        guard file.bandCount == bands.names.count else {
            throw ImageryError.otherPictureBands(
                path: file.path, found: file.bandCount, wanted: bands.names)
        }
        return try PixelFormat(
            file, bands: BandSelection(names: bands.names, numbers: Array(1...file.bandCount)))
    }
}

extension StoredPixels {
    /// White wherever the mask lets something be seen; `nil` where there is no mask, or all is seen.
    fileprivate var whiteMask: StoredPixels? {
        guard mask != nil, let emptiness else { return nil }
        return StoredPixels(
            window: window, samples: Array(repeating: 255, count: window.pixelCount), bandCount: 1,
            mask: emptiness, nodata: nil)
    }
}
