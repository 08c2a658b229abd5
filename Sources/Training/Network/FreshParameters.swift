internal import AerialCore
internal import Foundation
public import Networks

/// Parameters as a network has them before it has learned anything, as PyTorch draws them.
public enum FreshParameters {
    /// The given weights, and fresh parameters where they hold none or one of another shape.
    /// - Returns: also the names of the fresh ones, in the graph's order.
    public static func completing(
        _ weights: NetworkWeights, for graph: LayerGraph, seed: UInt64
    ) -> (weights: NetworkWeights, fresh: [String]) {
        var tensors: [String: Tensor] = [:]
        var fresh: [String] = []
        var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ 1))
        for node in graph.nodes.indices {
            for parameter in graph.parameters(ofNode: node) {
                if let tensor = weights[parameter.name], tensor.shape == parameter.shape {
                    tensors[parameter.name] = tensor
                } else {
                    tensors[parameter.name] = drawn(
                        parameter, layer: graph.nodes[node].layer, using: &generator)
                    fresh.append(parameter.name)
                }
            }
        }
        return (NetworkWeights(tensors: tensors), fresh)
    }

    private static func drawn(
        _ parameter: ParameterSpec, layer: Layer, using generator: inout SeededGenerator
    ) -> Tensor {
        let count = parameter.shape.reduce(1, *)
        let values: [Float] =
            switch (parameter.role, layer) {
            case (.scale, _), (.runningVariance, _): Array(repeating: 1, count: count)
            case (.shift, _), (.runningMean, _): Array(repeating: 0, count: count)
            case (.weight, .convolution(let convolution)):
                // He et al., 2015, by the number of outputs that see an input.
                normal(
                    count,
                    deviation: (2
                        / Double(
                            convolution.outputChannels / convolution.groups
                                * convolution.kernelSize * convolution.kernelSize)).squareRoot(),
                    using: &generator)
            case (.weight, .dense(let inputs, _)), (.bias, .dense(let inputs, _)):
                uniform(count, limit: 1 / Double(inputs).squareRoot(), using: &generator)
            default: Array(repeating: 0, count: count)
            }
        return Tensor(shape: parameter.shape, values: values)
    }

    private static func uniform(_ count: Int, limit: Double, using generator: inout SeededGenerator)
        -> [Float]
    {
        (0..<count).map { _ in Float(Double.random(in: -limit...limit, using: &generator)) }
    }

    /// Box and Muller, 1958.
    private static func normal(
        _ count: Int, deviation: Double, using generator: inout SeededGenerator
    ) -> [Float] {
        (0..<count).map { _ in
            let radius = (-2 * log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &generator)))
                .squareRoot()
            return Float(deviation * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator)))
        }
    }
}
