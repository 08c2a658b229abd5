public import AerialCore
internal import Foundation

/// The figures of an evaluation for machines: `metrics.json`, and what `--json` prints.
///
/// Shares are of 0...1. A figure that does not exist (the precision of a class that was never predicted) is `null`.
public struct MetricsJSON: Codable, Equatable, Sendable {
    /// How one class was told from the others.
    public struct ClassMetrics: Codable, Equatable, Sendable {
        /// User's accuracy.
        @NullWhenNil public var precision: Double?
        /// Producer's accuracy.
        @NullWhenNil public var recall: Double?
        @NullWhenNil public var f1: Double?
        /// Tiles with this reference.
        public var support: Int
        /// Tiles with this prediction.
        public var predicted: Int
    }

    /// What the rows and columns of ``MetricsJSON/confusion`` are, for those who read the file alone.
    public struct Axes: Codable, Equatable, Sendable {
        /// Each row is a reference class.
        public var rows = "reference"
        /// Each column is a predicted class.
        public var columns = "prediction"
    }

    /// What became of the tiles.
    public struct Counts: Codable, Equatable, Sendable {
        /// All tiles: scored, without data or rejected.
        public var tiles: Int
        /// Tiles that were given a class, with or without a reference.
        public var scored: Int
        /// Tiles with too little imagery to be scored.
        public var nodata: Int
        /// Tiles that could not be read.
        public var rejected: Int
        /// Scored tiles with a reference: those that the figures speak of.
        public var evaluated: Int
        /// Scored tiles without a reference.
        public var unlabelled: Int
    }

    /// A range of confidences; 15 of equal width cover 0 to 1.
    public struct ReliabilityBin: Codable, Equatable, Sendable {
        /// Where the range begins, 0...1.
        public var lowerConfidence: Double
        /// Where the range ends, 0...1.
        public var upperConfidence: Double
        /// Evaluated tiles whose confidence is in the range.
        public var count: Int
        /// Of the tiles in the range; `null` without tiles.
        @NullWhenNil public var meanConfidence: Double?
        /// The share of the range's tiles that is right; `null` without tiles.
        @NullWhenNil public var accuracy: Double?
    }

    /// What remains when only confident predictions are kept.
    public struct CoveragePoint: Codable, Equatable, Sendable {
        /// Tiles with at least this confidence are kept.
        public var leastConfidence: Double
        /// The share of evaluated tiles that is kept, above 0 and up to 1.
        public var coverage: Double
        /// The share of the kept tiles that is right.
        public var accuracy: Double
    }

    /// The same tiles judged in a coarser legend.
    public struct Group: Codable, Equatable, Sendable {
        /// The coarser classes, in their legend's order.
        public var classNames: [String]
        /// `confusion[reference][prediction]`, in the order of `classNames`.
        public var confusion: [[Int]]
        /// By the coarser class's name.
        public var classes: [String: ClassMetrics]
    }

    /// The share of evaluated tiles that is right.
    @NullWhenNil public var accuracy: Double?
    /// The 95 % interval after Wilson: the lower end, the upper end.
    @NullWhenNil public var accuracyInterval: [Double]?
    @NullWhenNil public var balancedAccuracy: Double?
    @NullWhenNil public var kappa: Double?
    @NullWhenNil public var majorityAccuracy: Double?
    @NullWhenNil public var top2Accuracy: Double?
    /// Expected calibration error over 15 bins.
    @NullWhenNil public var ece: Double?
    public var classNames: [String]
    /// By the class's name.
    public var classes: [String: ClassMetrics]
    /// `confusion[reference][prediction]`, in the order of `classNames`.
    public var confusion: [[Int]]
    /// What rows and columns of `confusion` are.
    public var confusionAxes = Axes()
    /// Accuracy in the coarser legend; `null` when none was asked for.
    @NullWhenNil public var groupedAccuracy: Double?
    /// All of the coarser legend's figures; `null` when none was asked for.
    @NullWhenNil public var grouped: Group?
    /// What became of the tiles.
    public var counts: Counts
    /// By rising confidence.
    public var reliability: [ReliabilityBin]
    /// A hundred points at most, by rising coverage.
    public var coverage: [CoveragePoint]
    /// `null` where a half of the tiles has no mistake.
    @NullWhenNil public var calibration: Calibration?
    /// `null` when fewer than two blocks or scenes are known.
    @NullWhenNil public var places: Places?
    /// The same by area; absent where tiles of fewer than two areas were evaluated.
    public var areas: Places?
    /// By rising distance; `null` where tiles have no place.
    @NullWhenNil public var distances: [DistanceBin]?
    /// By rising foreignness; `null` where the model does not tell how foreign a tile is.
    @NullWhenNil public var foreignness: [ForeignnessBin]?
    /// Held-out images that nearly equal a training image; `null` when they were not looked for.
    @NullWhenNil public var nearDuplicates: [NearDuplicate]?

    /// - Parameter diagnostics: what is not given there is `null` in the file.
    public init(_ summary: EvaluationSummary, diagnostics: EvaluationDiagnostics = EvaluationDiagnostics()) {
        let matrix = summary.confusion
        accuracy = summary.accuracy
        accuracyInterval = matrix.accuracyInterval.map { [$0.lowerBound, $0.upperBound] }
        balancedAccuracy = matrix.balancedAccuracy
        kappa = matrix.kappa
        majorityAccuracy = summary.majorityAccuracy
        top2Accuracy = summary.topTwoAccuracy
        ece = summary.reliability.expectedCalibrationError
        classNames = matrix.classNames
        classes = Self.classes(of: matrix)
        confusion = matrix.counts
        groupedAccuracy = summary.groupedAccuracy
        grouped = summary.groupedConfusion.map {
            Group(classNames: $0.classNames, confusion: $0.counts, classes: Self.classes(of: $0))
        }
        counts = Counts(summary)
        reliability = summary.reliability.bins.map(ReliabilityBin.init)
        coverage = summary.coverage.thinned(to: 100).map(CoveragePoint.init)
        calibration = diagnostics.calibration.map(Calibration.init)
        places = diagnostics.places.map(Places.init)
        areas = diagnostics.areas.map(Places.init)
        distances = diagnostics.distances?.bins.map(DistanceBin.init)
        foreignness = diagnostics.foreignness?.bins.map(ForeignnessBin.init)
        nearDuplicates = diagnostics.duplicates?.map(NearDuplicate.init)
    }

    /// JSON with sorted keys, without a newline at the end.
    /// - Parameter isPretty: one value per line, for files; otherwise all on one line, for standard output.
    public func text(isPretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    package static func classes(of matrix: ConfusionMatrix) -> [String: ClassMetrics] {
        let metrics = matrix.classNames.enumerated().map { index, name in
            let metrics = ClassMetrics(
                precision: matrix.usersAccuracy(of: index), recall: matrix.producersAccuracy(of: index),
                f1: matrix.f1(of: index), support: matrix.referenceCount(of: index),
                predicted: matrix.predictionCount(of: index))
            return (name, metrics)
        }
        return Dictionary(metrics, uniquingKeysWith: { first, _ in first })
    }
}

extension MetricsJSON.Counts {
    init(_ summary: EvaluationSummary) {
        self.init(
            tiles: summary.counts.tiles, scored: summary.counts.scored, nodata: summary.counts.nodata,
            rejected: summary.counts.rejected, evaluated: summary.evaluatedCount,
            unlabelled: summary.unlabelledCount)
    }
}

extension MetricsJSON.ReliabilityBin {
    init(_ bin: ReliabilityCurve.Bin) {
        self.init(
            lowerConfidence: bin.lowerConfidence, upperConfidence: bin.upperConfidence, count: bin.count,
            meanConfidence: bin.meanConfidence, accuracy: bin.accuracy)
    }
}

extension MetricsJSON.CoveragePoint {
    init(_ point: CoverageCurve.Point) {
        self.init(
            leastConfidence: point.leastConfidence, coverage: point.coverage, accuracy: point.accuracy)
    }
}
