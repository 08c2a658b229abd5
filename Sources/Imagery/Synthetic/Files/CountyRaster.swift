internal import CGDAL

/// A GeoTIFF of the county that is written block by block.
struct CountyRaster {
    /// What the bands mean.
    enum Content { case imagery, landCover }

    private let file: RasterFile
    private let bandCount: Int
    private let path: String

    /// One pixel a square metre; `frame` says where.
    init(path: String, frame: CountyFrame, content: Content, threads: Int) throws {
        bandCount = content == .imagery ? 4 : 1
        self.path = path
        let options =
            [
                "TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "COMPRESS=DEFLATE", "ZLEVEL=1",
                "NUM_THREADS=\(threads)", "BIGTIFF=IF_SAFER",
            ]
            + (content == .imagery ? ["PHOTOMETRIC=RGB", "ALPHA=NO", "INTERLEAVE=PIXEL", "PREDICTOR=2"] : [])
        let bands = Int32(bandCount)
        let (handle, message) = GDALRuntime.call {
            GDALRuntime.withOptions(options) { list in
                GDALCreate(
                    GDALGetDriverByName("GTiff"), path, Int32(frame.widthMeters), Int32(frame.heightMeters),
                    bands,
                    GDT_Byte, list)
            }
        }
        guard let handle else { throw ImageryError.cannotWrite(path: path, reason: message) }
        file = RasterFile(adopting: handle, path: path)
        try place(in: frame)
        if content == .landCover { try color() }
    }

    /// Writes the block's pixels, interleaved by band.
    func write(_ pixels: [UInt8], at window: RenderWindow) throws {
        try check {
            pixels.withUnsafeBytes { bytes in
                // GDAL takes the buffer without `const` for reading and writing alike; here it only reads.
                let buffer = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                return GDALDatasetRasterIOEx(
                    file.handle, GF_Write, Int32(window.column), Int32(window.row), Int32(window.width),
                    Int32(window.height), buffer, Int32(window.width), Int32(window.height), GDT_Byte,
                    Int32(bandCount), nil, Int64(bandCount), Int64(bandCount * window.width), 1, nil)
            }
        }
    }

    /// Hands to the file system what GDAL still holds.
    func flush() throws {
        try check {
            GDALFlushCache(file.handle)
            return CPLGetLastErrorType() == CE_Failure ? CE_Failure : CE_None
        }
    }

    private func place(in frame: CountyFrame) throws {
        let reference = try SpatialReference(definition: frame.reference)
        var transform = frame.geoTransform
        try check { GDALSetGeoTransform(file.handle, &transform) }
        try check { GDALSetSpatialRef(file.handle, reference.handle) }
    }

    private func color() throws {
        let table = GDALCreateColorTable(GPI_RGB)
        defer { GDALDestroyColorTable(table) }
        for (code, _, rgb) in LandCoverPalette.classes {
            var entry = GDALColorEntry(
                c1: Int16(rgb >> 16), c2: Int16(rgb >> 8 & 0xFF), c3: Int16(rgb & 0xFF), c4: 255)
            GDALSetColorEntry(table, Int32(code), &entry)
        }
        try check { GDALSetRasterColorTable(file.band(1), table) }
        try check { GDALSetRasterNoDataValue(file.band(1), 0) }
    }

    private func check(_ body: () -> CPLErr) throws {
        try GDALRuntime.check({ .cannotWrite(path: path, reason: $0) }, body)
    }
}
