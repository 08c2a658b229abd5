public import AerialCore

public import struct Foundation.Date

/// What `model.json` says about a model.
public struct ModelDescription: Codable, Sendable, Equatable {
    /// The format that this program writes and reads.
    public static let currentFormatVersion = 1

    public let formatVersion: Int
    public let backbone: Backbone
    /// `nil` for the backbone's own.
    public let head: ModelHead?
    /// `nil` for the network's own head.
    public let classifier: ModelClassifier?
    public let legend: Legend
    /// The side of its input images, in pixels.
    public let inputSize: Int
    public let normalization: PixelNormalization
    /// Of the imagery it learned from; `nil` when the images did not say.
    public let groundSampleDistance: GroundSampleDistance?
    /// Of the tiles it learned from; `nil` in models of older versions.
    public let colors: ColorProfile?
    /// How pictures of more than 8 bits are brought to 8, as in its training; `nil` where it learned from 8 bits.
    public let pictureTones: ToneRange?
    public let trainingData: TrainingDataSummary
    /// What it reached, by name (`testAccuracy`, say), shares between 0 and 1.
    public let metrics: [String: Double]
    public let provenance: Provenance
    /// Its 8-bit form; `nil` where `quantize` has made none.
    public var quantization: QuantizationRecord?

    public init(
        backbone: Backbone, head: ModelHead? = nil, classifier: ModelClassifier? = nil, legend: Legend,
        inputSize: Int,
        normalization: PixelNormalization, groundSampleDistance: GroundSampleDistance?,
        colors: ColorProfile? = nil, pictureTones: ToneRange? = nil, trainingData: TrainingDataSummary,
        metrics: [String: Double],
        provenance: Provenance, quantization: QuantizationRecord? = nil
    ) {
        formatVersion = Self.currentFormatVersion
        self.backbone = backbone
        self.head = head
        self.classifier = classifier
        self.legend = legend
        self.inputSize = inputSize
        self.normalization = normalization
        self.groundSampleDistance = groundSampleDistance
        self.colors = colors
        self.pictureTones = pictureTones
        self.trainingData = trainingData
        self.metrics = metrics
        self.provenance = provenance
        self.quantization = quantization
    }

    /// What no model can mean, though its JSON is well-formed.
    var defect: String? {
        if !(1...4096).contains(inputSize) { return "'inputSize' is not between 1 and 4096 pixels" }
        let channels = [normalization.mean.count, normalization.standardDeviation.count]
        if channels != [3, 3] { return "'normalization' does not have three channels" }
        if normalization.standardDeviation.contains(0) { return "'normalization' divides by zero" }
        if let defect = colors?.defect ?? pictureTones?.defect { return defect }
        if classifier != nil, head != nil { return "'head' and 'classifier' exclude each other" }
        do {
            _ = try Legend(name: legend.name, classes: legend.classes)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The network with a head for the legend's classes.
    public func graph() throws -> LayerGraph {
        let graph = try backbone.graph(inputSize: inputSize, classCount: legend.classes.count)
        return head == .linear ? graph.withLinearHead() : graph
    }
}

/// A head other than the backbone's own.
public enum ModelHead: String, Codable, Sendable {
    /// One dense layer on the features, where the backbone ends otherwise.
    case linear
}

/// What tells classes from features in the place of a network's head. Its trees lie in `forest.safetensors`.
public enum ModelClassifier: String, Codable, Sendable {
    case randomForest = "random-forest"
    case gradientBoosting = "gradient-boosting"
}

/// What a model learned from, and what was kept from it.
public struct TrainingDataSummary: Codable, Sendable, Equatable {
    /// Tiles by class name.
    public let trainingCounts: [String: Int]
    /// Tiles by class name.
    public let heldOutCounts: [String: Int]
    /// The tiles that training never saw; `evaluate` uses exactly these.
    public let heldOutTiles: [String]
    /// How the two were told apart, `blocks:2000` say.
    public let split: String

    public init(
        trainingCounts: [String: Int], heldOutCounts: [String: Int], heldOutTiles: [String], split: String
    ) {
        self.trainingCounts = trainingCounts
        self.heldOutCounts = heldOutCounts
        self.heldOutTiles = heldOutTiles
        self.split = split
    }
}

/// How a model came to be.
public struct Provenance: Codable, Sendable, Equatable {
    /// The subcommand that made it, `transfer` say.
    public let command: String
    /// By the option's name without dashes.
    public let options: [String: String]
    public let seed: UInt64
    public let created: Date
    /// By name: `aerial`, `openvino` and so on.
    public let versions: [String: String]
    /// The files it was made from.
    public let sources: [SourceFile]

    public init(
        command: String, options: [String: String], seed: UInt64, created: Date, versions: [String: String],
        sources: [SourceFile]
    ) {
        self.command = command
        self.options = options
        self.seed = seed
        self.created = created
        self.versions = versions
        self.sources = sources
    }
}

/// A file that went into a model.
public struct SourceFile: Codable, Sendable, Equatable {
    public let path: String
    /// SHA-256, hexadecimal; `nil` where it was not computed.
    public let checksum: String?

    public init(path: String, checksum: String?) {
        self.path = path
        self.checksum = checksum
    }
}
