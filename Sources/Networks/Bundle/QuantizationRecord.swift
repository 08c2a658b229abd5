/// What `model.json` says about a model's 8-bit form: how it was made, and what it lost.
public struct QuantizationRecord: Codable, Sendable, Equatable {
    /// How much of a byte its weights take.
    public let weightBits: Quantization.WeightBits
    /// How the ranges of its inputs were chosen.
    public let rangeRule: RangeRule
    /// Whether biases take back what rounded weights shift a channel by on average.
    public let biasCorrection: Bool
    /// Convolutions that stay in floating point, by name.
    public let floatingPointLayers: [String]
    /// Training tiles that ranges were measured on.
    public let calibrationTiles: Int
    /// Held-out tiles that both forms were judged by.
    public let heldOutTiles: Int
    /// Shares of 0 to 1 on the held-out tiles.
    public let accuracyFloat32: Double
    /// The share of held-out tiles that the 8-bit form has right.
    public let accuracyInt8: Double
    /// Share of held-out tiles whose label the 8-bit form changes.
    public let flippedLabels: Double
    /// Where the figures were measured.
    public let processor: String

    /// - Parameter flippedLabels: share of held-out tiles whose label the 8-bit form changes; accuracies are shares too.
    public init(
        weightBits: Quantization.WeightBits, rangeRule: RangeRule, biasCorrection: Bool,
        floatingPointLayers: [String], calibrationTiles: Int, heldOutTiles: Int, accuracyFloat32: Double,
        accuracyInt8: Double, flippedLabels: Double, processor: String
    ) {
        self.weightBits = weightBits
        self.rangeRule = rangeRule
        self.biasCorrection = biasCorrection
        self.floatingPointLayers = floatingPointLayers
        self.calibrationTiles = calibrationTiles
        self.heldOutTiles = heldOutTiles
        self.accuracyFloat32 = accuracyFloat32
        self.accuracyInt8 = accuracyInt8
        self.flippedLabels = flippedLabels
        self.processor = processor
    }

    /// In points; negative where the 8-bit form is the better one.
    public var drop: Double { 100 * (accuracyFloat32 - accuracyInt8) }
}
