/// Bounds of what a file may say of a layer: no network meets them, and arithmetic bears them.
enum LayerLimits {
    static let channels = 1...1 << 20
    /// Of kernels and strides, in pixels.
    static let windows = 1...1024
    /// On each side, in pixels.
    static let paddings = 0...1024
    /// Numbers in one layer's output for one image: 1 GiB of them.
    static let values = 1...1 << 28
    /// Along a side of a layer's output.
    static let pixels = 1...1 << 14
}

extension LayerShape {
    /// A layer may give this.
    var isPossible: Bool {
        switch self {
        case .vector(let count): LayerLimits.values.contains(count)
        case .image(let channels, let height, let width):
            LayerLimits.channels.contains(channels) && LayerLimits.pixels.contains(height)
                && LayerLimits.pixels.contains(width)
                && channels <= LayerLimits.values.upperBound / (height * width)
        }
    }
}
