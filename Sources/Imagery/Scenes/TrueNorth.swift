public import AerialCore
internal import Foundation

extension TileGrid {
    /// How far true north lies clockwise of the grid's own in the middle of it, in degrees; `nil` where that cannot be told.
    public func trueNorth() throws -> Double? {
        guard tileCount > 0 else { return nil }
        let degrees = try SpatialReference.degrees()
        let own = try SpatialReference(reference)
        let middle = extent.center
        guard let place = try CoordinateTransform(from: own, to: degrees)(middle) else { return nil }
        let farther = MapPoint(x: place.x, y: place.y + (place.y < 89 ? 0.01 : -0.01))
        guard let point = try CoordinateTransform(from: degrees, to: own)(farther) else { return nil }
        let sign = place.y < 89 ? 1.0 : -1.0
        let angle = atan2(sign * (point.x - middle.x), sign * (point.y - middle.y)) * 180 / .pi
        return angle.isFinite ? angle : nil
    }
}
