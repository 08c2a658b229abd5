internal import CGDAL
internal import Foundation

/// What a file must have in it once it is closed. GDAL 3.6 does not tell of every error in closing, on a full disk say:
/// then the marks that are written last are missing.
enum WrittenFile {
    /// Tiled with its directories first, so that a browser reads parts of it.
    static func checkCloudOptimized(_ path: String, _ failure: (String) -> ImageryError) throws {
        let file = try? RasterFile(path: path)
        let layout = file.flatMap { GDALGetMetadataItem($0.handle, "LAYOUT", "IMAGE_STRUCTURE") }
        guard layout.map({ String(cString: $0) }) == "COG" else {
            throw failure("what was written is not whole: the layout of a cloud-optimised file is missing")
        }
    }

    /// SQLite's header names the application: without that, others take the file for a plain database.
    static func checkGeoPackage(_ path: String, _ failure: (String) -> ImageryError) throws {
        guard let file = FileHandle(forReadingAtPath: path),
            let header = try? file.read(upToCount: Self.headerLength), header.count == Self.headerLength,
            Array(header[68..<72]) == Array("GPKG".utf8)
        else { throw failure("what was written is not whole: the mark of a GeoPackage is missing") }
    }

    /// All rows can be read back.
    static func checkRowCount(_ count: Int, of path: String, _ failure: (String) -> ImageryError) throws {
        let flags = UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY)
        let dataset = GDALRuntime.call { GDALOpenEx(path, flags, nil, nil, nil) }.value
        defer { dataset.map { GDALClose($0) } }
        let layer = dataset.flatMap { GDALDatasetGetLayer($0, 0) }
        var found = 0
        while let layer, let feature = OGR_L_GetNextFeature(layer) {
            OGR_F_Destroy(feature)
            found += 1
        }
        guard layer != nil, found == count else {
            throw failure("what was written is not whole: it has \(found) of \(count) rows")
        }
    }

    private static let headerLength = 100
}
