internal import AerialCore
internal import Foundation
internal import Inference
internal import Networks
internal import Reporting

/// A model folder, ready to run on this machine.
struct TrainedModel: Sendable {
    let path: String
    let network: CompiledNetwork
    let threads: Int
    private let model: ModelDescription

    /// - Parameter outputs: what the network gives for each image, in this order.
    init(
        path: String, precision: Precision, threads: Int, outputs: [NetworkOutput] = [.logits],
        console: Console
    ) throws {
        let bundle = try ModelBundle.read(from: path)
        self.path = path
        self.threads = threads
        model = bundle.description
        network = try CompiledNetwork(
            plan: try Self.plan(of: bundle, at: path, precision: precision, outputs: outputs),
            options: InferenceOptions(threads: threads, precision: precision))
    }

    private static func plan(
        of bundle: ModelBundle, at path: String, precision: Precision, outputs: [NetworkOutput]
    ) throws -> InferencePlan {
        let plan = try bundle.plan(outputs: outputs)
        guard precision == .int8 else { return plan }
        guard let quantization = bundle.quantization else {
            throw CommandError(
                "the model \(path) has no 8-bit form. Make one with 'aerial quantize \(path) DATASET'.")
        }
        return plan.quantized(by: quantization)
    }

    var legend: Legend { model.legend }
    var batchSize: Int { network.options.batchSize }
    var precisionName: String { network.options.precision.shortName }
    var engineName: String { InferenceEngine.name }
    var heldOutIDs: [String] { model.trainingData.heldOutTiles }

    /// Of the imagery it learned from; `nil` when that did not say.
    var groundSampleDistance: GroundSampleDistance? { model.groundSampleDistance }

    /// Of the tiles it learned from; `nil` when its folder does not say.
    var colors: ColorProfile? { model.colors }

    /// True when the dataset is the one that the model was trained on, unchanged.
    func wasTrained(on dataset: ImageDataset) -> Bool {
        model.provenance.sources.contains { $0.checksum == dataset.fingerprint }
    }

    var imageInference: ImageInference {
        ImageInference(network: network, inputSide: network.inputSize, batchSize: batchSize, threads: threads)
    }

    /// One line about the model and how it runs.
    var description: String {
        "\(model.backbone.name), \(legend.classes.count) classes, \(engineName) \(precisionName) on \(threads) threads"
    }

    /// What outputs record about where their numbers come from.
    var provenance: [String: String] {
        var facts = [
            "AERIAL_MODEL": path, "AERIAL_BACKBONE": model.backbone.name,
            "AERIAL_MODEL_SEED": String(model.provenance.seed),
        ]
        for source in model.provenance.sources {
            facts["AERIAL_SOURCE \(source.path)"] = source.checksum ?? ""
        }
        return facts
    }

    /// The same for people, on reports.
    var sources: [Fact] {
        [Fact("Model", path)]
            + model.provenance.sources.map { source in
                Fact(
                    "Trained from", source.path + (source.checksum.map { ", SHA-256 \($0)" } ?? ""),
                    isVerbatim: true)
            }
    }

    /// The model as its evaluation report tells of it.
    var facts: ModelFacts { model.facts }

    /// How many tiles of each class it learned from, and how many were kept from it.
    var classCounts: [ModelCard.ClassCount] {
        legend.classNames.map { name in
            ModelCard.ClassCount(
                name: name, training: model.trainingData.trainingCounts[name] ?? 0,
                heldOut: model.trainingData.heldOutCounts[name] ?? 0)
        }
    }

    /// A row of the table of predictions.
    func prediction(
        of outcome: InferenceOutcome, id: String, source: String, place: TilePlace? = nil,
        filePath: String? = nil,
        label: String? = nil
    ) -> TilePrediction {
        func row(_ status: TileStatus, reason: String = "", probabilities: [Float] = []) -> TilePrediction {
            TilePrediction(
                id: id, source: source, place: place, filePath: filePath, label: label, status: status,
                reason: reason, probabilities: probabilities)
        }
        switch outcome {
        case .output(let logits): return row(.scored, probabilities: softmax(logits))
        case .nodata(let reason): return row(.nodata, reason: reason)
        case .rejected(let reason): return row(.rejected, reason: reason)
        }
    }
}

extension Precision {
    /// As `--precision` and tables write it.
    var shortName: String {
        switch self {
        case .float32: "fp32"
        case .bfloat16: "bf16"
        case .int8: "int8"
        }
    }
}
