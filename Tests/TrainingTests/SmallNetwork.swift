import AerialCore
import Networks

@testable import Training

/// Networks and images of a few pixels.
enum Small {
    static let side = 8

    /// Two convolutions with norms, a shortcut, an uneven padding, a dense head.
    static func graph(classCount: Int = 2, bands: Int = 3) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: bands, inputSize: side)
        let first = Convolution(
            inputChannels: bands, outputChannels: 4, kernelSize: 3, stride: 2, padding: .same)
        var node = try builder.append(.convolution(first), name: "first", builder.input)
        node = try builder.append(.batchNormalization(BatchNormalization(channels: 4)), name: "norm", node)
        let shortcut = try builder.append(.relu6, node)
        let second = Convolution(
            inputChannels: 4, outputChannels: 4, kernelSize: 3, padding: .symmetric(1), groups: 2,
            hasBias: true)
        node = try builder.append(.convolution(second), name: "second", shortcut)
        node = try builder.append(.add, node, shortcut)
        let features = try builder.append(.globalAveragePool, node)
        let head = try builder.append(.dense(inputs: 4, outputs: classCount), name: "head", features)
        return builder.graph(features: features, head: head, output: head)
    }

    static let normalization = PixelNormalization(mean: [127, 120, 110], standardDeviation: [60, 50, 70])

    static func trainer(
        _ recipe: Recipe = Recipe(), trained: Set<Int>? = nil, precision: Recipe.Precision = .fp32
    ) throws -> NetworkTrainer {
        let graph = try graph()
        var recipe = recipe
        recipe.precision = precision
        let trainer = try NetworkTrainer(
            graph: graph, normalization: normalization, trainedNodes: trained ?? Set(graph.nodes.indices),
            options: .init(recipe: recipe))
        try trainer.setWeights(weights)
        return trainer
    }

    static var weights: NetworkWeights {
        get throws {
            FreshParameters.completing(NetworkWeights(tensors: [:]), for: try graph(), seed: 3).weights
        }
    }

    /// A picture with structure that depends on its number, and a colour that depends on its class.
    static func image(_ number: Int, label: Int, side: Int = Small.side) -> TileImage {
        var generator = SeededGenerator(seed: UInt64(number))
        let rgb = (0..<side * side * 3).map { place -> UInt8 in
            let tint = place % 3 == label ? 60 : 0
            return UInt8(Int.random(in: 20...180, using: &generator) + tint)
        }
        return TileImage(width: side, height: side, rgb: rgb, emptyPixelCount: 0)
    }

    static func batch(count: Int = 8) -> TrainingBatch {
        TrainingBatch(
            pixels: (0..<count).flatMap { image($0, label: $0 % 2).rgb },
            labels: (0..<count).map { Int64($0 % 2) }, side: Small.side)
    }
}
