/// Sunlight and shadow over a canvas.
struct Lighting {
    let sun: Sun
    let skylight: Reflectance

    /// How far beyond a window its shadows come from, in pixels: a ray from the tallest top to the ground.
    var reach: Int { Int((Surface.greatestHeight / climbPerRow).rounded(.up)) + 1 }

    /// What a ray to the sun climbs from one row of pixels to the next one south.
    private var climbPerRow: Float { sun.climb / sun.direction.y }

    /// The height of the shadow over every pixel, the ground's own height where it is lit. Row by row from the
    /// south: a shadow falls one row north, aside by the sun's slant, and lower by the ray's climb.
    private func shadowHeights(_ canvas: Canvas) -> [Float] {
        let (width, height) = (canvas.window.width, canvas.window.height)
        let slant = sun.direction.x / sun.direction.y
        let whole = Int(Lattice.floor(slant))
        let part = slant - Float(whole)
        let climb = climbPerRow
        var shadow = canvas.heights
        for row in stride(from: height - 2, through: 0, by: -1) {
            let here = row * width
            let below = here + width
            for x in max(0, -whole)..<min(width, width - 1 - whole) {
                let source = below + x + whole
                let falling = mix(shadow[source], shadow[source + 1], part) - climb
                if falling > shadow[here + x] { shadow[here + x] = falling }
            }
        }
        return shadow
    }

    /// Multiplies the colours by the light that falls on them. A border of one pixel stays as it was.
    func light(_ canvas: inout Canvas) {
        let shadow = shadowHeights(canvas)
        let (width, height) = (canvas.window.width, canvas.window.height)
        let direct = 1 - skylight
        for row in 1..<height - 1 {
            for index in row * width + 1..<(row + 1) * width - 1 {
                let east = canvas.heights[index + 1] - canvas.heights[index - 1]
                let south = canvas.heights[index + width] - canvas.heights[index - width]
                let shade = 1 - ramp(shadow[index] - canvas.heights[index], 0.1, 1.4)
                canvas.colors[index] *=
                    skylight + direct * (shade * incidence(slope: Position(east, south) / 2))
            }
        }
    }

    /// Sunlight on a slope against level ground: 1 on the level, more towards the sun, 0 turned away.
    @inline(__always)
    private func incidence(slope: Position) -> Float {
        let towards = -(slope * sun.direction).sum()
        let steepness = (1 + (slope * slope).sum()).squareRoot()
        return max(0, min(1.45, (1 + towards / sun.climb) / steepness))
    }
}
