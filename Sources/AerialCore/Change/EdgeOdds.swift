/// Whether a plot that changed did so as a whole or shows the edge of what changed beside it, by its signs.
struct EdgeOdds {
    private var regression: WeightedLogistic

    /// - Parameters:
    ///   - edges: signs of plots that show a small share of something new.
    ///   - wholes: of plots that show mostly new things. Both kinds count alike.
    init(edges: [ChangeSigns], wholes: [ChangeSigns]) {
        let rows = (edges + wholes).map(\.values)
        let each = Double(edges.count) / Double(max(1, wholes.count))
        regression = WeightedLogistic(scaledBy: rows, directions: ChangeSigns.directions)
        regression.fit(
            rows, kinds: edges.map { _ in 0.0 } + wholes.map { _ in 1.0 },
            weights: edges.map { _ in 1.0 } + wholes.map { _ in each })
    }

    /// Log odds of the whole against the edge.
    func logOdds(_ signs: [Double]) -> Double { regression.logOdds(signs) }
}
