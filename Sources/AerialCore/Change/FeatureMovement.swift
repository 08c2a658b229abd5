internal import Foundation

/// How far plots moved in the space of a network's features between two dates.
///
/// Light, season and sensor move all plots alike; what unchanged plots have in common is taken out. How far a plot is
/// from *other* places tells what a plot looks like that became something else: that needs no label and no change.
struct FeatureMovement {
    private let features: any PlotFeatures
    private let plotCount: Int
    private let sample: [Int]
    /// Of the plots of the sample, feature by feature, how much each changed; empty where the dates are not aligned.
    private let differences: [[Float]]
    private(set) var shift: [Float]

    /// Medians are taken over so many pairs at most.
    private static let sampleSize = 2000
    private static let drawCount = 400

    init(_ features: some PlotFeatures, plotCount: Int, isAligned: Bool, seed: UInt64) throws {
        self.features = features
        self.plotCount = plotCount
        var generator = SeededGenerator(seed: seed)
        let isSmall = plotCount <= Self.sampleSize
        sample =
            isSmall
            ? Array(0..<plotCount)
            : (0..<plotCount).shuffled(using: &generator).prefix(Self.sampleSize).sorted()
        shift = Array(repeating: 0, count: features.featureCount)
        differences = isAligned ? try Self.differences(features, of: sample) : []
    }

    private static func differences(_ features: some PlotFeatures, of sample: [Int]) throws -> [[Float]] {
        var differences = Array(
            repeating: [Float](repeating: 0, count: sample.count), count: features.featureCount)
        for (position, plot) in sample.enumerated() {
            let before = try features.features(of: plot, at: .before)
            let after = try features.features(of: plot, at: .after)
            for feature in differences.indices {
                differences[feature][position] = after[feature] - before[feature]
            }
        }
        return differences
    }

    /// Takes as common the median difference of each feature over plots, each counting by its weight.
    mutating func align(weights: [Double]) {
        guard !differences.isEmpty else { return }
        let weights = sample.map { weights[$0] + 1e-9 }
        let half = weights.reduce(0, +) / 2
        for feature in shift.indices {
            var weighted = zip(differences[feature], weights).map { (value: $0, weight: $1) }
            weighted.sort { $0.value < $1.value }
            shift[feature] = Self.median(of: weighted, half: half)
        }
    }

    private static func median(of sorted: [(value: Float, weight: Double)], half: Double) -> Float {
        var sum = 0.0
        for (value, weight) in sorted {
            sum += weight
            if sum >= half { return value }
        }
        return sorted.last?.value ?? 0
    }

    /// The logarithm of how far each plot moved.
    func logDistances() throws -> [Double] {
        var distances: [Double] = []
        distances.reserveCapacity(plotCount)
        try features.visit { _, before, after in distances.append(logDistance(before, after)) }
        return distances
    }

    private func logDistance(
        _ before: UnsafeBufferPointer<Float>, _ after: UnsafeBufferPointer<Float>
    ) -> Double {
        var sum: Float = 0
        shift.withUnsafeBufferPointer { shift in
            for feature in shift.indices {
                let difference = after[feature] - before[feature] - shift[feature]
                sum += difference * difference
            }
        }
        return 0.5 * log(Double(sum) + 1e-12)
    }

    /// From one plot at the first date to another at the second.
    private func logDistance(from source: Int, to destination: Int) throws -> Double {
        let before = try features.features(of: source, at: .before)
        let after = try features.features(of: destination, at: .after)
        return before.withUnsafeBufferPointer { before in
            after.withUnsafeBufferPointer { logDistance(before, $0) }
        }
    }

    /// Mean and spread of the logarithm of the distance between different places: from those that count by `sources`
    /// at the first date to those that count by `destinations` at the second.
    func elsewhere(sources: [Double], destinations: [Double], seed: UInt64) throws -> NormalDistribution {
        var generator = SeededGenerator(seed: seed)
        let from = WeightedDraw(sources)
        let to = WeightedDraw(destinations)
        let values = try (0..<Self.drawCount).compactMap { _ -> Double? in
            let source = from.draw(using: &generator)
            let destination = to.draw(using: &generator)
            return source == destination ? nil : try logDistance(from: source, to: destination)
        }
        return NormalDistribution(of: values, leastSpread: 0.08)
    }
}

/// Draws positions by their weights.
private struct WeightedDraw {
    private let sums: [Double]

    init(_ weights: [Double]) {
        var sum = 0.0
        sums = weights.map { weight in
            sum += weight
            return sum
        }
    }

    func draw(using generator: inout some RandomNumberGenerator) -> Int {
        let value = Double.random(in: 0..<max(sums.last ?? 1, .leastNormalMagnitude), using: &generator)
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
