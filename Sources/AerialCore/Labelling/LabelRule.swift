/// How a tile gets its class from the labels in it.
public enum LabelRule: Sendable, Equatable, CustomStringConvertible {
    /// The rule of the 2017 scenario: the codes at nine points, at (1, 3, 5)/6 of the tile's width and height, all
    /// belong to one class.
    case ninePoints
    /// At least this share, above 0.5 and at most 1, of all label pixels in the tile belongs to one class.
    case purity(Double)
    /// All labelled points in the tile are of one class, and there is at least one.
    case points

    /// `nine-points`, `purity:0.9` or `points`; `nil` for anything else.
    public init?(_ text: String) {
        if text == "nine-points" {
            self = .ninePoints
        } else if text == "points" {
            self = .points
        } else if text.hasPrefix("purity:"), let share = Double(text.dropFirst(7)), share > 0.5, share <= 1 {
            self = .purity(share)
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .ninePoints: "nine-points"
        case .purity(let share): "purity:\(share)"
        case .points: "points"
        }
    }
}

/// Why a tile did not become part of a dataset.
public enum DropReason: String, Sendable, Codable, CaseIterable {
    /// Its codes are of several classes, none of which has enough of them.
    case mixedLabel = "mixed label"
    /// Its codes belong to no class of the legend.
    case unlistedCode = "unlisted code"
    /// Land cover is missing where the rule looks.
    case labelNodata = "label nodata"
    /// Nobody drew or placed a label there.
    case unlabelled = "no label"
    /// Too little of it lies in anybody's polygons.
    case partlyLabelled = "partly labelled"
    /// It has too many pixels without imagery.
    case imageryNodata = "imagery nodata"
    /// The imagery's file could not be read there.
    case unreadable = "unreadable imagery"
    /// A person said that it shows no class.
    case corrected = "dropped by a correction"
    /// Its class had more tiles than were wanted.
    case balanced = "dropped to balance the classes"
}

/// What the land-cover codes say of a tile.
public enum TileLabel: Sendable, Equatable {
    /// A position in the legend.
    case labelled(classIndex: Int)
    case dropped(DropReason)

    /// The nine-points rule; `nil` stands for a point without data. A tile of which most points have a code that the legend
    /// leaves out is of unlisted cover.
    public static func ofNinePoints(_ codes: [Int?], classIndexByCode: [Int: Int]) -> TileLabel {
        guard codes.allSatisfy({ $0 != nil }) else { return .dropped(.labelNodata) }
        let classes = codes.map { $0.flatMap { classIndexByCode[$0] } }
        if 2 * classes.count(where: { $0 == nil }) > codes.count { return .dropped(.unlistedCode) }
        guard let first = classes.first, classes.allSatisfy({ $0 == first }) else {
            return .dropped(.mixedLabel)
        }
        return first.map { .labelled(classIndex: $0) } ?? .dropped(.unlistedCode)
    }

    /// The purity rule: unlisted codes and pixels without data count as not of the class. A tile of which more than half is
    /// of codes that the legend leaves out is of unlisted cover.
    /// - Parameter codeCounts: pixels by code.
    public static func ofPixels(
        codeCounts: [Int: Int], nodataCount: Int, share: Double, classIndexByCode: [Int: Int]
    ) -> TileLabel {
        var classCounts: [Int: Int] = [:]
        var unlisted = 0
        for (code, count) in codeCounts {
            if let classIndex = classIndexByCode[code] {
                classCounts[classIndex, default: 0] += count
            } else {
                unlisted += count
            }
        }
        let total = nodataCount + codeCounts.values.reduce(0, +)
        guard total > 0 else { return .dropped(.labelNodata) }
        // A whole number of pixels, so that purity:0.9 of 10 pixels is 9 in spite of binary fractions.
        let needed = Int((Double(total) * share - 1e-9).rounded(.up))
        if let best = classCounts.max(by: { $0.value < $1.value }), best.value >= needed {
            return .labelled(classIndex: best.key)
        }
        if nodataCount > total - needed { return .dropped(.labelNodata) }
        return .dropped(2 * unlisted > total ? .unlistedCode : .mixedLabel)
    }
}
