/// Streets with houses, from leafy suburb to dense blocks.
struct NeighborhoodMaterial: Material {
    private let unit: LandUnit
    private let season: Season
    private let plan: StreetPlan
    private let trees: Crowns
    private let leafiness: Float
    private let isDense: Bool

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
        isDense = unit.code == 23
        let lot: (width: Float, depth: Float, trees: Float) =
            switch unit.code {
            case 21: (27 + 7 * unit.character, 42, 0.62)
            case 22: (19 + 4 * unit.character, 33, 0.38)
            default: (11 + 5 * unit.character, 25, 0.2)
            }
        plan = StreetPlan(unit: unit, lotWidth: lot.width, lotDepth: lot.depth)
        leafiness = unit.isNewlyBuilt ? 0.1 : lot.trees * (0.75 + 0.5 * unit.character)
        trees = Crowns(
            spacing: unit.isNewlyBuilt ? 8 : 11, radii: 0.25...0.58, depth: unit.isNewlyBuilt ? 2 : 6,
            disorder: 1,
            seed: unit.seed ^ 0xA1)
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let place = plan.place(of: p)
        let isStreet = place.street < StreetPlan.streetHalfWidth
        if place.blockSeed & 15 == 3, !isStreet, !isDense { return park(p) }
        let house = House(
            lotSeed: place.lotSeed, lotWidth: place.lotWidth, lotDepth: place.lotDepth, isDense: isDense)
        if !isStreet, house.covers(along: place.along, depth: place.depth), place.lotSeed >> 8 & 15 != 0 {
            return roof(p, house, place)
        }
        let tree = trees.cover(at: p, presence: isStreet ? leafiness * 0.45 : leafiness)
        if tree.plant != 0 { return crown(p, tree) }
        return Surface(color: isStreet ? street(p, place) : yard(p, house, place), code: unit.code)
    }

    private func crown(_ p: Position, _ tree: Crowns.Cover) -> Surface {
        let leaf =
            tree.plant >> 9 & 7 == 0
            ? Foliage.conifer(plant: tree.plant)
            : Foliage.broadleaf(plant: tree.plant, stand: 0.5, season: season)
        let clumps = Ground.grain(p, 1.8, strength: 0.14, unit.seed ^ 0xA2)
        return Surface(
            color: leaf * (clumps * (0.7 + 0.3 * ramp(tree.height, 0, 3))), height: 3 + tree.height,
            code: unit.code)
    }

    private func roof(_ p: Position, _ house: House, _ place: StreetPlan.Place) -> Surface {
        let color = house.roof * Ground.grain(p, 2.2, strength: 0.05, unit.seed ^ 0xA3)
        let height = house.roofHeight(along: place.along, depth: place.depth)
        return Surface(color: color, height: min(height, 12), code: unit.code)
    }

    private func street(_ p: Position, _ place: StreetPlan.Place) -> Reflectance {
        let base =
            unit.isNewlyBuilt
            ? Ground.freshAsphalt : mix(Ground.freshAsphalt, Ground.asphalt, 0.4 + unit.character)
        return base * Ground.grain(p, 14, strength: 0.08, unit.seed ^ 0xA4)
    }

    private func yard(_ p: Position, _ house: House, _ place: StreetPlan.Place) -> Reflectance {
        if place.depth < 1.7 || place.street < StreetPlan.streetHalfWidth + 1.7 { return Ground.concrete }
        if place.depth < house.depth.upperBound, house.drive.contains(place.along) {
            return Ground.concrete * 0.95
        }
        if isDense, place.depth > house.depth.upperBound, place.lotSeed & 3 != 0 {
            return Ground.asphalt * 1.1
        }
        let behind = place.depth - house.depth.upperBound
        if house.hasPool, behind > 4, behind < 9, place.along > 6, place.along < 14 {
            return Reflectance(92, 176, 190, 40)
        }
        if behind > 0, behind < 3.5, house.along.contains(place.along), place.lotSeed & 1 == 0 {
            return Ground.concrete * 0.9
        }
        return lawn(p, place)
    }

    /// Each owner waters as he likes; new ground is still bare in places.
    private func lawn(_ p: Position, _ place: StreetPlan.Place) -> Reflectance {
        let care = Lattice.unit(Lattice.mixed(place.lotSeed))
        let grass = Ground.grass(dryness: season.dryness * 0.8, vigor: 0.3 + 0.7 * care)
        let earth = unit.isNewlyBuilt ? ramp(Noise.value(p, 40, unit.seed ^ 0xA5), 0.35, 0.6) : 0
        return mix(grass, Ground.soil * 1.1, earth) * Ground.grain(p, 2.4, strength: 0.07, unit.seed ^ 0xA6)
    }

    private func park(_ p: Position) -> Surface {
        let tree = trees.cover(at: p, presence: 0.3)
        if tree.plant != 0 { return crown(p, tree) }
        let grass = Ground.grass(dryness: season.dryness * 0.8, vigor: Noise.value(p, 30, unit.seed ^ 0xA7))
        let path = Noise.distanceToWindingLine(p, 90, unit.seed ^ 0xA8) < 1.6
        return Surface(color: path ? Ground.concrete * 0.95 : grass, code: unit.code)
    }
}
