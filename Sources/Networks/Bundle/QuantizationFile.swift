internal import struct Foundation.Data

/// `int8.safetensors`: for each convolution in 8 bits `NAME.input_range` (lowest and highest value) and `NAME.bias`.
enum QuantizationFile {
    private static let rangeSuffix = ".input_range"
    private static let biasSuffix = ".bias"

    static func encode(_ quantization: Quantization) throws -> Data {
        var tensors: [String: Tensor] = [:]
        for (name, layer) in quantization.layers {
            tensors[name + rangeSuffix] = Tensor(shape: [2], values: [layer.input.low, layer.input.high])
            tensors[name + biasSuffix] = Tensor(shape: [layer.bias.count], values: layer.bias)
        }
        return try Safetensors.encode(tensors)
    }

    /// - Throws: ``WeightsError``, or ``WeightsDefect`` for tensors that do not fit the network.
    static func read(
        from path: String, for graph: LayerGraph, weightBits: Quantization.WeightBits
    ) throws -> Quantization {
        let weights = graph.parameters.filter { $0.name.hasSuffix(".weight") }
        let outputCounts = Dictionary(weights.map { ($0.name, $0.shape[0]) }, uniquingKeysWith: { $1 })
        let file = try WeightsFile.read(from: path)
        var layers: [String: Quantization.Layer] = [:]
        for entry in file.names where entry.hasSuffix(rangeSuffix) {
            let name = String(entry.dropLast(rangeSuffix.count))
            guard let range = file[entry]?.values, range.count == 2, range[0] < range[1],
                range.allSatisfy(\.isFinite), let bias = file[name + biasSuffix]?.values,
                outputCounts[name + ".weight"] == bias.count
            else { throw WeightsDefect.malformed("'\(entry)' is no range of the network's") }
            layers[name] = Quantization.Layer(input: ValueRange(low: range[0], high: range[1]), bias: bias)
        }
        return Quantization(layers: layers, weightBits: weightBits)
    }
}
