/// The signs by which a plot that changed into the target class is told from one that did not.
struct ChangeSigns: Equatable {
    /// How far the features moved, in spreads of unchanged plots.
    let movement: Double
    /// How much the log odds of the target class rose, in spreads of unchanged plots.
    let rise: Double
    /// Log odds of the target class at the second date.
    let targetMargin: Double
    /// Log odds, at the second date, of the class that the plot had at the first.
    let formerMargin: Double

    /// Only the former class's odds speak against change.
    static let directions = [1.0, 1, 1, -1]
    var values: [Double] { [movement, rise, targetMargin, formerMargin] }
}

/// Makes signs of real pairs and of simulated changes.
struct ChangeSimulation {
    let pairs: [TilePair]
    let drift: FeatureDrift
    let target: Int

    /// With so many plots of the target class at the first date, they are what it looks like at the second.
    private static let leastTargets = 15
    private static let leastSimulated = 2000
    /// A plot of which this share or more became the target changed into it.
    static let changedShares: ClosedRange<Float> = 0.35...1
    /// Less of it is a house, say.
    static let touchedShares: ClosedRange<Float> = 0...0.25
    /// What the edge of a development in the next plot shows of it, as features go: a fifth of the ground moves them half
    /// of the way, for a network's cells see far beyond themselves.
    static let edgeShares: ClosedRange<Float> = 0...0.5
    static let wholeShares: ClosedRange<Float> = 0.5...1

    func signs(of pair: TilePair) -> ChangeSigns { signs(before: pair.before, after: pair.after) }

    /// Changes that did not happen: one plot's second date, of which a share shows what another plot with the target
    /// class shows at that date. Where the pair has too few such plots any other stands in: it looks as it does, but the
    /// target's odds and those of its own class at the first date, in the light that the model knows, change places.
    /// - Parameter shares: all shares alike.
    func simulatedChanges(
        of shares: ClosedRange<Float>, using generator: inout some RandomNumberGenerator
    ) -> [ChangeSigns] {
        let sources = pairs.indices.filter { pairs[$0].before.predictedClass != target }
        let targets = pairs.indices.filter { pairs[$0].before.predictedClass == target }
        let hasTargets = targets.count >= Self.leastTargets
        return (0..<max(Self.leastSimulated, sources.count)).compactMap { _ in
            guard let source = sources.randomElement(using: &generator),
                let other = (hasTargets ? targets : sources).randomElement(using: &generator), other != source
            else { return nil }
            let shown = hasTargets ? pairs[other].after : standIn(for: pairs[other])
            let share = Float.random(in: shares, using: &generator)
            return signs(
                before: pairs[source].before, after: pairs[source].after.mixed(with: shown, share: share))
        }
    }

    private func standIn(for pair: TilePair) -> TileView {
        var logits = pair.before.logits
        logits.swapAt(target, pair.before.predictedClass)
        return TileView(logits: logits, features: pair.after.features)
    }

    private func signs(before: TileView, after: TileView) -> ChangeSigns {
        ChangeSigns(
            movement: drift.movement(from: before, to: after), rise: drift.rise(from: before, to: after),
            targetMargin: after.margin(of: target), formerMargin: after.margin(of: before.predictedClass))
    }
}
