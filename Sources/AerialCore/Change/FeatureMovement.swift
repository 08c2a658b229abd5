internal import Foundation

/// How far plots moved in the space of a network's features between two dates.
///
/// Light, season and sensor move all plots alike; what unchanged plots have in common is taken out. How far a plot is
/// from *other* places tells what a plot looks like that became something else: that needs no label and no change.
struct FeatureMovement {
    private let pairs: [TilePair]
    private let isAligned: Bool
    private let sample: [Int]
    private(set) var shift: [Float]

    /// Medians are taken over so many pairs at most.
    private static let sampleSize = 2000
    private static let drawCount = 400

    init(_ pairs: [TilePair], isAligned: Bool, seed: UInt64) {
        self.pairs = pairs
        self.isAligned = isAligned
        var generator = SeededGenerator(seed: seed)
        let isSmall = pairs.count <= Self.sampleSize
        sample =
            isSmall
            ? Array(pairs.indices)
            : pairs.indices.shuffled(using: &generator).prefix(Self.sampleSize).sorted()
        shift = Array(repeating: 0, count: pairs.first?.before.features.count ?? 0)
    }

    /// Takes as common the median difference of each feature over plots, each counting by its weight.
    mutating func align(weights: [Double]) {
        guard isAligned else { return }
        let weights = sample.map { weights[$0] + 1e-9 }
        let half = weights.reduce(0, +) / 2
        var differences = [(value: Float, weight: Double)](repeating: (0, 0), count: sample.count)
        for feature in shift.indices {
            for (position, pair) in sample.enumerated() {
                let value = pairs[pair].after.features[feature] - pairs[pair].before.features[feature]
                differences[position] = (value, weights[position])
            }
            differences.sort { $0.value < $1.value }
            shift[feature] = Self.median(of: differences, half: half)
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
    func logDistances() -> [Double] { pairs.indices.map { logDistance(from: $0, to: $0) } }

    /// From one plot at the first date to another at the second.
    private func logDistance(from source: Int, to destination: Int) -> Double {
        let before = pairs[source].before.features
        let after = pairs[destination].after.features
        var sum: Float = 0
        before.withUnsafeBufferPointer { before in
            after.withUnsafeBufferPointer { after in
                shift.withUnsafeBufferPointer { shift in
                    for feature in shift.indices {
                        let difference = after[feature] - before[feature] - shift[feature]
                        sum += difference * difference
                    }
                }
            }
        }
        return 0.5 * log(Double(sum) + 1e-12)
    }

    /// Mean and spread of the logarithm of the distance between different places: from those that count by `sources`
    /// at the first date to those that count by `destinations` at the second.
    func elsewhere(sources: [Double], destinations: [Double], seed: UInt64) -> NormalDistribution {
        var generator = SeededGenerator(seed: seed)
        let from = WeightedDraw(sources)
        let to = WeightedDraw(destinations)
        let values = (0..<Self.drawCount).compactMap { _ -> Double? in
            let source = from.draw(using: &generator)
            let destination = to.draw(using: &generator)
            return source == destination ? nil : logDistance(from: source, to: destination)
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
