/// Big flat roofs, car parks and access roads.
struct CommercialMaterial: Material {
    private let unit: LandUnit
    private let season: Season
    private let plan: StreetPlan
    private let trees: Crowns

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        self.season = season
        // A lot is a whole property here: a building and its car park.
        plan = StreetPlan(unit: unit, lotWidth: 74 + 40 * unit.character, lotDepth: 82)
        trees = Crowns(spacing: 9, radii: 0.2...0.42, depth: 3, disorder: 0.5, seed: unit.seed ^ 0xB1)
    }

    func surface(at p: Position, offset: Float) -> Surface {
        let place = plan.place(of: p)
        if place.street < StreetPlan.streetHalfWidth {
            return Surface(
                color: Ground.asphalt * Ground.grain(p, 15, strength: 0.06, unit.seed), code: unit.code)
        }
        if place.street < StreetPlan.streetHalfWidth + 5 { return strip(p) }
        var dice = Dice(place.lotSeed)
        let front = dice.roll(22, 44)
        let back = place.lotDepth - dice.roll(3, 9)
        let side = dice.roll(4, 13)
        let isRoof =
            place.depth > front && place.depth < back
            && place.along > side && place.along < place.lotWidth - dice.roll(4, 12)
        if isRoof, dice.roll() < 0.88 { return roof(p, place, &dice) }
        return parking(p, place, isTruckYard: dice.roll() < 0.3)
    }

    private func roof(_ p: Position, _ place: StreetPlan.Place, _ dice: inout Dice) -> Surface {
        let tone = dice.roll()
        let base =
            tone < 0.45
            ? Reflectance(218, 218, 216, 200)
            : tone < 0.75 ? Reflectance(158, 156, 152, 144) : Reflectance(112, 110, 110, 100)
        let height = dice.roll(6, 11)
        let seams: Float = Noise.wave(place.along, 12) > 0.9 ? 0.95 : 1
        let units = Crowns(spacing: 17, radii: 0.09...0.15, depth: 1, disorder: 0.6, seed: place.lotSeed)
        let machine = units.cover(at: Position(place.along, place.depth), presence: 0.45)
        let stain = Ground.grain(p, 26, strength: 0.05, unit.seed ^ 0xB2)
        let color = machine.plant != 0 ? Reflectance(repeating: 176) : base * (seams * stain)
        return Surface(color: color, height: height + (machine.plant != 0 ? 2 : 0), code: unit.code)
    }

    /// Double rows of stalls with aisles between; a lorry yard has fewer and longer vehicles.
    private func parking(_ p: Position, _ place: StreetPlan.Place, isTruckYard: Bool) -> Surface {
        let stall: (width: Float, length: Float) = isTruckYard ? (4.5, 15) : (2.8, 5.4)
        let module = 2 * stall.length + 7
        let t = Lattice.remainder(place.depth, module)
        let paving =
            (place.lotSeed & 1 == 0 ? Ground.asphalt : Ground.freshAsphalt * 1.1)
            * Ground.grain(p, 9, strength: 0.07, unit.seed ^ 0xB3)
        guard t < 2 * stall.length else { return Surface(color: paving, code: unit.code) }
        let slot = Lattice.floor(place.along / stall.width)
        let row = Lattice.floor(place.depth / module) &* 2 &+ (t < stall.length ? 0 : 1)
        let bits = Lattice.hash(slot, row, place.lotSeed ^ (season.year &* 0x77))
        let inStall = Position(place.along - Float(slot) * stall.width, Lattice.remainder(t, stall.length))
        let isCar =
            bits & 0xFF < (isTruckYard ? 90 : 150) && inStall.x > 0.5 && inStall.x < stall.width - 0.4
            && inStall.y > 0.6 && inStall.y < stall.length - 0.5
        if isCar { return Surface(color: Self.paint(bits), height: isTruckYard ? 3.5 : 1.4, code: unit.code) }
        let isLine = inStall.x < 0.35
        return Surface(color: isLine ? mix(paving, Ground.concrete, 0.6) : paving, code: unit.code)
    }

    private static func paint(_ bits: UInt32) -> Reflectance {
        var dice = Dice(bits)
        let shade = dice.roll()
        if shade > 0.85 { return Reflectance(150, 62, 58, 120) }
        if shade > 0.72 { return Reflectance(70, 88, 132, 100) }
        return Reflectance(repeating: shade < 0.3 ? 226 : shade < 0.5 ? 150 : 58)
    }

    /// Mown grass with young trees beside the street.
    private func strip(_ p: Position) -> Surface {
        let tree = trees.cover(at: p, presence: unit.isNewlyBuilt ? 0.08 : 0.25)
        if tree.plant != 0 {
            let leaf = Foliage.broadleaf(plant: tree.plant, stand: 0.5, season: season)
            return Surface(color: leaf, height: 2 + tree.height, code: unit.code)
        }
        let grass = Ground.grass(dryness: season.dryness, vigor: 0.5)
        return Surface(color: grass * Ground.grain(p, 2.4, strength: 0.07, unit.seed ^ 0xB4), code: unit.code)
    }
}
