/// Rivers and ponds: smooth and dark, paler along the shore, with some glint. In a drought the shore falls dry.
struct WaterMaterial: Material {
    private let unit: LandUnit
    private let season: Season

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let depth = offset - season.drawdown * (0.4 + 1.2 * Noise.value(p, 80, unit.seed ^ 0x61))
        if depth < 0 {
            let mud = mix(Ground.darkSoil, Ground.sand, Noise.value(p, 19, unit.seed ^ 0x62))
            return Surface(color: mud * Ground.grain(p, 3, strength: 0.06, unit.seed), code: unit.code)
        }
        let silt = Noise.fractal(p, 260, octaves: 2, unit.seed ^ 0x63)
        let deep = mix(Ground.deepWater, Ground.shallowWater, ramp(silt, 0.45, 0.95) * 0.6)
        var color = mix(Ground.shallowWater, deep, ramp(depth, 0, 9))
        let glint = Noise.value(Position(p.x * 0.35, p.y), 3, unit.seed ^ 0x64)
        color += Reflectance(repeating: 9 * ramp(glint, 0.62, 1) + 5 * (silt - 0.5))
        return Surface(color: color, code: unit.code)
    }
}
