internal import Foundation

/// How plots that did not change differ between two dates: light, season and sensor move the features of all of them
/// alike, and the ones more than the others. Both are estimated from the pair itself, of which most plots are unchanged;
/// medians are not moved by the few that changed.
struct FeatureDrift {
    /// The median difference, after minus before, of each feature; zeros where the dates are taken as they are.
    let shift: [Float]
    private let target: Int
    /// Of the logarithm of the distances of features.
    private let distances: ClassSpread
    /// Of the differences of the target class's log odds.
    private let rises: ClassSpread

    /// At most so many pairs make the medians of the features.
    private static let sampleSize = 2000

    /// - Parameter isAligned: whether what all plots have in common is taken out.
    init(_ pairs: [TilePair], classCount: Int, target: Int, isAligned: Bool) {
        let medians = Self.shift(of: pairs)
        let shift = isAligned ? medians : medians.map { _ in 0 }
        let classes = pairs.map(\.before.predictedClass)
        self.shift = shift
        self.target = target
        distances = ClassSpread(
            of: pairs.map { Self.logDistance($0.before, $0.after, shift: shift) }, classes: classes,
            classCount: classCount)
        rises = ClassSpread(
            of: pairs.map { $0.after.logOdds(of: target) - $0.before.logOdds(of: target) },
            classes: classes, classCount: classCount, isCentered: isAligned)
    }

    /// How far a plot moved, in spreads of unchanged plots of its class.
    func movement(from before: TileView, to after: TileView) -> Double {
        distances.standardized(
            Self.logDistance(before, after, shift: shift), classIndex: before.predictedClass)
    }

    /// How much more a plot looks like the target class, in spreads of unchanged plots of its class.
    func rise(from before: TileView, to after: TileView) -> Double {
        rises.standardized(
            after.logOdds(of: target) - before.logOdds(of: target), classIndex: before.predictedClass)
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
}
