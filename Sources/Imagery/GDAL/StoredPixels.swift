/// A window of a scene as 8-bit samples at the resolution at which the file (or one of its overviews) stores it.
struct StoredPixels: Sendable {
    let window: PixelWindow
    /// The bands of a pixel beside each other, row by row.
    var samples: [UInt8]
    let bandCount: Int
    /// 0 where the scene's mask says that there is no imagery; `nil` when nothing but the values tells.
    var mask: [UInt8]?
    /// The 8-bit value that stands for "no imagery" where a pixel has it in all bands.
    let nodata: UInt8?

    /// The values, zero where the mask says that there is no imagery.
    func blanked() -> [UInt8] {
        guard let mask else { return samples }
        var blanked = samples
        for (pixel, value) in mask.enumerated() where value == 0 {
            for band in 0..<bandCount { blanked[pixel * bandCount + band] = 0 }
        }
        return blanked
    }

    /// 0 where there is no imagery by the mask or by the nodata value; `nil` where all pixels hold some.
    var emptiness: [UInt8]? {
        guard let nodata, samples.hasPixel(of: nodata, bandCount: bandCount) else {
            return mask.flatMap { $0.contains(0) ? $0 : nil }
        }
        var found = mask ?? [UInt8](repeating: 255, count: window.pixelCount)
        for pixel in found.indices {
            let first = pixel * bandCount
            if samples[first..<first + bandCount].allSatisfy({ $0 == nodata }) { found[pixel] = 0 }
        }
        return found
    }

    /// The emptiness on other pixels: that of the stored pixel in whose square the centre of each lies.
    /// - Parameters: as for ``resampled(x:y:spanX:spanY:width:height:)``.
    func resampledMask(
        x: Double, y: Double, spanX: Double, spanY: Double, width: Int, height: Int
    ) -> [UInt8]? {
        guard let emptiness else { return nil }
        func nearest(_ start: Double, _ span: Double, _ count: Int, limit: Int) -> [Int] {
            (0..<count).map { position in
                let at = start + (Double(position) + 0.5) * span / Double(count)
                return min(limit - 1, max(0, Int(at)))
            }
        }
        let columns = nearest(x, spanX, width, limit: window.width)
        return nearest(y, spanY, height, limit: window.height).flatMap { row in
            columns.map { emptiness[row * window.width + $0] }
        }
    }

    /// A part of it as a raster of its own. Pixels beyond the window are those of its edge.
    func cropped(to part: PixelWindow) -> StoredPixels {
        if part == window { return self }
        let columns = part.columns.map {
            min(max($0, window.column), window.columns.upperBound - 1) - window.column
        }
        let rows = part.rows.map { min(max($0, window.row), window.rows.upperBound - 1) - window.row }
        let inside = columns.first.map { columns.last == $0 + columns.count - 1 } ?? false
        var samples: [UInt8] = []
        samples.reserveCapacity(part.pixelCount * bandCount)
        var mask: [UInt8]? = self.mask == nil ? nil : []
        mask?.reserveCapacity(part.pixelCount)
        for row in rows {
            let line = row * window.width
            if inside {
                let pixels = line + columns[0]..<line + columns[0] + columns.count
                samples += self.samples[pixels.lowerBound * bandCount..<pixels.upperBound * bandCount]
                if let whole = self.mask { mask? += whole[pixels] }
            } else {
                for column in columns {
                    let pixel = line + column
                    samples += self.samples[pixel * bandCount..<(pixel + 1) * bandCount]
                    if let whole = self.mask { mask?.append(whole[pixel]) }
                }
            }
        }
        return StoredPixels(window: part, samples: samples, bandCount: bandCount, mask: mask, nodata: nodata)
    }
}

extension [UInt8] {
    /// Whether some pixel of interleaved bands has a value in all of them: the usual answer, no, is told fast.
    func hasPixel(of value: UInt8, bandCount: Int) -> Bool {
        withUnsafeBufferPointer { bytes in
            Swift.stride(from: 0, to: bytes.count, by: bandCount).contains { first in
                bytes[first] == value && (1..<bandCount).allSatisfy { bytes[first + $0] == value }
            }
        }
    }
}
