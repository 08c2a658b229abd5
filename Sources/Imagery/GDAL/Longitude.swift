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

    /// Meridians along a line, each with the number that lies nearest to the one before: beyond 180 they are counted on.
    /// - Parameter circle: what the numbers jump by at the date line: 360 in degrees.
    static func followed(_ meridians: [Double], circle: Double = 360) -> [Double] {
        var (rounds, last) = (0.0, meridians.first ?? 0)
        return meridians.map { meridian in
            rounds -= ((meridian - last) / circle).rounded()
            last = meridian
            return meridian + rounds * circle
        }
    }
}
