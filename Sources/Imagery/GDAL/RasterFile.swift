internal import AerialCore
internal import CGDAL
internal import Foundation

/// An open GDAL raster: one owner, closed with it. GDAL lets one thread at a time use a dataset, so it is not
/// Sendable; each thread opens its own.
final class RasterFile {
    let handle: GDALDatasetH
    let path: String
    /// The dataset that a virtual one reads from; it must be closed after it.
    private let source: RasterFile?
    /// What it reads from where its bytes are in memory.
    private let memory: MemoryFile?

    /// Opens a raster for reading.
    /// - Throws: ``ImageryError/cannotOpen(path:reason:)``, ``ImageryError/multiResolutionSID(path:)``.
    init(path: String) throws {
        if path.lowercased().hasSuffix(".sid") { throw ImageryError.multiResolutionSID(path: path) }
        try Self.checkKind(path)
        try SourceTrust.check(path)
        let flags = UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
        let (handle, message) = RemotePlace.opening(path) { GDALOpenEx($0, flags, nil, nil, nil) }
        guard let handle else {
            defer { RemotePlace.forget(path) }
            throw ImageryError.cannotOpen(path: path, reason: OpeningFailure.reason(message, for: path))
        }
        self.handle = handle
        self.path = path
        source = nil
        memory = nil
        try SourceTrust.check(overviewsOf: handle, path: path)
        try checkPixels()
        try checkBlocks()
    }

    /// Opens a picture by one of these drivers alone, without a look at the files beside it: a folder of thousands of
    /// pictures is not listed again for each.
    /// - Parameter contents: the file's bytes where they are here already; `path` then names it in messages alone.
    init(path: String, drivers: [String], contents: [UInt8]? = nil) throws {
        try Self.checkKind(path)
        let flags = UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
        let memory = contents.map(MemoryFile.init)
        let (handle, message) = RemotePlace.opening(memory?.name ?? path) { file in
            GDALRuntime.withOptions(drivers) { list in
                var noSiblings: UnsafePointer<CChar>?
                return withUnsafePointer(to: &noSiblings) { none in
                    let names = UnsafeRawPointer(list)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)
                    return GDALOpenEx(file, flags, names, nil, none)
                }
            }
        }
        guard let handle else {
            let reason = memory.map { message.replacingOccurrences(of: $0.name, with: path) } ?? message
            throw ImageryError.cannotOpen(path: path, reason: reason)
        }
        self.handle = handle
        self.path = path
        self.memory = memory
        source = nil
        try checkPixels()
        try checkBlocks()
    }

    /// Takes over a dataset that GDAL made, a virtual one on top of `source` perhaps.
    init(adopting handle: GDALDatasetH, path: String, source: RasterFile? = nil) {
        self.handle = handle
        self.path = path
        self.source = source
        memory = nil
    }

    deinit { GDALClose(handle) }

    /// A pipe would be waited for without end.
    private static func checkKind(_ path: String) throws {
        guard !InputFile.isPipeOrDevice(path) else {
            throw ImageryError.cannotOpen(path: path, reason: "it is a pipe or a device, no file")
        }
    }

    /// Numbers of which GDAL would read others without a word: it takes signed bytes for unsigned ones up to version 3.6, and of
    /// complex numbers gives the real part.
    private func checkPixels() throws {
        for number in 0..<bandCount {
            guard let band = GDALGetRasterBand(handle, Int32(number + 1)) else { continue }
            let kind = GDALGetMetadataItem(band, "PIXELTYPE", "IMAGE_STRUCTURE").map { String(cString: $0) }
            if kind == "SIGNEDBYTE" {
                throw ImageryError.strangePixels(
                    path: path, kind: "signed bytes",
                    advice: "Write them as 16 bits with GDAL 3.7 or later: gdal_translate -ot Int16 IN OUT.")
            }
            if GDALDataTypeIsComplex(GDALGetRasterDataType(band)) != 0 {
                throw ImageryError.strangePixels(
                    path: path, kind: "complex numbers",
                    advice: "Write real numbers made of them, for example their amplitude.")
            }
        }
    }

    /// The most bytes of a block that is worth reading; files of a few bytes can claim more.
    private static let mostBlockBytes = 1 << 29

    /// GDAL holds whole blocks in memory, as large as the header says.
    private func checkBlocks() throws {
        guard bandCount > 0, let band = GDALGetRasterBand(handle, 1) else { return }
        var (width, height): (Int32, Int32) = (0, 0)
        GDALGetBlockSize(band, &width, &height)
        let bandsTogether =
            GDALGetMetadataItem(handle, "INTERLEAVE", "IMAGE_STRUCTURE")
            .map { String(cString: $0) == "PIXEL" } ?? false
        let sampleBytes =
            max(1, Int(GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band))))
            * (bandsTogether ? bandCount : 1)
        guard Int(width) * Int(height) <= Self.mostBlockBytes / sampleBytes else {
            throw ImageryError.cannotOpen(
                path: path,
                reason:
                    "it is stored in blocks of \(width) x \(height) pixels, more than are read at once; rewrite it in "
                    + "tiles: gdal_translate -co TILED=YES")
        }
    }

    var width: Int { Int(GDALGetRasterXSize(handle)) }
    var height: Int { Int(GDALGetRasterYSize(handle)) }
    var bandCount: Int { Int(GDALGetRasterCount(handle)) }

    /// Rows of a block, as the first band is stored; for a virtual raster at least those of the usual files behind it,
    /// whose blocks are the ones that are decoded.
    var blockHeight: Int {
        var (width, height): (Int32, Int32) = (0, 0)
        GDALGetBlockSize(band(1), &width, &height)
        return max(isVirtual ? 512 : 1, Int(height))
    }

    private var isVirtual: Bool {
        guard let driver = GDALGetDatasetDriver(handle) else { return false }
        return String(cString: GDALGetDriverShortName(driver)) == "VRT"
    }

    /// The compression that changed the file's values; `nil` where none is known to have.
    var lossyCompression: String? {
        let driver = GDALGetDatasetDriver(handle).map { String(cString: GDALGetDriverShortName($0)) }
        let stated = GDALGetMetadataItem(handle, "COMPRESSION", "IMAGE_STRUCTURE").map { String(cString: $0) }
        return driver == "JPEG" || stated?.hasSuffix("JPEG") == true ? "JPEG" : nil
    }

    /// Bands are numbered from 1.
    func band(_ number: Int) -> GDALRasterBandH { GDALGetRasterBand(handle, Int32(number)) }

    /// The six affine coefficients from pixel to map; `nil` when the file has none.
    var geoTransform: [Double]? {
        var coefficients = [Double](repeating: 0, count: 6)
        return GDALGetGeoTransform(handle, &coefficients) == CE_None ? coefficients : nil
    }

    var projection: String { GDALGetProjectionRef(handle).map { String(cString: $0) } ?? "" }
}

extension RasterFile {
    /// Says where the file lies: a pixel is a tile of the grid.
    func place(on grid: TileGrid, _ failure: (String) -> ImageryError) throws {
        let reference = try SpatialReference(grid.reference)
        var transform = [grid.origin.x, grid.tileSide, 0, grid.origin.y, 0, -grid.tileSide]
        try withExtendedLifetime(reference) {
            try GDALRuntime.check(failure) { GDALSetSpatialRef(handle, reference.handle) }
        }
        try GDALRuntime.check(failure) { GDALSetGeoTransform(handle, &transform) }
    }
}
