/// Turns lit surfaces into digital numbers: blur, haze, uneven light, gain and noise.
struct Camera {
    let acquisition: Acquisition

    func record(_ canvas: Canvas, window: RenderWindow) -> [UInt8] {
        let width = canvas.window.width
        let left = window.column - canvas.window.column
        return [UInt8](unsafeUninitializedCapacity: window.width * window.height * 4) { bytes, count in
            for row in 0..<window.height {
                let start = (window.row - canvas.window.row + row) * width + left
                var light: Float = 1
                for column in 0..<window.width {
                    if column == 0 || (window.column + column) & 15 == 0 {
                        light = daylight(column: window.column + column, row: window.row + row)
                    }
                    let seen = blurred(canvas.colors, start + column, width) * light
                    let number = digital(seen, column: window.column + column, row: window.row + row)
                    let place = (row * window.width + column) * 4
                    for band in 0..<4 { bytes[place + band] = UInt8(max(0, min(255, number[band]))) }
                }
            }
            count = bytes.count
        }
    }

    /// The point spread of lens and air: weights 1-4-1 across and down.
    @inline(__always)
    private func blurred(_ colors: [Reflectance], _ index: Int, _ width: Int) -> Reflectance {
        let middle = colors[index - 1] + 4 * colors[index] + colors[index + 1]
        let above = colors[index - width - 1] + 4 * colors[index - width] + colors[index - width + 1]
        let below = colors[index + width - 1] + 4 * colors[index + width] + colors[index + width + 1]
        return (above + 4 * middle + below) / 36
    }

    /// Thin cloud and the lens's falloff: changes slowly, so once for sixteen columns is enough.
    private func daylight(column: Int, row: Int) -> Float {
        0.93 + 0.14 * Noise.value(Position(Float(column & ~15), Float(row)), 2300, acquisition.seed)
    }

    @inline(__always)
    private func digital(_ seen: Reflectance, column: Int, row: Int) -> Reflectance {
        let hazy = mix(seen, acquisition.haze, acquisition.hazeShare)
        let noisy =
            hazy * acquisition.gain + acquisition.noise * Self.noise(column, row, acquisition.seed) + 0.5
        return noisy.clamped(lowerBound: .zero, upperBound: Reflectance(repeating: 255))
    }

    /// Four nearly normal numbers of standard deviation 1, half of each shared by all bands.
    @inline(__always)
    private static func noise(_ column: Int, _ row: Int, _ seed: UInt32) -> Reflectance {
        let first = Lattice.hash(Int32(column), Int32(row), seed)
        let second = Lattice.mixed(first ^ 0xC0FFEE)
        func bytes(_ bits: UInt32) -> Reflectance {
            Reflectance(
                Float(bits & 0xFF), Float(bits >> 8 & 0xFF), Float(bits >> 16 & 0xFF), Float(bits >> 24))
        }
        let triangular = (bytes(first) + bytes(second)) / 256 - 1
        let common = (triangular.sum()) * 0.25
        return 2 * triangular + 1.4 * common
    }
}
