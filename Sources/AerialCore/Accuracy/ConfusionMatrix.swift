/// Counts of reference and predicted classes: rows are the reference, columns the prediction.
public struct ConfusionMatrix: Sendable, Equatable {
    /// In the order of both axes.
    public let classNames: [String]
    /// `counts[reference][prediction]`
    public private(set) var counts: [[Int]]

    /// A matrix of zeros.
    public init(classNames: [String]) {
        self.classNames = classNames
        counts = Array(repeating: Array(repeating: 0, count: classNames.count), count: classNames.count)
    }

    /// Counts tiles of a reference class that were predicted as a class, both by their position in ``classNames``.
    public mutating func record(reference: Int, prediction: Int, count: Int = 1) {
        counts[reference][prediction] += count
    }

    /// All tiles.
    public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
    /// Tiles on the diagonal: predicted as what they are.
    public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// Tiles of this class by the reference: a row's sum, which the field calls support.
    public func referenceCount(of classIndex: Int) -> Int { counts[classIndex].reduce(0, +) }
    /// Tiles predicted as this class: a column's sum.
    public func predictionCount(of classIndex: Int) -> Int { counts.reduce(0) { $0 + $1[classIndex] } }

    /// The share of all tiles that were predicted right; `nil` when there are none.
    public var accuracy: Double? { ratio(correct, total) }

    /// Precision: the share of tiles predicted as this class that are of it; `nil` when none was predicted.
    public func usersAccuracy(of classIndex: Int) -> Double? {
        ratio(counts[classIndex][classIndex], predictionCount(of: classIndex))
    }

    /// Recall: the share of tiles of this class that were predicted as it; `nil` when none has that reference.
    public func producersAccuracy(of classIndex: Int) -> Double? {
        ratio(counts[classIndex][classIndex], referenceCount(of: classIndex))
    }

    /// The harmonic mean of precision and recall, 2TP / (2TP + FP + FN); `nil` when the class occurs nowhere.
    public func f1(of classIndex: Int) -> Double? {
        ratio(
            2 * counts[classIndex][classIndex],
            referenceCount(of: classIndex) + predictionCount(of: classIndex))
    }

    /// The mean of the producer's accuracies of the classes that have a reference; `nil` when there is none.
    public var balancedAccuracy: Double? {
        let recalls = counts.indices.compactMap { producersAccuracy(of: $0) }
        return recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
    }

    /// Cohen's kappa (1960): agreement beyond chance; `nil` without tiles or where chance alone agrees fully.
    public var kappa: Double? {
        guard let observed = accuracy else { return nil }
        let squared = Double(total) * Double(total)
        let chance = counts.indices.reduce(0.0) {
            $0 + Double(referenceCount(of: $1)) * Double(predictionCount(of: $1)) / squared
        }
        return chance == 1 ? nil : (observed - chance) / (1 - chance)
    }

    /// The accuracy's 95 % interval after Wilson (1927); `nil` when there are no tiles.
    public var accuracyInterval: ClosedRange<Double>? {
        accuracy.map { WilsonInterval.of(share: $0, count: total) }
    }

    /// The same counts in the classes of a coarser legend.
    public func grouped(by grouping: ClassGrouping) -> ConfusionMatrix {
        var matrix = ConfusionMatrix(classNames: grouping.target.classNames)
        for (reference, row) in counts.enumerated() {
            for (prediction, count) in row.enumerated() {
                matrix.record(
                    reference: grouping.targetIndexes[reference],
                    prediction: grouping.targetIndexes[prediction], count: count)
            }
        }
        return matrix
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }
}
