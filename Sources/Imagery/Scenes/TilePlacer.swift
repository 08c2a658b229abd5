public import AerialCore

/// Says where tiles lie, in the grid's reference and in degrees. One a thread.
public final class TilePlacer {
    private let grid: TileGrid
    private let toDegrees: CoordinateTransform
    private let identifier: String

    /// - Throws: ``ImageryError/cannotTransform(from:to:reason:)``.
    public init(grid: TileGrid) throws {
        self.grid = grid
        identifier = grid.reference.identifier
        toDegrees = try CoordinateTransform(from: SpatialReference(grid.reference), to: .degrees())
    }

    /// - Throws: ``ImageryError/cannotTransform(from:to:reason:)`` for a tile beyond the reference's reach.
    public func place(of tile: TileIndex) throws -> TilePlace {
        let bounds = grid.bounds(of: tile)
        guard let degrees = toDegrees.degrees(of: bounds) else {
            throw ImageryError.cannotTransform(
                from: identifier, to: "degrees", reason: "tile \(TileGrid.name(of: tile)) lies outside of it")
        }
        return TilePlace(index: tile, bounds: bounds, degrees: degrees, referenceIdentifier: identifier)
    }

    /// A tile's corners in degrees, counter-clockwise: where the grid is turned against north, its box is larger.
    /// - Throws: ``ImageryError/cannotTransform(from:to:reason:)`` for a tile beyond the reference's reach.
    public func cornersInDegrees(of tile: TileIndex) throws -> [MapPoint] {
        let corners = toDegrees(grid.bounds(of: tile).cornersCounterClockwise).compactMap { $0 }
        guard corners.count == 4 else {
            throw ImageryError.cannotTransform(
                from: identifier, to: "degrees", reason: "tile \(TileGrid.name(of: tile)) lies outside of it")
        }
        return corners
    }
}
