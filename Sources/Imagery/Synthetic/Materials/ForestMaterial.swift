/// Closed canopy: crowns of many sizes with gaps, broad-leaved, coniferous, mixed or wet.
struct ForestMaterial: Material {
    private let unit: LandUnit
    private let season: Season
    private let large: Crowns
    private let small: Crowns
    private let coniferShare: Float
    private let isWet: Bool

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
        isWet = unit.code == 90
        coniferShare =
            switch unit.code {
            case 41: 0.04
            case 42: 0.93
            case 43: 0.5
            default: 0.12
            }
        let size: Float = unit.code == 42 ? 0.78 : mix(0.85, 1.15, unit.character)
        large = Crowns(
            spacing: 9.5 * size, radii: 0.4...0.68, depth: 6.5, disorder: 1, seed: unit.seed ^ 0x7A)
        small = Crowns(
            spacing: 5.8 * size, radii: 0.45...0.7, depth: 4.5, disorder: 1, seed: unit.seed ^ 0x7B)
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let patch = Noise.value(p, 110, unit.seed ^ 0x11)
        let opening = Noise.value(p, 34, unit.seed ^ 0x12)
        let presence: Float = (isWet ? 0.62 : 0.93) * ramp(opening, 0.06, 0.2)
        let conifers = ramp(
            coniferShare + 1.6 * (patch - 0.5) * (coniferShare * (1 - coniferShare) * 4), 0, 1)
        let pointed = coniferShare > 0.8
        let tall = large.cover(at: p, presence: presence * 0.75, pointed: pointed)
        let low = small.cover(at: p, presence: presence, pointed: pointed)
        let crown = tall.height + 1.2 > low.height ? (tall.plant == 0 ? low : tall) : low
        guard crown.plant != 0 else { return floor(p) }
        let isConifer = Float(crown.plant >> 9 & 0xFF) < conifers * 256
        let leaf =
            isConifer
            ? Foliage.conifer(plant: crown.plant)
            : Foliage.broadleaf(plant: crown.plant, stand: mix(patch, opening, 0.3), season: season)
        let clumps = Ground.grain(p, 1.9, strength: 0.16, unit.seed ^ 0x13)
        let depth = 0.66 + 0.34 * ramp(crown.height, 0, 3.5)
        return Surface(color: leaf * (clumps * depth), height: 7 + crown.height, code: unit.code)
    }

    /// The ground between crowns: litter, ferns, or standing water in a swamp.
    private func floor(_ p: Position) -> Surface {
        let damp = Noise.value(p, 14, unit.seed ^ 0x14)
        let litter = mix(Reflectance(70, 72, 54, 110), Reflectance(104, 92, 72, 112), season.autumn)
        let wet = mix(Reflectance(46, 54, 48, 40), Reflectance(110, 118, 78, 150), ramp(damp, 0.35, 0.6))
        let color = isWet ? wet : litter * Ground.grain(p, 2.5, strength: 0.2, unit.seed ^ 0x15)
        return Surface(color: color, height: 3, code: unit.code)
    }
}
