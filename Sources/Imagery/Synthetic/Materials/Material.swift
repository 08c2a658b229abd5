/// What a sensor sees at one place and what the truth says of it.
struct Surface {
    /// In full sun on level ground.
    var color: Reflectance
    /// Metres above the ground; at most ``greatestHeight``.
    var height: Float = 0
    /// Land cover code.
    let code: UInt8

    /// Nothing in the county is taller; bounds the length of shadows.
    static let greatestHeight: Float = 15
}

/// Paints one kind of land cover.
protocol Material {
    init(unit: LandUnit, season: Season)
    /// - Parameter offset: ``Site/offset``.
    func surface(at p: Position, offset: Float) -> Surface
}
