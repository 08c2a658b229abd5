public import AerialCore
internal import Foundation
public import Reporting
internal import Scoring

/// How good models are on areas that each of them did not see. As JSON it is `metrics.json`.
public struct FoldsFigures: Codable, Sendable {
    /// What a model made of its held-out areas.
    public struct Fold: Codable, Sendable {
        /// Its folder's name.
        public let name: String
        /// Held out.
        public let areas: [String]
        /// Held-out tiles.
        public let evaluated: Int
        /// The share of them that is right.
        @NullWhenNil public var accuracy: Double?
        /// The mean of the classes' recalls.
        @NullWhenNil public var balancedAccuracy: Double?
        /// Cohen's kappa.
        @NullWhenNil public var kappa: Double?
    }

    /// In their order.
    public let folds: [Fold]
    /// The mean of the folds' accuracies.
    @NullWhenNil public var meanAccuracy: Double?
    /// Of the folds' accuracies, with one less than their number below; `null` for fewer than two.
    @NullWhenNil public var standardDeviation: Double?
    /// Of all held-out tiles together.
    @NullWhenNil public var accuracy: Double?
    /// The same, as the mean of the classes' recalls.
    @NullWhenNil public var balancedAccuracy: Double?
    /// The same, beyond chance.
    @NullWhenNil public var kappa: Double?
    /// How many they are.
    public let evaluated: Int
    /// Tiles that could not be read.
    public let rejected: Int
    /// By class, over all of them.
    public let classes: [String: MetricsJSON.ClassMetrics]
    /// In the order of rows and columns.
    public let classNames: [String]
    /// Rows are the reference.
    public let confusion: [[Int]]
}

/// The evaluations of a dataset's folds, beside each other and together.
public struct FoldsOutcome: ReportedOutcome {
    /// What its JSON holds.
    public let figures: FoldsFigures
    /// Over all held-out tiles; rows are the reference.
    public let confusion: ConfusionMatrix
    let folds: [FoldsReport.Fold]
    let legend: Legend

    /// - Parameter evaluations: at least one, of models with the same classes.
    init(_ evaluations: [(fold: DatasetFold, outcome: EvaluationOutcome)]) {
        let names = evaluations[0].outcome.summary.confusion.classNames
        var all = ConfusionMatrix(classNames: names)
        for (_, outcome) in evaluations {
            for (reference, row) in outcome.summary.confusion.counts.enumerated() {
                for (prediction, count) in row.enumerated() {
                    all.record(reference: reference, prediction: prediction, count: count)
                }
            }
        }
        legend = evaluations[0].outcome.model.legend
        confusion = all
        folds = evaluations.map {
            FoldsReport.Fold(
                name: $0.fold.name, areas: $0.fold.areas, confusion: $0.outcome.summary.confusion)
        }
        let accuracies = folds.compactMap(\.confusion.accuracy)
        let mean = accuracies.isEmpty ? nil : accuracies.reduce(0, +) / Double(accuracies.count)
        figures = FoldsFigures(
            folds: folds.map {
                FoldsFigures.Fold(
                    name: $0.name, areas: $0.areas, evaluated: $0.confusion.total,
                    accuracy: $0.confusion.accuracy, balancedAccuracy: $0.confusion.balancedAccuracy,
                    kappa: $0.confusion.kappa)
            }, meanAccuracy: mean, standardDeviation: mean.flatMap { Self.deviation(accuracies, mean: $0) },
            accuracy: all.accuracy, balancedAccuracy: all.balancedAccuracy, kappa: all.kappa,
            evaluated: all.total,
            rejected: evaluations.reduce(0) { $0 + $1.outcome.summary.counts.rejected },
            classes: MetricsJSON.classes(of: all), classNames: names, confusion: all.counts)
    }

    private static func deviation(_ values: [Double], mean: Double) -> Double? {
        guard values.count > 1 else { return nil }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }

    func page(title: String, commandLine: [String]) -> FoldsReport {
        var report = FoldsReport(title: title, legend: legend, folds: folds, confusion: confusion)
        report.meanAccuracy = figures.meanAccuracy
        report.standardDeviation = figures.standardDeviation
        report.provenance = Fact.program() + Fact.command(commandLine)
        return report
    }
}
