internal import CGDAL

/// An open GDAL raster: one owner, closed with it. GDAL lets one thread at a time use a dataset, so it is not
/// Sendable; each thread opens its own.
final class RasterFile {
    let handle: GDALDatasetH
    let path: String

    /// Opens a raster for reading.
    /// - Throws: ``ImageryError/cannotOpen(path:reason:)``, ``ImageryError/multiResolutionSID(path:)``.
    init(path: String) throws {
        if path.lowercased().hasSuffix(".sid") { throw ImageryError.multiResolutionSID(path: path) }
        let flags = UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
        let (handle, message) = GDALRuntime.call { GDALOpenEx(path, flags, nil, nil, nil) }
        guard let handle else { throw ImageryError.cannotOpen(path: path, reason: message) }
        self.handle = handle
        self.path = path
    }

    /// Takes over a dataset that GDAL made.
    init(adopting handle: GDALDatasetH, path: String) {
        self.handle = handle
        self.path = path
    }

    deinit { GDALClose(handle) }

    var width: Int { Int(GDALGetRasterXSize(handle)) }
    var height: Int { Int(GDALGetRasterYSize(handle)) }
    var bandCount: Int { Int(GDALGetRasterCount(handle)) }

    /// Bands are numbered from 1.
    func band(_ number: Int) -> GDALRasterBandH { GDALGetRasterBand(handle, Int32(number)) }

    /// The six affine coefficients from pixel to map; `nil` when the file has none.
    var geoTransform: [Double]? {
        var coefficients = [Double](repeating: 0, count: 6)
        return GDALGetGeoTransform(handle, &coefficients) == CE_None ? coefficients : nil
    }

    var projection: String { GDALGetProjectionRef(handle).map { String(cString: $0) } ?? "" }
}
