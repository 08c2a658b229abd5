public import AerialCore
internal import Foundation

/// A trained model: its description, its network, the weights under PyTorch's names with batch normalisation unfolded, and a
/// text for people. On disk it is a folder of `model.json`, `network.json`, `weights.safetensors`, `MODEL_CARD.md`, `forest.safetensors` where
/// trees take the place of the head, `network.onnx` where the network came as such a file, `familiarity.safetensors` and, once it is quantized, `int8.safetensors`.
public struct ModelBundle: Sendable {
    /// What `model.json` says.
    public let description: ModelDescription
    /// The network, with a head for the legend's classes.
    public let graph: LayerGraph
    /// Of the whole network; without the head where a forest takes its place.
    public let weights: NetworkWeights
    /// What tells classes from the network's features, where ``ModelDescription/classifier`` says so.
    public let forest: DecisionForest?
    /// Markdown.
    public let card: String
    /// Its 8-bit form, which ``ModelDescription/quantization`` tells of.
    public let quantization: Quantization?
    /// What tells tiles that are foreign to it; `nil` in models of older versions.
    public let familiarity: Familiarity?

    /// What was said of training images by classifiers that had not learned from them: written with the model, and read by
    /// ``TrainingJudgements/read(from:)`` alone.
    public var judgements: TrainingJudgements?
    /// Which images it learned from: written with the model, and read by ``LearnedImages/read(from:)`` alone.
    public var learned: LearnedImages?

    /// - Parameters:
    ///   - forest: what takes the place of the head; `nil` for the network's own.
    ///   - card: Markdown.
    ///   - quantization: the 8-bit form, of which `description` tells too.
    public init(
        description: ModelDescription, graph: LayerGraph, weights: NetworkWeights,
        forest: DecisionForest? = nil,
        card: String, quantization: Quantization? = nil, familiarity: Familiarity? = nil
    ) {
        self.familiarity = familiarity
        self.description = description
        self.graph = graph
        self.weights = weights
        self.forest = forest
        self.card = card
        self.quantization = quantization
    }

    /// The same model with an 8-bit form.
    /// - Parameter note: a section for the model's card, Markdown; it takes the place of an earlier one.
    public func adding(_ quantization: Quantization, record: QuantizationRecord, note: String) -> ModelBundle
    {
        var description = description
        description.quantization = record
        let earlier = card.range(of: "\n" + Self.quantizationHeading).map { card[..<$0.lowerBound] }
        let text = (earlier.map { String($0) } ?? card).trimmingCharacters(in: .newlines)
        return ModelBundle(
            description: description, graph: graph, weights: weights, forest: forest,
            card: "\(text)\n\n\(Self.quantizationHeading)\n\n\(note)\n", quantization: quantization,
            familiarity: familiarity)
    }

    private static let quantizationHeading = "## In 8 bits"

    static let descriptionName = "model.json"
    static let weightsName = "weights.safetensors"
    static let cardName = "MODEL_CARD.md"
    static let forestName = "forest.safetensors"
    static let quantizationName = "int8.safetensors"

    /// The files of a model's folder that decide what it says of an image.
    public static let decidingFileNames = [
        descriptionName, NetworkFile.fileName, NetworkFile.onnxName, weightsName, forestName,
        quantizationName, Familiarity.fileName,
    ]

    /// All that a bundle writes.
    static let bundleFileNames = Set(decidingFileNames + [cardName])

    /// All that the program writes into a model's folder; `training.yaml` and `history.csv` are of fine-tuned ones.
    public static let fileNames = bundleFileNames.union([
        "training.yaml", "history.csv", TrainingJudgements.fileName, LearnedImages.fileName,
    ])

    /// The network made ready for scoring.
    public func plan(outputs: [NetworkOutput] = [.logits]) throws -> InferencePlan {
        try InferencePlan(
            graph: graph, weights: weights, normalization: description.normalization,
            outputs: outputs, forest: forest, familiarity: familiarity)
    }

    /// - Throws: ``ModelError``.
    public static func read(from path: String) throws -> ModelBundle {
        let description = try readDescription(from: path)
        let weightsPath = "\(path)/\(weightsName)"
        do {
            let file = try WeightsFile.read(from: weightsPath)
            let graph = try graph(of: description, in: path)
            let (weights, report) = NetworkWeights.load(file, for: graph)
            let isEnough = description.classifier == nil ? report.isComplete : report.isBackboneComplete
            guard isEnough else {
                throw ModelError.wrongWeights(path: path, reason: report.summary + ".")
            }
            let forest = try description.classifier.map { _ in
                try readForest(from: path, for: description, graph: graph)
            }
            let card = try? String(contentsOfFile: "\(path)/\(cardName)", encoding: .utf8)
            let quantization = try description.quantization.map {
                try QuantizationFile.read(
                    from: "\(path)/\(quantizationName)", for: graph, weightBits: $0.weightBits)
            }
            return ModelBundle(
                description: description, graph: graph, weights: weights, forest: forest, card: card ?? "",
                quantization: quantization,
                familiarity: try Familiarity.read(from: path, featureCount: graph.featureCount))
        } catch let error as ModelError {
            throw error
        } catch {
            throw ModelError.wrongWeights(path: path, reason: "\(error)")
        }
    }

    /// The network in the folder; of a model of format version 1, which has none there, the one that its backbone's name
    /// stands for.
    private static func graph(of description: ModelDescription, in path: String) throws -> LayerGraph {
        guard let file = try NetworkFile.read(from: path) else {
            return try NamedNetwork.read(from: path).graph(of: description, in: path)
        }
        do {
            let graph = try file.graph(in: path)
            let (bands, side) = (description.tile.bands.count, description.tile.sidePixels)
            guard graph.inputShape == .image(channels: bands, height: side, width: side),
                graph.classCount == description.legend.classes.count,
                file.normalization == description.normalization
            else { throw NetworkFileDefect("it is of another model than model.json") }
            return graph
        } catch {
            throw ModelError.unreadableNetwork(path: path, reason: "\(error)".withoutFullStop)
        }
    }

    private static func readForest(
        from path: String, for description: ModelDescription, graph: LayerGraph
    ) throws -> DecisionForest {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(forestName)") else {
            throw ModelError.wrongForest(path: path, reason: "\(forestName) cannot be read")
        }
        let forest: DecisionForest
        do {
            forest = try ForestFile.decode(Array(data))
        } catch {
            throw ModelError.wrongForest(path: path, reason: "\(error)".withoutFullStop)
        }
        guard forest.classCount == description.legend.classes.count else {
            throw ModelError.wrongForest(
                path: path,
                reason: "it tells \(forest.classCount) classes apart, and the legend has "
                    + "\(description.legend.classes.count)")
        }
        guard forest.featureCount == graph.featureCount else {
            throw ModelError.wrongForest(
                path: path,
                reason: "it asks for \(forest.featureCount) features, and \(description.backbone) gives "
                    + "\(graph.featureCount)")
        }
        return forest
    }

    /// Reads `model.json` alone.
    public static func readDescription(from path: String) throws -> ModelDescription {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(descriptionName)") else {
            throw ModelError.notAModel(path: path)
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            let version = try decoder.decode(FormatVersion.self, from: data).formatVersion
            guard (1...ModelDescription.currentFormatVersion).contains(version) else {
                throw ModelError.otherVersion(
                    path: path, found: version, readable: ModelDescription.currentFormatVersion)
            }
            let description = try decoder.decode(ModelDescription.self, from: data)
            if let defect = description.defect {
                throw ModelError.unreadableDescription(path: path, reason: defect)
            }
            return description
        } catch let error as DecodingError {
            throw ModelError.unreadableDescription(path: path, reason: error.reason)
        }
    }

    /// Read first, since the rest may be of another shape.
    private struct FormatVersion: Decodable {
        let formatVersion: Int
    }
}

extension String {
    fileprivate var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}

extension DecodingError {
    /// Where and what, in one line.
    fileprivate var reason: String {
        let (context, key): (Context, (any CodingKey)?) =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context): (context, nil)
            case .keyNotFound(let key, let context): (context, key)
            case .dataCorrupted(let context): (context, nil)
            @unknown default: (Context(codingPath: [], debugDescription: "\(self)"), nil)
            }
        let place = (context.codingPath + [key].compactMap { $0 }).map(\.stringValue).joined(separator: ".")
        let what = key == nil ? "is wrong" : "is missing"
        return place.isEmpty ? "it is no valid JSON" : "'\(place)' \(what)"
    }
}
