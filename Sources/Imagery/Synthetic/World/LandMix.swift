internal import AerialCore

/// How the classes share the county: each square of 4 x 4 grid cells holds the same sixteen units in another order, so
/// that a small county has every class and a large one balanced shares.
enum LandMix: CaseIterable {
    case developed, cultivated, forest, shrub, barren, herbaceous

    private static let side = 4
    private static let square: [LandMix] =
        repeated(.developed, 3) + repeated(.cultivated, 3) + repeated(.forest, 3) + repeated(.shrub, 2)
        + repeated(.barren, 2) + repeated(.herbaceous, 3)

    static func kind(column: Int, row: Int, seed: UInt64) -> LandMix {
        let squareColumn = Int((Double(column) / Double(side)).rounded(.down))
        let squareRow = Int((Double(row) / Double(side)).rounded(.down))
        let bits = Lattice.hash(Int32(squareColumn), Int32(squareRow), 0x51_AB1E)
        var generator = SeededGenerator(seed: seed ^ UInt64(bits))
        let order = square.shuffled(using: &generator)
        return order[(row - squareRow * side) * side + column - squareColumn * side]
    }

    /// The cover and the land cover code of a unit, by a number in 0..<1.
    func choose(_ roll: Float) -> (cover: LandCover, code: UInt8) {
        switch self {
        case .developed:
            roll < 0.3
                ? (.neighborhood, 21)
                : roll < 0.6 ? (.neighborhood, 22) : roll < 0.8 ? (.neighborhood, 23) : (.commercial, 24)
        case .cultivated: (.farmland, 82)
        case .forest: (.forest, roll < 0.42 ? 41 : roll < 0.64 ? 42 : roll < 0.86 ? 43 : 90)
        case .shrub: (.shrub, 52)
        case .barren: (.barren, 31)
        case .herbaceous: roll < 0.68 ? (.grassland, 71) : (.marsh, 95)
        }
    }

    private static func repeated(_ kind: LandMix, _ count: Int) -> [LandMix] {
        Array(repeating: kind, count: count)
    }
}
