/// How the tiles that a model is judged on were set apart from those it learnt from.
public enum HeldOutSplit: Sendable, Equatable {
    /// By place: whole square blocks on one side, with the smallest distance between the sides when it is known.
    case blocks(blockMeters: Double, gapMeters: Double?)
    /// Whole scenes on one side.
    case scenes
    /// Whole areas on one side, with the names of those held out and the smallest distance between the sides when it is known.
    case areas(names: [String], gapMeters: Double?)
    /// Tile by tile, at random.
    case random
    /// As the dataset's folders say.
    case given
    /// All tiles are of a dataset that the model never saw.
    case otherDataset
    /// All tiles of a dataset of which the model saw some.
    case partlySeen
    /// All tiles are those that the model learned from.
    case learned

    /// How the split reads after "420 tiles".
    public var phrase: String {
        switch self {
        case .blocks(let blockMeters, _):
            "held out by place, in blocks"
                + (blockMeters.isFinite ? " of \(NumberText.count(rounding: blockMeters))\u{A0}m" : "")
        case .scenes: "held out by scene"
        case .areas(let names, _):
            names.count == 1
                ? "of the held-out area \(names[0])"
                : "of \(NumberText.count(names.count)) held-out areas"
        case .random: "held out at random"
        case .given: "held out by the dataset’s folders"
        case .otherDataset: "that the model never saw, of another dataset than its own"
        case .partlySeen: "of a dataset of which the model saw a part"
        case .learned: "that the model learned from"
        }
    }

    private static func distance(_ gapMeters: Double?) -> String {
        guard let gap = gapMeters?.rounded(), gap.isFinite else { return "" }
        return gap > 0
            ? ", at least \(NumberText.count(rounding: gap)) m apart" : ", though some lie side by side"
    }

    private static func away(_ gapMeters: Double?) -> String {
        guard let gap = gapMeters, gap.isFinite else { return "" }
        guard gap >= 1 else { return ", though some lie side by side with training tiles" }
        return "; the nearest training tile is \(NumberText.distance(meters: gap)) away"
    }

    /// What the split means for the figures.
    public var meaning: String {
        switch self {
        case .blocks(_, let gapMeters):
            "Training and held-out tiles lie in different places"
                + Self.distance(gapMeters)
                + ": the figures say how the model does on ground that it has not seen, near the ground that it has."
        case .scenes:
            "Training and held-out tiles come from different scenes, unless scenes overlap: the figures say how the "
                + "model does on imagery that it has not seen."
        case .areas(let names, let gapMeters):
            "No tile of \(names.count > 5 ? "these areas" : names.joined(separator: ", ")) had a part in training"
                + Self.away(gapMeters)
                + ": the figures say how the model does on new ground. One area is one sample of it: others may do better or worse."
        case .random:
            "Held-out samples were drawn at random. Where they come from one area, neighbours of training samples "
                + "are among them, and the figures are likely better than on new ground."
        case .given:
            "The dataset came with its own training and test parts; how they were set apart is for its maker to say."
        case .otherDataset:
            "None of these samples had a part in training: the figures say how the model does on this dataset."
        case .partlySeen:
            "Some of these samples had a part in training: the figures say what the model remembers, too."
        case .learned:
            "All of these samples had a part in training: the figures say what the model remembers, not how it does elsewhere."
        }
    }
}
