internal import AerialCore
internal import Scoring

/// What became of the tiles of one date, in the order of its ledger. What the model's classes say is here; features, which are a
/// hundred times as much, lie in the ledger.
struct SeenTiles {
    /// A tile that was scored.
    struct View {
        let seen: TargetView
        /// How unlike it is to what the model learned, 0 to 1; no number where the model does not tell.
        let foreignness: Float
        /// Where its features begin in the ledger.
        let position: Int
    }

    /// What became of a tile.
    enum End {
        case scored(View)
        case nodata
        case rejected

        /// `nil` where the tile was not scored.
        var view: View? { if case .scored(let view) = self { view } else { nil } }
        var isRejected: Bool { if case .rejected = self { true } else { false } }
    }

    /// The tiles of the grid that lie in the area, row by row.
    private(set) var tiles: [TileIndex] = []
    /// One per tile.
    private(set) var ends: [End] = []
    private(set) var rejections: [String] = []

    private let layout: LedgerLayout
    private let target: Int
    private let title: String

    /// - Parameters:
    ///   - layout: of a tile's numbers in the ledger: those of its classes, then its features, which are narrow and may be none.
    ///   - target: the position of the class that is looked for.
    ///   - title: of the date, for people.
    init(layout: LedgerLayout, target: Int, title: String) {
        self.layout = layout
        self.target = target
        self.title = title
    }

    /// - Parameter position: of the outcome in the ledger.
    /// - Returns: that of the next one.
    mutating func record(_ outcome: InferenceOutcome, of tile: TileIndex, at position: Int) -> Int {
        tiles.append(tile)
        let content = position + LedgerFile.outcomeHeaderLength
        switch outcome {
        case .output(let values):
            let (classCount, known) = (layout.narrow.lowerBound, layout.narrow.upperBound)
            let view = View(
                seen: TargetView(logits: values.prefix(classCount), target: target),
                foreignness: values.count > known ? values[known] : .nan,
                position: content + 4 * classCount)
            ends.append(.scored(view))
            return content + layout.byteCount(of: values.count)
        case .nodata(let reason):
            ends.append(.nodata)
            return content + reason.utf8.count
        case .rejected(let reason):
            ends.append(.rejected)
            rejections.append("\(TileGrid.name(of: tile)), \(title): \(reason)")
            return content + reason.utf8.count
        }
    }

    /// How unlike the scored tiles are to what the model learned; empty where it does not tell.
    var foreignness: [TileIndex: Float] {
        var known: [TileIndex: Float] = [:]
        for (tile, end) in zip(tiles, ends) {
            if let view = end.view, !view.foreignness.isNaN { known[tile] = view.foreignness }
        }
        return known
    }
}
