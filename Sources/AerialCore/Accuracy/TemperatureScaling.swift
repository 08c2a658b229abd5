internal import Foundation

/// A prediction with its reference, and the place it belongs to.
public struct ReferencedPrediction: Sendable, Equatable {
    /// One per class, from 0 to 1.
    public let probabilities: [Float]
    /// The reference's position among the classes.
    public let reference: Int
    /// The block or scene that it lies in; `nil` where there are no places.
    public let group: String?

    /// - Parameters:
    ///   - probabilities: one per class, summing to 1.
    ///   - group: the block or scene that it lies in.
    public init(probabilities: [Float], reference: Int, group: String? = nil) {
        self.probabilities = probabilities
        self.reference = reference
        self.group = group
    }
}

/// One number that makes all confidences more modest (above 1) or bolder (below 1) and changes no class: logits are
/// divided by it before the softmax. Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks",
/// ICML 2017, section 4.2.
public struct TemperatureScaling: Sendable, Equatable {
    /// What logits are divided by, above 0; 1 changes nothing.
    public let temperature: Double

    /// - Parameter temperature: above 0.
    public init(temperature: Double) {
        self.temperature = temperature
    }

    /// The temperature with the smallest mean negative log-likelihood, between 1/20 and 20; `nil` without a
    /// wrong sample, where the boldest would always be the best.
    public init?(fitting samples: [ReferencedPrediction]) {
        let rows = samples.map { (logits: Self.logits($0.probabilities), reference: $0.reference) }
        guard rows.contains(where: { $0.logits[$0.reference] < 0 }) else { return nil }
        // The loss is convex in the inverse temperature: its slope crosses zero once.
        var (low, high) = (1.0 / 20, 20.0)
        for _ in 0..<60 {
            let middle = (low * high).squareRoot()
            let slope = rows.reduce(0.0) {
                $0 + Self.slope(of: $1.logits, reference: $1.reference, inverse: middle)
            }
            if slope > 0 { high = middle } else { low = middle }
        }
        temperature = 1 / (low * high).squareRoot()
    }

    /// The softmax of the probabilities' logarithms divided by the temperature; the classes keep their order.
    public func applied(to probabilities: [Float]) -> [Double] {
        let powers = Self.logits(probabilities).map { exp($0 / temperature) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    /// Mean negative log-likelihood of the references, natural logarithm; `nil` without samples.
    public func loss(on samples: [ReferencedPrediction]) -> Double? {
        guard !samples.isEmpty else { return nil }
        let sum = samples.reduce(0.0) { $0 - log(max(applied(to: $1.probabilities)[$1.reference], 1e-30)) }
        return sum / Double(samples.count)
    }

    /// The softmax's inputs up to a constant, the greatest 0.
    private static func logits(_ probabilities: [Float]) -> [Double] {
        let logits = probabilities.map { log(max(Double($0), 1e-30)) }
        let greatest = logits.max() ?? 0
        return logits.map { $0 - greatest }
    }

    /// How the loss of one sample changes with the inverse temperature: the expected logit less the reference's.
    private static func slope(of logits: [Double], reference: Int, inverse: Double) -> Double {
        var (weighted, sum) = (0.0, 0.0)
        for logit in logits {
            let power = exp(logit * inverse)
            weighted += power * logit
            sum += power
        }
        return weighted / sum - logits[reference]
    }
}

/// Calibration as it is and as it would be with a temperature.
///
/// The samples are divided into two halves, whole places on one side; each half is judged with the temperature
/// fitted on the other, so that no sample has a part in its own calibration.
public struct CalibrationComparison: Sendable, Equatable {
    /// Fitted on all samples: what to use from now on.
    public let temperature: Double
    /// With the probabilities as they are.
    public let before: ReliabilityCurve
    /// With the temperature that the other half gave.
    public let after: ReliabilityCurve
    /// Mean negative log-likelihoods.
    public let lossBefore: Double
    /// With the temperature that the other half gave; the same kind of mean.
    public let lossAfter: Double

    /// `nil` when a half has no wrong sample.
    public init?(of samples: [ReferencedPrediction]) {
        let halves = Self.halves(of: samples)
        guard let all = TemperatureScaling(fitting: samples),
            let first = TemperatureScaling(fitting: halves.0),
            let second = TemperatureScaling(fitting: halves.1),
            let lossBefore = TemperatureScaling(temperature: 1).loss(on: samples),
            let firstLoss = second.loss(on: halves.0), let secondLoss = first.loss(on: halves.1)
        else { return nil }
        temperature = all.temperature
        before = ReliabilityCurve(of: samples.map { Self.outcome(of: $0, $0.probabilities.map(Double.init)) })
        after = ReliabilityCurve(
            of: halves.0.map { Self.outcome(of: $0, second.applied(to: $0.probabilities)) }
                + halves.1.map { Self.outcome(of: $0, first.applied(to: $0.probabilities)) })
        self.lossBefore = lossBefore
        lossAfter =
            (firstLoss * Double(halves.0.count) + secondLoss * Double(halves.1.count)) / Double(samples.count)
    }

    /// The largest places first, each to the half with fewer samples; without places, in turn.
    private static func halves(of samples: [ReferencedPrediction]) -> (
        [ReferencedPrediction], [ReferencedPrediction]
    ) {
        let places = Dictionary(grouping: samples.indices) { samples[$0].group ?? "\u{0}\($0)" }.values
            .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
        var halves: ([ReferencedPrediction], [ReferencedPrediction]) = ([], [])
        for place in places {
            if halves.0.count <= halves.1.count {
                halves.0 += place.map { samples[$0] }
            } else {
                halves.1 += place.map { samples[$0] }
            }
        }
        return halves
    }

    private static func outcome(of sample: ReferencedPrediction, _ probabilities: [Double]) -> ScoredOutcome {
        let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        return ScoredOutcome(confidence: probabilities[best], isCorrect: best == sample.reference)
    }
}
