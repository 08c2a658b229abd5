internal import Foundation

/// How the features of plots that did not change differ between two dates: light, season and sensor move all of them
/// alike, and the ones more than the others. Both are estimated from the pair itself, of which most plots are unchanged;
/// medians are not moved by the few that changed.
struct FeatureDrift {
    /// The median difference, after minus before, of each feature.
    let shift: [Float]
    /// Of the logarithm of the distances of a class's plots: median and spread (1.4826 MAD).
    private let centers: [Double]
    private let spreads: [Double]

    /// A class's own spread counts as much as that of all plots when it has so many plots.
    private static let pooling = 10.0
    /// At most so many pairs make the medians of the features.
    private static let sampleSize = 2000

    init(_ pairs: [TilePair], classCount: Int) {
        shift = Self.shift(of: pairs)
        let distances = pairs.map { [shift] in Self.logDistance($0.before, $0.after, shift: shift) }
        let all = Self.robust(distances)
        var centers = [Double](repeating: all.center, count: classCount)
        var spreads = [Double](repeating: all.spread, count: classCount)
        for classIndex in 0..<classCount {
            let own = pairs.indices.filter { pairs[$0].before.predictedClass == classIndex }.map {
                distances[$0]
            }
            guard own.count >= 5 else { continue }
            let weight = Double(own.count) / (Double(own.count) + Self.pooling)
            let robust = Self.robust(own)
            centers[classIndex] = weight * robust.center + (1 - weight) * all.center
            let variance = weight * robust.spread * robust.spread + (1 - weight) * all.spread * all.spread
            spreads[classIndex] = variance.squareRoot()
        }
        self.centers = centers
        self.spreads = spreads
    }

    /// How far a plot moved, in spreads of unchanged plots of its class; held within -3 and 8.
    func movement(from before: TileView, to after: TileView) -> Double {
        let classIndex = before.predictedClass
        let distance = Self.logDistance(before, after, shift: shift)
        return min(8, max(-3, (distance - centers[classIndex]) / spreads[classIndex]))
    }

    private static func shift(of pairs: [TilePair]) -> [Float] {
        guard let first = pairs.first else { return [] }
        let step = max(1, pairs.count / sampleSize)
        let sample = stride(from: 0, to: pairs.count, by: step).map { pairs[$0] }
        return first.before.features.indices.map { feature in
            let differences = sample.map { $0.after.features[feature] - $0.before.features[feature] }.sorted()
            return differences[differences.count / 2]
        }
    }

    private static func logDistance(_ before: TileView, _ after: TileView, shift: [Float]) -> Double {
        var sum: Float = 0
        for feature in shift.indices {
            let difference = after.features[feature] - before.features[feature] - shift[feature]
            sum += difference * difference
        }
        return 0.5 * log(max(Double(sum), 1e-18))
    }

    private static func robust(_ values: [Double]) -> (center: Double, spread: Double) {
        guard !values.isEmpty else { return (0, 1) }
        let center = values.sorted()[values.count / 2]
        let deviation = values.map { abs($0 - center) }.sorted()[values.count / 2]
        return (center, max(1e-3, 1.4826 * deviation))
    }
}
