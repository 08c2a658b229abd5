internal import Foundation

/// Where the sun stands when the aircraft passes.
struct Sun: Sendable {
    /// The way to the sun on the map, one metre long (y is south).
    let direction: Position
    /// What a ray to the sun climbs in one metre of the map.
    let climb: Float

    /// - Parameters:
    ///   - azimuthDegrees: clockwise from north, 135 to 225: shadows are cast row by row from the south.
    ///   - elevationDegrees: above the horizon.
    init(azimuthDegrees: Double, elevationDegrees: Double) {
        let azimuth = azimuthDegrees * .pi / 180
        direction = Position(Float(sin(azimuth)), Float(-cos(azimuth)))
        climb = Float(tan(elevationDegrees * .pi / 180))
    }
}
