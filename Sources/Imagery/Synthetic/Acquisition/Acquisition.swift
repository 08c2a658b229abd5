/// Red, green, blue and near infrared, each on the sensor's scale of 0...255 in full sun.
typealias Reflectance = SIMD4<Float>

/// Linear interpolation of colours.
@inline(__always)
func mix(_ a: Reflectance, _ b: Reflectance, _ t: Float) -> Reflectance { a + (b - a) * t }

/// One flight over the county: its season, its sun, its air and its camera.
struct Acquisition: Sendable {
    let season: Season
    let sun: Sun
    /// What shaded ground keeps of its light, by band: the blue sky lights it.
    let skylight: Reflectance
    /// What the air adds, and how much of the ground it hides (0...1).
    let haze: Reflectance
    let hazeShare: Float
    /// The camera's response by band.
    let gain: Reflectance
    /// Standard deviation of the sensor's noise, in digital numbers.
    let noise: Float
    let seed: UInt32

    /// A clear summer morning with a blue-ish camera.
    static let before = Acquisition(
        season: .summer, sun: Sun(azimuthDegrees: 146, elevationDegrees: 52),
        skylight: Reflectance(0.33, 0.39, 0.48, 0.28), haze: Reflectance(120, 142, 158, 110), hazeShare: 0.09,
        gain: Reflectance(0.94, 1.02, 1.05, 1.04), noise: 2.6, seed: 0xB4)

    /// An autumn afternoon after a dry summer, low sun, thin haze, a warmer and softer camera.
    static let after = Acquisition(
        season: .autumnInDrought, sun: Sun(azimuthDegrees: 213, elevationDegrees: 37),
        skylight: Reflectance(0.36, 0.39, 0.45, 0.30), haze: Reflectance(162, 158, 150, 120), hazeShare: 0.15,
        gain: Reflectance(1.10, 1.04, 0.97, 0.84), noise: 3.4, seed: 0xAF)
}
