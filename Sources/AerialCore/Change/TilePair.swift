internal import Foundation

/// What a model sees of one plot at one date.
public struct TileView: Sendable, Equatable {
    /// One a class, in the legend's order, before softmax.
    public let logits: [Float]
    /// The network's pooled output before its head.
    public let features: [Float]

    public init(logits: [Float], features: [Float]) {
        self.logits = logits
        self.features = features
    }

    /// The most probable class, the first of equals.
    public var predictedClass: Int {
        logits.indices.max { logits[$0] < logits[$1] || (logits[$0] == logits[$1] && $0 > $1) } ?? 0
    }

    /// Log odds of a class against all others, held within 5 (a probability of 99.3 %): beyond it a network's certainty
    /// says little.
    func margin(of classIndex: Int) -> Double {
        min(Self.largestMargin, max(-Self.largestMargin, logOdds(of: classIndex)))
    }

    /// Log odds of a class against all others.
    func logOdds(of classIndex: Int) -> Double {
        let others = logits.indices.filter { $0 != classIndex }.map { Double(logits[$0]) }
        guard let largest = others.max() else { return Self.largestMargin }
        return Double(logits[classIndex]) - largest - log(others.reduce(0) { $0 + exp($1 - largest) })
    }

    /// What the model would see of a plot that `other` covers a share of. Features are means over the plot, and logits
    /// are linear in them.
    func mixed(with other: TileView, share: Float) -> TileView {
        func mix(_ first: [Float], _ second: [Float]) -> [Float] {
            zip(first, second).map { (1 - share) * $0 + share * $1 }
        }
        return TileView(
            logits: mix(logits, other.logits), features: mix(features, other.features))
    }

    private static let largestMargin = 5.0
}

/// One plot at two dates.
public struct TilePair: Sendable, Equatable {
    public let tile: TileIndex
    public let before: TileView
    public let after: TileView

    public init(tile: TileIndex, before: TileView, after: TileView) {
        self.tile = tile
        self.before = before
        self.after = after
    }
}
