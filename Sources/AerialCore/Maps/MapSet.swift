/// Maps of one place, or of several, in one legend: what is drawn beside each other and counted in one table.
public struct MapSet: Sendable, Equatable {
    /// One of the maps.
    public struct Entry: Sendable, Equatable {
        /// What a reader calls it: a file's name without its ending.
        public let name: String
        /// In the legend of the set, once it is in one.
        public fileprivate(set) var map: ClassMap
        /// A tile's side on the ground.
        public let tileMeters: Double

        /// - Parameters:
        ///   - name: what a reader calls it.
        ///   - tileMeters: a tile's side on the ground.
        public init(name: String, map: ClassMap, tileMeters: Double) {
            self.name = name
            self.map = map
            self.tileMeters = tileMeters
        }

        /// Tiles and hectares by class.
        public var areas: ClassAreas {
            ClassAreas(of: map, tileHectares: tileMeters * tileMeters / 10_000)
        }
    }

    /// The classes of all maps, each name once, in the order and the colours in which they come first.
    public let legend: Legend
    /// In the order given.
    public let entries: [Entry]

    /// - Throws: what ``Legend`` throws for classes that no legend can hold together.
    public init(_ entries: [Entry]) throws {
        var classes: [LandUseClass] = []
        for each in entries.flatMap(\.map.legend.classes)
        where !classes.contains(where: { $0.name == each.name }) {
            classes.append(each.withoutCodes)
        }
        let legend = try Legend(name: "maps", classes: classes)
        self.legend = legend
        self.entries = entries.map { entry in
            var entry = entry
            entry.map = entry.map.renamed(to: legend)
            return entry
        }
    }
}

extension ClassMap {
    /// The same cells in a legend that has all of this one's names.
    fileprivate func renamed(to target: Legend) -> ClassMap {
        let positions = legend.classNames.map { UInt8(clamping: target.classIndex(named: $0) ?? 0) }
        var map = ClassMap(legend: target, columns: columns, rows: rows)
        map.cells = cells.map { $0.map { positions[Int($0)] } }
        return map
    }
}
