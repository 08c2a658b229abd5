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
    /// A tile's side on the ground: 224 m, as in the 2017 scenario, so that a tile at 1 m is the network's input.
    public static let tileSideMeters = 224.0
    /// A tile's pixel, in metres.
    public static var metersPerPixel: Double { tileSideMeters / Double(tileSidePixels) }
    /// A tile's side in pixels, whatever the imagery's ground sample distance.
    public static let tileSidePixels = 224

    /// A projected system: tiles are squares in it.
    public let reference: CoordinateReference
    /// The north-west corner of the tile in row 0, column 0, in the reference's units.
    public let origin: MapPoint
    /// Tiles from west to east.
    public let columns: Int
    /// Tiles from north to south.
    public let rows: Int

    /// - Parameter origin: the north-west corner of the tile in row 0, column 0, in the reference's units.
    public init(reference: CoordinateReference, origin: MapPoint, columns: Int, rows: Int) {
        self.reference = reference
        self.origin = origin
        self.columns = columns
        self.rows = rows
    }

    /// The most tiles of a grid: 15 million square kilometres, more than the box around any country but Russia and Canada.
    public static let mostTiles = 300_000_000

    /// The grid of whole tiles that fit into `extent`, from its north-west corner; `nil` for an extent that is not finite
    /// or holds more than ``mostTiles``.
    public init?(covering extent: MapBounds, reference: CoordinateReference) {
        let side = Self.tileSideMeters / reference.metersPerUnit
        let most = Double(Self.mostTiles)
        let tiles = [extent.width / side, extent.height / side]
        guard extent.minX.isFinite, extent.maxY.isFinite, tiles.allSatisfy({ $0 >= 0 && $0 <= most }),
            tiles[0] * tiles[1] <= most
        else { return nil }
        // A pixel's rounding must not cost the last column.
        let slack = side * 1e-6
        self.init(
            reference: reference, origin: MapPoint(x: extent.minX, y: extent.maxY),
            columns: Int((extent.width + slack) / side), rows: Int((extent.height + slack) / side))
    }

    /// A tile's side in the units of the reference.
    public var tileSide: Double { Self.tileSideMeters / reference.metersPerUnit }
    /// Tiles of the grid, with imagery or without.
    public var tileCount: Int { columns * rows }
    /// One tile's area in hectares.
    public static var tileHectares: Double { tileSideMeters * tileSideMeters / 10_000 }

    /// The tile's square, in the reference's units; tiles beyond the grid have one too.
    public func bounds(of tile: TileIndex) -> MapBounds {
        let west = origin.x + Double(tile.column) * tileSide
        let north = origin.y - Double(tile.row) * tileSide
        return MapBounds(minX: west, minY: north - tileSide, maxX: west + tileSide, maxY: north)
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
