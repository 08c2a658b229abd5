/// Degrees east, whose numbers jump from 180 to -180 at the date line.
enum Longitude {
    /// The same meridian from -180 up to 180.
    static func usual(_ degrees: Double) -> Double {
        let turned = degrees - 360 * ((degrees + 180) / 360).rounded(.down)
        return turned >= 180 ? turned - 360 : turned
    }

    /// Meridians that lie near each other, with numbers that do too: those west of 180 and east of it are counted on
    /// beyond 180.
    static func together(_ degrees: [Double]) -> [Double] {
        guard let low = degrees.min(), let high = degrees.max(), high - low > 180 else { return degrees }
        return degrees.map { $0 < 0 ? $0 + 360 : $0 }
    }
}
