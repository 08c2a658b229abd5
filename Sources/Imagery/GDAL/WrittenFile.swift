internal import CGDAL
internal import Foundation

/// What a file must have in it once it is closed. GDAL 3.6 does not tell of every error in closing, on a full disk say:
/// then the marks that are written last are missing.
enum WrittenFile {
    /// Tiled with its directories first, so that a browser reads parts of it.
    static func checkCloudOptimized(_ path: String, _ failure: (String) -> ImageryError) throws {
        let file = try? RasterFile(path: path)
        let layout = file.flatMap { GDALGetMetadataItem($0.handle, "LAYOUT", "IMAGE_STRUCTURE") }
        // After a failed write the file claims the layout all the same, and its directory stands behind pixels.
        guard layout.map({ String(cString: $0) }) == "COG",
            let directory = file?.position("IFD_OFFSET"), directory < Self.headLength
        else {
            throw failure("what was written is not whole: the layout of a cloud-optimised file is missing")
        }
    }

    /// A copy of a raster of bytes reads back as it was: pixels, tags, and the attribute table that lies beside it.
    static func checkCopy(
        of raster: RasterFile, at path: String, _ failure: (String) -> ImageryError
    ) throws {
        guard let copy = try? RasterFile(path: path), copy.bandCount == raster.bandCount,
            (1...raster.bandCount).allSatisfy({ band in
                return copy.holds(raster, band: band)
                    && copy.attributeRowCount(ofBand: band) == raster.attributeRowCount(ofBand: band)
            }), copy.holds(raster.tags)
        else { throw failure("what was written does not read back") }
    }

    /// SQLite's header names the application and the version of the format: without the one, others take the file for a plain
    /// database; without the other, they warn of a version that they do not know.
    static func checkGeoPackage(_ path: String, _ failure: (String) -> ImageryError) throws {
        guard let file = FileHandle(forReadingAtPath: path),
            let header = try? file.read(upToCount: Self.headerLength), header.count == Self.headerLength,
            Array(header[68..<72]) == Array("GPKG".utf8), header[60..<64].contains(where: { $0 != 0 })
        else { throw failure("what was written is not whole: the marks of a GeoPackage are missing") }
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

    /// The marks of the layout, at a file's head, take some 190 bytes.
    private static let headLength = 512
    private static let headerLength = 100
}

extension RasterFile {
    /// Where a part of a TIFF lies, in bytes from its beginning.
    fileprivate func position(_ part: String) -> Int? {
        GDALGetMetadataItem(band(1), part, "TIFF").flatMap { Int(String(cString: $0)) }
    }

    /// The tags of the file's own domain.
    fileprivate var tags: [String: String] {
        guard let list = GDALGetMetadata(handle, nil) else { return [:] }
        var tags: [String: String] = [:]
        for index in 0..<Int(CSLCount(list)) {
            guard let item = list[index] else { continue }
            let words = String(cString: item).split(separator: "=", maxSplits: 1)
            if words.count == 2 { tags[String(words[0])] = String(words[1]) }
        }
        return tags
    }

    /// The same pixels, a few million at a time.
    fileprivate func holds(_ other: RasterFile, band: Int) -> Bool {
        guard width == other.width, height == other.height else { return false }
        let step = max(1, Self.pixelsComparedAtOnce / max(1, width))
        return stride(from: 0, to: height, by: step).allSatisfy { first in
            let rows = first..<min(height, first + step)
            let own = try? bytes(ofBand: band, rows: rows)
            return own != nil && own == (try? other.bytes(ofBand: band, rows: rows))
        }
    }

    private static var pixelsComparedAtOnce: Int { 4 << 20 }

    /// The file may have further ones.
    fileprivate func holds(_ wanted: [String: String]) -> Bool {
        let own = tags
        return wanted.allSatisfy { own[$0.key] == $0.value }
    }

    /// `nil` where the band has no attribute table.
    fileprivate func attributeRowCount(ofBand number: Int) -> Int? {
        GDALGetDefaultRAT(band(number)).map { Int(GDALRATGetRowCount($0)) }
    }
}
