/// How a farm is divided: a grid of fields along the unit's axes, each column of them shifted along its length.
struct FieldPlan {
    private let axes: Axes
    private let seed: UInt32
    private let width: Float
    private let length: Float

    /// The field of one place.
    struct Place {
        let fieldSeed: UInt32
        /// Metres across and along the field from its corner.
        let across: Float
        let along: Float
        /// Distance to the field's nearest edge, in metres.
        let edge: Float
        /// True when the nearest edge is one of the long ones.
        let isLongEdge: Bool
        let width: Float
        let length: Float
    }

    init(unit: LandUnit) {
        var dice = Dice(unit.seed ^ 0xF1E1D)
        axes = unit.axes
        seed = unit.seed
        width = dice.roll(130, 290)
        length = dice.roll(220, 460)
    }

    @inline(__always)
    func place(of p: Position) -> Place {
        let turned = axes.turned(p)
        let column = Lattice.floor(turned.x / width)
        let shift = Lattice.unit(Lattice.hash(column, 0, seed)) * length
        let row = Lattice.floor((turned.y + shift) / length)
        let across = turned.x - Float(column) * width
        let along = turned.y + shift - Float(row) * length
        let longEdge = min(across, width - across)
        let shortEdge = min(along, length - along)
        return Place(
            fieldSeed: Lattice.hash(column, row, seed ^ 0xF0), across: across, along: along,
            edge: min(longEdge, shortEdge), isLongEdge: longEdge < shortEdge, width: width, length: length)
    }
}
