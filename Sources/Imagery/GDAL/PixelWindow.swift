/// A rectangle of whole pixels of a raster, from its top left corner.
struct PixelWindow: Equatable {
    var column: Int
    var row: Int
    var width: Int
    var height: Int

    var columns: Range<Int> { column..<column + width }
    var rows: Range<Int> { row..<row + height }
    var pixelCount: Int { width * height }

    func union(_ other: PixelWindow) -> PixelWindow {
        let left = min(column, other.column)
        let top = min(row, other.row)
        return PixelWindow(
            column: left, row: top, width: max(columns.upperBound, other.columns.upperBound) - left,
            height: max(rows.upperBound, other.rows.upperBound) - top)
    }
}

/// A stretch of output pixels along one axis, and the stretch of source pixels that they show.
struct AxisWindow: Equatable {
    /// Which of the tile's pixels have their centre in the source.
    let output: Range<Int>
    /// Where the first of them begins, in source pixels, and how many source pixels they span.
    let start: Double
    let length: Double
    /// The source pixels needed, with a resampling kernel's reach; may leave the source by less than an output pixel.
    let needed: Range<Int>

    /// - Parameters:
    ///   - start: where the tile begins, in source pixels (negative: before the source).
    ///   - length: how many source pixels the tile spans.
    ///   - size: the source's size in pixels.
    ///   - whole: `start` and `length` are whole pixels that are copied, not resampled.
    /// - Returns: `nil` when no pixel of the tile lies in the source.
    init?(start: Double, length: Double, size: Int, outputSize: Int, whole: Bool) {
        let step = length / Double(outputSize)
        // Rounding must not cost the outermost pixels.
        let slack = 1e-6
        let first = max(0, Int((-start / step - 0.5 - slack).rounded(.up)))
        let last = min(outputSize - 1, Int(((Double(size) - start) / step - 0.5 + slack).rounded(.down)))
        guard first <= last else { return nil }
        output = first..<last + 1
        self.start = start + Double(first) * step
        self.length = Double(last + 1 - first) * step
        let end = self.start + self.length
        if whole {
            needed = Int(self.start)..<Int(end)
        } else {
            let reach = max(1, step) + 2
            let low = min(max(0, Int((self.start - reach).rounded(.down))), Int(self.start.rounded(.down)))
            let high = max(min(size, Int((end + reach).rounded(.up))), Int(end.rounded(.up)))
            needed = low..<high
        }
    }
}
