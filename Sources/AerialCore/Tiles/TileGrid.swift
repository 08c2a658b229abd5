/// Where a tile lies in its grid; row 0 is the northernmost, column 0 the westernmost.
public struct TileIndex: Hashable, Sendable, Codable {
    /// From 0 in the north.
    public let row: Int
    /// From 0 in the west.
    public let column: Int

    /// - Parameter row: from 0 in the north; `column` is from 0 in the west.
    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

extension TileIndex: Comparable {
    /// Row by row from the north-west.
    public static func < (one: TileIndex, other: TileIndex) -> Bool {
        (one.row, one.column) < (other.row, other.column)
    }
}

/// A coordinate reference system: its well-known text, and its short name where it has one.
public struct CoordinateReference: Hashable, Sendable, Codable {
    /// WKT 2 or WKT 1, complete.
    public let wellKnownText: String
    /// `EPSG:26919`, or `nil` for a system that no authority numbers.
    public let authorityCode: String?
    /// How long one unit of its axes is, in metres: 1 for UTM, 0.3048006 for US survey feet.
    public let metersPerUnit: Double

    /// - Parameters:
    ///   - wellKnownText: WKT 2 or WKT 1, complete.
    ///   - authorityCode: `EPSG:26919` say.
    ///   - metersPerUnit: of the axes, above 0.
    public init(wellKnownText: String, authorityCode: String?, metersPerUnit: Double) {
        self.wellKnownText = wellKnownText
        self.authorityCode = authorityCode
        self.metersPerUnit = metersPerUnit
    }

    /// What tables write down: the short name, else the well-known text.
    public var identifier: String { authorityCode ?? wellKnownText }
}

/// The squares that a date's imagery is cut into, in one projected coordinate reference system.
public struct TileGrid: Hashable, Sendable, Codable {
    /// A projected system: tiles are squares in it.
    public let reference: CoordinateReference
    /// The north-west corner of the tile in row 0, column 0, in the reference's units.
    public let origin: MapPoint
    /// Tiles from west to east.
    public let columns: Int
    /// Tiles from north to south.
    public let rows: Int
    /// A tile's side on the ground, in metres.
    public let tileSideMeters: Double
    /// How many tiles' west sides lie along the side of one, and how many north sides: 1 for tiles beside each other, more
    /// where they overlap.
    public let overlap: Int

    /// - Parameters:
    ///   - origin: the north-west corner of the tile in row 0, column 0, in the reference's units.
    ///   - tileSideMeters: positive and finite.
    ///   - overlap: tiles are this many times as wide as their corners are apart.
    public init(
        reference: CoordinateReference, origin: MapPoint, columns: Int, rows: Int, tileSideMeters: Double,
        overlap: Int = 1
    ) {
        precondition(overlap > 0, "tiles are at least as wide as their corners are apart")
        self.overlap = overlap
        self.tileSideMeters = tileSideMeters
        self.reference = reference
        self.origin = origin
        self.columns = columns
        self.rows = rows
    }

    /// The most tiles of a grid: in tiles of 224 m 15 million square kilometres, more than the box around any country but
    /// Russia and Canada.
    public static let mostTiles = 300_000_000

    /// The most that tiles overlap: each place is then looked at some hundred times.
    public static let mostOverlap = 14

    /// The grid of whole tiles that fit into `extent`, from its north-west corner; `nil` for an extent that is not finite
    /// or holds more than ``mostTiles``.
    /// - Parameter tileSideMeters: positive and finite.
    public init?(covering extent: MapBounds, reference: CoordinateReference, tileSideMeters: Double) {
        let side = tileSideMeters / reference.metersPerUnit
        let most = Double(Self.mostTiles)
        let tiles = [extent.width / side, extent.height / side]
        guard extent.minX.isFinite, extent.maxY.isFinite, tiles.allSatisfy({ $0 >= 0 && $0 <= most }),
            tiles[0] * tiles[1] <= most
        else { return nil }
        // A pixel's rounding must not cost the last column.
        let slack = side * 1e-6
        self.init(
            reference: reference, origin: MapPoint(x: extent.minX, y: extent.maxY),
            columns: Int((extent.width + slack) / side), rows: Int((extent.height + slack) / side),
            tileSideMeters: tileSideMeters)
    }

    /// A tile's side in the units of the reference.
    public var tileSide: Double { tileSideMeters / reference.metersPerUnit }
    /// From a tile's west side to the next one's, in the units of the reference.
    public var step: Double { overlap == 1 ? tileSide : tileSide / Double(overlap) }
    /// Tiles of the grid, with imagery or without.
    public var tileCount: Int { columns * rows }
    /// One tile's area in hectares.
    public var tileHectares: Double { tileSideMeters * tileSideMeters / 10_000 }

    /// The tile's square, in the reference's units; tiles beyond the grid have one too.
    public func bounds(of tile: TileIndex) -> MapBounds {
        let west = origin.x + Double(tile.column) * step
        let north = origin.y - Double(tile.row) * step
        return MapBounds(minX: west, minY: north - tileSide, maxX: west + tileSide, maxY: north)
    }

    /// The ground that all tiles cover together, in the reference's units; the grid has tiles.
    public var extent: MapBounds {
        bounds(of: TileIndex(row: 0, column: 0)).union(
            bounds(of: TileIndex(row: rows - 1, column: columns - 1)))
    }

    /// The same ground in smaller squares; `nil` where they would be more than ``mostTiles``.
    /// - Parameter parts: into how many each side of a tile is cut.
    public func divided(by parts: Int) -> TileGrid? {
        let (most, count) = (Double(Self.mostTiles), Double(tileCount) * Double(parts) * Double(parts))
        guard parts > 0, count <= most else { return nil }
        return TileGrid(
            reference: reference, origin: origin, columns: columns * parts, rows: rows * parts,
            tileSideMeters: tileSideMeters / Double(parts))
    }

    /// Tiles of the same size on the same ground whose corners lie closer together; `nil` where they would be more than
    /// ``mostTiles``.
    /// - Parameter parts: how many times closer.
    public func overlapping(by parts: Int) -> TileGrid? {
        guard divided(by: parts) != nil, columns > 0, rows > 0 else { return nil }
        return TileGrid(
            reference: reference, origin: origin, columns: (columns - 1) * parts + 1,
            rows: (rows - 1) * parts + 1, tileSideMeters: tileSideMeters, overlap: parts)
    }

    /// The centres of the squares between a tile's corners and those of the tiles that overlap it: ``overlap`` a side. Of
    /// tiles beside each other the tile's own.
    public func cellCenters(of tile: TileIndex) -> [MapPoint] {
        let bounds = bounds(of: tile)
        return (0..<overlap * overlap).map { cell in
            MapPoint(
                x: bounds.minX + (Double(cell % overlap) + 0.5) * step,
                y: bounds.maxY - (Double(cell / overlap) + 0.5) * step)
        }
    }

    /// All tiles, row by row from the north-west, made as they are asked for.
    public var tiles: some Sequence<TileIndex> & Sendable {
        let columns = columns
        return (0..<tileCount).lazy.map { @Sendable number in
            TileIndex(row: number / columns, column: number % columns)
        }
    }

    /// The name of a tile in files and tables: `r0012_c0345`.
    public static func name(of tile: TileIndex) -> String {
        func padded(_ number: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
        return "r\(padded(tile.row))_c\(padded(tile.column))"
    }

    /// The tile of a name that ``name(of:)`` gave; `nil` for another text.
    public static func index(named name: String) -> TileIndex? {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].first == "r", parts[1].first == "c",
            let row = Int(parts[0].dropFirst()), let column = Int(parts[1].dropFirst()), row >= 0, column >= 0
        else { return nil }
        let tile = TileIndex(row: row, column: column)
        return self.name(of: tile) == name ? tile : nil
    }
}

extension TileGrid {
    private enum CodingKeys: String, CodingKey {
        case reference, origin, columns, rows, tileSideMeters, overlap
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(reference, forKey: .reference)
        try container.encode(origin, forKey: .origin)
        try container.encode(columns, forKey: .columns)
        try container.encode(rows, forKey: .rows)
        try container.encode(tileSideMeters, forKey: .tileSideMeters)
        if overlap > 1 { try container.encode(overlap, forKey: .overlap) }
    }

    /// A grid that names no side is of format version 1, whose tiles are the standard ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let side = try container.decodeIfPresent(Double.self, forKey: .tileSideMeters)
        guard TileSpec.sides.contains(side ?? TileSpec.standard.sideMeters) else {
            throw DecodingError.dataCorruptedError(
                forKey: .tileSideMeters, in: container, debugDescription: "no tile has such a side")
        }
        let overlap = try container.decodeIfPresent(Int.self, forKey: .overlap) ?? 1
        guard (1...Self.mostOverlap).contains(overlap) else {
            throw DecodingError.dataCorruptedError(
                forKey: .overlap, in: container, debugDescription: "tiles cannot overlap so")
        }
        self.init(
            reference: try container.decode(CoordinateReference.self, forKey: .reference),
            origin: try container.decode(MapPoint.self, forKey: .origin),
            columns: try container.decode(Int.self, forKey: .columns),
            rows: try container.decode(Int.self, forKey: .rows),
            tileSideMeters: side ?? TileSpec.standard.sideMeters, overlap: overlap)
        guard hasPossibleCounts else {
            throw DecodingError.dataCorruptedError(
                forKey: .columns, in: container,
                debugDescription: "no grid has \(columns) columns and \(rows) rows")
        }
        guard hasPossiblePlace else {
            throw DecodingError.dataCorruptedError(
                forKey: .origin, in: container,
                debugDescription: "no grid lies there, or in such units")
        }
    }

    private var hasPossibleCounts: Bool {
        guard columns >= 0, rows >= 0 else { return false }
        let (count, isTooLarge) = columns.multipliedReportingOverflow(by: rows)
        return !isTooLarge && count <= Self.mostTiles
    }

    /// Coordinates are finite and units have a length: from 0.1 µm to 10 000 km.
    private var hasPossiblePlace: Bool {
        [origin.x, origin.y].allSatisfy { abs($0) <= 1e15 }
            && (1e-7...1e7).contains(reference.metersPerUnit)
    }
}
