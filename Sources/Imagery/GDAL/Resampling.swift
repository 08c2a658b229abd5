internal import CGDAL

extension StoredPixels {
    /// Resamples a stretch of these pixels to `width` x `height` by GDAL's bilinear kernel, which averages where it
    /// shrinks and passes over pixels without imagery.
    /// - Parameters:
    ///   - x: the stretch's left edge, in pixels from this window's own left edge; `spanX` its width. `y` likewise.
    func resampled(
        x: Double, y: Double, spanX: Double, spanY: Double, width: Int, height: Int
    ) throws -> [UInt8] {
        let (wide, high) = (min(spanX, Double(window.width) - x), min(spanY, Double(window.height) - y))
        let emptiness = emptiness
        // Where every pixel holds imagery the kernel is the same for all.
        guard emptiness == nil, min(x, y) >= 0, min(wide, high) > 0 else {
            return try resampledByGDAL(
                x: x, y: y, spanX: spanX, spanY: spanY, width: width, height: height, emptiness: emptiness)
        }
        let columns = AxisKernel(start: x, span: wide, count: width, limit: window.width)
        let rows = AxisKernel(start: y, span: high, count: height, limit: window.height)
        return TileResampling(columns: columns, rows: rows, bandCount: bandCount)
            .resample(samples, width: window.width)
    }

    /// The same by GDAL itself, which leaves out pixels without imagery.
    /// - Parameter emptiness: that of these pixels.
    func resampledByGDAL(
        x: Double, y: Double, spanX: Double, spanY: Double, width: Int, height: Int, emptiness: [UInt8]?
    ) throws -> [UInt8] {
        let failure = { ImageryError.cannotRead(path: "pixels in memory", reason: $0) }
        var output = [UInt8](repeating: 0, count: width * height * bandCount)
        try samples.withUnsafeBytes { bytes in
            let raster = try memoryRaster(over: bytes, emptiness: emptiness)
            var arguments = GDALRasterIOExtraArg()
            arguments.nVersion = 1
            arguments.eResampleAlg = GRIORA_Bilinear
            arguments.bFloatingPointWindowValidity = 1
            (arguments.dfXOff, arguments.dfXSize) = (x, min(spanX, Double(window.width) - x))
            (arguments.dfYOff, arguments.dfYSize) = (y, min(spanY, Double(window.height) - y))
            let columns = Self.wholePixels(from: x, span: spanX, limit: window.width)
            let rows = Self.wholePixels(from: y, span: spanY, limit: window.height)
            var bands = (1...bandCount).map { Int32($0) }
            try GDALRuntime.check(failure) {
                GDALDatasetRasterIOEx(
                    raster.handle, GF_Read, columns.start, rows.start, columns.count, rows.count, &output,
                    Int32(width), Int32(height), GDT_Byte, Int32(bandCount), &bands, GSpacing(bandCount),
                    GSpacing(width * bandCount), 1, &arguments)
            }
        }
        return output
    }

    /// The whole pixels that GDAL wants to hear of beside the exact window: fewer than one more than it spans.
    private static func wholePixels(from start: Double, span: Double, limit: Int) -> (
        start: Int32, count: Int32
    ) {
        let first = min(limit - 1, Int((start + 1e-3).rounded(.down)))
        let count = max(1, Int((span - 1e-3).rounded(.up)))
        return (Int32(first), Int32(min(count, limit - first)))
    }

    private func memoryRaster(over bytes: UnsafeRawBufferPointer, emptiness: [UInt8]?) throws -> RasterFile {
        let raster = try RasterFile.inMemory(
            over: bytes, width: window.width, height: window.height, channelCount: bandCount)
        if let emptiness { try raster.addMask(emptiness) }
        return raster
    }
}

extension RasterFile {
    /// A dataset over interleaved 8-bit pixels, which must outlive it and are only read.
    static func inMemory(
        over bytes: UnsafeRawBufferPointer, width: Int, height: Int, channelCount: Int
    ) throws -> RasterFile {
        let (handle, message) = GDALRuntime.call {
            GDALCreate(GDALGetDriverByName("MEM"), "", Int32(width), Int32(height), 0, GDT_Byte, nil)
        }
        guard let handle else { throw ImageryError.cannotRead(path: "pixels in memory", reason: message) }
        let raster = RasterFile(adopting: handle, path: "pixels in memory")
        for channel in 0..<channelCount {
            let address = String(UInt(bitPattern: bytes.baseAddress) + UInt(channel), radix: 16)
            let layout = ["PIXELOFFSET=\(channelCount)", "LINEOFFSET=\(width * channelCount)"]
            GDALRuntime.withOptions(["DATAPOINTER=0x\(address)"] + layout) { options in
                _ = GDALAddBand(handle, GDT_Byte, options)
            }
        }
        return raster
    }

    /// Gives a dataset in memory a mask: 0 where there is nothing.
    fileprivate func addMask(_ mask: [UInt8]) throws {
        let failure = { ImageryError.cannotRead(path: "a mask in memory", reason: $0) }
        try GDALRuntime.check(failure) { GDALCreateDatasetMaskBand(handle, Int32(GMF_PER_DATASET)) }
        var mask = mask
        try GDALRuntime.check(failure) {
            GDALRasterIO(
                GDALGetMaskBand(band(1)), GF_Write, 0, 0, Int32(width), Int32(height), &mask, Int32(width),
                Int32(height), GDT_Byte, 0, 0)
        }
    }
}
