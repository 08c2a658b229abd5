internal import AerialCore

/// The affine way from a raster's pixels to the map, in GDAL's order of coefficients.
public struct GeoTransform: Hashable, Sendable, Codable {
    /// The map coordinates of the top left corner of the top left pixel.
    public let originX: Double
    /// Along y, of the same corner.
    public let originY: Double
    /// Map units a column, and a row, along x and y.
    public let xPerColumn: Double
    /// What a step to the next row adds to x; 0 without rotation.
    public let xPerRow: Double
    /// What a step to the next column adds to y; 0 without rotation.
    public let yPerColumn: Double
    /// What a step to the next row adds to y; below 0 where north is up.
    public let yPerRow: Double

    init(coefficients: [Double]) {
        originX = coefficients[0]
        xPerColumn = coefficients[1]
        xPerRow = coefficients[2]
        originY = coefficients[3]
        yPerColumn = coefficients[4]
        yPerRow = coefficients[5]
    }

    /// Rows run east and columns south, without rotation or shear.
    var isNorthUp: Bool { xPerRow == 0 && yPerColumn == 0 && xPerColumn > 0 && yPerRow < 0 }

    /// How far one column, and one row, leads, in map units.
    var columnStep: Double { (xPerColumn * xPerColumn + yPerColumn * yPerColumn).squareRoot() }
    var rowStep: Double { (xPerRow * xPerRow + yPerRow * yPerRow).squareRoot() }

    func point(column: Double, row: Double) -> MapPoint {
        MapPoint(
            x: originX + column * xPerColumn + row * xPerRow,
            y: originY + column * yPerColumn + row * yPerRow)
    }

    /// The place of a point in pixels, `nil` where the transform cannot be inverted.
    func pixel(of point: MapPoint) -> (column: Double, row: Double)? {
        let determinant = xPerColumn * yPerRow - xPerRow * yPerColumn
        guard determinant != 0 else { return nil }
        let x = point.x - originX
        let y = point.y - originY
        return (
            column: (x * yPerRow - y * xPerRow) / determinant,
            row: (y * xPerColumn - x * yPerColumn) / determinant
        )
    }

    /// The box around a raster of this size.
    func extent(width: Int, height: Int) -> MapBounds {
        let corners = [(0, 0), (width, 0), (0, height), (width, height)].map {
            point(column: Double($0.0), row: Double($0.1))
        }
        let xs = corners.map(\.x)
        let ys = corners.map(\.y)
        return MapBounds(
            minX: xs.min() ?? 0, minY: ys.min() ?? 0, maxX: xs.max() ?? 0, maxY: ys.max() ?? 0)
    }
}
