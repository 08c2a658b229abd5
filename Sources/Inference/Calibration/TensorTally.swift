internal import Networks

/// Counts what one tensor of a network holds, batch by batch: first its range and means, then a histogram over them.
struct TensorTally {
    private let channels: Int
    private let pixelsPerChannel: Int
    private var low = Float.infinity
    private var high = -Float.infinity
    private var channelSums: [Double]
    private var imageCount = 0
    private var histogram = [Int](repeating: 0, count: binCount)

    private static let binCount = 2048

    init(shape: LayerShape) {
        switch shape {
        case .image(let channels, let height, let width):
            (self.channels, pixelsPerChannel) = (channels, height * width)
        case .vector(let count): (channels, pixelsPerChannel) = (count, 1)
        }
        channelSums = [Double](repeating: 0, count: channels)
    }

    /// - Parameter values: of whole images, channels first.
    mutating func measure(_ values: UnsafeBufferPointer<Float>, imageCount count: Int) {
        imageCount += count
        for plane in 0..<count * channels {
            var sum: Float = 0
            var (least, most) = (low, high)
            for index in plane * pixelsPerChannel..<(plane + 1) * pixelsPerChannel {
                let value = values[index]
                sum += value
                least = min(least, value)
                most = max(most, value)
            }
            (low, high) = (least, most)
            channelSums[plane % channels] += Double(sum)
        }
    }

    mutating func count(_ values: UnsafeBufferPointer<Float>, imageCount count: Int) {
        let scale = high > low ? Float(Self.binCount) / (high - low) : 0
        let low = low
        histogram.withUnsafeMutableBufferPointer { bins in
            for index in 0..<count * channels * pixelsPerChannel {
                let bin = Int((values[index] - low) * scale)
                bins[min(max(bin, 0), Self.binCount - 1)] += 1
            }
        }
    }

    var statistics: ActivationStatistics {
        let pixels = Double(max(1, imageCount * pixelsPerChannel))
        return ActivationStatistics(
            range: ValueRange(low: low, high: high), channelMeans: channelSums.map { Float($0 / pixels) },
            histogram: histogram)
    }
}
