public import AerialCore
internal import CGDAL

/// Places that must not be offered for training: tiles that are labelled already, and those of samples that areas are
/// estimated from.
public final class ReservedTiles {
    private let target: SpatialReference
    private var boxes: [MapBounds] = []

    /// - Parameter reference: of the tiles that will be asked for.
    public init(reference: CoordinateReference) throws {
        target = try SpatialReference(reference)
    }

    public var isEmpty: Bool { boxes.isEmpty }

    /// Adds tiles of another grid.
    public func add(_ bounds: [MapBounds], reference: CoordinateReference) throws {
        let transform = try CoordinateTransform(from: SpatialReference(reference), to: target)
        boxes += bounds.compactMap { transform($0) }
    }

    /// Adds the tiles of a sample for area estimates, labelled or not.
    /// - Parameter path: a `sample.csv` or `sample.gpkg` of `area design`.
    /// - Returns: how many tiles it has.
    /// - Throws: ``AreaTableError`` for a table that is none.
    @discardableResult
    public func add(areaSample path: String) throws -> Int {
        let degrees = try AreaSampleFile.readPlaces(path: path)
        let transform = try CoordinateTransform(from: .degrees(), to: target)
        boxes += degrees.compactMap { transform($0) }
        return degrees.count
    }

    /// True when a tile and a reserved place hold each other's centre: what only touches does not count.
    public func hold(_ tile: MapBounds) -> Bool {
        boxes.contains { $0.overlaps(tile) && ($0.contains(tile.center) || tile.contains($0.center)) }
    }
}

extension AreaSampleFile {
    /// The bounds of a sample's tiles, in degrees.
    /// - Throws: ``AreaTableError/missingColumn(path:name:)``, ``PredictionFileError``.
    public static func readPlaces(path: String) throws -> [MapBounds] {
        let table = try TextTable(at: path, preferredLayer: layerName)
        guard isSample(table.header) else {
            throw AreaTableError.missingColumn(path: path, name: "reference")
        }
        let names = ["min_lon", "min_lat", "max_lon", "max_lat"]
        let columns = try names.map { name in
            guard let position = table.header.firstIndex(of: name) else {
                throw AreaTableError.missingColumn(path: path, name: name)
            }
            return position
        }
        let numbers = DecimalMark(of: table.rows.flatMap { row in columns.compactMap { row.fields[$0] } })
        return try table.rows.map { row in
            let values = columns.compactMap { row.fields[$0].flatMap(numbers.value) }
            guard values.count == 4 else {
                throw PredictionFileError.unreadableRow(
                    path: path, line: row.line, reason: "the tile's place in degrees is not there.")
            }
            return MapBounds(minX: values[0], minY: values[1], maxX: values[2], maxY: values[3])
        }
    }

    /// True for a table that `area design` wrote, whatever a person added to it.
    /// - Parameter unreadable: the answer for a table that cannot be read.
    public static func isSample(at path: String, unreadable: Bool = false) -> Bool {
        (try? TextTable(at: path, preferredLayer: layerName)).map { isSample($0.header) } ?? unreadable
    }

    private static func isSample(_ header: [String]) -> Bool {
        Set(columns.map(\.name)).subtracting(["chip"]).isSubset(of: header)
    }
}
