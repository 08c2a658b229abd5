/// Open grass, mottled at every size, with paths and a rare bush.
struct GrasslandMaterial: Material {
    private let unit: LandUnit
    private let season: Season
    private let bushes: Crowns

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
        bushes = Crowns(spacing: 17, radii: 0.08...0.2, depth: 3, disorder: 1, seed: unit.seed ^ 0x41)
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let bush = bushes.cover(at: p, presence: 0.05)
        if bush.plant != 0 {
            let leaf = Foliage.bush(plant: bush.plant, season: season)
            return Surface(color: leaf, height: 0.5 + bush.height, code: unit.code)
        }
        let broad = Noise.fractal(p, 160, octaves: 3, unit.seed ^ 0x42)
        let tussocks = Noise.fractal(p, 11, octaves: 3, unit.seed ^ 0x43)
        let vigor = broad + 1.1 * (tussocks - 0.5) + 0.9 * (unit.character - 0.5)
        var color = Ground.grass(dryness: season.dryness + 0.15, vigor: vigor)
        color = mix(
            color, Reflectance(142, 112, 84, 120), 0.45 * ramp(Noise.value(p, 52, unit.seed ^ 0x44), 0.6, 0.9)
        )
        color *= 0.78 + 0.44 * tussocks
        let path = Noise.distanceToWindingLine(p, 420, unit.seed ^ 0x45)
        if path < 1.6 { color = mix(color, Ground.soil, 0.55) }
        return Surface(color: color, height: 0.7 * tussocks, code: unit.code)
    }
}
