internal import Foundation

/// Accuracy place by place: whether a figure holds everywhere or is carried by some blocks or scenes.
public struct PlaceAccuracy: Sendable, Equatable {
    /// The evaluated tiles of one block or scene.
    public struct Place: Sendable, Equatable {
        /// The block's or scene's name.
        public let name: String
        /// Tiles of the place, at least 1.
        public let count: Int
        /// Those of them that were predicted right.
        public let correct: Int

        /// The share of the place's tiles that is right, 0 to 1.
        public var accuracy: Double { Double(correct) / Double(count) }
    }

    /// From the least to the most accurate, equals by name.
    public let places: [Place]

    /// `nil` when fewer than two places are known.
    public init?(of samples: [ReferencedPrediction]) {
        var tally: [String: (count: Int, correct: Int)] = [:]
        for sample in samples {
            guard let group = sample.group else { continue }
            tally[group, default: (0, 0)].count += 1
            if sample.isCorrect { tally[group, default: (0, 0)].correct += 1 }
        }
        guard tally.count > 1 else { return nil }
        places = tally.map { Place(name: $0.key, count: $0.value.count, correct: $0.value.correct) }
            .sorted { ($0.accuracy, $0.name) < ($1.accuracy, $1.name) }
    }

    /// The mean of the places' accuracies, each place of equal weight.
    public var mean: Double { places.reduce(0) { $0 + $1.accuracy } / Double(places.count) }

    /// Of the places' accuracies.
    public var standardDeviation: Double {
        let squares = places.reduce(0) { $0 + ($1.accuracy - mean) * ($1.accuracy - mean) }
        return (squares / Double(places.count - 1)).squareRoot()
    }

    /// The 95 % interval of the accuracy of all samples when whole places, not single samples, are independent: the
    /// ratio estimator of cluster sampling, Cochran, "Sampling Techniques", 3rd edition 1977, section 9A. Where all samples are right,
    /// or all are wrong, places have no spread to judge by: then each counts as one sample (``WilsonInterval``). A few places may by
    /// chance be so alike that the estimator gives next to nothing: the interval is never narrower than that of independent samples.
    public var interval: ClosedRange<Double> {
        let count = places.reduce(0) { $0 + $1.count }
        let total = Double(count)
        let accuracy = Double(places.reduce(0) { $0 + $1.correct }) / total
        let squares = places.reduce(0.0) { sum, place in
            let residual = Double(place.correct) - accuracy * Double(place.count)
            return sum + residual * residual
        }
        guard accuracy > 0, accuracy < 1 else {
            return WilsonInterval.of(share: accuracy, count: places.count)
        }
        let groups = Double(places.count)
        let error = (groups / (groups - 1) * squares).squareRoot() / total
        let half = 1.959_963_984_540_054 * error
        let ofSamples = WilsonInterval.of(share: accuracy, count: count)
        guard 2 * half >= ofSamples.upperBound - ofSamples.lowerBound else { return ofSamples }
        return max(0, accuracy - half)...min(1, accuracy + half)
    }
}

extension ReferencedPrediction {
    /// Between equally probable classes the first counts.
    public var isCorrect: Bool {
        let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] }
        guard let best else { return false }
        return probabilities.firstIndex(of: probabilities[best]) == reference
    }
}
