public import AerialCore
internal import Foundation

/// The figures of an evaluation for machines: `metrics.json`, and what `--json` prints.
///
/// Shares are of 0...1. A figure that does not exist (the precision of a class that was never predicted) is `null`.
public struct MetricsJSON: Codable, Equatable, Sendable {
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

    public struct Axes: Codable, Equatable, Sendable {
        public var rows = "reference"
        public var columns = "prediction"
    }

    public struct Counts: Codable, Equatable, Sendable {
        public var tiles: Int
        public var scored: Int
        public var nodata: Int
        public var rejected: Int
        /// Scored tiles with a reference: those that the figures speak of.
        public var evaluated: Int
        public var unlabelled: Int
    }

    public struct ReliabilityBin: Codable, Equatable, Sendable {
        public var lowerConfidence: Double
        public var upperConfidence: Double
        public var count: Int
        @NullWhenNil public var meanConfidence: Double?
        @NullWhenNil public var accuracy: Double?
    }

    public struct CoveragePoint: Codable, Equatable, Sendable {
        public var leastConfidence: Double
        public var coverage: Double
        public var accuracy: Double
    }

    public struct Group: Codable, Equatable, Sendable {
        public var classNames: [String]
        public var confusion: [[Int]]
        public var classes: [String: ClassMetrics]
    }

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
    public var classes: [String: ClassMetrics]
    /// `confusion[reference][prediction]`, in the order of `classNames`.
    public var confusion: [[Int]]
    public var confusionAxes = Axes()
    @NullWhenNil public var groupedAccuracy: Double?
    @NullWhenNil public var grouped: Group?
    public var counts: Counts
    public var reliability: [ReliabilityBin]
    /// A hundred points at most, by rising coverage.
    public var coverage: [CoveragePoint]
    @NullWhenNil public var calibration: Calibration?
    @NullWhenNil public var places: Places?
    @NullWhenNil public var distances: [DistanceBin]?
    @NullWhenNil public var foreignness: [ForeignnessBin]?
    /// Held-out images that nearly equal a training image; `null` when they were not looked for.
    @NullWhenNil public var nearDuplicates: [NearDuplicate]?

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
        distances = diagnostics.distances?.bins.map(DistanceBin.init)
        foreignness = diagnostics.foreignness?.bins.map(ForeignnessBin.init)
        nearDuplicates = diagnostics.duplicates?.map(NearDuplicate.init)
    }

    /// JSON with sorted keys, without a newline at the end.
    /// - Parameter isPretty: one value a line, for files; otherwise all on one line, for standard output.
    public func text(isPretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private static func classes(of matrix: ConfusionMatrix) -> [String: ClassMetrics] {
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
