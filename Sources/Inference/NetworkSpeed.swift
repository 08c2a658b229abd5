internal import AerialCore
internal import Foundation

extension CompiledNetwork {
    /// Images a second of the network alone: batches that are in memory already, over all streams.
    /// - Parameter seconds: how long to measure, after a first run that does not count.
    public func imagesPerSecond(over seconds: Double) throws -> Double {
        let image = TileImage(
            width: inputSize, height: inputSize,
            samples: Self.noise(count: inputSize * inputSize * inputChannels), bandCount: inputChannels,
            pictureBands: [0, 0, 0], emptyPixelCount: 0)
        let batch = [TileImage](repeating: image, count: options.batchSize)
        // One element a stream, each of them a whole measurement.
        var rate = 0.0
        try OrderedPipeline(workers: options.streams).run(
            over: 0..<options.streams,
            makeWorker: {
                let request = try self.makeRequest()
                return { (_: Int) in
                    _ = try request.run(batch)
                    let clock = RunningTime(seconds: seconds)
                    var count = 0
                    while !clock.isOver {
                        _ = try request.run(batch)
                        count += batch.count
                    }
                    return Double(count) / clock.elapsed
                }
            },
            deliver: { rate += $0 })
        return rate
    }

    private static func noise(count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 1)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}

private struct RunningTime: Sendable {
    let seconds: Double
    private let start = ContinuousClock.now

    var elapsed: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
    var isOver: Bool { elapsed >= seconds }
}
