/// Ground without plants: a quarry in terraces, sand, or bare rock, with the tracks of lorries.
struct BarrenMaterial: Material {
    private enum Kind { case quarry, sand, rock }
    private let unit: LandUnit
    private let kind: Kind

    init(unit: LandUnit, season: Season) {
        self.unit = unit
        kind = unit.character < 0.42 ? .quarry : unit.character < 0.7 ? .sand : .rock
    }

    func surface(at p: Position, offset: Float) -> Surface {
        var surface =
            switch kind {
            case .quarry: quarry(p)
            case .sand: sand(p)
            case .rock: rock(p)
            }
        let track = Noise.distanceToWindingLine(p, kind == .quarry ? 190 : 340, unit.seed ^ 0x31)
        if track < 3.4 {
            let rut = abs(track - 1.6) < 0.7 ? Float(0.86) : 1.06
            surface.color = mix(surface.color, Ground.gravel * rut, 0.75)
        }
        return surface
    }

    /// Steps cut into the slope; their faces throw shadows.
    private func quarry(_ p: Position) -> Surface {
        let relief = 5.5 * Noise.fractal(p, 230, octaves: 2, unit.seed ^ 0x32)
        let step = Float(Lattice.floor(relief))
        let level = step + ramp(relief - step, 0.82, 1)
        let tint = Noise.value(Position(step * 31, 0.5), 1, unit.seed ^ 0x33)
        let floor = mix(Ground.gravel, Ground.soil * 1.08, tint * 0.8)
        let rubble = Ground.grain(p, 3.2, strength: 0.11, unit.seed ^ 0x34)
        let smooth = Ground.grain(p, 36, strength: 0.1, unit.seed ^ 0x35)
        return Surface(color: floor * (rubble * smooth), height: level * 2, code: unit.code)
    }

    /// Dunes and ripples.
    private func sand(_ p: Position) -> Surface {
        let turned = unit.axes.turned(p)
        let drift = Noise.fractal(Position(turned.x, turned.y * 0.3), 60, octaves: 3, unit.seed ^ 0x36)
        let ripple = Noise.wave(turned.x + 14 * drift, 11)
        let color = mix(Ground.sand * 0.88, Ground.sand * 1.1, drift)
        let grain = Ground.grain(p, 1.6, strength: 0.03, unit.seed ^ 0x37)
        return Surface(color: color * grain, height: 5 * drift + 0.35 * ripple, code: unit.code)
    }

    /// Ledges and cracks.
    private func rock(_ p: Position) -> Surface {
        let turned = unit.axes.turned(p)
        let rough = Noise.fractal(Position(turned.x, turned.y * 0.55), 42, octaves: 4, unit.seed ^ 0x38)
        let crack = abs(
            2 * Noise.fractal(Position(turned.x * 0.22, turned.y), 22, octaves: 2, unit.seed ^ 0x39) - 1)
        let stone = mix(Reflectance(128, 122, 116, 112), Reflectance(190, 180, 166, 158), rough)
        let lichen = ramp(Noise.value(p, 75, unit.seed ^ 0x3A), 0.6, 0.95) * 0.35
        let color = mix(stone, Ground.darkSoil, lichen) * (0.74 + 0.26 * ramp(crack, 0.01, 0.07))
        let grain = Ground.grain(p, 2, strength: 0.1, unit.seed ^ 0x3B)
        return Surface(color: color * grain, height: 7 * rough, code: unit.code)
    }
}
