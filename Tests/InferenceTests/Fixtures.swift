import AerialCore
import Networks

/// A small network with every kind of layer.
func smallGraph(inputSize: Int, bands: Int = 3) throws -> LayerGraph {
    var builder = LayerGraphBuilder(inputChannels: bands, inputSize: inputSize)
    func convolve(
        _ source: Int, _ outputs: Int, _ kernel: Int, stride: Int = 1, padding: Padding, groups: Int = 1,
        hasBias: Bool = false, name: String
    ) throws -> Int {
        let convolution = Convolution(
            inputChannels: builder.channels(of: source), outputChannels: outputs, kernelSize: kernel,
            stride: stride,
            padding: padding, groups: groups, hasBias: hasBias)
        return try builder.append(.convolution(convolution), name: name, source)
    }
    func normalize(_ source: Int, name: String) throws -> Int {
        let norm = BatchNormalization(channels: builder.channels(of: source), epsilon: 1e-3)
        return try builder.append(.batchNormalization(norm), name: name, source)
    }
    var node = try normalize(
        try convolve(0, 8, 3, stride: 2, padding: .same, name: "stem"), name: "stem_norm")
    node = try builder.append(.relu6, node)
    let depthwise = try convolve(node, 8, 5, padding: .symmetric(2), groups: 8, name: "depthwise")
    let residual = try builder.append(.add, node, try normalize(depthwise, name: "depthwise_norm"))
    node = try builder.append(.relu, residual)
    // The residual is taken twice: neither this normalisation nor this activation may change it.
    let alone = try builder.append(.relu6, try normalize(residual, name: "alone"))
    let grouped = try convolve(node, 4, 3, padding: .symmetric(1), groups: 2, hasBias: true, name: "grouped")
    node = try builder.append(.concatenate, grouped, alone)
    let pooling = MaxPooling(kernelSize: 2, stride: 3, padding: 1, ceilMode: true)
    node = try builder.append(.maxPool(pooling), node)
    node = try builder.append(.flatten, try builder.append(.adaptiveAveragePool(outputSize: 2), node))
    let hidden = try builder.append(
        .dense(inputs: builder.channels(of: node), outputs: 7), name: "hidden", node)
    let features = try builder.append(.relu, hidden)
    let dropped = try builder.append(.dropout(probability: 0.5), features)
    let head = try builder.append(.dense(inputs: 7, outputs: 5), name: "head", dropped)
    return builder.graph(features: features, head: head, output: head)
}

/// Numbers of a trained network's size; variances are positive.
func randomWeights(for graph: LayerGraph, seed: UInt64) -> NetworkWeights {
    var generator = SeededGenerator(seed: seed)
    var tensors: [String: Tensor] = [:]
    for spec in graph.parameters {
        let range: ClosedRange<Float> = spec.role == .runningVariance ? 0.2...2 : -0.7...0.7
        let count = spec.shape.reduce(1, *)
        tensors[spec.name] = Tensor(
            shape: spec.shape, values: (0..<count).map { _ in Float.random(in: range, using: &generator) })
    }
    return NetworkWeights(tensors: tensors)
}

func randomImage(size: Int, seed: UInt64) -> TileImage {
    var generator = SeededGenerator(seed: seed)
    let rgb = (0..<size * size * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return TileImage(width: size, height: size, rgb: rgb, emptyPixelCount: 0)
}

/// The image as the network sees it: normalised, channels first.
func normalized(_ image: TileImage, _ normalization: PixelNormalization) -> [Double] {
    (0..<image.bandCount).flatMap { (channel: Int) -> [Double] in
        (0..<image.width * image.height).map { (pixel: Int) -> Double in
            (Double(image.samples[image.bandCount * pixel + channel]) - Double(normalization.mean[channel]))
                / Double(normalization.standardDeviation[channel])
        }
    }
}

/// Noise in any number of bands.
func randomImage(size: Int, bands: Int, seed: UInt64) -> TileImage {
    var generator = SeededGenerator(seed: seed)
    return TileImage(
        width: size, height: size,
        samples: (0..<size * size * bands).map { _ in UInt8.random(in: 0...255, using: &generator) },
        bandCount: bands, pictureBands: [0, 0, 0], emptyPixelCount: 0)
}
