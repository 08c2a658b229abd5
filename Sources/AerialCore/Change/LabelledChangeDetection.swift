internal import Foundation

/// Finds the plots that a land-cover map did not give to a target class and that imagery of a later date shows as such.
///
/// A plot of which map and imagery disagree changed, or the map was wrong, or it was partly of the target class before.
/// What the model says of plots where nothing changed is learned from the pair itself (``LabelMixture``). How many
/// disagreements are the map's own errors is told by those that cannot be change: plots that the map gives to the target
/// class and that are not of it at the second date. Errors are taken to go both ways equally often, as they do in a map
/// whose areas are right, apart for plots of one class and for mixed ones. In mixed plots no greater share is taken to
/// have changed than among those of one class, since ground that was partly of the target class looks like it too.
public struct LabelledChangeDetection: Sendable {
    /// One per plot, in the plots' order.
    public let changes: [TileChange]
    /// Plots that the map does not give to the target class and that look like it at the second date.
    public let contradictions: Double
    /// Those of them that are no change: the map's errors, and ground that was partly of the target class.
    public let labelErrors: Double
    /// Plots that the map gives to the target class and that do not look like it at the second date.
    public let reverseContradictions: Double
    /// How far the model tells the target class from others here: the distance of the two means by the larger spread.
    public let separation: Double

    /// Below this the model does not tell the target class from others.
    public static let leastSeparation = 2.0
    /// Of a plot of one class at least this share is of the target class, or at most what is left.
    private static let pureShare = 0.9
    /// What a person said of as many plots weighs as much as the estimate.
    private static let estimateWeight = 4.0

    /// - Parameters:
    ///   - plots: with a label at the first date and imagery at the second; without any there are no changes.
    ///   - classCount: as many as each view has logits.
    ///   - target: the class that plots change into, by its position.
    ///   - marks: what a person said of plots: that they changed, or did not.
    public init(
        of plots: [LabelledPlot], classCount: Int, target: Int, marks: [TileIndex: Bool] = [:]
    ) {
        let mixture = LabelMixture(plots, classCount: classCount, target: target)
        let parts = [true, false].map { isPure in
            Part(
                plots: plots.indices.filter { Self.isPure(plots[$0]) == isPure }, all: plots, target: target,
                contradicted: mixture.contradicted)
        }
        let share = parts[0].changedShare
        var probabilities = plots.map { _ in 0.0 }
        for (part, limit) in zip(parts, [nil, share]) {
            let right = part.right(changedShare: limit)
            for plot in part.others { probabilities[plot] = right * mixture.contradicted[plot] }
        }
        let marked = Self.marked(probabilities, mixture.contradicted, plots, marks)
        contradictions = parts.reduce(0) { $0 + $1.contradictions }
        reverseContradictions = parts.reduce(0) { $0 + $1.reverse }
        labelErrors = max(0, contradictions - marked.reduce(0, +))
        separation = mixture.separation
        changes = plots.indices.map { index in
            let plot = plots[index]
            return TileChange(
                tile: plot.tile, from: plot.label, to: marked[index] >= 0.5 ? target : plot.label,
                seen: plot.after.predictedClass, probability: marked[index])
        }
    }

    private static func isPure(_ plot: LabelledPlot) -> Bool {
        max(plot.targetShare, 1 - plot.targetShare) >= pureShare
    }

    /// Marked plots are what a person said; the share that was accepted has a say in all others.
    private static func marked(
        _ probabilities: [Double], _ contradicted: [Double], _ plots: [LabelledPlot],
        _ marks: [TileIndex: Bool]
    ) -> [Double] {
        let judged = plots.indices.filter { marks[plots[$0].tile] != nil && contradicted[$0] >= 0.5 }
        let expected = judged.reduce(0) { $0 + probabilities[$1] }
        let accepted = Double(judged.count { marks[plots[$0].tile] == true })
        let odds =
            (estimateWeight + accepted) / (estimateWeight + expected)
            / ((estimateWeight + Double(judged.count) - accepted)
                / (estimateWeight + Double(judged.count) - expected))
        return plots.indices.map { index in
            if let mark = marks[plots[index].tile] { return mark ? 1 : 0 }
            let probability = probabilities[index]
            return odds * probability / (odds * probability + 1 - probability)
        }
    }
}

/// Plots of one kind, and how map and imagery disagree on them.
private struct Part {
    /// Those that the map does not give to the target class.
    let others: [Int]
    let contradictions: Double
    let reverse: Double

    init(plots: [Int], all: [LabelledPlot], target: Int, contradicted: [Double]) {
        others = plots.filter { all[$0].label != target }
        contradictions = others.reduce(0) { $0 + contradicted[$1] }
        reverse = plots.filter { all[$0].label == target }.reduce(0) { $0 + contradicted[$1] }
    }

    /// As many as there are the other way, and a standard deviation of such a count more.
    private var errors: Double { reverse + reverse.squareRoot() + 0.5 }

    /// Of the plots that the map does not give to the target class.
    var changedShare: Double { max(0, contradictions - reverse) / Double(max(1, others.count)) }

    /// However many errors there may be, some contradictions may be changes: what looks most like one is still told from the others,
    /// and a person's marks can raise it.
    private static let leastRight = 0.02

    /// The share of the contradictions that are changes.
    /// - Parameter changedShare: what changed of these plots at most; `nil` for no limit.
    func right(changedShare: Double?) -> Double {
        guard contradictions > 0 else { return 0 }
        let byErrors = max(Self.leastRight, 1 - errors / contradictions)
        guard let changedShare else { return byErrors }
        return min(byErrors, (changedShare * Double(others.count) + 0.5) / contradictions)
    }
}
