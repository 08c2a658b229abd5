/// The weights by which stored pixels along one axis make the pixels of a tile: GDAL's bilinear kernel, a triangle that is widened
/// where pixels shrink, cut at the raster's edge.
///
/// Source: `GDALResampleChunk_Convolution` in GDAL's `overview.cpp`.
struct AxisKernel {
    /// Of each output pixel, the first stored pixel that counts.
    let firsts: [Int]
    /// Weights an output pixel; those behind its last stored pixel are 0.
    let tapCount: Int
    /// ``tapCount`` of each output pixel, one after the other. Their sum is 1.
    let weights: [Float]

    /// - Parameters:
    ///   - start: where the stretch begins, in stored pixels; `span` is its length.
    ///   - count: output pixels in it.
    ///   - limit: how many stored pixels there are. There are at least ``tapCount`` from each first one on.
    init(start: Double, span: Double, count: Int, limit: Int) {
        let ratio = span / Double(count)
        let scale = min(1, 1 / ratio)
        let radius = 1 / scale
        let ranges = (0..<count).map { position in
            let center = start + (Double(position) + 0.5) * ratio
            let first = min(limit - 1, max(0, Int((center - radius + 0.5).rounded(.down))))
            let end = max(first + 1, min(limit, Int(center + radius + 0.5)))
            return (center: center, first: first, end: end)
        }
        let tapCount = ranges.map { $0.end - $0.first }.max() ?? 1
        var weights = [Float](repeating: 0, count: count * tapCount)
        var firsts = [Int](repeating: 0, count: count)
        for (position, range) in ranges.enumerated() {
            // At the far edge a window of so many taps begins earlier.
            let first = max(0, min(range.first, limit - tapCount))
            firsts[position] = first
            let values = (range.first..<range.end).map {
                max(0, 1 - abs(scale * (Double($0) + 0.5 - range.center)))
            }
            let sum = values.reduce(0, +)
            for (offset, value) in values.enumerated() {
                let weight = sum > 0 ? value / sum : 1 / Double(values.count)
                weights[position * tapCount + range.first - first + offset] = Float(weight)
            }
        }
        self.firsts = firsts
        self.tapCount = tapCount
        self.weights = weights
    }
}
