internal import AerialCore

/// The county's land units: the Voronoi cells of one seed point in each cell of a square grid, so that the unit of a
/// place is found among nine.
struct LandUnitGrid: Sendable {
    /// Side of a grid cell in metres, so the typical width of a unit.
    let spacing: Float
    private let columns: Int
    /// Row by row; the grid reaches `margin` cells beyond the county on each side.
    let units: [LandUnit]
    /// Their seed points, close together in memory: every place asks for nine.
    private let centers: [Position]
    private let swingSeed: UInt32
    private static let margin = 2

    /// The two units nearest to a place, and how far it is from the straight border between them.
    struct Nearest {
        var first = 0
        var second = 0
        var borderDistance: Float = 0
    }

    init(widthMeters: Int, heightMeters: Int, seed: UInt64) {
        let side = Float(min(widthMeters, heightMeters)) / 4
        let spacing = min(1000, max(120, side))
        let columns = Int(Float(widthMeters) / spacing) + 1 + 2 * Self.margin
        let rows = Int(Float(heightMeters) / spacing) + 1 + 2 * Self.margin
        var units: [LandUnit] = []
        for row in 0..<rows {
            for column in 0..<columns {
                units.append(
                    Self.unit(
                        column: column - Self.margin, row: row - Self.margin, spacing: spacing, seed: seed))
            }
        }
        self.spacing = spacing
        self.columns = columns
        swingSeed = UInt32(truncatingIfNeeded: SeededGenerator.mixed(seed ^ 0x5317))
        self.units = units
        centers = units.map(\.center)
    }

    /// Bends the whole lattice smoothly, so that roads swing and units differ in size. Widths on the ground change by a
    /// sixth or so.
    @inline(__always)
    func swung(_ p: Position) -> Position {
        p + Noise.displacement(p, 2.3 * spacing, swingSeed) * (0.75 * spacing)
    }

    /// Searches the nine cells around `p`: enough, since seed points keep a fifth of a cell from their cell's edge.
    @inline(__always)
    func nearest(to p: Position) -> Nearest {
        let column = Int(Lattice.floor(p.x / spacing)) + Self.margin
        let row = Int(Lattice.floor(p.y / spacing)) + Self.margin
        var found = Nearest()
        var firstSquared = Float.infinity
        var secondSquared = Float.infinity
        let rows = units.count / columns
        for r in max(0, row - 1)...min(rows - 1, max(0, row + 1)) {
            for c in max(0, column - 1)...min(columns - 1, max(0, column + 1)) {
                let offset = centers[r * columns + c] - p
                let squared = (offset * offset).sum()
                if squared < firstSquared {
                    (found.second, secondSquared) = (found.first, firstSquared)
                    (found.first, firstSquared) = (r * columns + c, squared)
                } else if squared < secondSquared {
                    (found.second, secondSquared) = (r * columns + c, squared)
                }
            }
        }
        let apart = centers[found.first] - centers[found.second]
        found.borderDistance = (secondSquared - firstSquared) / (2 * (apart * apart).sum().squareRoot())
        return found
    }

    private static func unit(column: Int, row: Int, spacing: Float, seed: UInt64) -> LandUnit {
        let bits = Lattice.hash(
            Int32(column), Int32(row), UInt32(truncatingIfNeeded: SeededGenerator.mixed(seed)))
        var dice = Dice(bits)
        let center =
            Position(Float(column) + dice.roll(0.22, 0.78), Float(row) + dice.roll(0.22, 0.78)) * spacing
        let kind = LandMix.kind(column: column, row: row, seed: seed)
        let (cover, code) = kind.choose(dice.roll())
        var unit = LandUnit(cover: cover, code: code, center: center, seed: dice.bits)
        if !cover.isDeveloped, dice.roll() < 0.28 {
            unit.pondRadius = dice.roll(0.05, 0.13) * spacing
            unit.pondCenter = center + Position(dice.roll(-0.15, 0.15), dice.roll(-0.15, 0.15)) * spacing
        }
        return unit
    }
}
