public import AerialCore
public import Networks

/// Measures what the tensors of a network hold, for the ranges of its 8-bit form.
public struct Calibration {
    private let plan: InferencePlan
    private let threads: Int
    /// Small, since every tensor that is measured is kept for the whole batch.
    private static let batchSize = 4

    /// - Parameter plan: in floating point.
    public init(of plan: InferencePlan, threads: Int) {
        self.plan = plan
        self.threads = threads
    }

    /// What each step holds that a convolution takes values from, over these images.
    /// - Parameter progress: called with the number of images just done, each of which is run twice; may end the work by throwing.
    /// - Throws: ``InferenceError``.
    public func statistics(
        over images: [TileImage], progress: (Int) throws -> Void
    ) throws -> [Int: ActivationStatistics] {
        // The input's own numbers are known without the engine.
        let steps = plan.convolutionSources.filter { $0 != 0 }
        let options = InferenceOptions(
            batchSize: Self.batchSize, precision: .float32, streams: 1, threadsPerStream: threads)
        let network = try CompiledNetwork(plan: plan, options: options, steps: steps, outputs: [])
        let request = try network.makeRequest()
        var tallies = steps.map { TensorTally(shape: plan.steps[$0].shape) }
        for isFirstPass in [true, false] {
            for start in stride(from: 0, to: images.count, by: Self.batchSize) {
                let batch = Array(images[start..<min(images.count, start + Self.batchSize)])
                try request.compute(batch)
                for index in steps.indices {
                    let values = try request.values(ofOutput: index)
                    if isFirstPass {
                        tallies[index].measure(values, imageCount: batch.count)
                    } else {
                        tallies[index].count(values, imageCount: batch.count)
                    }
                }
                try progress(batch.count)
            }
        }
        var statistics = Dictionary(uniqueKeysWithValues: zip(steps, tallies.map(\.statistics)))
        statistics[0] = inputStatistics(over: images)
        return statistics
    }

    /// Of the normalised pixels.
    private func inputStatistics(over images: [TileImage]) -> ActivationStatistics {
        let bandCount = plan.inputChannels
        var counts = [Int](repeating: 0, count: bandCount * 256)
        for image in images {
            image.samples.withUnsafeBufferPointer { bytes in
                for index in bytes.indices { counts[index % bandCount * 256 + Int(bytes[index])] += 1 }
            }
        }
        let normalization = plan.normalization
        func value(_ byte: Int, _ channel: Int) -> Float {
            (Float(byte) - normalization.mean[channel]) / normalization.standardDeviation[channel]
        }
        let means = (0..<bandCount).map { channel -> Float in
            let bins = (0..<256).map { (value($0, channel), Double(counts[channel * 256 + $0])) }
            let total = max(1, bins.reduce(0) { $0 + $1.1 })
            return Float(bins.reduce(0) { $0 + Double($1.0) * $1.1 } / total)
        }
        let ends = (0..<bandCount).flatMap { [value(0, $0), value(255, $0)] }
        // All bytes are possible in the next image: the range is theirs, and the histogram even.
        return ActivationStatistics(
            range: ValueRange(low: ends.min() ?? 0, high: ends.max() ?? 1), channelMeans: means,
            histogram: [Int](repeating: 1, count: 256))
    }
}
