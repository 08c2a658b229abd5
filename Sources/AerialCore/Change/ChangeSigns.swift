/// The signs by which a plot that changed into the target class is told from one that did not.
struct ChangeSigns: Equatable {
    /// How far the features moved, in spreads of unchanged plots.
    let movement: Double
    /// Log odds of the target class at the second date.
    let targetMargin: Double
    /// Log odds, at the second date, of the class that the plot had at the first.
    let formerMargin: Double

    static let count = 3
    var values: [Double] { [movement, targetMargin, formerMargin] }
}

/// Makes signs of real pairs and of simulated changes.
struct ChangeSimulation {
    let pairs: [TilePair]
    let drift: FeatureDrift
    let target: Int

    /// With so many plots of the target class at the first date, they are what it looks like at the second.
    private static let leastTargets = 15
    private static let leastSimulated = 2000

    func signs(of pair: TilePair) -> ChangeSigns {
        signs(before: pair.before, after: pair.after, targetMargin: pair.after.margin(of: target))
    }

    /// Changes that did not happen: the first date of one plot with the second date of another, which has the target
    /// class. Where the pair has too few such plots, any plot of another class stands in, its own class taken for the
    /// target: how sure the model is of what is there, in the light of the second date.
    func simulatedChanges(using generator: inout some RandomNumberGenerator) -> [ChangeSigns] {
        let sources = pairs.indices.filter { pairs[$0].before.predictedClass != target }
        let targets = pairs.indices.filter { pairs[$0].before.predictedClass == target }
        guard !sources.isEmpty else { return [] }
        let count = max(Self.leastSimulated, sources.count)
        let hasTargets = targets.count >= Self.leastTargets
        return (0..<count).compactMap { _ in
            guard let source = sources.randomElement(using: &generator),
                let other = (hasTargets ? targets : sources).randomElement(using: &generator)
            else { return nil }
            let shown = pairs[other].before.predictedClass
            guard shown != pairs[source].before.predictedClass else { return nil }
            let after = pairs[other].after
            return signs(before: pairs[source].before, after: after, targetMargin: after.margin(of: shown))
        }
    }

    private func signs(before: TileView, after: TileView, targetMargin: Double) -> ChangeSigns {
        ChangeSigns(
            movement: drift.movement(from: before, to: after), targetMargin: targetMargin,
            formerMargin: after.margin(of: before.predictedClass))
    }
}
