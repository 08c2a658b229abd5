import AerialCore
import Foundation
import Networks

/// Computes a graph layer by layer with plain loops in 64 bits, batch normalisation unfolded.
struct ReferenceNetwork {
    let graph: LayerGraph
    let weights: NetworkWeights

    /// The values of every node for one normalised image, channels first.
    func values(of input: [Double]) -> [[Double]] {
        var results: [[Double]] = []
        for node in graph.nodes {
            let inputs = node.inputs.map { results[$0] }
            let shape = node.inputs.first.map { graph.nodes[$0].shape } ?? node.shape
            results.append(node.layer == .input ? input : output(of: node, inputs, shape))
        }
        return results
    }

    private func output(of node: LayerNode, _ inputs: [[Double]], _ shape: LayerShape) -> [Double] {
        switch node.layer {
        // Nothing here is made of other programs' networks.
        case .onnx: return []
        case .input, .dropout, .flatten: return inputs[0]
        case .convolution(let convolution): return convolve(inputs[0], shape, convolution, node)
        case .batchNormalization(let norm): return normalize(inputs[0], norm, node)
        case .layerNormalization(let norm): return normalize(inputs[0], norm, node)
        case .relu: return inputs[0].map { max($0, 0) }
        case .relu6: return inputs[0].map { min(max($0, 0), 6) }
        case .sigmoid: return inputs[0].map { 1 / (1 + exp(-$0)) }
        case .hardSigmoid: return inputs[0].map { min(max($0 / 6 + 0.5, 0), 1) }
        case .silu: return inputs[0].map { $0 / (1 + exp(-$0)) }
        case .hardSwish: return inputs[0].map { $0 * min(max($0 / 6 + 0.5, 0), 1) }
        case .gelu: return inputs[0].map { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 }
        case .maxPool(let pooling): return maxPool(inputs[0], shape, pooling, node)
        case .averagePool(let pooling): return averagePool(inputs[0], shape, pooling, node)
        case .adaptiveAveragePool(let size): return averagePool(inputs[0], shape, size)
        case .globalAveragePool: return averagePool(inputs[0], shape, 1)
        case .add: return zip(inputs[0], inputs[1]).map(+)
        case .multiply:
            let area = inputs[0].count / inputs[1].count
            return inputs[0].indices.map { inputs[0][$0] * inputs[1][$0 / area] }
        case .concatenate: return inputs.flatMap { $0 }
        case .channels(let first, let count):
            let area = inputs[0].count / shape.sides.channels
            return Array(inputs[0][first * area..<(first + count) * area])
        case .dense(let count, let outputs):
            let bias = parameter("bias", node)
            let matrix = parameter("weight", node)
            return (0..<outputs).map { (row: Int) -> Double in
                (0..<count).reduce(bias[row]) { (sum: Double, column: Int) -> Double in
                    sum + matrix[row * count + column] * inputs[0][column]
                }
            }
        }
    }

    private func parameter(_ suffix: String, _ node: LayerNode) -> [Double] {
        (weights["\(node.name).\(suffix)"]?.values ?? []).map(Double.init)
    }

    private func convolve(_ x: [Double], _ shape: LayerShape, _ c: Convolution, _ node: LayerNode) -> [Double]
    {
        let (_, height, width) = shape.sides
        let (_, rows, columns) = node.shape.sides
        let top = c.padding.pixels(size: height, kernelSize: c.span, stride: c.stride).before
        let left = c.padding.pixels(size: width, kernelSize: c.span, stride: c.stride).before
        let weight = parameter("weight", node)
        let bias = parameter("bias", node)
        let (inGroup, outGroup) = (c.inputChannels / c.groups, c.outputChannels / c.groups)
        var result: [Double] = []
        for channel in 0..<c.outputChannels {
            for (row, column) in pairs(rows, columns) {
                var sum = c.hasBias ? bias[channel] : 0
                for input in 0..<inGroup {
                    for (ky, kx) in pairs(c.kernelSize, c.kernelSize) {
                        let y = row * c.stride + ky * c.dilation - top
                        let xx = column * c.stride + kx * c.dilation - left
                        guard y >= 0, y < height, xx >= 0, xx < width else { continue }
                        let source = channel / outGroup * inGroup + input
                        let k = ((channel * inGroup + input) * c.kernelSize + ky) * c.kernelSize + kx
                        sum += weight[k] * x[(source * height + y) * width + xx]
                    }
                }
                result.append(sum)
            }
        }
        return result
    }

    private func normalize(_ x: [Double], _ norm: BatchNormalization, _ node: LayerNode) -> [Double] {
        let scale = parameter("weight", node)
        let shift = parameter("bias", node)
        let mean = parameter("running_mean", node)
        let variance = parameter("running_var", node)
        let area = x.count / norm.channels
        return x.indices.map { index in
            let channel = index / area
            let centered = x[index] - mean[channel]
            return centered / (variance[channel] + norm.epsilon).squareRoot() * scale[channel]
                + shift[channel]
        }
    }

    private func normalize(_ x: [Double], _ norm: LayerNormalization, _ node: LayerNode) -> [Double] {
        let (scale, shift) = (parameter("weight", node), parameter("bias", node))
        let area = x.count / norm.channels
        var result = x
        for place in 0..<area {
            let values = (0..<norm.channels).map { x[$0 * area + place] }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            for (channel, value) in values.enumerated() {
                result[channel * area + place] =
                    (value - mean) / (variance + norm.epsilon).squareRoot() * scale[channel] + shift[channel]
            }
        }
        return result
    }

    private func maxPool(_ x: [Double], _ shape: LayerShape, _ p: MaxPooling, _ node: LayerNode) -> [Double] {
        let (channels, height, width) = shape.sides
        let (_, rows, columns) = node.shape.sides
        return (0..<channels).flatMap { channel in
            pairs(rows, columns).map { row, column in
                var best = -Double.infinity
                for (ky, kx) in pairs(p.kernelSize, p.kernelSize) {
                    let (y, xx) = (row * p.stride + ky - p.padding, column * p.stride + kx - p.padding)
                    guard y >= 0, y < height, xx >= 0, xx < width else { continue }
                    best = max(best, x[(channel * height + y) * width + xx])
                }
                return best
            }
        }
    }

    private func averagePool(
        _ x: [Double], _ shape: LayerShape, _ p: AveragePooling, _ node: LayerNode
    ) -> [Double] {
        let (channels, height, width) = shape.sides
        let (_, rows, columns) = node.shape.sides
        return (0..<channels).flatMap { channel in
            pairs(rows, columns).map { row, column in
                var (sum, count) = (0.0, 0.0)
                for (ky, kx) in pairs(p.kernelSize, p.kernelSize) {
                    let (y, xx) = (row * p.stride + ky - p.padding, column * p.stride + kx - p.padding)
                    let isInside = y >= 0 && y < height && xx >= 0 && xx < width
                    if isInside { sum += x[(channel * height + y) * width + xx] }
                    if isInside || p.countsPadding { count += 1 }
                }
                return sum / count
            }
        }
    }

    private func averagePool(_ x: [Double], _ shape: LayerShape, _ size: Int) -> [Double] {
        let (channels, height, width) = shape.sides
        return (0..<channels).flatMap { channel in
            pairs(size, size).map { row, column in
                let ys = row * height / size..<((row + 1) * height + size - 1) / size
                let xs = column * width / size..<((column + 1) * width + size - 1) / size
                let sum = ys.reduce(0.0) { sum, y in
                    sum + xs.reduce(0.0) { $0 + x[(channel * height + y) * width + $1] }
                }
                return sum / Double(ys.count * xs.count)
            }
        }
    }

    private func pairs(_ rows: Int, _ columns: Int) -> [(Int, Int)] {
        (0..<rows).flatMap { row in (0..<columns).map { (row, $0) } }
    }
}

extension LayerShape {
    fileprivate var sides: (channels: Int, height: Int, width: Int) {
        switch self {
        case .image(let channels, let height, let width): (channels, height, width)
        case .vector(let count): (count, 1, 1)
        }
    }
}
