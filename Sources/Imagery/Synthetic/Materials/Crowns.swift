/// Round plants in a jittered square pattern: trees, bushes, orchard rows.
struct Crowns {
    /// Distance between plants, in metres.
    let spacing: Float
    /// Crown radii as shares of the spacing; at most 0.7, so that four plants decide each place.
    let radii: ClosedRange<Float>
    /// Height of the crown's top above its rim, in metres, for the largest.
    let depth: Float
    /// 0 for a regular pattern, 1 for a random one.
    let disorder: Float
    let seed: UInt32

    /// The crown that covers a place.
    struct Cover {
        /// Above the crown's rim; 0 outside every crown.
        var height: Float = 0
        /// The plant's own number; 0 when none.
        var plant: UInt32 = 0
    }

    /// The tallest crown over `p`; each plant exists with the probability `presence`.
    /// - Parameter pointed: true for cones, false for domes.
    @inline(__always)
    func cover(at p: Position, presence: Float, pointed: Bool = false) -> Cover {
        let scaled = p / spacing - 0.5
        let x = Lattice.floor(scaled.x)
        let y = Lattice.floor(scaled.y)
        var tallest = Cover()
        for step in 0..<4 as Range<Int32> {
            let (column, row) = (x &+ (step & 1), y &+ (step >> 1))
            let bits = Lattice.hash(column, row, seed)
            guard Float(bits & 0xFF) < presence * 256 else { continue }
            let jitter = Position(Float((bits >> 8) & 0xFF), Float((bits >> 16) & 0xFF)) / 256 - 0.5
            let size = Float(bits >> 24) / 256
            let offset = scaled - Position(Float(column), Float(row)) - jitter * 0.6 * disorder
            let radius = mix(radii.lowerBound, radii.upperBound, size)
            let squared = (offset * offset).sum() / (radius * radius)
            guard squared < 1 else { continue }
            let profile = pointed ? 1 - squared.squareRoot() : 1 - squared
            let height = depth * (0.55 + 0.45 * size) * profile
            if height > tallest.height { tallest = Cover(height: height, plant: bits | 1) }
        }
        return tallest
    }
}
