/// How many tiles are unlike anything that a model learned from.
public struct ForeignTiles: Sendable, Equatable {
    /// Tiles of which the model tells.
    public private(set) var known = 0
    /// Tiles of ``known`` whose foreignness is above ``TilePrediction/foreignLimit``.
    public private(set) var foreign = 0

    /// Of a place that the model knows, a tenth may be strange to it.
    private static let usualShare = 0.1

    /// Without a tile.
    public init() {}

    /// - Parameter foreignness: of each tile of which the model tells, 0 to 1.
    public init(_ foreignness: some Sequence<Float>) {
        for value in foreignness { record(foreignness: value) }
    }

    /// Counts a tile, if the model tells of it.
    public mutating func record(_ tile: TilePrediction) {
        if let foreignness = tile.foreignness { record(foreignness: foreignness) }
    }

    private mutating func record(foreignness: Float) {
        known += 1
        if TilePrediction.isForeign(foreignness) { foreign += 1 }
    }

    /// What shows a person which tiles are foreign.
    public enum Place: Sendable {
        /// A table of predictions.
        case table
        /// A class map of predictions, which has classes and confidences alone.
        case classMap
        /// The map of `change`.
        case changeMap

        fileprivate var sentence: String {
            switch self {
            case .table: "The column 'foreign' says which tiles (above 0.95)."
            case .classMap:
                "A class map does not say which tiles: the column 'foreign' of a table (.gpkg, .csv) does."
            case .changeMap: "The fifth band of change.tif says which tiles (above 95)."
            }
        }
    }

    /// 0 to 1; `nil` where the model does not tell.
    public var share: Double? { known > 0 ? Double(foreign) / Double(known) : nil }

    /// A warning where the model does not know the place, with what to do.
    /// - Parameter place: what the tiles are found in.
    public func warning(in place: Place) -> String? {
        guard let share, share > Self.usualShare else { return nil }
        let percent = Int((100 * share).rounded())
        return
            "\(percent) % of the tiles (\(foreign) of \(known)) are unlike anything that the model learned from: their "
            + "labels are guesses. Label some of them and train on these too ('aerial suggest' names tiles that help most). "
            + place.sentence
    }
}
