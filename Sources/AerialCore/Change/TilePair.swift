internal import Foundation

/// What a model sees of one plot at one date.
public struct TileView: Sendable, Equatable {
    /// One per class, in the legend's order, before softmax.
    public let logits: [Float]
    /// The network's pooled output before its head.
    public let features: [Float]

    /// - Parameter logits: one per class, before softmax.
    public init(logits: [Float], features: [Float]) {
        self.logits = logits
        self.features = features
    }

    /// The most probable class, the first of equals.
    public var predictedClass: Int {
        logits.indices.max { logits[$0] < logits[$1] || (logits[$0] == logits[$1] && $0 > $1) } ?? 0
    }

    /// The most probable class but one; `nil` where there is no other.
    func predictedClass(besides excluded: Int) -> Int? {
        logits.indices.filter { $0 != excluded }.max {
            logits[$0] < logits[$1] || (logits[$0] == logits[$1] && $0 > $1)
        }
    }

    /// Log odds of a class against all others.
    func logOdds(of classIndex: Int) -> Double {
        let others = logits.indices.filter { $0 != classIndex }.map { Double(logits[$0]) }
        guard let largest = others.max() else { return 0 }
        return Double(logits[classIndex]) - largest - log(others.reduce(0) { $0 + exp($1 - largest) })
    }
}

/// One plot at two dates.
public struct TilePair: Sendable, Equatable {
    /// The plot, by its place on the grid of the first date.
    public let tile: TileIndex
    /// At the first date.
    public let before: TileView
    /// At the second date.
    public let after: TileView

    /// - Parameter tile: the plot, by its place on the grid of the first date.
    public init(tile: TileIndex, before: TileView, after: TileView) {
        self.tile = tile
        self.before = before
        self.after = after
    }
}
