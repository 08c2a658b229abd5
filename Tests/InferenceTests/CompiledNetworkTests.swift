import AerialCore
import Networks
import Testing

@testable import Inference

private let normalization = PixelNormalization(mean: [100, 120, 140], standardDeviation: [50, 60, 70])

private func compiled(
    size: Int = 13, seed: UInt64 = 1, outputs: [NetworkOutput] = [.logits, .features], batchSize: Int = 3,
    streams: Int = 1
) throws -> CompiledNetwork {
    let graph = try smallGraph(inputSize: size)
    let plan = try InferencePlan(
        graph: graph, weights: randomWeights(for: graph, seed: seed), normalization: normalization,
        outputs: outputs)
    return try CompiledNetwork(
        plan: plan,
        options: InferenceOptions(
            batchSize: batchSize, precision: .float32, streams: streams, threadsPerStream: 1))
}

struct CompiledNetworkTests {
    @Test(arguments: [(13, 1), (14, 2), (20, 3), (32, 4)])
    func theEngineAgreesWithPlainLoops(size: Int, seed: UInt64) throws {
        let graph = try smallGraph(inputSize: size)
        let reference = ReferenceNetwork(graph: graph, weights: randomWeights(for: graph, seed: seed))
        let images = (0..<3).map { randomImage(size: size, seed: seed &* 10 + $0) }
        let results = try compiled(size: size, seed: seed).makeRequest().runAll(images)
        for (index, image) in images.enumerated() {
            let values = reference.values(of: normalized(image, normalization))
            for (output, node) in [(NetworkOutput.logits, graph.outputNode), (.features, graph.featureNode)] {
                let found = try #require(results[output]?[index])
                #expect(found.count == values[node].count)
                for (engine, loop) in zip(found, values[node]) {
                    #expect(abs(Double(engine) - loop) < 1e-4 * max(1, abs(loop)))
                }
            }
        }
    }

    @Test func anImageScoresTheSameInAnyBatch() throws {
        let request = try compiled().makeRequest()
        let images = (0..<3).map { randomImage(size: 13, seed: $0) }
        let together = try request.run(images)
        #expect(together.count == 3)
        for (image, row) in zip(images, together) { #expect(try request.run([image]) == [row]) }
        #expect(try request.run(Array(images.reversed())) == together.reversed())
        #expect(try request.run([]).isEmpty)
    }

    @Test func requestsOfOneNetworkRunAtTheSameTime() async throws {
        let network = try compiled(streams: 2)
        let image = randomImage(size: 13, seed: 5)
        let expected = try network.makeRequest().run([image])
        let results = try await withThrowingTaskGroup(of: [[Float]].self) { group in
            for _ in 0..<8 { group.addTask { try network.makeRequest().run([image]) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 8 && results.allSatisfy { $0 == expected })
    }

    @Test func wrongInputsAreRefused() throws {
        let request = try compiled(outputs: [.features]).makeRequest()
        #expect(throws: InferenceError.wrongImageSize(expected: 13, width: 12, height: 12)) {
            try request.run([randomImage(size: 12, seed: 0)])
        }
        let image = randomImage(size: 13, seed: 0)
        #expect(throws: InferenceError.tooManyImages(count: 4, batchSize: 3)) {
            try request.run([image, image, image, image])
        }
        #expect(throws: InferenceError.noSuchOutput(.logits)) { try request.run([image], output: .logits) }
        #expect(try request.run([image])[0].count == 7)
    }

    @Test func anEngineErrorCarriesItsReason() throws {
        let graph = try smallGraph(inputSize: 13)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 1), normalization: normalization)
        let options = InferenceOptions(batchSize: 1, precision: .float32, streams: -5, threadsPerStream: 1)
        #expect(throws: InferenceError.self) { try CompiledNetwork(plan: plan, options: options) }
    }
}

struct InferenceEngineTests {
    @Test func theEngineTellsWhatItIs() throws {
        #expect(try !InferenceEngine.version().isEmpty)
        #expect(try !InferenceEngine.processorName().isEmpty)
        #expect(try InferenceEngine.capabilities().contains("FP32"))
    }

    @Test func halfPrecisionIsChosenOnlyWhereItIsNative() throws {
        let isNative = try InferenceEngine.capabilities().contains("BF16")
        #expect(try InferenceEngine.bestPrecision() == (isNative ? .bfloat16 : .float32))
    }
}

struct SoftmaxTests {
    @Test func probabilitiesSumToOne() {
        for logits in [[0, 0, 0], [1000, 999, -1000], [-3.5], [88, 89, 90, 91]] as [[Float]] {
            let probabilities = softmax(logits)
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6)
            #expect(probabilities.allSatisfy { $0 >= 0 })
        }
        #expect(softmax([]).isEmpty)
        #expect(abs(softmax([0, 1])[1] - 0.731_058_6) < 1e-6)
    }

    /// A batch's activations should stay near the processor, but large dense weights are read anew for each.
    @Test func batchesAreSmallUnlessDenseLayersAreLarge() throws {
        func batchSize(classCount: Int, _ precision: Precision) throws -> Int {
            var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 64)
            let flat = try builder.append(.flatten, builder.input)
            let head = try builder.append(
                .dense(inputs: builder.channels(of: flat), outputs: classCount), name: "head", flat)
            let graph = builder.graph(features: flat, head: head, output: head)
            let plan = try InferencePlan(
                graph: graph, weights: randomWeights(for: graph, seed: 1),
                normalization: PixelNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1]))
            return InferenceOptions(fastestFor: plan, threads: 2, precision: precision).batchSize
        }
        #expect(try batchSize(classCount: 5, .float32) == 4)
        #expect(try batchSize(classCount: 5, .int8) == 8)
        #expect(try batchSize(classCount: 400, .int8) == 16)
    }
}
