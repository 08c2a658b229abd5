internal import AerialCore
internal import Imagery

/// How the two dates of a pair are made comparable.
public enum Normalization: String, CaseIterable, Sendable {
    /// What the network sees at the second date is brought to the first by the median difference of each feature.
    case features
    /// One date's colours are matched to the other's before the network sees them; then as `features`.
    case colors
    /// The dates are compared as they are.
    case none

    /// For the record.
    var explanation: String {
        switch self {
        case .features:
            "features of the second date brought to the first by the median difference over all tiles"
        case .colors:
            "colours of one date matched to the other by the histograms of the same tiles; features then brought "
                + "together by their median difference"
        case .none: "none: the dates were compared as they are"
        }
    }
}

/// What is done to the pixels of two dates before a network sees them.
struct Radiometry {
    let before: ColorMatching?
    let after: ColorMatching?
    let description: String

    /// - Parameters:
    ///   - before: tiles of the first date.
    ///   - after: of the second, of which the same tiles count.
    ///   - learned: the colours that the model knows: the date that is like them stays, the other is brought to it. The
    ///     first stays where they are not known.
    init(_ normalization: Normalization, before: TileSample, after: TileSample, learned: ColorProfile?) {
        guard normalization == .colors else {
            self.before = nil
            self.after = nil
            description = normalization.explanation
            return
        }
        let common = before.images.keys.filter { after.images[$0] != nil }
        var histograms = [ColorHistogram(), ColorHistogram()]
        for tile in common {
            for (date, sample) in [before, after].enumerated() {
                if let image = sample.images[tile] { histograms[date].add(image) }
            }
        }
        let distances = [before, after].map { Self.distance(of: $0, from: learned) }
        let movesFirst = distances[0] > distances[1]
        self.before = movesFirst ? ColorMatching(from: histograms[0], to: histograms[1]) : nil
        self.after = movesFirst ? nil : ColorMatching(from: histograms[1], to: histograms[0])
        description =
            "\(normalization.explanation) (the \(movesFirst ? "first" : "second") date's to the other's, by "
            + "\(common.count) tiles)"
    }

    /// The median over the sample; 0 without a profile.
    private static func distance(of sample: TileSample, from learned: ColorProfile?) -> Double {
        guard let learned else { return 0 }
        let distances = sample.colors.map(learned.distance(of:)).sorted()
        return distances.isEmpty ? 0 : distances[distances.count / 2]
    }
}
