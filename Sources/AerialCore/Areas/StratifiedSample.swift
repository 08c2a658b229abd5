/// A stratified random sample with its references: which reference each sampled tile of a map class turned out to have.
public struct StratifiedSample: Sendable, Equatable {
    /// The classes of map and reference, in the order of both axes.
    public let classNames: [String]
    /// Tiles in the sample, `counts[map][reference]`.
    public let counts: [[Int]]

    /// - Parameters:
    ///   - strata: the map's classes; they come first and keep their order. Reference classes that the map does not have
    ///     follow in the order of the rows.
    ///   - others: the classes that a reference may have beside them.
    ///   - rows: map and reference class of each sampled tile, by name.
    /// - Throws: ``AreaError/classOutsideMap(name:strata:)`` for a map class that is no stratum,
    ///   ``AreaError/unknownReference(name:known:)`` for a reference that is none of the classes.
    public init(
        strata: [String], others: [String] = [], rows: [(map: String, reference: String)]
    ) throws(AreaError) {
        var names = strata
        let known = Set(strata + others)
        var positions = Dictionary(zip(strata, strata.indices), uniquingKeysWith: { first, _ in first })
        for row in rows {
            guard strata.contains(row.map) else { throw .classOutsideMap(name: row.map, strata: strata) }
            guard known.contains(row.reference) else {
                throw .unknownReference(name: row.reference, known: strata + others)
            }
            if positions[row.reference] == nil {
                positions[row.reference] = names.count
                names.append(row.reference)
            }
        }
        var counts = Array(repeating: Array(repeating: 0, count: names.count), count: names.count)
        for row in rows {
            guard let map = positions[row.map], let reference = positions[row.reference] else { continue }
            counts[map][reference] += 1
        }
        classNames = names
        self.counts = counts
    }

    /// - Parameter counts: `counts[map][reference]`, square.
    public init(classNames: [String], counts: [[Int]]) {
        precondition(
            counts.count == classNames.count && counts.allSatisfy { $0.count == classNames.count },
            "a row and a column per class")
        self.classNames = classNames
        self.counts = counts
    }

    /// Tiles sampled from a map class.
    public func size(ofStratum index: Int) -> Int { counts[index].reduce(0, +) }

    /// Tiles in the sample.
    public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
}

/// A map class as a stratum: its name and the ground that the map gives it.
public struct AreaStratum: Sendable, Equatable, Codable {
    /// The map class's name.
    public let className: String
    /// The ground that the map gives the class, above 0.
    public let hectares: Double
    /// Tiles of the class on the map; `nil` where that is not known.
    public let tiles: Int?

    /// - Parameters:
    ///   - hectares: above 0.
    ///   - tiles: of the class on the map.
    public init(className: String, hectares: Double, tiles: Int? = nil) {
        self.className = className
        self.hectares = hectares
        self.tiles = tiles
    }

    /// The classes that a map shows, with the hectares of their tiles; classes without tiles are left out.
    /// - Parameter tileHectares: the ground that one tile covers.
    public static func strata(of map: ClassMap, tileHectares: Double) -> [AreaStratum] {
        zip(map.legend.classNames, map.tileCounts).compactMap { name, tiles in
            tiles == 0
                ? nil : AreaStratum(className: name, hectares: Double(tiles) * tileHectares, tiles: tiles)
        }
    }
}
