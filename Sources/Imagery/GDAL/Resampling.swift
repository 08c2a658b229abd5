internal import CGDAL

extension StoredPixels {
    /// Resamples a stretch of these pixels to `width` x `height` by GDAL's bilinear kernel, which averages where it
    /// shrinks and passes over pixels without imagery.
    /// - Parameters:
    ///   - x: the stretch's left edge, in pixels from this window's own left edge; `spanX` its width. `y` likewise.
    func resampled(
        x: Double, y: Double, spanX: Double, spanY: Double, width: Int, height: Int
    ) throws -> [UInt8] {
        let failure = { ImageryError.cannotRead(path: "a window in memory", reason: $0) }
        var output = [UInt8](repeating: 0, count: width * height * 3)
        var source = rgb
        try source.withUnsafeMutableBytes { bytes in
            let raster = try memoryRaster(over: bytes)
            var arguments = GDALRasterIOExtraArg()
            arguments.nVersion = 1
            arguments.eResampleAlg = GRIORA_Bilinear
            arguments.bFloatingPointWindowValidity = 1
            (arguments.dfXOff, arguments.dfXSize) = (x, min(spanX, Double(window.width) - x))
            (arguments.dfYOff, arguments.dfYSize) = (y, min(spanY, Double(window.height) - y))
            let columns = Self.wholePixels(from: x, span: spanX, limit: window.width)
            let rows = Self.wholePixels(from: y, span: spanY, limit: window.height)
            var bands: [Int32] = [1, 2, 3]
            try GDALRuntime.check(failure) {
                GDALDatasetRasterIOEx(
                    raster.handle, GF_Read, columns.start, rows.start, columns.count, rows.count, &output,
                    Int32(width), Int32(height), GDT_Byte, 3, &bands, 3, GSpacing(width * 3), 1, &arguments)
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

    /// A dataset over these pixels, which must outlive it.
    private func memoryRaster(over bytes: UnsafeMutableRawBufferPointer) throws -> RasterFile {
        let driver = GDALGetDriverByName("MEM")
        let (handle, message) = GDALRuntime.call {
            GDALCreate(driver, "", Int32(window.width), Int32(window.height), 0, GDT_Byte, nil)
        }
        guard let handle else { throw ImageryError.cannotRead(path: "a window in memory", reason: message) }
        let raster = RasterFile(adopting: handle, path: "")
        for channel in 0..<3 {
            let address = UInt(bitPattern: bytes.baseAddress) + UInt(channel)
            GDALRuntime.withOptions([
                "DATAPOINTER=0x\(String(address, radix: 16))", "PIXELOFFSET=3",
                "LINEOFFSET=\(window.width * 3)",
            ]) { options in
                _ = GDALAddBand(handle, GDT_Byte, options)
            }
            if let nodata { GDALSetRasterNoDataValue(raster.band(channel + 1), Double(nodata)) }
        }
        if let mask { try raster.addMask(mask) }
        return raster
    }
}

extension RasterFile {
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
