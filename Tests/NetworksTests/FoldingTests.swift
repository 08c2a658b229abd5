import Testing

@testable import Networks

struct FoldingTests {
    /// One pixel, so that a convolution is a matrix: the plan's numbers can be written down.
    @Test func foldedNumbersAreNormalizedOnes() throws {
        let (graph, weights) = try network(activation: .relu6)
        let plan = try InferencePlan(graph: graph, weights: weights, normalization: .imageNet)
        guard case .convolution(let convolution) = plan.steps[1].operation else {
            Issue.record("the first step is no convolution")
            return
        }
        // scale / sqrt(variance + epsilon) = 3 / sqrt(3.75 + 0.25) and 1 / sqrt(0.75 + 0.25)
        #expect(convolution.weights == [1.5, 3, 4.5, -1, 0, 2])
        // shift - mean * factor
        #expect(convolution.bias == [2, -1.5])
        #expect(plan.steps[1].activation == .relu6)
        #expect(plan.steps.count == 4)  // input, convolution, pooled mean, dense
    }

    @Test func aPlanForFeaturesNeedsNoHead() throws {
        let (graph, weights) = try network(activation: .relu)
        let headless = NetworkWeights(tensors: weights.tensors.filter { !$0.key.hasPrefix("fc.") })
        let plan = try InferencePlan(
            graph: graph, weights: headless, normalization: .imageNet, outputs: [.features])
        #expect(plan.count(of: .features) == 2 && plan.count(of: .logits) == nil)
        #expect(throws: PlanError.missingParameter(name: "fc.weight")) {
            try InferencePlan(graph: graph, weights: headless, normalization: .imageNet)
        }
    }

    @Test func aParameterOfAnotherShapeIsRefused() throws {
        let (graph, weights) = try network(activation: .relu)
        var tensors = weights.tensors
        tensors["norm.bias"] = Tensor(shape: [1], values: [0])
        #expect(throws: PlanError.wrongShape(name: "norm.bias", expected: [2], found: [1])) {
            try InferencePlan(
                graph: graph, weights: NetworkWeights(tensors: tensors), normalization: .imageNet)
        }
    }

    private func network(activation: Layer) throws -> (LayerGraph, NetworkWeights) {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 1)
        let convolution = Convolution(inputChannels: 3, outputChannels: 2, kernelSize: 1)
        let node = try builder.normalizedConvolution(
            builder.input, convolution, name: "conv", normName: "norm", norm: (0.25, 0.1),
            activation: activation)
        let graph = try builder.pooledClassifier(node, classCount: 2, dropout: 0.5, name: "fc")
        let weights = NetworkWeights(tensors: [
            "conv.weight": Tensor(shape: [2, 3, 1, 1], values: [1, 2, 3, -1, 0, 2]),
            "norm.weight": Tensor(shape: [2], values: [3, 1]),
            "norm.bias": Tensor(shape: [2], values: [5, -1]),
            "norm.running_mean": Tensor(shape: [2], values: [2, 0.5]),
            "norm.running_var": Tensor(shape: [2], values: [3.75, 0.75]),
            "fc.weight": Tensor(shape: [2, 2], values: [1, 0, 0, 1]),
            "fc.bias": Tensor(shape: [2], values: [0, 0]),
        ])
        return (graph, weights)
    }
}
