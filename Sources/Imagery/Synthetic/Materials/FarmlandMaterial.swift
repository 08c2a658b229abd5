/// Fields: crops in rows with the tracks of the sprayer, headlands, and hedges or lanes between.
struct FarmlandMaterial: Material {
    private let unit: LandUnit
    private let season: Season
    private let plan: FieldPlan
    private let hedge: Crowns
    private let lone: Crowns

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
        plan = FieldPlan(unit: unit)
        hedge = Crowns(spacing: 5.5, radii: 0.35...0.65, depth: 5, disorder: 1, seed: unit.seed ^ 0x81)
        lone = Crowns(spacing: 19, radii: 0.2...0.36, depth: 6, disorder: 1, seed: unit.seed ^ 0x8B)
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let place = plan.place(of: p)
        let crop = Crop.growing(fieldSeed: place.fieldSeed, season: season)
        if place.edge < 3.2 { return boundary(p, place, code: crop.code) }
        switch crop {
        case .orchard: return orchard(p, place)
        case .hay, .pasture: return meadow(p, place, crop)
        default: return rows(p, place, crop)
        }
    }

    private func rows(_ p: Position, _ place: FieldPlan.Place, _ crop: Crop) -> Surface {
        var dice = Dice(place.fieldSeed ^ 0x82)
        let period = dice.roll(3.4, 6.4)
        let runsAlong = dice.roll() < 0.72
        // On the headland the machine turns: rows run along the short edge.
        let isHeadland = runsAlong ? min(place.along, place.length - place.along) < 14 : false
        let t = runsAlong != isHeadland ? place.across : place.along
        let (row, gap) = crop.colors
        let contrast = dice.roll(0.65, 1)
        var color = mix(gap, row, 0.5 + contrast * (Noise.wave(t, period) - 0.5))
        let passWidth = period * 6
        if Lattice.remainder(t + 3, passWidth) < 1.5, !isHeadland {
            color = mix(color, Ground.soil * 0.82, 0.6)
        }
        let moisture = Noise.fractal(p, 85, octaves: 2, unit.seed ^ 0x83)
        color *=
            (0.8 + 0.36 * moisture) * dice.roll(0.9, 1.1) * Ground.grain(p, 1.5, strength: 0.05, unit.seed)
        let height: Float = crop == .maize ? 1.6 + 0.7 * Noise.wave(t, period) : 0.5 * Noise.wave(t, period)
        return Surface(color: color, height: height, code: crop.code)
    }

    /// Hay in mown swaths, pasture in faint ones.
    private func meadow(_ p: Position, _ place: FieldPlan.Place, _ crop: Crop) -> Surface {
        var dice = Dice(place.fieldSeed ^ 0x84)
        let tree = crop == .pasture ? lone.cover(at: p, presence: 0.07) : Crowns.Cover()
        if tree.plant != 0 {
            let leaf = Foliage.broadleaf(plant: tree.plant, stand: 0.4, season: season)
            return Surface(color: leaf, height: 3 + tree.height, code: crop.code)
        }
        let swath = dice.roll(6, 9.5)
        let t = dice.roll() < 0.6 ? place.across : place.along
        let (row, gap) = crop.colors
        let stripe =
            crop == .hay ? ramp(Noise.wave(t, swath * 2), 0.35, 0.65) : Noise.wave(t, swath * 1.5) * 0.7
        let dry = Ground.grass(
            dryness: season.dryness, vigor: Noise.fractal(p, 60, octaves: 2, unit.seed ^ 0x85))
        let color = mix(mix(gap, row, stripe), dry, 0.2 + 0.4 * season.dryness)
        return Surface(
            color: color * (0.94 + 0.12 * stripe) * Ground.grain(p, 1.8, strength: 0.05, unit.seed ^ 0x86),
            height: 0.25 * stripe, code: crop.code)
    }

    private func orchard(_ p: Position, _ place: FieldPlan.Place) -> Surface {
        var dice = Dice(place.fieldSeed ^ 0x87)
        let trees = Crowns(
            spacing: dice.roll(6.5, 8.5), radii: 0.36...0.46, depth: 3, disorder: 0.12, seed: place.fieldSeed)
        let tree = trees.cover(at: Position(place.across, place.along), presence: 0.97)
        if tree.plant != 0, place.edge > 6 {
            let leaf = Foliage.broadleaf(plant: tree.plant, stand: 0.3, season: season)
            return Surface(color: leaf * 1.05, height: 1 + tree.height, code: Crop.orchard.code)
        }
        let (row, gap) = Crop.orchard.colors
        let color = mix(gap, row, Noise.wave(place.across, trees.spacing))
        return Surface(
            color: color * Ground.grain(p, 2, strength: 0.06, unit.seed ^ 0x88), code: Crop.orchard.code)
    }

    /// Between fields: a hedge along some long edges, else a lane or a grass balk.
    private func boundary(_ p: Position, _ place: FieldPlan.Place, code: UInt8) -> Surface {
        let line = Noise.value(p, 240, unit.seed ^ 0x89)
        if place.isLongEdge, line > 0.6 {
            let crown = hedge.cover(at: p, presence: 0.85)
            if crown.plant != 0 {
                let leaf = Foliage.broadleaf(plant: crown.plant, stand: line, season: season)
                return Surface(color: leaf, height: 2 + crown.height, code: code)
            }
        }
        let isLane = !place.isLongEdge && line < 0.7
        let balk = Ground.grass(dryness: season.dryness, vigor: line)
        return Surface(
            color: (isLane ? Ground.sand * 0.95 : balk)
                * Ground.grain(p, 2, strength: 0.08, unit.seed ^ 0x8A),
            code: code)
    }
}
