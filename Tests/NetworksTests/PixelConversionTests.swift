import AerialCore
import Testing

@testable import Networks

struct PixelConversionTests {
    /// The converted layer sees in converted pixels what the original one sees in its own.
    @Test func bothLayersGiveTheSame() {
        var generator = SeededGenerator(seed: 5)
        let (outputs, size) = (4, 3)
        func numbers(_ count: Int) -> [Float] {
            (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
        }
        let weight = Tensor(shape: [outputs, 3, size, size], values: numbers(outputs * 3 * size * size))
        let bias = Tensor(shape: [outputs], values: numbers(outputs))
        let conversion = PixelConversion(expected: .caffe, isBlueFirst: true, given: .imageNet)
        let converted = conversion.converted(weight: weight, bias: bias)
        // Red, green, blue planes of 8-bit values.
        let pixels = (0..<3 * size * size).map { _ in Float(Int.random(in: 0...255, using: &generator)) }
        func plane(_ color: Int, _ normalization: PixelNormalization) -> [Float] {
            pixels[color * size * size..<(color + 1) * size * size].map {
                ($0 - normalization.mean[color]) / normalization.standardDeviation[color]
            }
        }
        func response(_ layer: (weight: Tensor, bias: Tensor), _ output: Int, _ input: [Float]) -> Float {
            let weights = layer.weight.values[output * input.count..<(output + 1) * input.count]
            return zip(weights, input).reduce(layer.bias.values[output]) { $0 + $1.0 * $1.1 }
        }
        let expected = [2, 1, 0].flatMap { plane($0, .caffe) }
        let given = (0..<3).flatMap { plane($0, .imageNet) }
        for output in 0..<outputs {
            let reference = response((weight, bias), output, expected)
            let tolerance = 1e-5 * 255 * Float(expected.count)
            #expect(abs(response(converted, output, given) - reference) < tolerance)
            #expect(abs(response((weight, bias), output, given) - reference) > 1)
        }
    }

    @Test func squeezeNetsOwnNamesFillItAndItsFirstLayerIsConverted() throws {
        let graph = try Backbone.squeezeNet.graph(inputSize: 64)
        let naming = try #require(graph.otherNamings.first)
        #expect(naming.name(of: "features.12.squeeze.weight") == "fire9/squeeze1x1.0")
        #expect(naming.name(of: "features.3.expand3x3.bias") == "fire2/expand3x3.1")
        let tensors = graph.parameters.map { spec in
            let shape = spec.shape.count == 4 ? [2, 3, 1, 0].map { spec.shape[$0] } : spec.shape
            let values = [Float](repeating: 1, count: shape.reduce(1, *))
            return (name: naming.name(of: spec.name), tensor: Tensor(shape: shape, values: values))
        }
        let (weights, report) = NetworkWeights.load(WeightsFile(path: "w", tensors: tensors), for: graph)
        #expect(report.isComplete && report.unexpected.isEmpty)
        let first = try #require(weights["features.0.weight"])
        #expect(first.shape == [64, 3, 3, 3])
        // Ones become the spread of each colour, red first.
        #expect([0, 9, 18].map { first.values[$0] } == PixelNormalization.imageNet.standardDeviation)
        #expect(weights["features.3.squeeze.weight"]?.values.allSatisfy { $0 == 1 } == true)
        let plain = NetworkWeights(tensors: weights.tensors)
        let again = NetworkWeights.load(
            WeightsFile(path: "w", tensors: plain.tensors.map { (name: $0, tensor: $1) }), for: graph
        ).weights
        // Under the graph's own names nothing is converted.
        #expect(again == weights)
    }
}
