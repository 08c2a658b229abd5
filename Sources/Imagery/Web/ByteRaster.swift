public import AerialCore
internal import CGDAL

/// Bands of one byte per tile, as `change` writes them.
public struct ByteRaster: Sendable {
    /// One pixel is one tile of it.
    public let grid: TileGrid
    /// In the file's order, each row by row from the north-west.
    public let bands: [[UInt8]]
    /// The file's tag with the names of its classes, `1 Developed; 2 Forest` say; `nil` without one.
    public let classes: String?

    /// - Throws: ``ImageryError`` for a file without a place on Earth, or whose pixels are no upright squares;
    ///   ``ClassMapFileError`` for one that is too large.
    public init(path: String) throws {
        let file = try RasterFile(path: path)
        guard let transform = file.geoTransform, !file.projection.isEmpty else {
            throw ImageryError.missingGeoreference(path: path)
        }
        let reference = try CoordinateReference(definition: file.projection)
        let side = transform[1] * reference.metersPerUnit
        guard transform.allSatisfy(\.isFinite), transform[2] == 0, transform[4] == 0,
            abs(transform[1] + transform[5]) < 1e-6 * abs(transform[1]),
            TileSpec.sides.contains(side)
        else { throw ImageryError.cannotRead(path: path, reason: "its pixels are no tiles") }
        guard file.width <= TileGrid.mostTiles / max(1, file.height * file.bandCount) else {
            throw ClassMapFileError.tooLarge(path: path, columns: file.width, rows: file.height)
        }
        grid = TileGrid(
            reference: reference, origin: MapPoint(x: transform[0], y: transform[3]), columns: file.width,
            rows: file.height, tileSideMeters: side)
        bands = try (0..<file.bandCount).map { try file.bytes(ofBand: $0 + 1) }
        classes = withExtendedLifetime(file) {
            GDALGetMetadataItem(file.handle, ChangeRaster.classesKey, nil).map { String(cString: $0) }
        }
    }
}
