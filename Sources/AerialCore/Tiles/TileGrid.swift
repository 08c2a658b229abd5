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

    /// - Parameters:
    ///   - origin: the north-west corner of the tile in row 0, column 0, in the reference's units.
    ///   - tileSideMeters: positive and finite.
    public init(
        reference: CoordinateReference, origin: MapPoint, columns: Int, rows: Int, tileSideMeters: Double
    ) {
        self.tileSideMeters = tileSideMeters
        self.reference = reference
        self.origin = origin
        self.columns = columns
        self.rows = rows
    }

    /// The most tiles of a grid: in tiles of 224 m 15 million square kilometres, more than the box around any country but
    /// Russia and Canada.
    public static let mostTiles = 300_000_000

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
    /// Tiles of the grid, with imagery or without.
    public var tileCount: Int { columns * rows }
    /// One tile's area in hectares.
    public var tileHectares: Double { tileSideMeters * tileSideMeters / 10_000 }

    /// The tile's square, in the reference's units; tiles beyond the grid have one too.
    public func bounds(of tile: TileIndex) -> MapBounds {
        let west = origin.x + Double(tile.column) * tileSide
        let north = origin.y - Double(tile.row) * tileSide
        return MapBounds(minX: west, minY: north - tileSide, maxX: west + tileSide, maxY: north)
    }

    /// The ground that all tiles cover together, in the reference's units; the grid has tiles.
    public var extent: MapBounds {
        bounds(of: TileIndex(row: 0, column: 0)).union(
            bounds(of: TileIndex(row: rows - 1, column: columns - 1)))
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
        case reference, origin, columns, rows, tileSideMeters
    }

    /// A grid that names no side is of format version 1, whose tiles are the standard ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let side = try container.decodeIfPresent(Double.self, forKey: .tileSideMeters)
        guard TileSpec.sides.contains(side ?? TileSpec.standard.sideMeters) else {
            throw DecodingError.dataCorruptedError(
                forKey: .tileSideMeters, in: container, debugDescription: "no tile has such a side")
        }
        self.init(
            reference: try container.decode(CoordinateReference.self, forKey: .reference),
            origin: try container.decode(MapPoint.self, forKey: .origin),
            columns: try container.decode(Int.self, forKey: .columns),
            rows: try container.decode(Int.self, forKey: .rows),
            tileSideMeters: side ?? TileSpec.standard.sideMeters)
    }
}
