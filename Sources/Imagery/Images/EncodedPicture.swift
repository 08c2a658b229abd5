internal import CGDAL

/// Pixels on their way into a picture file.
package struct EncodedPicture {
    let width: Int
    let height: Int
    /// Interleaved: 3 channels for RGB, 4 for RGBA.
    let pixels: [UInt8]
    let channelCount: Int

    package init(width: Int, height: Int, pixels: [UInt8], channelCount: Int) {
        (self.width, self.height) = (width, height)
        (self.pixels, self.channelCount) = (pixels, channelCount)
    }

    /// The bytes of a file in the format of a GDAL driver.
    package func encoded(driver name: String, options: [String]) throws -> [UInt8] {
        let path = "/vsimem/aerial-\(UInt64.random(in: 0...UInt64.max))"
        let failure = { ImageryError.cannotWrite(path: "a \(name) picture", reason: $0) }
        defer { VSIUnlink(path) }
        try pixels.withUnsafeBytes { bytes in
            let source = try RasterFile.inMemory(
                over: bytes, width: width, height: height, channelCount: channelCount)
            let interpretations = [GCI_RedBand, GCI_GreenBand, GCI_BlueBand, GCI_AlphaBand]
            for channel in 0..<channelCount {
                GDALSetRasterColorInterpretation(source.band(channel + 1), interpretations[channel])
            }
            let (copy, message) = GDALRuntime.withOptions(options) { list in
                GDALRuntime.call {
                    GDALCreateCopy(GDALGetDriverByName(name), path, source.handle, 0, list, nil, nil)
                }
            }
            guard let copy else { throw failure(message) }
            if let message = GDALRuntime.failureMessage({ GDALClose(copy) }) { throw failure(message) }
        }
        var count: vsi_l_offset = 0
        guard let bytes = VSIGetMemFileBuffer(path, &count, 0) else { throw failure("it came out empty") }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
}
