/// Makes a first convolution that expects one kind of pixels fit another kind, by changing its weights and its bias: exact
/// for a convolution without padding (a padded zero means different pixels to the two).
public struct PixelConversion: Hashable, Sendable {
    /// What the file's convolution expects, red, green, blue.
    public let expected: PixelNormalization
    /// It takes blue first.
    public let isBlueFirst: Bool
    /// What the network is given, red first.
    public let given: PixelNormalization

    /// - Parameters:
    ///   - expected: by the file's convolution; red, green, blue.
    ///   - given: to the network; red first.
    public init(expected: PixelNormalization, isBlueFirst: Bool, given: PixelNormalization) {
        self.expected = expected
        self.isBlueFirst = isBlueFirst
        self.given = given
    }

    /// With `x = (p - m) / s` given and `(p - m') / s'` expected for a pixel `p`, the expected value is
    /// `x s / s' + (m - m') / s'`: the factor goes into the weights, the rest into the bias.
    /// - Parameters:
    ///   - weight: outputs, three colours, rows, columns.
    ///   - bias: one number an output.
    func converted(weight: Tensor, bias: Tensor) -> (weight: Tensor, bias: Tensor) {
        let area = weight.shape[2] * weight.shape[3]
        var weights = weight.values
        var biases = bias.values.map(Double.init)
        for output in biases.indices {
            for color in 0..<3 {
                let spread = Double(expected.standardDeviation[color])
                let factor = Float(Double(given.standardDeviation[color]) / spread)
                let offset = Double(given.mean[color] - expected.mean[color]) / spread
                let source = (output * 3 + (isBlueFirst ? 2 - color : color)) * area
                let target = (output * 3 + color) * area
                for position in 0..<area {
                    let value = weight.values[source + position]
                    biases[output] += Double(value) * offset
                    weights[target + position] = value * factor
                }
            }
        }
        return (
            Tensor(shape: weight.shape, values: weights),
            Tensor(shape: bias.shape, values: biases.map { Float($0) })
        )
    }
}
