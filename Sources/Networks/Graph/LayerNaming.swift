/// Another convention under which files keep a graph's parameters: names, and where they differ the order of a kernel's
/// dimensions and the pixels that the first layer was trained on.
public struct LayerNaming: Hashable, Sendable {
    /// The other prefix of each node that has parameters, by the graph's own prefix.
    public let prefixes: [String: String]
    /// The other ending of a name, by the graph's own: `weight` may be `kernel`.
    public let endings: [String: String]
    /// Convolutions keep rows, columns, input channels, output channels, as TensorFlow and JAX do.
    public let hasChannelsLast: Bool
    /// The pixels that the first convolution expects; `nil` for those that the backbone is given.
    public let pixels: PixelConversion?
    /// What a person must know who uses a file under these names, because the file does not tell; `nil` for nothing.
    public let remark: String?

    /// - Parameters:
    ///   - prefixes: by the graph's own prefix.
    ///   - endings: by the graph's own ending.
    ///   - remark: what a person must know who uses such a file.
    public init(
        prefixes: [String: String], endings: [String: String] = [:], hasChannelsLast: Bool = false,
        pixels: PixelConversion? = nil, remark: String? = nil
    ) {
        self.prefixes = prefixes
        self.endings = endings
        self.hasChannelsLast = hasChannelsLast
        self.pixels = pixels
        self.remark = remark
    }

    /// The other name of a parameter; the same where the convention does not differ.
    public func name(of parameter: String) -> String {
        guard let dot = parameter.lastIndex(of: ".") else { return parameter }
        let prefix = String(parameter[..<dot])
        let ending = String(parameter[parameter.index(after: dot)...])
        return "\(prefixes[prefix] ?? prefix).\(endings[ending] ?? ending)"
    }

    /// A tensor of a file in the graph's order of dimensions.
    func reordered(_ tensor: Tensor) -> Tensor {
        hasChannelsLast && tensor.shape.count == 4 ? tensor.withChannelsFirst : tensor
    }
}

extension Tensor {
    /// Rows, columns, inputs, outputs become outputs, inputs, rows, columns.
    fileprivate var withChannelsFirst: Tensor {
        let (inputs, outputs) = (shape[2], shape[3])
        let area = shape[0] * shape[1]
        var reordered = [Float](repeating: 0, count: values.count)
        for position in 0..<area {
            for input in 0..<inputs {
                let start = (position * inputs + input) * outputs
                for output in 0..<outputs {
                    reordered[(output * inputs + input) * area + position] = values[start + output]
                }
            }
        }
        return Tensor(shape: [outputs, inputs, shape[0], shape[1]], values: reordered)
    }
}
