/// The signs by which a plot that changed into the target class is told from one that did not.
struct ChangeSigns: Equatable {
    /// How far the features moved, in spreads of unchanged plots.
    let movement: Double
    /// Log odds of the target class at the second date.
    let targetMargin: Double
    /// Log odds, at the second date, of the class that the plot had at the first.
    let formerMargin: Double

    /// Movement and the target's odds speak for change, the former class's odds against it.
    static let directions = [1.0, 1, -1]
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
    /// class. Where the pair has too few such plots, any other plot stands in, with the odds that its own class had at
    /// the first date, in the light that the model knows: how sure it is of what is there.
    func simulatedChanges(using generator: inout some RandomNumberGenerator) -> [ChangeSigns] {
        let sources = pairs.indices.filter { pairs[$0].before.predictedClass != target }
        let targets = pairs.indices.filter { pairs[$0].before.predictedClass == target }
        let hasTargets = targets.count >= Self.leastTargets
        return (0..<max(Self.leastSimulated, sources.count)).compactMap { _ in
            guard let source = sources.randomElement(using: &generator),
                let other = (hasTargets ? targets : sources).randomElement(using: &generator), other != source
            else { return nil }
            let (before, shown) = (pairs[source].before, pairs[other])
            return hasTargets
                ? signs(before: before, after: shown.after, targetMargin: shown.after.margin(of: target))
                : standInSigns(before: before, shown: shown)
        }
    }

    private func standInSigns(before: TileView, shown: TilePair) -> ChangeSigns {
        let shownClass = shown.before.predictedClass
        let margin = shown.before.margin(of: shownClass)
        let signs = signs(before: before, after: shown.after, targetMargin: margin)
        guard shownClass == before.predictedClass else { return signs }
        // A plot of the same class cannot show what is left of the class: as little as of any that is not there.
        return ChangeSigns(movement: signs.movement, targetMargin: margin, formerMargin: -margin)
    }

    private func signs(before: TileView, after: TileView, targetMargin: Double) -> ChangeSigns {
        ChangeSigns(
            movement: drift.movement(from: before, to: after), targetMargin: targetMargin,
            formerMargin: after.margin(of: before.predictedClass))
    }
}
