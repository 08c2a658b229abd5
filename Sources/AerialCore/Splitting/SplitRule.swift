/// The two sides of a dataset.
public enum DatasetSide: String, Sendable, Codable, CaseIterable {
    /// Learned from.
    case train
    /// Held out: training never sees it.
    case test
}

/// How labelled tiles are divided into training and test tiles.
public enum SplitRule: Sendable, Equatable, CustomStringConvertible {
    /// By place: squares of this side, in metres, whole on one side; ``blockSideMeters`` says what sides are possible.
    case blocks(sideMeters: Double)
    /// By scene: all tiles of a scene on one side.
    case scenes
    /// Tile by tile. Neighbours end on both sides, so accuracy is flattered.
    case random
    /// By area: whole areas on one side, of datasets of several.
    case areas
    /// By area, so many times that each is held out once: a dataset for each fold.
    case areaFolds(count: Int)

    /// The sides that blocks can have: beyond them no ground is divided, and blocks can no longer be numbered.
    public static let blockSideMeters = 1e-3...1e8

    /// `blocks:2000`, `scenes`, `random`, `areas` or `areas:3`; `nil` for anything else.
    public init?(_ text: String) {
        switch text {
        case "scenes": self = .scenes
        case "random": self = .random
        case "areas": self = .areas
        case let text where text.hasPrefix("areas:"):
            guard let count = Int(text.dropFirst(6)), (2...1000).contains(count) else { return nil }
            self = .areaFolds(count: count)
        default:
            guard text.hasPrefix("blocks:"), let side = Double(text.dropFirst(7)),
                Self.blockSideMeters.contains(side)
            else { return nil }
            self = .blocks(sideMeters: side)
        }
    }

    /// Whether whole areas are held out.
    public var isByAreas: Bool {
        switch self {
        case .areas, .areaFolds: true
        case .blocks, .scenes, .random: false
        }
    }

    public var description: String {
        switch self {
        case .blocks(let side): Int(exactly: side).map { "blocks:\($0)" } ?? "blocks:\(side)"
        case .scenes: "scenes"
        case .random: "random"
        case .areas: "areas"
        case .areaFolds(let count): "areas:\(count)"
        }
    }
}
