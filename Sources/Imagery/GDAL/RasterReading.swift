internal import CGDAL

extension RasterFile {
    /// Reads a window of one band, or of one of its overviews, as it is stored; `values` holds the window row by row.
    func read<Value: BitwiseCopyable>(
        band: GDALRasterBandH, _ window: PixelWindow, into values: inout [Value], type: GDALDataType
    ) throws {
        try values.withUnsafeMutableBytes { bytes in
            try read(
                band: band, window, into: bytes, type: type, pixelStride: MemoryLayout<Value>.stride)
        }
    }

    /// Reads a window into memory in which neighbouring pixels lie `pixelStride` bytes apart.
    func read(
        band: GDALRasterBandH, _ window: PixelWindow, into bytes: UnsafeMutableRawBufferPointer,
        type: GDALDataType, pixelStride: Int
    ) throws {
        let failure = { ImageryError.cannotRead(path: self.path, reason: $0) }
        try GDALRuntime.check(failure) {
            GDALRasterIOEx(
                band, GF_Read, Int32(window.column), Int32(window.row), Int32(window.width),
                Int32(window.height),
                bytes.baseAddress, Int32(window.width), Int32(window.height), type, GSpacing(pixelStride),
                GSpacing(pixelStride * window.width), nil)
        }
    }

    /// Reads a window of some bands of the file at once as bytes.
    func readInterleaved(bands: [Int], _ window: PixelWindow) throws -> [UInt8] {
        try readInterleaved(bands: bands, window, of: handle, as: GDT_Byte)
    }

    /// Reads a window of some bands at once, a pixel's bands beside each other: for files that store them so, every block is decoded in
    /// one go.
    /// - Parameters:
    ///   - dataset: the file itself, or what holds its overviews of one size.
    ///   - type: GDAL's name of `Value`.
    func readInterleaved<Value: BitwiseCopyable>(
        bands: [Int], _ window: PixelWindow, of dataset: GDALDatasetH, as type: GDALDataType
    ) throws -> [Value] {
        var numbers = bands.map { Int32($0) }
        let (count, size) = (bands.count, MemoryLayout<Value>.stride)
        let failure = { ImageryError.cannotRead(path: self.path, reason: $0) }
        let valueCount = window.pixelCount * count
        return try [Value](unsafeUninitializedCapacity: valueCount) { values, filled in
            let target = values.baseAddress
            try GDALRuntime.check(failure) {
                GDALDatasetRasterIOEx(
                    dataset, GF_Read, Int32(window.column), Int32(window.row), Int32(window.width),
                    Int32(window.height),
                    target, Int32(window.width), Int32(window.height), type, Int32(count), &numbers,
                    GSpacing(count * size), GSpacing(count * size * window.width), GSpacing(size), nil)
            }
            filled = valueCount
        }
    }
}
