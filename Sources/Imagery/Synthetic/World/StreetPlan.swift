/// How a neighbourhood is laid out: streets around blocks, two rows of lots back to back in each.
struct StreetPlan {
    private let axes: Axes
    private let seed: UInt32
    /// A block with its half of the streets around it, across and along.
    let blockWidth: Float
    let blockLength: Float
    let lotsAlong: Int
    /// How far the streets swing from their straight course, in metres.
    private let swing: Float
    /// Half the carriageway.
    static let streetHalfWidth: Float = 4.2

    struct Place {
        let blockSeed: UInt32
        let lotSeed: UInt32
        /// Distance to the middle of the nearest street, in metres.
        let street: Float
        /// Distance from the street's edge into the lot, and along the street from the lot's side, in metres.
        let depth: Float
        let along: Float
        let lotWidth: Float
        let lotDepth: Float
    }

    init(unit: LandUnit, lotWidth: Float, lotDepth: Float) {
        var dice = Dice(unit.seed ^ 0x57EE7)
        axes = unit.axes
        seed = unit.seed
        lotsAlong = 6 + Int(dice.roll(0, 5))
        blockWidth = 2 * (lotDepth + Self.streetHalfWidth)
        blockLength = Float(lotsAlong) * lotWidth + 2 * Self.streetHalfWidth
        swing = unit.code == 21 ? 90 : unit.code == 22 && unit.character > 0.4 ? 60 : 0
    }

    @inline(__always)
    func place(of p: Position) -> Place {
        var turned = axes.turned(p)
        if swing > 0 {
            turned.x += swing * (Noise.value(p, 240, seed ^ 0x91) - 0.5)
            turned.y += swing * (Noise.value(p, 260, seed ^ 0x92) - 0.5)
        }
        let column = Lattice.floor(turned.x / blockWidth)
        let row = Lattice.floor(turned.y / blockLength)
        let across = turned.x - Float(column) * blockWidth
        let along = turned.y - Float(row) * blockLength
        let half = Self.streetHalfWidth
        let lotWidth = (blockLength - 2 * half) / Float(lotsAlong)
        let lot = Lattice.floor((along - half) / lotWidth)
        let isWest = across < blockWidth / 2
        let frontage = isWest ? across : blockWidth - across
        let blockSeed = Lattice.hash(column, row, seed ^ 0x93)
        return Place(
            blockSeed: blockSeed, lotSeed: Lattice.hash(lot, isWest ? 0 : 1, blockSeed),
            street: min(frontage, along, blockLength - along), depth: frontage - half,
            along: along - half - Float(lot) * lotWidth, lotWidth: lotWidth, lotDepth: blockWidth / 2 - half)
    }
}
