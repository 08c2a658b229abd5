/// A rendered block: what the camera recorded, and the truth.
struct RenderedBlock: Sendable {
    let window: RenderWindow
    /// Red, green, blue, near infrared, pixel by pixel from the north-west.
    let imagery: [UInt8]
    /// Land cover codes.
    let truth: [UInt8]
}

/// Renders blocks of the county at one date. A pixel depends on its place alone, so blocks may be rendered in any
/// order and cut in any way.
struct BlockRenderer: Sendable {
    let world: World
    let acquisition: Acquisition

    func render(_ window: RenderWindow) -> RenderedBlock {
        let lighting = Lighting(sun: acquisition.sun, skylight: acquisition.skylight)
        let border = lighting.reach + 2
        let wide = RenderWindow(
            column: window.column - border, row: window.row - 2, width: window.width + 2 * border,
            height: window.height + 2 + border)
        var canvas = Canvas(of: world, window: wide, season: acquisition.season)
        lighting.light(&canvas)
        return RenderedBlock(
            window: window, imagery: Camera(acquisition: acquisition).record(canvas, window: window),
            truth: truth(canvas, window: window))
    }

    private func truth(_ canvas: Canvas, window: RenderWindow) -> [UInt8] {
        var codes: [UInt8] = []
        codes.reserveCapacity(window.width * window.height)
        let left = window.column - canvas.window.column
        for row in 0..<window.height {
            let start = (window.row - canvas.window.row + row) * canvas.window.width + left
            codes += canvas.codes[start..<start + window.width]
        }
        return codes
    }
}
