/// A country road: asphalt with its lines, a shoulder and a mown verge.
struct RoadMaterial: Material {
    private let unit: LandUnit
    private let season: Season

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let wear = Ground.grain(p, 12, strength: 0.06, unit.seed ^ 0x71)
        let color =
            switch offset {
            case ..<0.4: mix(Ground.asphalt, Reflectance(200, 190, 120, 170), 0.5)
            case ..<3.8: Ground.asphalt * wear
            case ..<5: Ground.gravel * (0.92 * wear)
            default:
                Ground.grass(dryness: season.dryness, vigor: Noise.value(p, 16, unit.seed ^ 0x72))
                    * Ground.grain(p, 2, strength: 0.08, unit.seed ^ 0x73)
            }
        return Surface(color: color, code: unit.code)
    }
}
