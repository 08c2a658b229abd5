public import AerialCore
public import Inference
public import Networks

/// A model folder, ready to run on this machine.
public struct TrainedModel: Sendable {
    /// The model's folder.
    public let path: String
    /// Compiled for this processor.
    public let network: CompiledNetwork
    /// Threads that the network runs on.
    public let threads: Int
    /// What its folder says of it.
    public let model: ModelDescription
    /// Numbers in the features of one image.
    public let featureCount: Int

    /// - Parameters:
    ///   - outputs: what the network gives for each image, in this order.
    ///   - batchSize: how many images it takes at once; `nil` for what is fastest.
    public init(
        path: String, precision: Precision, threads: Int, outputs: [NetworkOutput] = [.logits],
        batchSize: Int? = nil
    ) throws {
        let bundle = try ModelBundle.read(from: path)
        if outputs.contains(.cells), bundle.graph.cellSource(hasForest: bundle.forest != nil) == nil {
            throw ScoringError.noCells(path: path, backbone: bundle.description.backbone)
        }
        self.path = path
        self.threads = threads
        model = bundle.description
        featureCount = bundle.graph.featureCount
        let plan = try Self.plan(of: bundle, at: path, precision: precision, outputs: outputs)
        network = try CompiledNetwork(
            plan: plan,
            options: batchSize.map {
                InferenceOptions(threads: threads, precision: precision, batchSize: $0)
            } ?? InferenceOptions(fastestFor: plan, threads: threads, precision: precision))
    }

    private static func plan(
        of bundle: ModelBundle, at path: String, precision: Precision, outputs: [NetworkOutput]
    ) throws -> InferencePlan {
        let plan = try bundle.plan(outputs: outputs)
        guard precision == .int8 else { return plan }
        guard let quantization = bundle.quantization else {
            throw ScoringError.noQuantizedForm(path: path)
        }
        return plan.quantized(by: quantization)
    }

    /// The classes, in the order of the logits.
    public var legend: Legend { model.legend }

    /// The tiles that it learned from and that it is shown.
    public var tile: TileSpec { model.tile }

    /// Whether it says of a tile how foreign it is.
    public var tellsForeignness: Bool { network.outputs.contains(.foreignness) }
    /// Cells along a tile's side that it tells apart; `nil` where it was not asked for them.
    public var cellsPerSide: Int? { network.cellsPerSide }
    /// Images that the network takes at once.
    public var batchSize: Int { network.options.batchSize }
    /// As tables write it: `fp32`, `bf16` or `int8`.
    public var precisionName: String { network.options.precision.shortName }
    /// What computes: `OpenVINO`.
    public var engineName: String { InferenceEngine.name }
    /// The names of tiles that were kept from its training.
    public var heldOutIDs: [String] { model.trainingData.heldOutTiles }

    /// Of the imagery it learned from; `nil` when that did not say.
    public var groundSampleDistance: GroundSampleDistance? { model.groundSampleDistance }

    /// Of the tiles it learned from; `nil` when its folder does not say.
    public var colors: ColorProfile? { model.colors }

    /// How it brings pictures of more than 8 bits to 8; `nil` where it learned from 8 bits.
    public var pictureTones: ToneRange? { model.pictureTones }

    /// What runs image files through the model.
    public var imageInference: ImageInference {
        ImageInference(
            network: network, tile: tile, batchSize: batchSize, threads: threads, tones: pictureTones)
    }

    /// One line about the model and how it runs.
    public var description: String {
        "\(model.backbone), \(legend.classes.count) classes, \(engineName) \(precisionName) on \(threads) threads"
    }

    /// What outputs record about where their numbers come from.
    public var provenance: [String: String] {
        var facts = [
            "AERIAL_MODEL": FileName.of(path), "AERIAL_BACKBONE": model.backbone,
            "AERIAL_MODEL_SEED": String(model.provenance.seed),
            "AERIAL_FORMAT_VERSION": String(ModelDescription.currentFormatVersion),
            "AERIAL_TILE": model.tile.description,
        ]
        for source in model.provenance.sources {
            facts["AERIAL_SOURCE \(FileName.of(source.path))"] = source.checksum ?? ""
        }
        return facts
    }

    /// The probabilities of the classes in each cell of a tile, row by row from the north-west; `nil` for a tile that was not
    /// scored, and where the model was not asked for cells.
    public func cells(of outcome: InferenceOutcome) -> [[Float]]? {
        guard let cellsPerSide, case .output(let values) = outcome else { return nil }
        let classCount = legend.classes.count
        let logits = values.dropFirst(classCount + (tellsForeignness ? 1 : 0))
        guard logits.count == cellsPerSide * cellsPerSide * classCount else { return nil }
        return cells(ofLogits: logits)
    }

    /// The probabilities of the classes in each cell.
    /// - Parameter logits: the network's output `cells` of one tile: one per class, cell by cell.
    public func cells(ofLogits logits: ArraySlice<Float>) -> [[Float]] {
        let classCount = legend.classes.count
        return stride(from: logits.startIndex, to: logits.endIndex, by: classCount).map {
            softmax(Array(logits[$0..<$0 + classCount]))
        }
    }

    /// A row of the table of predictions.
    public func prediction(
        of outcome: InferenceOutcome, id: String, source: String, place: TilePlace? = nil,
        filePath: String? = nil,
        label: String? = nil
    ) -> TilePrediction {
        func row(
            _ status: TileStatus, reason: String = "", probabilities: [Float] = [], foreignness: Float? = nil
        ) -> TilePrediction {
            TilePrediction(
                id: id, source: source, place: place, filePath: filePath, label: label, status: status,
                reason: reason, probabilities: probabilities, foreignness: foreignness)
        }
        switch outcome {
        case .output(let values):
            let logits = Array(values.prefix(legend.classes.count))
            return row(
                .scored, probabilities: softmax(logits),
                foreignness: tellsForeignness && values.count > logits.count ? values[logits.count] : nil)
        case .nodata(let reason): return row(.nodata, reason: reason)
        case .rejected(let reason): return row(.rejected, reason: reason)
        }
    }
}

extension Precision {
    /// As `--precision` and tables write it.
    public var shortName: String {
        switch self {
        case .float32: "fp32"
        case .bfloat16: "bf16"
        case .int8: "int8"
        }
    }
}
