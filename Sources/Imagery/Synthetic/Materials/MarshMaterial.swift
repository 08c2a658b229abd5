/// Wet meadow: reeds in patches, winding creeks, dark pools.
struct MarshMaterial: Material {
    private let unit: LandUnit
    private let season: Season

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let stand = Noise.fractal(p, 66, octaves: 3, unit.seed ^ 0x51)
        let creek = Noise.distanceToWindingLine(p, 150, unit.seed ^ 0x52, near: 40)
        let wet = creek - 1.2 - 2.2 * stand + season.drawdown * 0.12
        let pool = Noise.value(p, 27, unit.seed ^ 0x53)
        if wet < 0 || pool < 0.1 { return water(p, depth: max(-wet, 12 * (0.1 - pool))) }
        let reeds = mix(Reflectance(106, 116, 70, 168), Reflectance(152, 134, 88, 134), ramp(stand, 0.3, 0.7))
        let autumn = mix(reeds, Reflectance(168, 138, 92, 124), season.autumn * 0.75)
        let tufts = Noise.fractal(p, 7, octaves: 2, unit.seed ^ 0x54)
        let levee = 1 - 0.22 * ramp(creek, 14, 3)
        let color = autumn * ((0.82 + 0.36 * tufts) * levee)
        return Surface(color: color, height: 0.8 + 1.1 * tufts, code: unit.code)
    }

    private func water(_ p: Position, depth: Float) -> Surface {
        Surface(color: mix(Ground.shallowWater, Ground.deepWater, ramp(depth, 0, 2)), code: unit.code)
    }
}
