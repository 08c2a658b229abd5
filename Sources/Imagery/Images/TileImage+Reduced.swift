public import AerialCore

extension TileImage {
    /// The same ground through fewer pixels, averaged as ``ImageFile/read(path:side:bands:tones:)`` does.
    /// - Parameter side: of a square image, in pixels.
    /// - Throws: ``ImageryError`` when GDAL lacks memory.
    public func reduced(toSide side: Int) throws -> TileImage {
        if width == side, height == side { return self }
        let window = PixelWindow(column: 0, row: 0, width: width, height: height)
        let stored = StoredPixels(
            window: window, samples: samples, bandCount: bandCount, mask: nil, nodata: nil)
        let pixels = try stored.resampled(
            x: 0, y: 0, spanX: Double(width), spanY: Double(height), width: side, height: side)
        let share = Double(emptyPixelCount) / Double(max(1, width * height))
        return TileImage(
            width: side, height: side, samples: pixels, bandCount: bandCount, pictureBands: pictureBands,
            emptyPixelCount: Int(share * Double(side * side)))
    }
}
