public import AerialCore

/// Finds the grid again that the tiles of a table lie in, from their rows, columns and bounds, tile by tile. It keeps what
/// each row and each column of the grid says, not each tile.
package struct GridFinder {
    private var first: (id: String, place: TilePlace)?
    private var tileCount = 0
    /// By column: west and east ends.
    private var columns: [Int: Ends] = [:]
    /// By row: south and north ends.
    private var rows: [Int: Ends] = [:]
    /// The first tiles of the last row and of the last column.
    private var last: (row: (id: String, index: Int), column: (id: String, index: Int)) = (("", -1), ("", -1))
    private var foreign: (id: String, reference: String)?
    /// Beyond the first tile's, so that sums of many keep their digits.
    private var sums = (x: 0.0, y: 0.0, columns: 0.0, rows: 0.0)

    package init() {}

    /// What the tiles of one row or column say of where it begins and ends.
    private struct Ends {
        private(set) var low: Extremes
        private(set) var high: Extremes

        init(_ low: Double, _ high: Double, id: String) {
            (self.low, self.high) = (Extremes(low, id), Extremes(high, id))
        }

        mutating func add(_ low: Double, _ high: Double, id: String) {
            self.low.add(low, id)
            self.high.add(high, id)
        }
    }

    private struct Extremes {
        private(set) var least: (value: Double, id: String)
        private(set) var most: (value: Double, id: String)

        init(_ value: Double, _ id: String) {
            least = (value, id)
            most = (value, id)
        }

        mutating func add(_ value: Double, _ id: String) {
            if value < least.value { least = (value, id) }
            if value > most.value { most = (value, id) }
        }

        /// A tile that lies elsewhere. A hundredth of a unit is more than rounding makes and far less than two grids differ
        /// by.
        func stray(from expected: Double) -> String? {
            [least, most].first { !(abs($0.value - expected) < 0.01) }?.id
        }
    }

    package mutating func add(_ place: TilePlace, id: String) {
        tileCount += 1
        let (row, column) = (place.index.row, place.index.column)
        if row > last.row.index { last.row = (id, row) }
        if column > last.column.index { last.column = (id, column) }
        guard row < TileGrid.mostTiles, column < TileGrid.mostTiles else { return }
        let first = self.first?.place ?? place
        if self.first == nil { self.first = (id, place) }
        if place.referenceIdentifier != first.referenceIdentifier, foreign == nil {
            foreign = (id, place.referenceIdentifier)
        }
        let bounds = place.bounds
        if columns[column]?.add(bounds.minX, bounds.maxX, id: id) == nil {
            columns[column] = Ends(bounds.minX, bounds.maxX, id: id)
        }
        if rows[row]?.add(bounds.minY, bounds.maxY, id: id) == nil {
            rows[row] = Ends(bounds.minY, bounds.maxY, id: id)
        }
        sums.x += bounds.minX - first.bounds.minX
        sums.y += bounds.maxY - first.bounds.maxY
        sums.columns += Double(column - first.index.column)
        sums.rows += Double(row - first.index.row)
    }

    /// - Throws: ``PredictionFileError/noRows``, ``PredictionFileError/mixedGrids(id:reason:)``,
    ///   ``PredictionFileError/farTile(id:tile:rows:)``, ``ImageryError/unknownReference(definition:)``.
    package func grid() throws -> TileGrid {
        guard tileCount > 0 else { throw PredictionFileError.noRows }
        try checkReach()
        guard let first else { throw PredictionFileError.noPlaces }
        let reference = try CoordinateReference(definition: first.place.referenceIdentifier)
        if let foreign {
            throw PredictionFileError.mixedGrids(
                id: foreign.id,
                reason: "it is in \(foreign.reference), they in \(first.place.referenceIdentifier).")
        }
        let sideMeters = try sideMeters(in: reference, id: first.id)
        let grid = TileGrid(
            reference: reference,
            origin: origin(of: first.place, side: sideMeters / reference.metersPerUnit),
            columns: last.column.index + 1, rows: last.row.index + 1, tileSideMeters: sideMeters)
        try check(grid)
        return grid
    }

    /// So many cells come with a row of a table at most, in maps of more than ``ordinaryCells``.
    private static let mostCellsPerRow = 100
    private static let ordinaryCells = 1_000_000

    /// A map's memory grows with the table, not with the place of one tile.
    private func checkReach() throws {
        let (row, column) = (last.row.index, last.column.index)
        let most = min(TileGrid.mostTiles, max(Self.ordinaryCells, Self.mostCellsPerRow * tileCount))
        guard row < most, column < most, (row + 1) * (column + 1) <= most else {
            throw PredictionFileError.farTile(
                id: row > column ? last.row.id : last.column.id, tile: TileIndex(row: row, column: column),
                rows: tileCount)
        }
    }

    /// The side of the tiles: the roundest number of metres that the outermost tiles' bounds allow, which tables round to
    /// millimetres.
    private func sideMeters(in reference: CoordinateReference, id: String) throws -> Double {
        guard let west = columns.min(by: { $0.key < $1.key }), let east = columns[last.column.index] else {
            throw PredictionFileError.noPlaces
        }
        let count = Double(last.column.index - west.key + 1)
        let unit = reference.metersPerUnit
        let side = (east.high.least.value - west.value.low.least.value) / count * unit
        // Both ends may be half a millimetre off, and doubles far from the origin a little more.
        let doubt = 1.1e-3 / count * unit
        let rounded = (0...6).lazy.map { DecimalText.rounded(side, decimals: $0) }
            .first { abs($0 - side) <= doubt }
        let found = rounded ?? side
        guard TileSpec.sides.contains(found) else {
            throw PredictionFileError.mixedGrids(
                id: id, reason: "its bounds are \(TileSpec.text(side)) m wide, which no tile is.")
        }
        return found
    }

    /// The mean of what each tile says of the north-west corner: tables round to millimetres.
    private func origin(of first: TilePlace, side: Double) -> MapPoint {
        let count = Double(tileCount)
        let decimals = PredictionColumns.coordinateDecimals
        return MapPoint(
            x: DecimalText.rounded(
                first.bounds.minX - Double(first.index.column) * side
                    + (sums.x - sums.columns * side) / count, decimals: decimals),
            y: DecimalText.rounded(
                first.bounds.maxY + Double(first.index.row) * side + (sums.y + sums.rows * side) / count,
                decimals: decimals))
    }

    private func check(_ grid: TileGrid) throws {
        for (column, ends) in columns {
            let expected = grid.bounds(of: TileIndex(row: 0, column: column))
            if let id = ends.low.stray(from: expected.minX) ?? ends.high.stray(from: expected.maxX) {
                throw stray(id, "column \(column) should begin at \(expected.minX).")
            }
        }
        for (row, ends) in rows {
            let expected = grid.bounds(of: TileIndex(row: row, column: 0))
            if let id = ends.low.stray(from: expected.minY) ?? ends.high.stray(from: expected.maxY) {
                throw stray(id, "row \(row) should begin at \(expected.maxY).")
            }
        }
    }

    private func stray(_ id: String, _ reason: String) -> PredictionFileError {
        .mixedGrids(id: id, reason: reason)
    }
}

extension PredictionFile {
    /// The grid that the table's tiles lie in, found again from their rows, columns and bounds. It reaches to the last
    /// row and column that the table names.
    /// - Throws: ``PredictionFileError/noPlaces``, ``PredictionFileError/mixedGrids(id:reason:)``,
    ///   ``PredictionFileError/farTile(id:tile:rows:)``, ``ImageryError/unknownReference(definition:)``.
    public static func grid(of table: PredictionTable) throws -> TileGrid {
        var finder = GridFinder()
        for row in table.rows {
            guard let place = row.place else { throw PredictionFileError.noPlaces }
            finder.add(place, id: row.id)
        }
        return try finder.grid()
    }
}
