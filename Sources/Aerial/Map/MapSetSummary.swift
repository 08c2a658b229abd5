package import AerialCore
internal import Imagery

/// Maps that were drawn beside each other.
public struct MapSetResult: ReportedOutcome {
    /// What its JSON holds.
    public let figures: MapSetSummary
    package let set: MapSet

    init(set: MapSet, paths: [String]) {
        self.set = set
        figures = MapSetSummary(set: set, paths: paths)
    }
}

/// The counts of maps that were drawn beside each other.
public struct MapSetSummary: Codable, Sendable {
    /// One of the maps.
    public struct Map: Codable, Sendable {
        /// As it was given.
        public let path: String
        /// What it is called on the picture.
        public let name: String
        /// Cells of the map.
        public let tiles: Int
        /// Those with a class.
        public let scored: Int
        /// By class, in the common legend's order.
        public let areas: [MapSummary.Area]
    }

    /// In the order given.
    public let maps: [Map]
    /// Areas are counts of tiles.
    public private(set) var areasAre = ClassAreas.caution

    init(set: MapSet, paths: [String]) {
        maps = zip(set.entries, paths).map { entry, path in
            let areas = entry.areas
            return Map(
                path: path, name: entry.name, tiles: entry.map.cells.count, scored: areas.tiles,
                areas: areas.rows.map {
                    MapSummary.Area(
                        className: $0.name, tiles: $0.tiles, hectares: $0.hectares,
                        percent: $0.share.map { 100 * $0 })
                })
        }
    }
}
