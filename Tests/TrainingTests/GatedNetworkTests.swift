import Foundation
import Inference
import Networks
import Testing

@testable import Training

/// Layers that come from other programs' files, in libtorch: what they compute, and their gradients.
struct GatedNetworkTests {
    private let graph: LayerGraph
    private let weights: NetworkWeights

    init() throws {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: Small.side)
        func convolve(_ source: Int, _ outputs: Int, _ kernel: Int, _ name: String) throws -> Int {
            let convolution = Convolution(
                inputChannels: builder.channels(of: source), outputChannels: outputs, kernelSize: kernel,
                padding: .symmetric(kernel / 2), hasBias: true)
            return try builder.append(.convolution(convolution), name: name, source)
        }
        let first = try builder.append(.silu, try convolve(0, 4, 3, "first"))
        let second = try builder.append(.hardSwish, try convolve(first, 4, 3, "second"))
        let pooled = try builder.append(.adaptiveAveragePool(outputSize: 1), second)
        let gate = try builder.append(.sigmoid, try convolve(pooled, 4, 1, "gate"))
        var node = try builder.append(.multiply, second, gate)
        let bare = try convolve(node, 4, 1, "bare")
        let hard = try builder.append(.hardSigmoid, bare)
        node = try builder.append(.multiply, try builder.append(.relu, bare), hard)
        // What a product was made of must not be overwritten.
        node = try builder.append(
            .add, node,
            try builder.append(.relu6, second))
        let averages = try [
            AveragePooling(kernelSize: 3, stride: 2, padding: 1),
            AveragePooling(kernelSize: 3, stride: 2, padding: 1, countsPadding: true),
            AveragePooling(kernelSize: 3, stride: 2, ceilMode: true),
        ].map { try builder.append(.averagePool($0), node) }
        node = try builder.append(.concatenate, averages[0], averages[1], averages[2])
        // libtorch 1.13 differentiates this layer beyond its memory, left to itself.
        let sampled = Convolution(
            inputChannels: 3, outputChannels: 12, kernelSize: 1, stride: 2, padding: .symmetric(0))
        node = try builder.append(
            .add, node, try builder.append(.convolution(sampled), name: "sampled", builder.input))
        let norm = LayerNormalization(channels: 12, epsilon: 1e-6)
        node = try builder.append(.layerNormalization(norm), name: "norm", node)
        let wide = Convolution(
            inputChannels: 12, outputChannels: 12, kernelSize: 3, dilation: 2, padding: .symmetric(2),
            groups: 2,
            hasBias: true)
        node = try builder.append(.convolution(wide), name: "wide", try builder.append(.gelu, node))
        // What is done to some of its channels leaves the whole as it is.
        let parts = try [0, 6].map { try builder.append(.channels(first: $0, count: 6), node) }
        let mixed = try builder.append(.concatenate, try builder.append(.relu, parts[0]), parts[1])
        node = try builder.append(.add, node, mixed)
        let features = try builder.append(.globalAveragePool, try convolve(node, 4, 3, "last"))
        let vector = try builder.append(
            .layerNormalization(LayerNormalization(channels: 4)), name: "vector_norm", features)
        let head = try builder.append(.dense(inputs: 4, outputs: 2), name: "head", vector)
        graph = builder.graph(features: vector, head: head, output: head)
        weights = FreshParameters.completing(NetworkWeights(tensors: [:]), for: graph, seed: 5).weights
    }

    private func trainer(_ weights: NetworkWeights) throws -> NetworkTrainer {
        var recipe = Recipe(optimizer: .sgd)
        recipe.momentum = 0
        recipe.weightDecay = 0
        recipe.gradientNormLimit = 0
        recipe.labelSmoothing = 0
        recipe.precision = .fp32
        let trainer = try NetworkTrainer(
            graph: graph, normalization: Small.normalization, trainedNodes: Set(graph.nodes.indices),
            options: .init(recipe: recipe))
        try trainer.setWeights(weights)
        return trainer
    }

    @Test func libtorchComputesWhatScoringComputes() throws {
        let images = (0..<8).map { Small.image($0, label: $0 % 2) }
        let plan = try InferencePlan(graph: graph, weights: weights, normalization: Small.normalization)
        let scored = try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 1, batchSize: 8))
            .makeRequest().run(images)
        let logits = try trainer(weights).logits(of: Small.batch())
        for (a, b) in zip(scored.joined(), logits) { #expect(abs(a - b) < 1e-4) }
    }

    @Test func gradientsAreDifferenceQuotients() throws {
        let trainer = try trainer(weights)
        _ = try trainer.step(Small.batch(), learningRate: 1, averageDecay: 0, seed: 0)
        let moved = try trainer.weights(averaged: false)
        for name in [
            "first.weight", "second.weight", "gate.weight", "bare.weight", "bare.bias", "norm.weight",
            "norm.bias", "sampled.weight", "wide.weight", "last.weight", "vector_norm.weight",
            "head.weight",
        ] {
            let (before, after) = (try #require(weights[name]), try #require(moved[name]))
            let gradient = before.values[1] - after.values[1]
            let quotient = try differenceQuotient(of: name, element: 1)
            #expect(abs(gradient - quotient) < 0.02 * max(abs(quotient), 0.05), "\(name)")
        }
    }

    private func differenceQuotient(of name: String, element: Int) throws -> Float {
        // Small, so that few pixels pass a kink of an activation.
        let step: Float = 3e-3
        let losses = try [step, -step].map { change -> Double in
            var tensors = weights.tensors
            let tensor = try #require(tensors[name])
            var values = tensor.values
            values[element] += change
            tensors[name] = Tensor(shape: tensor.shape, values: values)
            return try trainer(NetworkWeights(tensors: tensors))
                .step(Small.batch(), learningRate: 0, averageDecay: 0, seed: 0).loss
        }
        return Float(losses[0] - losses[1]) / (2 * step)
    }
}
