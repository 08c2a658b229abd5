public import AerialCore

public import struct Foundation.Date

/// What `model.json` says about a model.
public struct ModelDescription: Codable, Sendable, Equatable {
    /// The format that this program writes; it reads this one and those before it.
    public static let currentFormatVersion = 2

    /// The format that the file was written in.
    public let formatVersion: Int
    /// What the network is called; its layers are in `network.json`.
    public let backbone: String
    /// `nil` for the network's own head.
    public let classifier: ModelClassifier?
    /// Its classes, in the order of the logits.
    public let legend: Legend
    /// The tiles that it learned from and that it is shown: its input images.
    public let tile: TileSpec
    /// How pixels become the network's input.
    public let normalization: PixelNormalization
    /// Of the imagery it learned from; `nil` when the images did not say.
    public let groundSampleDistance: GroundSampleDistance?
    /// Of the tiles it learned from; `nil` in models of older versions.
    public let colors: ColorProfile?
    /// How pictures of more than 8 bits are brought to 8, as in its training; `nil` where it learned from 8 bits.
    public let pictureTones: ToneRange?
    /// The temperature by which its logits are divided already, in its head or forest; `nil` where none was fitted, which is
    /// as 1.
    public var temperature: Double?
    /// What it learned from, and what was kept from it.
    public let trainingData: TrainingDataSummary
    /// What it reached, by name (`testAccuracy`, say), shares between 0 and 1.
    public let metrics: [String: Double]
    /// How it came to be.
    public let provenance: Provenance
    /// Its 8-bit form; `nil` where `quantize` has made none.
    public var quantization: QuantizationRecord?

    /// - Parameters:
    ///   - inputSize: the side of its input images, in pixels.
    ///   - metrics: what it reached, by name, shares between 0 and 1.
    public init(
        backbone: String, classifier: ModelClassifier? = nil, legend: Legend,
        tile: TileSpec,
        normalization: PixelNormalization, groundSampleDistance: GroundSampleDistance?,
        colors: ColorProfile? = nil, pictureTones: ToneRange? = nil, trainingData: TrainingDataSummary,
        metrics: [String: Double],
        provenance: Provenance, quantization: QuantizationRecord? = nil
    ) {
        formatVersion = Self.currentFormatVersion
        self.backbone = backbone
        self.classifier = classifier
        self.legend = legend
        self.tile = tile
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
        let channels = [normalization.mean.count, normalization.standardDeviation.count]
        if channels.contains(where: { $0 != tile.bands.count }) {
            return "'normalization' does not have a number for each of the tile's \(tile.bands.count) bands"
        }
        if let temperature, !(0.01...100).contains(temperature) {
            return "'temperature' is no number from 0.01 to 100"
        }
        if normalization.standardDeviation.contains(0) { return "'normalization' divides by zero" }
        if let defect = colors?.defect ?? pictureTones?.defect { return defect }
        do {
            _ = try Legend(name: legend.name, classes: legend.classes)
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension ModelDescription {
    private enum CodingKeys: String, CodingKey {
        case formatVersion, backbone, classifier, legend, tile, normalization, groundSampleDistance,
            colors, pictureTones, temperature
        case trainingData, metrics, provenance, quantization
        /// Of format version 1, in the place of the tile.
        case inputSize
    }

    /// What a file says, in the shape of this program's own format. A file of format version 1 has the standard tile.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let tile: TileSpec
        if try container.decode(Int.self, forKey: .formatVersion) == 1 {
            do throws(TileSpecError) {
                tile = try TileSpec(
                    sideMeters: TileSpec.standard.sideMeters,
                    sidePixels: (try? container.decode(Int.self, forKey: .inputSize)) ?? 0)
            } catch {
                throw DecodingError.dataCorruptedError(
                    forKey: .inputSize, in: container, debugDescription: error.description)
            }
        } else {
            tile = try container.decode(TileSpec.self, forKey: .tile)
        }
        self.init(
            backbone: try container.decode(String.self, forKey: .backbone),
            classifier: try container.decodeIfPresent(ModelClassifier.self, forKey: .classifier),
            legend: try container.decode(Legend.self, forKey: .legend), tile: tile,
            normalization: try container.decode(PixelNormalization.self, forKey: .normalization),
            groundSampleDistance: try container.decodeIfPresent(
                GroundSampleDistance.self, forKey: .groundSampleDistance),
            colors: try container.decodeIfPresent(ColorProfile.self, forKey: .colors),
            pictureTones: try container.decodeIfPresent(ToneRange.self, forKey: .pictureTones),
            trainingData: try container.decode(TrainingDataSummary.self, forKey: .trainingData),
            metrics: try container.decode([String: Double].self, forKey: .metrics),
            provenance: try container.decode(Provenance.self, forKey: .provenance),
            quantization: try container.decodeIfPresent(QuantizationRecord.self, forKey: .quantization))
        temperature = try container.decodeIfPresent(Double.self, forKey: .temperature)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(formatVersion, forKey: .formatVersion)
        try container.encode(backbone, forKey: .backbone)
        try container.encodeIfPresent(classifier, forKey: .classifier)
        try container.encode(legend, forKey: .legend)
        try container.encode(tile, forKey: .tile)
        try container.encode(normalization, forKey: .normalization)
        try container.encodeIfPresent(groundSampleDistance, forKey: .groundSampleDistance)
        try container.encodeIfPresent(colors, forKey: .colors)
        try container.encodeIfPresent(pictureTones, forKey: .pictureTones)
        try container.encodeIfPresent(temperature, forKey: .temperature)
        try container.encode(trainingData, forKey: .trainingData)
        try container.encode(metrics, forKey: .metrics)
        try container.encode(provenance, forKey: .provenance)
        try container.encodeIfPresent(quantization, forKey: .quantization)
    }
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

    /// - Parameters:
    ///   - trainingCounts: tiles by class name, as in `heldOutCounts`.
    ///   - split: how the two were told apart, `blocks:2000` say.
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
    /// Of everything random in its making.
    public let seed: UInt64
    /// When its folder was written.
    public let created: Date
    /// By name: `aerial`, `openvino` and so on.
    public let versions: [String: String]
    /// The files it was made from.
    public let sources: [SourceFile]

    /// - Parameter options: by the option's name without dashes.
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
    /// Where it lay when the model was made.
    public let path: String
    /// SHA-256, hexadecimal; `nil` where it was not computed.
    public let checksum: String?

    /// - Parameter checksum: SHA-256, hexadecimal.
    public init(path: String, checksum: String?) {
        self.path = path
        self.checksum = checksum
    }
}
