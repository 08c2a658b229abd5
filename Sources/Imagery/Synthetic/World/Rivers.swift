/// Rivers that wind from north to south, one in about eight kilometres.
struct Rivers: Sendable {
    /// The course of each river when it does not wind, metres east.
    private let courses: [Float]
    private let seed: UInt32
    private let scale: Float

    init(widthMeters: Int, scale: Float, seed: UInt32) {
        let count = max(1, Int((Float(widthMeters) / 8000).rounded()))
        let share = Float(widthMeters) / Float(count)
        courses = (0..<count).map { number in
            var dice = Dice(Lattice.hash(Int32(number), 7, seed))
            return (Float(number) + dice.roll(0.3, 0.7)) * share
        }
        self.seed = seed
        self.scale = scale
    }

    /// How far inside a river the place lies, in metres; negative on land.
    @inline(__always)
    func depth(at p: Position) -> Float {
        var deepest = -200 * scale
        for (number, course) in courses.enumerated() {
            // Bend, meander and width stay within 450 m of the course in a large county.
            guard abs(p.x - course) < 700 * scale else { continue }
            let along = Position(p.y, Float(number) * 977)
            let bend = (Noise.value(along, 1300 * scale, seed) - 0.5) * 640 * scale
            let meander = (Noise.value(along, 330 * scale, seed ^ 0x9) - 0.5) * 190 * scale
            let halfWidth = mix(17, 36, Noise.value(along, 500 * scale, seed ^ 0x33)) * max(0.3, scale)
            deepest = max(deepest, halfWidth - 0.85 * abs(p.x - course - bend - meander))
        }
        return deepest
    }
}
