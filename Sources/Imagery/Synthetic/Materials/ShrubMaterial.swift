/// Scrub: bushes and their shadows scattered over pale ground.
struct ShrubMaterial: Material {
    private let unit: LandUnit
    private let season: Season
    private let bushes: Crowns
    private let tufts: Crowns
    private let density: Float

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
        density = mix(0.42, 0.8, unit.character)
        bushes = Crowns(
            spacing: mix(5.2, 7.2, 1 - unit.character), radii: 0.22...0.52, depth: 2.6, disorder: 1,
            seed: unit.seed ^ 0x21)
        tufts = Crowns(spacing: 2.9, radii: 0.25...0.5, depth: 0.7, disorder: 1, seed: unit.seed ^ 0x22)
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let cluster = Noise.fractal(p, 70, octaves: 2, unit.seed ^ 0x23)
        let presence = density * ramp(cluster, 0.1, 0.62) + 0.12
        let bush = bushes.cover(at: p, presence: presence)
        if bush.plant != 0 {
            let leaf = Foliage.bush(plant: bush.plant, season: season)
            let shade = 0.7 + 0.3 * ramp(bush.height, 0, 1)
            return Surface(
                color: leaf * shade * Ground.grain(p, 1.4, strength: 0.12, unit.seed),
                height: 0.5 + bush.height,
                code: unit.code)
        }
        return ground(p, cluster: cluster)
    }

    private func ground(_ p: Position, cluster: Float) -> Surface {
        let stony = Noise.value(p, 24, unit.seed ^ 0x24)
        let pale = mix(Ground.soil * 1.1, Ground.sand, ramp(stony + unit.character - 0.5, 0.3, 0.9))
        let grassy = ramp(Noise.value(p, 45, unit.seed ^ 0x25), 0.4, 0.75) * 0.65
        var color = mix(pale, Ground.grass(dryness: season.dryness + 0.25, vigor: cluster), grassy)
        color *= Ground.grain(p, 2.2, strength: 0.09, unit.seed ^ 0x26)
        let tuft = tufts.cover(at: p, presence: 0.35)
        if tuft.plant != 0 { color *= 0.8 }
        let trail = Noise.distanceToWindingLine(p, 310, unit.seed ^ 0x27)
        if trail < 2.2 { color = mix(color, Ground.sand * 1.04, 0.8) }
        return Surface(color: color, height: tuft.height, code: unit.code)
    }
}
