/// The surfaces of a window, pixel by pixel.
struct Canvas {
    let window: RenderWindow
    var colors: [Reflectance]
    var heights: [Float]
    var codes: [UInt8]

    init(window: RenderWindow) {
        let count = window.width * window.height
        self.window = window
        colors = [Reflectance](repeating: .zero, count: count)
        heights = [Float](repeating: 0, count: count)
        codes = [UInt8](repeating: 0, count: count)
    }
}

extension Canvas {
    /// Paints every place of the window with the material of its unit.
    init(of world: World, window: RenderWindow, season: Season) {
        self.init(window: window)
        let sites = world.sites(in: window)
        for row in 0..<window.height {
            var start = row * window.width
            let end = start + window.width
            while start < end {
                var stop = start + 1
                while stop < end, sites[stop].unit == sites[start].unit { stop += 1 }
                paint(world.units[Int(sites[start].unit)], sites, start..<stop, season)
                start = stop
            }
        }
    }

    /// Paints a run of pixels in one row that belong to one unit.
    private mutating func paint(_ unit: LandUnit, _ sites: [Site], _ run: Range<Int>, _ season: Season) {
        switch unit.cover {
        case .neighborhood: paint(NeighborhoodMaterial(unit: unit, season: season), sites, run)
        case .commercial: paint(CommercialMaterial(unit: unit, season: season), sites, run)
        case .farmland: paint(FarmlandMaterial(unit: unit, season: season), sites, run)
        case .forest: paint(ForestMaterial(unit: unit, season: season), sites, run)
        case .shrub: paint(ShrubMaterial(unit: unit, season: season), sites, run)
        case .barren: paint(BarrenMaterial(unit: unit, season: season), sites, run)
        case .grassland: paint(GrasslandMaterial(unit: unit, season: season), sites, run)
        case .marsh: paint(MarshMaterial(unit: unit, season: season), sites, run)
        case .water: paint(WaterMaterial(unit: unit, season: season), sites, run)
        case .road: paint(RoadMaterial(unit: unit, season: season), sites, run)
        }
    }

    @inline(__always)
    private mutating func paint<M: Material>(_ material: M, _ sites: [Site], _ run: Range<Int>) {
        let row = run.lowerBound / window.width
        for index in run {
            let p = window.position(column: index - row * window.width, row: row)
            let surface = material.surface(at: p, offset: sites[index].offset)
            colors[index] = surface.color
            heights[index] = surface.height
            codes[index] = surface.code
        }
    }
}
