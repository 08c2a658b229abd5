internal import CGDAL

extension RasterFile {
    /// A raster of bytes in memory.
    /// - Parameter bands: for each band its values, row by row from the top.
    static func inMemory(
        width: Int, height: Int, bands: [[UInt8]], _ failure: (String) -> ImageryError
    ) throws -> RasterFile {
        let handle = try GDALRuntime.made(failure) {
            GDALCreate(
                GDALGetDriverByName("MEM"), "", Int32(width), Int32(height), Int32(bands.count), GDT_Byte, nil
            )
        }
        let file = RasterFile(adopting: handle, path: "")
        for (index, values) in bands.enumerated() {
            // GDAL takes a pointer to mutable memory, and only reads it when writing.
            var values = values
            try GDALRuntime.check(failure) {
                GDALRasterIO(
                    file.band(index + 1), GF_Write, 0, 0, Int32(width), Int32(height), &values, Int32(width),
                    Int32(height), GDT_Byte, 0, 0)
            }
        }
        return file
    }

    /// A plain GeoTIFF of bytes that is filled part by part. What is never written holds 0.
    static func onDisk(
        path: String, width: Int, height: Int, bandCount: Int, _ failure: (String) -> ImageryError
    ) throws -> RasterFile {
        let handle = try GDALRuntime.made(failure) {
            GDALRuntime.withOptions(["INTERLEAVE=BAND", "BIGTIFF=IF_SAFER"]) { list in
                GDALCreate(
                    GDALGetDriverByName("GTiff"), path, Int32(width), Int32(height), Int32(bandCount),
                    GDT_Byte,
                    list)
            }
        }
        return RasterFile(adopting: handle, path: path)
    }

    /// Whole rows of a band, from `first` on.
    func write(
        _ values: [UInt8], toBand number: Int, fromRow first: Int, _ failure: (String) -> ImageryError
    ) throws {
        // GDAL takes a pointer to mutable memory, and only reads it when writing.
        var values = values
        let rows = values.count / width
        try GDALRuntime.check(failure) {
            GDALRasterIO(
                band(number), GF_Write, 0, Int32(first), Int32(width), Int32(rows), &values, Int32(width),
                Int32(rows), GDT_Byte, 0, 0)
        }
    }

    /// Writes the raster as a file of another format.
    func copy(
        to path: String, driver: String, options: [String], _ failure: (String) -> ImageryError
    ) throws {
        let copy = try GDALRuntime.made(failure) {
            GDALRuntime.withOptions(options) { list in
                GDALCreateCopy(GDALGetDriverByName(driver), path, handle, 0, list, nil, nil)
            }
        }
        // GDALClose of GDAL 3.6 returns nothing; what goes wrong in it is only in the error state.
        if let message = GDALRuntime.failureMessage({ GDALClose(copy) }) { throw failure(message) }
        if driver == "COG" {
            try WrittenFile.checkCloudOptimized(path, failure)
            try WrittenFile.checkCopy(of: self, at: path, failure)
        }
    }
}
