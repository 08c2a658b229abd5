import AerialCore
import Networks
import Testing

@testable import Inference

private let normalization = PixelNormalization(mean: [100, 120, 140], standardDeviation: [50, 60, 70])

struct QuantizedNetworkTests {
    private func network(_ plan: InferencePlan, _ precision: Precision) throws -> CompiledNetwork {
        try CompiledNetwork(
            plan: plan,
            options: InferenceOptions(batchSize: 3, precision: precision, streams: 1, threadsPerStream: 1))
    }

    @Test(arguments: RangeRule.allCases, [false, true])
    func bytesStayNearTheNetwork(rule: RangeRule, correctsBias: Bool) throws {
        let graph = try smallGraph(inputSize: 32)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 4), normalization: normalization)
        let images = (0..<12).map { randomImage(size: 32, seed: 40 + $0) }
        let statistics = try Calibration(of: plan, threads: 1).statistics(over: images) { _ in }
        let quantization = Quantization(
            of: plan, statistics: statistics, rule: rule, correctsBias: correctsBias,
            weightBits: InferenceEngine.exactWeightBits())
        #expect(quantization.layers.count == 4)
        let probes = Array(images.prefix(3))
        let exact = try network(plan, .float32).makeRequest().run(probes)
        let rounded = try network(plan.quantized(by: quantization), .int8).makeRequest().run(probes)
        for (a, b) in zip(exact, rounded) {
            let spread = (a.max() ?? 0) - (a.min() ?? 0)
            for (x, y) in zip(a, b) { #expect(abs(x - y) < 0.1 * spread + 0.02) }
        }
        #expect(rounded != exact)
    }

    /// A convolution, pooling, a convolution: what pooling takes is rounded, so that all three work on bytes.
    @Test func maximumPoolingTakesRoundedValues() throws {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 32)
        func convolve(_ source: Int, name: String) throws -> Int {
            let convolution = Convolution(
                inputChannels: builder.channels(of: source), outputChannels: 6, kernelSize: 3,
                padding: .symmetric(1), hasBias: true)
            return try builder.append(.relu, builder.append(.convolution(convolution), name: name, source))
        }
        var node = try convolve(0, name: "first")
        node = try builder.append(.maxPool(MaxPooling(kernelSize: 3, stride: 2, padding: 1)), node)
        node = try builder.append(.globalAveragePool, convolve(node, name: "second"))
        let head = try builder.append(.dense(inputs: 6, outputs: 4), name: "head", node)
        let graph = builder.graph(features: node, head: head, output: head)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 8), normalization: normalization)
        let images = (0..<8).map { randomImage(size: 32, seed: 70 + $0) }
        let statistics = try Calibration(of: plan, threads: 1).statistics(over: images) { _ in }
        let quantized = plan.quantized(
            by: Quantization(
                of: plan, statistics: statistics, rule: .extremes, correctsBias: false,
                weightBits: InferenceEngine.exactWeightBits()))
        let pooling = try #require(
            quantized.steps.first { if case .maxPool = $0.operation { true } else { false } })
        let isRounded =
            if case .quantize = quantized.steps[pooling.inputs[0]].operation { true } else { false }
        #expect(isRounded)
        #expect(quantized.steps.count == plan.steps.count + 2)
        let probes = Array(images.prefix(3))
        let exact = try network(plan, .float32).makeRequest().run(probes)
        let rounded = try network(quantized, .int8).makeRequest().run(probes)
        for (a, b) in zip(exact.joined(), rounded.joined()) { #expect(abs(a - b) < 0.05 * max(1, abs(a))) }
    }

    @Test func statisticsAreThoseOfTheTensors() throws {
        let graph = try smallGraph(inputSize: 20)
        let weights = randomWeights(for: graph, seed: 9)
        let plan = try InferencePlan(graph: graph, weights: weights, normalization: normalization)
        let images = (0..<6).map { randomImage(size: 20, seed: 90 + $0) }
        let statistics = try Calibration(of: plan, threads: 1).statistics(over: images) { _ in }
        var sum = 0
        for image in images { for index in stride(from: 0, to: 1200, by: 3) { sum += Int(image.rgb[index]) } }
        let mean = (Float(sum) / 2400 - 100) / 50
        let input = try #require(statistics[0])
        #expect(abs(input.channelMeans[0] - mean) < 1e-4)
        // The stem's activation, which the depthwise convolution takes: between 0 and 6, its means by plain loops.
        let stem = try #require(statistics[1])
        #expect(stem.range.low >= 0 && stem.range.high <= 6)
        let counted: Int = stem.histogram.reduce(0, +)
        #expect(counted == 4800)  // six images, eight channels of 10 x 10
        let reference = ReferenceNetwork(graph: graph, weights: weights)
        var total = 0.0
        for image in images {
            let values: [Double] = reference.values(of: normalized(image, normalization))[3]
            for value in values[..<100] { total += value }
        }
        #expect(abs(Double(stem.channelMeans[0]) - total / 600) < 1e-4)
    }

    /// All products are as large as they can be: pairs of them overflow 16 bits unless weights leave room.
    @Test func theLargestSumsDoNotOverflow() throws {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 8)
        let convolution = Convolution(
            inputChannels: 3, outputChannels: 64, kernelSize: 1, stride: 1, padding: .symmetric(0), groups: 1,
            hasBias: true)
        let wide = try builder.append(.convolution(convolution), name: "wide", 0)
        let filter = Convolution(
            inputChannels: 64, outputChannels: 64, kernelSize: 1, stride: 1, padding: .symmetric(0),
            groups: 64,
            hasBias: true)
        let filtered = try builder.append(.convolution(filter), name: "filter", wide)
        let raised = try builder.append(.relu, filtered)
        let second = Convolution(
            inputChannels: 64, outputChannels: 16, kernelSize: 1, stride: 1, padding: .symmetric(0),
            groups: 1,
            hasBias: true)
        let sums = try builder.append(.convolution(second), name: "sums", raised)
        let pooled = try builder.append(.globalAveragePool, sums)
        let head = try builder.append(.dense(inputs: 16, outputs: 2), name: "head", pooled)
        let graph = builder.graph(features: pooled, head: head, output: head)
        let tensors = graph.parameters.map { spec in
            (
                spec.name,
                Tensor(shape: spec.shape, values: Array(repeating: 1, count: spec.shape.reduce(1, *)))
            )
        }
        let plan = try InferencePlan(
            graph: graph, weights: NetworkWeights(tensors: Dictionary(uniqueKeysWithValues: tensors)),
            normalization: PixelNormalization(mean: [0, 0, 0], standardDeviation: [255, 255, 255]))
        let white = TileImage(
            width: 8, height: 8, rgb: Array(repeating: 255, count: 192), emptyPixelCount: 0)
        let statistics = try Calibration(of: plan, threads: 1).statistics(over: [white]) { _ in }
        let quantization = Quantization(
            of: plan, statistics: statistics, rule: .extremes, correctsBias: false,
            weightBits: InferenceEngine.exactWeightBits())
        let exact = try network(plan, .float32).makeRequest().run([white])[0]
        let rounded = try network(plan.quantized(by: quantization), .int8).makeRequest().run([white])[0]
        #expect(exact[0] == 5137)  // 16 sums of 64 fives and a bias, and the head's own
        for (x, y) in zip(exact, rounded) { #expect(abs(x - y) < 0.01 * x) }
    }

    @Test func theNetworksOwnSpeedIsMeasured() throws {
        let graph = try smallGraph(inputSize: 16)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 1), normalization: normalization)
        let compiled = try CompiledNetwork(
            plan: plan, options: InferenceOptions(threads: 2, precision: .float32, batchSize: 4))
        #expect(try compiled.imagesPerSecond(over: 0.05) > 0)
    }
}
