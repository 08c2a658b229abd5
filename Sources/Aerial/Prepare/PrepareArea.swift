public import AerialCore
public import Imagery

/// One of several areas that a dataset is made of: its own imagery and labels, cut on a grid of its own.
public struct PrepareArea: Sendable {
    /// Stands before its tiles' names; told from the others' whatever the case of the letters.
    public var name: String
    /// Scenes of one date.
    public var imagery: [String]
    /// A land-cover raster, or polygons or points of one's own with ``labelLayer``.
    public var labels: String
    /// Of labels that are polygons or points; `nil` for a raster of codes.
    public var labelLayer: LabelLayer?
    /// What a tile must show to have a class.
    public var rule: LabelRule
    /// A vector file that tiles' centres must lie in; `nil` for all.
    public var outline: String?
    /// When the imagery was taken; `nil` for what its files say.
    public var date: String?
    /// The side that all its tiles are to stand on; `nil` to leave it to the split.
    public var side: DatasetSide?

    /// Makes one; what it does not name has its usual value.
    public init(name: String, imagery: [String], labels: String, rule: LabelRule = .ninePoints) {
        self.name = name
        self.imagery = imagery
        self.labels = labels
        self.rule = rule
    }

    /// The most bytes of a name: file systems take names of 255.
    private static let longestName = 100

    /// Whether areas may have these names in files and tables.
    /// - Throws: ``CommandError`` for names that no file can have, and for those that fall together.
    static func check(names: [String]) throws {
        for name in names {
            let isPlain = name.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7F && !["/", "\\", ":"].contains($0)
            }
            guard isPlain, !name.isEmpty, name.first != ".", name.first != " ", name.last != " ",
                name.utf8.count <= longestName
            else {
                throw CommandError(
                    "'\(name)' cannot be an area's name, which becomes a part of file names. Take up to \(longestName) letters, "
                        + "digits, '-' and '_'.")
            }
        }
        let same = Dictionary(grouping: names, by: { $0.lowercased() }).values.filter { $0.count > 1 }
            .min { $0[0] < $1[0] }
        if let same {
            throw CommandError(
                "two areas are called '\(same[0])'\(same[0] == same[1] ? "" : " and '\(same[1])'"): tiles carry the area's name, so "
                    + "each needs its own.")
        }
    }
}
