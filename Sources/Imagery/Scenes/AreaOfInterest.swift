public import AerialCore
internal import CGDAL

/// The polygons of a vector file: keeps the tiles of a grid whose centre lies in any of them. One a thread.
///
/// A tile's centre is carried to the polygons' own system, not they to the grid's: their edges are straight there, and an outline
/// of a continent reaches out of most grids' systems.
public final class AreaOfInterest {
    private let layers: [Layer]

    /// Reads all polygon features of all layers of any file that GDAL's vector drivers open. A layer without a
    /// coordinate reference system is taken to be in the grid's.
    /// - Parameter reference: the grid's.
    /// - Throws: ``ImageryError`` when the file cannot be opened or holds no polygon, ``LabelError`` for one beyond repair.
    public init(path: String, reference: CoordinateReference) throws {
        let grid = try SpatialReference(reference)
        layers = try PolygonFile(path: path).layers.map { try Layer($0, grid: grid) }
    }

    /// Whether a point lies in any of the polygons; a polygon's edge is not in it.
    /// - Parameter point: in the grid's reference.
    public func contains(_ point: MapPoint) -> Bool {
        layers.contains { $0.contains(point) }
    }

    private struct Layer {
        private let polygons: [(geometry: VectorGeometry, bounds: MapBounds)]
        /// `nil` where the polygons are in the grid's system.
        private let toOwn: CoordinateTransform?
        /// In the layer's unit, all the way around the Earth; 0 where the system does not go around.
        private let wholeTurn: Double

        init(_ layer: PolygonFile.Layer, grid: SpatialReference) throws {
            polygons = layer.polygons.map { ($0, $0.bounds) }
            toOwn = try layer.reference.map { try CoordinateTransform(from: grid, to: $0) }
            wholeTurn = layer.reference?.isGeographic == true ? 360 : 0
        }

        func contains(_ point: MapPoint) -> Bool {
            guard let own = toOwn.map({ $0(point) }) ?? point else { return false }
            // A box may go on beyond 180 degrees.
            let turns = wholeTurn == 0 ? [0] : [0, -wholeTurn, wholeTurn]
            return turns.contains { turn in
                let place = MapPoint(x: own.x + turn, y: own.y)
                return polygons.contains { $0.bounds.contains(place) && $0.geometry.contains(place) }
            }
        }
    }
}
