package import AerialCore
package import Classical
internal import Foundation
package import Networks
package import Reporting

/// What was trained on a network's features, and what its model's folder, its record and the user are told of it.
package struct TrainedClassifier: Sendable {
    package enum Form: Sendable {
        case linear(LinearClassifier)
        case forest(DecisionForest, ModelClassifier)
    }

    package let form: Form
    /// `logistic regression` say.
    package let name: String
    /// For the model's card.
    package let recipe: [Fact]
    /// For the model's provenance, by the option's name.
    package let options: [String: String]
    /// Of the libraries that trained it, by name.
    package let versions: [String: String]
    /// What was tried on the validation part; empty when there was nothing to choose.
    package let trials: ClassifierTrials?
    /// What its logits are divided by already; `nil` where none was fitted.
    package private(set) var temperature: Double?
    /// What classifiers of its kind said of training images that they had not seen, where that was asked for.
    package var judgements: TrainingJudgements?

    package init(
        form: Form, name: String, recipe: [Fact], options: [String: String], versions: [String: String],
        trials: ClassifierTrials? = nil
    ) {
        self.form = form
        self.name = name
        self.recipe = recipe
        self.options = options
        self.versions = versions
        self.trials = trials
    }

    /// The same classifier with its logits divided by a temperature.
    func calibrated(by temperature: Double, recipe line: Fact) -> TrainedClassifier {
        let form: Form =
            switch form {
            case .linear(let classifier):
                .linear(
                    LinearClassifier(
                        classCount: classifier.classCount, featureCount: classifier.featureCount,
                        weights: classifier.weights.map { Float(Double($0) / temperature) },
                        intercepts: classifier.intercepts.map { Float(Double($0) / temperature) }))
            case .forest(let forest, let kind): .forest(forest.dividingLogits(by: temperature), kind)
            }
        var calibrated = TrainedClassifier(
            form: form, name: name, recipe: recipe + [line], options: options, versions: versions,
            trials: trials)
        calibrated.temperature = temperature
        return calibrated
    }

    /// Numbers whose softmax is the classifier's probabilities.
    package func logits(_ features: [Float]) -> [Float] {
        switch form {
        case .linear(let classifier): classifier.logits(features[...]).map { Float($0) }
        case .forest(let forest, _): forest.logits(of: features)
        }
    }

    /// The network's weights with the classifier in the place of its head, where it is a layer.
    package func weights(of network: PretrainedNetwork) -> NetworkWeights {
        switch form {
        case .linear(let classifier):
            network.weights.replacingHead(
                of: network.graph,
                weight: Tensor(
                    shape: [classifier.classCount, classifier.featureCount], values: classifier.weights),
                bias: Tensor(shape: [classifier.classCount], values: classifier.intercepts))
        case .forest: network.weights.removingHead(of: network.graph)
        }
    }

    package var forest: DecisionForest? { if case .forest(let forest, _) = form { forest } else { nil } }

    package var modelClassifier: ModelClassifier? {
        if case .forest(_, let kind) = form { kind } else { nil }
    }
}

/// Values of one setting, each with how it did on the validation part.
package struct ClassifierTrials: Sendable {
    package struct Trial: Sendable {
        package let value: Double
        package let validationLoss: Double
        package let validationAccuracy: Double
    }

    /// Of the setting in the run history, `penalty` say.
    package let metric: String
    /// Of all its values that were tried.
    package var triedMetric: String { "tried" + metric.prefix(1).uppercased() + metric.dropFirst() }
    /// Of the setting in tables.
    package let title: String
    package let trials: [Trial]
    package let chosen: Double

    package var chosenTrial: Trial? { trials.first { $0.value == chosen } }

    private static let longestTable = 12

    /// A table of the trials; of many some, and the chosen one.
    package func table() -> String {
        let step = max(1, trials.count / Self.longestTable)
        let rows = trials.enumerated().filter { $0.offset % step == 0 || $0.element.value == chosen }
            .map { _, trial in
                [
                    String(format: "%.4g", trial.value), String(format: "%.4f", trial.validationLoss),
                    String(format: "%.2f", 100 * trial.validationAccuracy),
                    trial.value == chosen ? "chosen" : "",
                ]
            }
        return TextTable(
            columns: [
                .number(title), .number("Validation loss"), .number("Accuracy %"), .text(""),
            ], rows: rows
        ).rendered()
    }
}
