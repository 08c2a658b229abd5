internal import Foundation

/// What a person said of some plots, and what follows for the others.
///
/// Marks enter twice: a marked plot counts as what it was said to be while the mixture learns, and a logistic regression
/// then holds the probabilities to the marks. It begins at "the probabilities hold" and is drawn away from there by as much
/// as the marks say (a normal prior about slope 1 and all else 0), so a few marks shift a little and many decide.
struct MarkedPlots {
    private let marks: [Bool?]

    /// With fewer marks the probabilities stay as they are.
    private static let fewest = 5
    private static let limit = 6.0
    /// Spreads of the prior: offset, slope, what the labels say at the second date, at the first.
    private static let priorSpreads = [1.5, 0.5, 0.3, 0.3]

    init(_ marks: [Bool?]) {
        self.marks = marks
    }

    /// - Parameter probabilities: one per plot, of marked ones too by what is seen alone.
    /// - Returns: the same order; marked plots are 1 or 0.
    func refit(_ probabilities: [Double], evidence: LabelEvidence) -> [Double] {
        let marked = marks.indices.filter { marks[$0] != nil }
        guard marked.count >= Self.fewest else { return held(probabilities) }
        let rows = probabilities.indices.map { plot in
            [
                1, Self.logOdds(probabilities[plot]), evidence.after[plot] / LabelEvidence.limit,
                evidence.before[plot] / LabelEvidence.limit,
            ]
        }
        var regression = BayesianLogistic(means: [0, 1, 0, 0], spreads: Self.priorSpreads)
        regression.fit(marked.map { rows[$0] }, kinds: marked.map { marks[$0] == true ? 1 : 0 })
        return held(rows.map { regression.probability($0) })
    }

    private func held(_ probabilities: [Double]) -> [Double] {
        zip(probabilities, marks).map { probability, mark in mark.map { $0 ? 1 : 0 } ?? probability }
    }

    private static func logOdds(_ probability: Double) -> Double {
        let odds = log(max(probability, 1e-9)) - log(max(1 - probability, 1e-9))
        return min(limit, max(-limit, odds))
    }
}
