internal import Aerial
internal import AerialCore
internal import Classical
internal import Networks
internal import Reporting
internal import SparkConnect

/// Has MLlib train on a table of features, saves its model on the storage, and makes the same classifier here.
struct MLlibFit: Sendable {
    let session: SparkSession
    let folder: String
    let estimator: SparkEstimator
    let sample: TransferSample
    let featureCount: Int
    let observer: any JourneyObserver

    private static let predictions = "aerial_predictions"
    private var modelPath: String { "\(folder)/mllib-model" }

    func run() async throws -> (TrainedClassifier, ClusterJudgement) {
        let table = MLlibTable(
            session: session, folder: folder, labels: sample.itemClasses, isTraining: sample.isTraining,
            featureCount: featureCount)
        try await table.write(progress: teller)
        observer.say(
            "MLlib trains \(estimator.classifier.rawValue) on \(sample.training.count) views of "
                + "\(sample.trainingImages.count) images of \(sample.legendNames.count) classes")
        let model = try await session.fit(estimator, on: table.training, progress: teller)
        if !model.warnings.isEmpty { observer.warn("MLlib: \(model.warnings)") }
        try await session.write(model, to: modelPath)
        let classifier = try await classifier(of: model)
        let judgement = try await judge(model, classifier, on: table)
        try? await session.delete(model)
        guard judgement.isFaithful else {
            throw CommandError(
                "the model made of MLlib's names another class than MLlib itself for "
                    + "\(judgement.heldOut - judgement.agreeing) of \(judgement.heldOut) held-out images, so it is not "
                    + "written. MLlib's own model lies in \(modelPath). Please report this with its version, "
                    + "\(session.sparkVersion).")
        }
        return (classifier, judgement)
    }

    private func judge(
        _ model: SparkModel, _ classifier: TrainedClassifier, on table: MLlibTable
    ) async throws -> ClusterJudgement {
        let transformed = session.transform(table.heldOut, by: model)
        try await session.createView(Self.predictions, of: transformed)
        let found = try await session.query(
            "SELECT item, prediction FROM \(SQLText.name(Self.predictions))")
        let items = try found.integers("item")
        let classes = try found.doubles("prediction")
        let agreeing = zip(items, classes).count { item, prediction in
            guard let item, let prediction else { return false }
            return Double(sample.predictedClass(ofImage: Int(item), by: classifier) ?? -1) == prediction
        }
        let accuracy =
            items.isEmpty ? nil : try await session.evaluate(.accuracy, on: .view(Self.predictions))
        return ClusterJudgement(
            accuracy: accuracy, heldOut: items.count, agreeing: agreeing, modelPath: modelPath)
    }

    // MARK: From MLlib's form to ours

    private func classifier(of model: SparkModel) async throws -> TrainedClassifier {
        let classCount = sample.legendNames.count
        switch model.classifier {
        case .logisticRegression:
            let linear = try LinearClassifier(
                coefficients: try await session.fetch("coefficientMatrix", of: model),
                intercepts: try await session.fetch("interceptVector", of: model),
                classCount: classCount, featureCount: featureCount)
            return trained(.linear(linear), name: "logistic regression")
        case .randomForest:
            let nodes = try await session.query(MLlibForest.query(modelPath: modelPath))
            let forest = try MLlibForest(nodes).forest(
                classCount: classCount, featureCount: featureCount)
            return trained(
                .forest(forest, .randomForest), name: "random forest",
                options: ["trees": String(forest.treeCount)])
        }
    }

    private func trained(
        _ form: TrainedClassifier.Form, name: String, options: [String: String] = [:]
    ) -> TrainedClassifier {
        let parameters = estimator.parameterTexts.sorted { $0.key < $1.key }
        return TrainedClassifier(
            form: form, name: name,
            recipe: [
                Fact(
                    "Method",
                    "features of the frozen network, MLlib's \(estimator.classifier.rawValue) on Spark "
                        + session.sparkVersion)
            ] + parameters.map { Fact($0.key, $0.value) },
            options: Dictionary(
                parameters.map { ("mllib." + $0.key, $0.value) }, uniquingKeysWith: { $1 }
            ).merging(options) { $1 },
            versions: ["spark": session.sparkVersion])
    }

    /// A lost connection is told; the stages themselves are short.
    private var teller: @Sendable (JobProgress) -> Void {
        let observer = observer
        return { event in
            if case .connectionLost(let reason) = event {
                observer.warn("the connection to Spark is lost (\(reason)); trying again")
            }
        }
    }
}
