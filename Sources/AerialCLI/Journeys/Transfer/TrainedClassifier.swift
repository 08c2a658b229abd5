internal import AerialCore
internal import Classical
internal import Foundation
internal import Networks
internal import Reporting

/// What was trained on a network's features, and what its model's folder, its record and the user are told of it.
struct TrainedClassifier: Sendable {
    enum Form: Sendable {
        case linear(LinearClassifier)
        case forest(DecisionForest, ModelClassifier)
    }

    let form: Form
    /// `logistic regression` say.
    let name: String
    /// For the model's card.
    let recipe: [Fact]
    /// For the model's provenance, by the option's name.
    let options: [String: String]
    /// Of the libraries that trained it, by name.
    let versions: [String: String]
    /// What was tried on the validation part; empty when there was nothing to choose.
    var trials: ClassifierTrials?

    /// Numbers whose softmax is the classifier's probabilities.
    func logits(_ features: [Float]) -> [Float] {
        switch form {
        case .linear(let classifier): classifier.logits(features[...]).map { Float($0) }
        case .forest(let forest, _): forest.logits(of: features)
        }
    }

    /// The network's weights with the classifier in the place of its head, where it is a layer.
    func weights(of network: PretrainedNetwork) -> NetworkWeights {
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

    var forest: DecisionForest? { if case .forest(let forest, _) = form { forest } else { nil } }

    var modelClassifier: ModelClassifier? { if case .forest(_, let kind) = form { kind } else { nil } }
}

/// Values of one setting, each with how it did on the validation part.
struct ClassifierTrials: Sendable {
    struct Trial: Sendable {
        let value: Double
        let validationLoss: Double
        let validationAccuracy: Double
    }

    /// Of the setting in the run history, `penalty` say.
    let metric: String
    /// Of all its values that were tried.
    var triedMetric: String { "tried" + metric.prefix(1).uppercased() + metric.dropFirst() }
    /// Of the setting in tables.
    let title: String
    let trials: [Trial]
    let chosen: Double

    var chosenTrial: Trial? { trials.first { $0.value == chosen } }

    private static let longestTable = 12

    /// A table of the trials; of many some, and the chosen one.
    func table() -> String {
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
