internal import CGDAL

/// The land-cover raster as an agency would give it: 30 m cells in an equal-area system, each with the code that covers
/// most of it, so that borders are mixed.
enum LandCoverRaster {
    static func write(to path: String, fromTruth truthPath: String, threads: Int) throws {
        let truth = try RasterFile(path: truthPath)
        let arguments = [
            "-t_srs", "EPSG:5070", "-tr", "30", "30", "-tap", "-r", "mode", "-srcnodata", "0", "-dstnodata",
            "0",
            "-of", "GTiff", "-co", "COMPRESS=DEFLATE", "-co", "TILED=YES", "-wo", "NUM_THREADS=\(threads)",
        ]
        let (handle, message) = GDALRuntime.call {
            GDALRuntime.withOptions(arguments) { list in
                let options = GDALWarpAppOptionsNew(list, nil)
                defer { GDALWarpAppOptionsFree(options) }
                var source: GDALDatasetH? = truth.handle
                return GDALWarp(path, nil, 1, &source, options, nil)
            }
        }
        guard let handle else { throw ImageryError.cannotWrite(path: path, reason: message) }
        let file = RasterFile(adopting: handle, path: path)
        let failure = { (reason: String) in ImageryError.cannotWrite(path: path, reason: reason) }
        try GDALRuntime.check(failure) {
            GDALFlushCache(file.handle)
            return CPLGetLastErrorType() == CE_Failure ? CE_Failure : CE_None
        }
    }
}
