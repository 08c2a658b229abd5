/// Colours that several materials share, in full sun.
enum Ground {
    static let lushGrass = Reflectance(96, 122, 72, 185)
    static let strawGrass = Reflectance(172, 158, 116, 138)
    static let soil = Reflectance(158, 136, 110, 122)
    static let darkSoil = Reflectance(112, 96, 80, 92)
    static let sand = Reflectance(206, 192, 164, 172)
    static let gravel = Reflectance(184, 178, 166, 160)
    static let asphalt = Reflectance(118, 119, 121, 104)
    static let freshAsphalt = Reflectance(84, 86, 90, 76)
    static let concrete = Reflectance(192, 188, 180, 170)
    static let shallowWater = Reflectance(86, 98, 88, 40)
    static let deepWater = Reflectance(38, 56, 64, 14)

    /// Grass with the season's dryness; `vigor` 0...1 is how green this place stays.
    @inline(__always)
    static func grass(dryness: Float, vigor: Float) -> Reflectance {
        mix(lushGrass, strawGrass, ramp(dryness * 1.15 - 0.75 * (vigor - 0.5), 0, 1))
    }

    /// Fine brightness texture around 1.
    @inline(__always)
    static func grain(_ p: Position, _ wavelength: Float, strength: Float, _ seed: UInt32) -> Float {
        1 + strength * (2 * Noise.value(p, wavelength, seed) - 1)
    }
}
