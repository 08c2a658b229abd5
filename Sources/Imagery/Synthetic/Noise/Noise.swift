/// Smooth random fields over the county, each a pure function of place and seed.
enum Noise {
    /// Value noise in 0...1: random at the points of a square lattice `wavelength` metres apart, smooth between.
    @inline(__always)
    static func value(_ p: Position, _ wavelength: Float, _ seed: UInt32) -> Float {
        let scaled = p * (1 / wavelength)
        let x = Lattice.floor(scaled.x)
        let y = Lattice.floor(scaled.y)
        let tx = eased(scaled.x - Float(x))
        let ty = eased(scaled.y - Float(y))
        let north = mix(
            Lattice.unit(Lattice.hash(x, y, seed)), Lattice.unit(Lattice.hash(x &+ 1, y, seed)), tx)
        let south = mix(
            Lattice.unit(Lattice.hash(x, y &+ 1, seed)), Lattice.unit(Lattice.hash(x &+ 1, y &+ 1, seed)), tx)
        return mix(north, south, ty)
    }

    /// Two independent fields as ``value(_:_:_:)`` gives them, less 0.5 each, for the price of one: a displacement.
    @inline(__always)
    static func displacement(_ p: Position, _ wavelength: Float, _ seed: UInt32) -> Position {
        let scaled = p * (1 / wavelength)
        let x = Lattice.floor(scaled.x)
        let y = Lattice.floor(scaled.y)
        let tx = eased(scaled.x - Float(x))
        let ty = eased(scaled.y - Float(y))
        @inline(__always)
        func corner(_ x: Int32, _ y: Int32) -> Position {
            let bits = Lattice.hash(x, y, seed)
            return Position(Float(bits & 0xFFFF), Float(bits >> 16))
        }
        let northwest = corner(x, y)
        let southwest = corner(x, y &+ 1)
        let north = northwest + (corner(x &+ 1, y) - northwest) * tx
        let south = southwest + (corner(x &+ 1, y &+ 1) - southwest) * tx
        return (north + (south - north) * ty) * 0x1p-16 - 0.5
    }

    /// Octaves of value noise, each half as wide and half as strong as the one before; 0...1.
    @inline(__always)
    static func fractal(_ p: Position, _ wavelength: Float, octaves: Int, _ seed: UInt32) -> Float {
        var sum: Float = 0
        var weight: Float = 1
        var total: Float = 0
        var length = wavelength
        for octave in 0..<octaves {
            sum += weight * value(p, length, seed &+ UInt32(octave) &* 0x68E3_1DA4)
            total += weight
            weight *= 0.5
            length *= 0.5
        }
        return sum / total
    }

    /// A winding line: the distance in metres to the level set of a smooth field at one half, good near the line.
    /// Trails and marsh creeks follow it.
    @inline(__always)
    static func distanceToWindingLine(
        _ p: Position, _ wavelength: Float, _ seed: UInt32, near: Float = 12
    ) -> Float {
        let here = winding(p, wavelength, seed)
        // The field's slope seldom passes 2 a wavelength, so this place is at least half of `near` away.
        if abs(here) * wavelength > near { return abs(here) * wavelength }
        let step = wavelength / 64
        let east = winding(p + Position(step, 0), wavelength, seed) - here
        let south = winding(p + Position(0, step), wavelength, seed) - here
        return abs(here) * step / max((east * east + south * south).squareRoot(), 0.006)
    }

    private static func winding(_ p: Position, _ wavelength: Float, _ seed: UInt32) -> Float {
        0.75 * value(p, wavelength, seed) + 0.25 * value(p, wavelength * 0.37, seed ^ 0x5BD1) - 0.5
    }

    /// A triangle wave in 0...1.
    @inline(__always)
    static func wave(_ distance: Float, _ period: Float) -> Float {
        abs(2 * Lattice.remainder(distance, period) / period - 1)
    }

    @inline(__always)
    private static func eased(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}

/// Linear interpolation from `a` (at 0) to `b` (at 1).
@inline(__always)
func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

/// 0 below `low`, 1 above `high`, linear between.
@inline(__always)
func ramp(_ value: Float, _ low: Float, _ high: Float) -> Float {
    max(0, min(1, (value - low) / (high - low)))
}
