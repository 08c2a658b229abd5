public import AerialCore

extension PredictionFile {
    /// The grid that the table's tiles lie in, found again from their rows, columns and bounds. It reaches to the last
    /// row and column that the table names.
    /// - Throws: ``PredictionFileError/noPlaces``, ``PredictionFileError/mixedGrids(id:reason:)``,
    ///   ``ImageryError/unknownReference(definition:)``.
    public static func grid(of table: PredictionTable) throws -> TileGrid {
        let places = try table.rows.map { row in
            guard let place = row.place else { throw PredictionFileError.noPlaces }
            return place
        }
        guard let first = places.first else { throw PredictionFileError.noPlaces }
        let reference = try CoordinateReference(definition: first.referenceIdentifier)
        let last = TileIndex(
            row: places.map(\.index.row).max() ?? 0, column: places.map(\.index.column).max() ?? 0)
        try checkReach(of: table, to: last)
        let sideMeters = try sideMeters(of: places, in: reference, id: table.rows[0].id)
        let grid = TileGrid(
            reference: reference,
            origin: origin(of: places, side: sideMeters / reference.metersPerUnit),
            columns: last.column + 1, rows: last.row + 1, tileSideMeters: sideMeters)
        for (row, place) in zip(table.rows, places) { try check(place, id: row.id, in: grid, of: first) }
        return grid
    }

    /// The side of the tiles: the roundest number of metres that the outermost tiles' bounds allow, which tables round to
    /// millimetres.
    private static func sideMeters(
        of places: [TilePlace], in reference: CoordinateReference, id: String
    ) throws -> Double {
        let west = places.min { $0.index.column < $1.index.column } ?? places[0]
        let east = places.max { $0.index.column < $1.index.column } ?? places[0]
        let columns = Double(east.index.column - west.index.column + 1)
        let unit = reference.metersPerUnit
        let side = (east.bounds.maxX - west.bounds.minX) / columns * unit
        // Both ends may be half a millimetre off, and doubles far from the origin a little more.
        let doubt = 1.1e-3 / columns * unit
        let rounded = (0...6).lazy.map { DecimalText.rounded(side, decimals: $0) }
            .first { abs($0 - side) <= doubt }
        let found = rounded ?? side
        guard TileSpec.sides.contains(found) else {
            throw PredictionFileError.mixedGrids(
                id: id, reason: "its bounds are \(TileSpec.text(side)) m wide, which no tile is.")
        }
        return found
    }

    /// So many cells come with a row of a table at most, in maps of more than ``ordinaryCells``.
    private static let mostCellsPerRow = 100
    private static let ordinaryCells = 1_000_000

    /// A map's memory grows with the table, not with the place of one tile.
    private static func checkReach(of table: PredictionTable, to last: TileIndex) throws {
        let most = min(TileGrid.mostTiles, max(ordinaryCells, mostCellsPerRow * table.rows.count))
        guard last.row < most, last.column < most, (last.row + 1) * (last.column + 1) <= most else {
            let far = table.rows.first {
                last.row > last.column
                    ? $0.place?.index.row == last.row : $0.place?.index.column == last.column
            }
            throw PredictionFileError.farTile(id: far?.id ?? "", tile: last, rows: table.rows.count)
        }
    }

    /// The table's classes on its grid, with their probabilities in per cent; `nil` where no tile was scored.
    /// - Parameter legend: names the same classes as the table, in any order.
    /// - Throws: ``PredictionFileError``.
    public static func classMap(
        of table: PredictionTable, legend: Legend, grid: TileGrid
    ) throws -> (map: ClassMap, confidence: [UInt8?]) {
        let positions = table.classNames.compactMap { legend.classIndex(named: $0) }
        guard positions.count == table.classNames.count else {
            throw PredictionFileError.otherClasses(table: table.classNames, legend: legend.name)
        }
        var map = ClassMap(legend: legend, columns: grid.columns, rows: grid.rows)
        var confidence = [UInt8?](repeating: nil, count: grid.tileCount)
        var owners: [TileIndex: String] = [:]
        for row in table.rows {
            guard let tile = row.place?.index else { throw PredictionFileError.noPlaces }
            if let owner = owners.updateValue(row.id, forKey: tile) {
                throw PredictionFileError.repeatedTile(ids: [owner, row.id])
            }
            guard let predicted = row.predictedClass, let probability = row.confidence else { continue }
            map[tile] = UInt8(positions[predicted])
            confidence[tile.row * grid.columns + tile.column] = UInt8((probability * 100).rounded())
        }
        return (map, confidence)
    }

    /// The table's probabilities on its grid, as ``classMap(of:legend:grid:)`` has the classes.
    /// - Throws: ``PredictionFileError``.
    public static func probabilityMap(
        of table: PredictionTable, legend: Legend, grid: TileGrid
    ) throws -> ProbabilityMap {
        let positions = table.classNames.compactMap { legend.classIndex(named: $0) }
        guard positions.count == table.classNames.count else {
            throw PredictionFileError.otherClasses(table: table.classNames, legend: legend.name)
        }
        var cells = [[Float]?](repeating: nil, count: grid.tileCount)
        for row in table.rows where row.status == .scored {
            guard let tile = row.place?.index else { throw PredictionFileError.noPlaces }
            var probabilities = [Float](repeating: 0, count: legend.classes.count)
            for (position, probability) in zip(positions, row.probabilities) {
                probabilities[position] = probability
            }
            cells[tile.row * grid.columns + tile.column] = probabilities
        }
        return ProbabilityMap(legend: legend, columns: grid.columns, rows: grid.rows, cells: cells)
    }

    /// The mean of what each tile says of the north-west corner: tables round to millimetres.
    private static func origin(of places: [TilePlace], side: Double) -> MapPoint {
        // Relative to the first tile, so that the sum of many keeps its digits.
        func corner(_ place: TilePlace) -> MapPoint {
            MapPoint(
                x: place.bounds.minX - Double(place.index.column) * side,
                y: place.bounds.maxY + Double(place.index.row) * side)
        }
        let first = corner(places[0])
        let count = Double(places.count)
        let shiftX = places.reduce(0) { $0 + corner($1).x - first.x } / count
        let shiftY = places.reduce(0) { $0 + corner($1).y - first.y } / count
        let decimals = PredictionColumns.coordinateDecimals
        return MapPoint(
            x: DecimalText.rounded(first.x + shiftX, decimals: decimals),
            y: DecimalText.rounded(first.y + shiftY, decimals: decimals))
    }

    private static func check(_ place: TilePlace, id: String, in grid: TileGrid, of first: TilePlace) throws {
        guard place.referenceIdentifier == first.referenceIdentifier else {
            throw PredictionFileError.mixedGrids(
                id: id, reason: "it is in \(place.referenceIdentifier), they in \(first.referenceIdentifier)."
            )
        }
        let expected = grid.bounds(of: place.index)
        // A hundredth of a unit is more than rounding makes and far less than two grids differ by.
        let differences = [
            place.bounds.minX - expected.minX, place.bounds.minY - expected.minY,
            place.bounds.maxX - expected.maxX, place.bounds.maxY - expected.maxY,
        ]
        guard differences.allSatisfy({ abs($0) < 0.01 }) else {
            throw PredictionFileError.mixedGrids(
                id: id,
                reason: "row \(place.index.row), column \(place.index.column) should begin at "
                    + "\(expected.minX), \(expected.maxY), not at \(place.bounds.minX), \(place.bounds.maxY)."
            )
        }
    }
}
