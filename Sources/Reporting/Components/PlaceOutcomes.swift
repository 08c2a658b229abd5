public import AerialCore

/// Where predictions were right and wrong: a grid of tiles, row 0 in the north.
public struct PlaceOutcomes: Sendable, Equatable {
    /// What is known of a tile of the grid.
    public enum State: Sendable, Hashable, CaseIterable {
        /// The prediction is the reference.
        case right
        /// The prediction is another class than the reference.
        case wrong
        /// A tile without a part in the figures: one of the training set, say.
        case other
    }

    /// The area that it shows; `nil` where there is one without a name.
    public let area: String?
    /// Cells from west to east.
    public let columns: Int
    /// Cells from north to south.
    public let rows: Int
    /// By tile, of the grid's tiles alone; cells that are not named stay blank.
    public private(set) var states: [TileIndex: State]

    /// - Parameter states: of tiles within the grid; those beyond it are neither drawn nor counted.
    public init(columns: Int, rows: Int, states: [TileIndex: State], area: String? = nil) {
        self.area = area
        self.columns = max(0, columns)
        self.rows = max(0, rows)
        self.states = states.filter { tile, _ in
            (0..<max(0, rows)).contains(tile.row) && (0..<max(0, columns)).contains(tile.column)
        }
    }

    /// More would be no map that anyone could look at.
    private static let mostAcross = 1 << 31

    /// The outcomes of the labelled tiles whose place is known, with the tiles of `others` beside them; `nil` when
    /// no place is known, or when the rows come from several grids. Tiles north or west of the grid's corner are left out.
    public init?(of table: PredictionTable, others: [TileIndex] = [], area: String? = nil) {
        let placed = table.rows.compactMap { row in row.place.map { (row: row, place: $0) } }
        guard Self.isOneGrid(placed.map(\.place)) else { return nil }
        var states = Dictionary(others.map { ($0, State.other) }, uniquingKeysWith: { first, _ in first })
        for (row, place) in placed {
            guard let predicted = row.predictedClass, let label = row.label else { continue }
            states[place.index] = table.classNames[predicted] == label ? .right : .wrong
        }
        let across = 0..<Self.mostAcross
        let indexes = states.keys.filter { across.contains($0.row) && across.contains($0.column) }
        self.init(
            columns: (indexes.map(\.column).max() ?? -1) + 1, rows: (indexes.map(\.row).max() ?? -1) + 1,
            states: states, area: area)
        if self.states.isEmpty { return nil }
    }

    /// Whether all places, counted from their rows and columns, give the grid the same corner.
    private static func isOneGrid(_ places: [TilePlace]) -> Bool {
        guard let first = places.first else { return false }
        func corner(_ place: TilePlace) -> MapPoint {
            MapPoint(
                x: place.bounds.minX - Double(place.index.column) * place.bounds.width,
                y: place.bounds.maxY + Double(place.index.row) * place.bounds.height)
        }
        let (origin, tolerance) = (corner(first), first.bounds.width / 100)
        return places.allSatisfy { place in
            let other = corner(place)
            return place.referenceIdentifier == first.referenceIdentifier
                && abs(other.x - origin.x) < tolerance && abs(other.y - origin.y) < tolerance
        }
    }

    var markup: Markup {
        let paths = CellRuns.paths(of: states)
        let shapes: [Markup] = State.allCases.compactMap { state in
            paths[state].map { "<path class=\"place-\(state.name)\" d=\"\($0)\"/>" }
        }
        let counts = Dictionary(grouping: states.values, by: { $0 }).mapValues(\.count)
        let keys: [Markup] = State.allCases.compactMap { state in
            counts[state].map {
                "<li><i class=\"swatch key-\(state.name)\"></i>\(state.caption) (\(NumberText.count($0)))</li>"
            }
        }
        return """
            <figure class="map"><svg viewBox="0 0 \(columns) \(rows)" role="img" shape-rendering="crispEdges" \
            aria-label="Map of \(counts[.right] ?? 0) right and \(counts[.wrong] ?? 0) wrong tiles; north is up">\
            \(shapes)</svg><ul class="legend">\(keys)</ul>\
            <figcaption>\(area.map { "\($0): right and wrong" } ?? "Right and wrong"), by place. North is up.</figcaption></figure>
            """
    }
}

extension PlaceOutcomes.State {
    fileprivate var name: String {
        switch self {
        case .right: "right"
        case .wrong: "wrong"
        case .other: "other"
        }
    }

    fileprivate var caption: String {
        switch self {
        case .right: "right"
        case .wrong: "wrong"
        case .other: "not held out"
        }
    }
}
