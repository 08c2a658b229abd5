package import AerialCore
internal import Imagery

/// The counts of maps that were drawn beside each other.
public struct MapSetSummary: Encodable, Sendable {
    /// One of the maps.
    public struct Map: Encodable, Sendable {
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
    public let areasAre = ClassAreas.caution
    package let set: MapSet

    private enum CodingKeys: String, CodingKey { case maps, areasAre }

    init(set: MapSet, paths: [String]) {
        self.set = set
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
