internal import AerialCore

/// The county before anyone looks at it: which unit of land every place belongs to, at one date.
struct World: Sendable {
    let widthMeters: Int
    let heightMeters: Int
    let grid: LandUnitGrid
    /// The grid's units, then the waters and the roads, then the developments.
    let units: [LandUnit]
    let developments: [Development]
    let rivers: Rivers
    /// Size of the land units against the kilometre of a large county.
    let scale: Float
    let seed: UInt32

    var waterUnit: Int { grid.units.count }
    var roadUnit: Int { grid.units.count + 1 }
    var firstDevelopmentUnit: Int { grid.units.count + 2 }

    /// The world as it was before any development.
    init(widthMeters: Int, heightMeters: Int, seed: UInt64) {
        let grid = LandUnitGrid(widthMeters: widthMeters, heightMeters: heightMeters, seed: seed)
        let scale = grid.spacing / 1000
        let bits = UInt32(truncatingIfNeeded: SeededGenerator.mixed(seed ^ 0x5EED))
        self.init(
            widthMeters: widthMeters, heightMeters: heightMeters, grid: grid,
            rivers: Rivers(widthMeters: widthMeters, scale: scale, seed: bits ^ 0xF1), scale: scale,
            seed: bits,
            developments: [])
    }

    /// The same land with some of it built on.
    func developed(_ developments: [Development]) -> World {
        World(
            widthMeters: widthMeters, heightMeters: heightMeters, grid: grid, rivers: rivers, scale: scale,
            seed: seed, developments: developments)
    }

    private init(
        widthMeters: Int, heightMeters: Int, grid: LandUnitGrid, rivers: Rivers, scale: Float, seed: UInt32,
        developments: [Development]
    ) {
        self.widthMeters = widthMeters
        self.heightMeters = heightMeters
        self.grid = grid
        self.rivers = rivers
        self.scale = scale
        self.seed = seed
        self.developments = developments
        units =
            grid.units + [
                LandUnit(cover: .water, code: 11, center: .zero, seed: seed ^ 0xA7E4),
                LandUnit(cover: .road, code: 21, center: .zero, seed: seed ^ 0x40AD),
            ] + developments.map(\.unit)
    }
}
