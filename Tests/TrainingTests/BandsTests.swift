import AerialCore
import Networks
import Testing

@testable import Training

/// Training on images of four bands.
struct BandsTests {
    private func image(_ number: Int, label: Int, pictureBands: [Int] = [0, 1, 2]) -> TileImage {
        var generator = SeededGenerator(seed: UInt64(number))
        let samples = (0..<Small.side * Small.side * 4).map { place -> UInt8 in
            // Only the fourth band tells the classes apart.
            UInt8(Int.random(in: 40...90, using: &generator) + (place % 4 == 3 ? 100 * label : 0))
        }
        return TileImage(
            width: Small.side, height: Small.side, samples: samples, bandCount: 4, pictureBands: pictureBands,
            emptyPixelCount: 0)
    }

    @Test func aNetworkLearnsFromTheFourthBand() throws {
        let graph = try Small.graph(bands: 4)
        var recipe = Recipe()
        recipe.precision = .fp32
        let trainer = try NetworkTrainer(
            graph: graph,
            normalization: PixelNormalization(
                mean: [127, 120, 110, 115], standardDeviation: [60, 50, 70, 60]),
            trainedNodes: Set(graph.nodes.indices), options: .init(recipe: recipe))
        try trainer.setWeights(
            FreshParameters.completing(NetworkWeights(tensors: [:]), for: graph, seed: 3).weights)
        #expect(try trainer.weights(averaged: false)["first.weight"]?.shape == [4, 4, 3, 3])
        let batch = TrainingBatch(
            pixels: (0..<8).flatMap { image($0, label: $0 % 2).samples },
            labels: (0..<8).map { Int64($0 % 2) }, side: Small.side)
        let losses = try (0..<60).map { step in
            try trainer.step(batch, learningRate: 0.02, averageDecay: 0.5, seed: UInt64(step)).loss
        }
        #expect(losses[59] < losses[0] - 0.2)
    }

    @Test func anImageThatIsNotVariedIsAsItWas() {
        let image = image(1, label: 0)
        #expect(Variation().applied(to: image, side: Small.side) == image.samples)
    }

    @Test func saturationChangesTheColoursAlone() {
        let image = image(1, label: 0, pictureBands: [1, 2, 3])
        var variation = Variation()
        variation.saturation = 0
        let varied = variation.applied(to: image, side: Small.side)
        for first in stride(from: 0, to: varied.count, by: 4) {
            #expect(varied[first] == image.samples[first])
            #expect(Set(varied[first + 1...first + 3]).count == 1)
        }
    }

    /// The fourth band, as bright as a colour, is varied as that colour is where no saturation tells them apart.
    @Test func brightnessAndContrastChangeEveryBand() {
        var generator = SeededGenerator(seed: 9)
        let rgb = (0..<Small.side * Small.side * 3).map { _ in UInt8.random(in: 20...120, using: &generator) }
        let color = TileImage(width: Small.side, height: Small.side, rgb: rgb, emptyPixelCount: 0)
        var samples: [UInt8] = []
        for first in stride(from: 0, to: rgb.count, by: 3) {
            samples += rgb[first..<first + 3] + [rgb[first]]
        }
        let four = TileImage(
            width: Small.side, height: Small.side,
            samples: samples,
            bandCount: 4, pictureBands: [0, 1, 2], emptyPixelCount: 0)
        var variation = Variation()
        variation.brightness = 1.1
        variation.contrast = 0.8
        variation.isMirrored = true
        variation.cropSide = 0.9
        let three = variation.applied(to: color, side: Small.side)
        let varied = variation.applied(to: four, side: Small.side)
        for pixel in 0..<Small.side * Small.side {
            for band in 0..<3 {
                #expect(abs(Int(varied[pixel * 4 + band]) - Int(three[pixel * 3 + band])) <= 1)
            }
            #expect(varied[pixel * 4 + 3] == varied[pixel * 4])
        }
    }
}
