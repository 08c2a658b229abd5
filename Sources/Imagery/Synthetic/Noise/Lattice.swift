/// A place in the county in metres from its north-west corner: x east, y SOUTH, as pixels run.
typealias Position = SIMD2<Float>

/// Random numbers that belong to places: the same lattice point gives the same number on every thread.
enum Lattice {
    /// A well-spread hash of a lattice point, after Ettinger's `lowbias32` finaliser.
    @inline(__always)
    static func hash(_ x: Int32, _ y: Int32, _ seed: UInt32) -> UInt32 {
        mixed((UInt32(bitPattern: x) &* 0x9E37_79B1 &+ UInt32(bitPattern: y) &* 0x85EB_CA77) ^ seed)
    }

    @inline(__always)
    static func mixed(_ value: UInt32) -> UInt32 {
        var h = value
        h = (h ^ (h >> 16)) &* 0x7FEB_352D
        h = (h ^ (h >> 15)) &* 0x846C_A68B
        return h ^ (h >> 16)
    }

    /// The bits as a number in 0..<1.
    @inline(__always)
    static func unit(_ bits: UInt32) -> Float { Float(bits >> 8) * 0x1p-24 }

    /// The largest whole number not above `value`.
    @inline(__always)
    static func floor(_ value: Float) -> Int32 {
        let whole = Int32(value)
        return whole &- (value < Float(whole) ? 1 : 0)
    }

    /// What remains of `value` after whole steps of `period`: 0..<period.
    @inline(__always)
    static func remainder(_ value: Float, _ period: Float) -> Float {
        value - Float(floor(value / period)) * period
    }
}

/// A short sequence of random numbers that starts from one hash: the many small choices of one house or crop.
struct Dice {
    private(set) var bits: UInt32

    @inline(__always)
    init(_ bits: UInt32) { self.bits = bits }

    /// The next number in 0..<1.
    @inline(__always)
    mutating func roll() -> Float {
        bits = Lattice.mixed(bits &+ 0x9E37_79B9)
        return Lattice.unit(bits)
    }

    @inline(__always)
    mutating func roll(_ low: Float, _ high: Float) -> Float { low + (high - low) * roll() }
}
