import AerialCore
import Networks
import Testing

@testable import Inference

/// Networks that take other than three bands.
struct BandsTests {
    private let normalization = PixelNormalization(
        mean: [100, 120, 140, 90], standardDeviation: [50, 60, 70, 40])

    private func request(_ graph: LayerGraph, _ weights: NetworkWeights, _ normalization: PixelNormalization)
        throws -> InferenceRequest
    {
        let plan = try InferencePlan(graph: graph, weights: weights, normalization: normalization)
        return try CompiledNetwork(
            plan: plan,
            options: InferenceOptions(batchSize: 2, precision: .float32, streams: 1, threadsPerStream: 1)
        ).makeRequest()
    }

    @Test func theEngineAgreesWithPlainLoopsOnFourBands() throws {
        let graph = try smallGraph(inputSize: 14, bands: 4)
        let weights = randomWeights(for: graph, seed: 8)
        let reference = ReferenceNetwork(graph: graph, weights: weights)
        let images = (0..<2).map { randomImage(size: 14, bands: 4, seed: $0) }
        let results = try request(graph, weights, normalization).run(images)
        for (image, found) in zip(images, results) {
            let expected = reference.values(of: normalized(image, normalization))[graph.outputNode]
            for (engine, loop) in zip(found, expected) {
                #expect(abs(Double(engine) - loop) < 1e-4 * max(1, abs(loop)))
            }
        }
    }

    @Test func imagesOfOtherBandsAreRefused() throws {
        let graph = try smallGraph(inputSize: 13, bands: 4)
        let request = try request(graph, randomWeights(for: graph, seed: 1), normalization)
        #expect(throws: InferenceError.wrongBandCount(expected: 4, found: 3)) {
            try request.run([randomImage(size: 13, seed: 0)])
        }
    }

    @Test func aNormalizationForOtherBandsMakesNoPlan() throws {
        let graph = try smallGraph(inputSize: 13, bands: 4)
        #expect(throws: PlanError.self) {
            try InferencePlan(
                graph: graph, weights: randomWeights(for: graph, seed: 1), normalization: .imageNet)
        }
    }

    /// Of a network that was widened near infrared says what red says.
    @Test func aFurtherBandIsSeenAsTheColourThatStandsInForIt() throws {
        let gray = PixelNormalization.efficientNetLite
        let tile = try TileSpec(
            sideMeters: 112, sidePixels: 20, bands: ["red", "green", "blue", "nir"])
        let three = try smallGraph(inputSize: 20)
        let four = try smallGraph(inputSize: 20, bands: 4)
        let weights = randomWeights(for: three, seed: 6)
        let wide = try request(four, weights.widened(to: tile, of: three), gray.widened(to: tile))
        let colors = randomImage(size: 20, bands: 3, seed: 2).samples
        func logits(infrared: (_ pixel: Int) -> UInt8, red: (_ pixel: Int) -> UInt8) throws -> [Float] {
            let samples = (0..<400).flatMap { (pixel: Int) -> [UInt8] in
                [red(pixel), colors[3 * pixel + 1], colors[3 * pixel + 2], infrared(pixel)]
            }
            return try wide.run([
                TileImage(
                    width: 20, height: 20, samples: samples, bandCount: 4, pictureBands: [0, 1, 2],
                    emptyPixelCount: 0)
            ])[0]
        }
        let dark: (Int) -> UInt8 = { _ in 90 }
        let tones: (Int) -> UInt8 = { colors[3 * $0] }
        let (one, other) = (try logits(infrared: tones, red: dark), try logits(infrared: dark, red: tones))
        for (a, b) in zip(one, other) { #expect(abs(a - b) < 1e-4 * max(1, abs(a))) }
        #expect(try logits(infrared: dark, red: dark) != one)
    }
}
