/// How well predictions agree with the references that their tiles carry.
public struct EvaluationSummary: Sendable, Equatable {
    /// What became of the tiles, with or without a reference.
    public let counts: TileCounts
    /// Scored tiles without a reference: they count in none of the figures.
    public let unlabelledCount: Int
    /// Of the scored tiles with a reference.
    public let confusion: ConfusionMatrix
    /// The same tiles in a coarser legend: predicted classes are put into their groups, as on a grouped map.
    public let groupedConfusion: ConfusionMatrix?
    /// The share of tiles whose reference is one of the two most probable classes; `nil` without tiles.
    public let topTwoAccuracy: Double?
    /// Whether confidences mean what they say.
    public let reliability: ReliabilityCurve
    /// What remains, and how good it is, when only confident predictions are kept.
    public let coverage: CoverageCurve

    /// Compares each scored tile's predicted class with its label.
    ///
    /// - Parameters:
    ///   - table: rows that are not scored are counted and otherwise left out, as are those without a label.
    ///   - grouping: from the table's classes, in their order, to coarser ones.
    /// - Throws: ``EvaluationError`` when a label, a row's probabilities or the grouping do not fit the table's classes.
    public init(of table: PredictionTable, grouping: ClassGrouping? = nil) throws(EvaluationError) {
        if let grouping, grouping.source.classNames != table.classNames {
            throw .otherClasses(expected: table.classNames, found: grouping.source.classNames)
        }
        var tally = EvaluationTally(classNames: table.classNames)
        for row in table.rows { try tally.record(row) }
        counts = tally.counts
        unlabelledCount = tally.unlabelledCount
        confusion = tally.confusion
        groupedConfusion = grouping.map { tally.confusion.grouped(by: $0) }
        topTwoAccuracy =
            tally.outcomes.isEmpty ? nil : Double(tally.topTwoHits) / Double(tally.outcomes.count)
        reliability = ReliabilityCurve(of: tally.outcomes)
        coverage = CoverageCurve(of: tally.outcomes)
    }

    /// Tiles that were scored and have a reference: those that the figures speak of.
    public var evaluatedCount: Int { confusion.total }
    /// The share of evaluated tiles that is right; `nil` without tiles.
    public var accuracy: Double? { confusion.accuracy }
    /// The same in the coarser legend; `nil` without one.
    public var groupedAccuracy: Double? { groupedConfusion?.accuracy }

    /// The accuracy of naming the most frequent reference everywhere, which a useful model must beat.
    public var majorityAccuracy: Double? {
        let counts = confusion.counts.indices.map { confusion.referenceCount(of: $0) }
        guard let most = counts.max(), confusion.total > 0 else { return nil }
        return Double(most) / Double(confusion.total)
    }
}

/// A prediction with a known reference, reduced to what calibration and coverage need.
public struct ScoredOutcome: Sendable, Equatable {
    /// The predicted class's probability.
    public let confidence: Double
    /// Whether the predicted class is the reference.
    public let isCorrect: Bool

    /// - Parameter confidence: the predicted class's probability, 0 to 1.
    public init(confidence: Double, isCorrect: Bool) {
        self.confidence = confidence
        self.isCorrect = isCorrect
    }
}

/// What a pass over the rows of a table adds up to.
private struct EvaluationTally {
    var counts = TileCounts()
    var unlabelledCount = 0
    var confusion: ConfusionMatrix
    var outcomes: [ScoredOutcome] = []
    var topTwoHits = 0
    private let classIndexByName: [String: Int]

    /// Sums of rounded numbers may leave 0 to 1 by a little.
    private static let probabilities: ClosedRange<Float> = -1e-3...1.001

    init(classNames: [String]) {
        confusion = ConfusionMatrix(classNames: classNames)
        classIndexByName = Dictionary(
            zip(classNames, classNames.indices), uniquingKeysWith: { first, _ in first })
    }

    mutating func record(_ row: TilePrediction) throws(EvaluationError) {
        counts.record(row.status)
        guard row.status == .scored else { return }
        let classNames = confusion.classNames
        guard row.probabilities.count == classNames.count else {
            throw .probabilityCount(id: row.id, expected: classNames.count, found: row.probabilities.count)
        }
        for (name, value) in zip(classNames, row.probabilities) where !Self.probabilities.contains(value) {
            throw .notProbability(id: row.id, className: name, value: value)
        }
        guard let prediction = row.predictedClass else { return }
        guard let label = row.label else {
            unlabelledCount += 1
            return
        }
        guard let reference = classIndexByName[label] else {
            throw .unknownLabel(id: row.id, label: label, classNames: confusion.classNames)
        }
        confusion.record(reference: reference, prediction: prediction)
        outcomes.append(
            ScoredOutcome(
                confidence: Double(row.probabilities[prediction]), isCorrect: reference == prediction))
        if row.rank(of: reference) < 2 { topTwoHits += 1 }
    }
}

extension TilePrediction {
    /// How many classes are more probable than this one; between equals the legend's order decides.
    func rank(of classIndex: Int) -> Int {
        let own = probabilities[classIndex]
        return probabilities.enumerated().count { other, probability in
            probability > own || (probability == own && other < classIndex)
        }
    }
}

/// Why a table of predictions cannot be evaluated.
public enum EvaluationError: Error, Equatable, CustomStringConvertible {
    /// A label that is none of the table's classes.
    case unknownLabel(id: String, label: String, classNames: [String])
    case probabilityCount(id: String, expected: Int, found: Int)
    /// A probability that is no number from 0 to 1.
    case notProbability(id: String, className: String, value: Float)
    /// The grouping was made for other classes than the table's.
    case otherClasses(expected: [String], found: [String])

    public var description: String {
        switch self {
        case .unknownLabel(let id, let label, let classNames):
            "tile \(id) is labelled '\(label)', which the model does not know; its classes are "
                + "\(classNames.joined(separator: ", ")). Rename or drop the class with a class map."
        case .probabilityCount(let id, let expected, let found):
            "tile \(id) has \(found) probabilities for \(expected) classes. "
                + "Score it again with the model that these classes belong to."
        case .notProbability(let id, let className, let value):
            "tile \(id) has \(value) for a probability of '\(className)', which is no number from 0 to 1. "
                + "The table or the model is damaged: score the tile again, or train the model again."
        case .otherClasses(let expected, let found):
            "the grouping is made for the classes \(found.joined(separator: ", ")), the predictions have "
                + "\(expected.joined(separator: ", ")). Give a legend that groups the latter."
        }
    }
}
