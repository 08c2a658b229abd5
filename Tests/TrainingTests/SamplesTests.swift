import AerialCore
import Testing

@testable import Training

struct SamplesTests {
    @Test func anEpochShowsNoImageTwice() {
        let labels = Array(repeating: [0, 1, 2], count: 21).flatMap { $0 }
        let order = EpochOrder(labels: labels, epoch: 3, seed: 7, batchSize: 10, isBalanced: false)
        let shown = (0..<order.stepCount).flatMap { Array(order.batch($0)) }
        #expect(order.stepCount == 6)
        #expect(Set(shown).count == 60)
    }

    @Test func epochsAndSeedsDiffer() {
        let labels = Array(0..<40)
        func order(_ epoch: Int, _ seed: UInt64) -> [Int] {
            EpochOrder(labels: labels, epoch: epoch, seed: seed, batchSize: 8, isBalanced: false).images
        }
        #expect(order(0, 7) == order(0, 7))
        #expect(order(0, 7) != order(1, 7))
        #expect(order(0, 7) != order(0, 8))
    }

    @Test func balancedEpochsShowEachClassAsOften() {
        let labels = [Int](repeating: 0, count: 90) + [Int](repeating: 1, count: 10)
        let order = EpochOrder(labels: labels, epoch: 0, seed: 7, batchSize: 10, isBalanced: true)
        #expect(order.images.count { labels[$0] == 1 } == 50)
    }

    @Test func theUnvariedImageIsItself() {
        let image = Small.image(1, label: 0)
        #expect(Variation().applied(to: image, side: Small.side) == image.rgb)
    }

    @Test func flipsAndTurnsAreEightOrdersOfTheSamePixels() {
        let image = Small.image(1, label: 0)
        var results: Set<[UInt8]> = []
        for number in 0..<8 {
            var variation = Variation()
            variation.isTransposed = number & 1 != 0
            variation.isMirrored = number & 2 != 0
            variation.isUpsideDown = number & 4 != 0
            let turned = variation.applied(to: image, side: Small.side)
            #expect(turned.sorted() == image.rgb.sorted())
            results.insert(turned)
        }
        #expect(results.count == 8)
    }

    @Test func noSaturationIsGrey() {
        var variation = Variation()
        variation.saturation = 0
        let grey = variation.applied(to: Small.image(1, label: 0), side: 5)
        for place in stride(from: 0, to: grey.count, by: 3) {
            #expect(grey[place] == grey[place + 1] && grey[place] == grey[place + 2])
        }
    }

    @Test func brightnessIsAFactor() {
        var variation = Variation()
        variation.brightness = 0.5
        let image = Small.image(1, label: 0)
        for (dark, bright) in zip(variation.applied(to: image, side: Small.side), image.rgb) {
            #expect(abs(Int(dark) * 2 - Int(bright)) <= 1)
        }
    }

    @Test func batchesDoNotDependOnThreads() throws {
        let samples = TrainingSamples(
            labels: (0..<30).map { $0 % 2 }, classCount: 2,
            image: { Small.image($0, label: $0 % 2, side: 11) })
        let order = EpochOrder(labels: samples.labels, epoch: 2, seed: 7, batchSize: 4, isBalanced: false)
        let runs = try [1, 2, 5].map { threads in
            var batches: [[UInt8]] = []
            try BatchLoader(
                samples: samples, augmentation: Augmentation(), threads: threads, seed: 7
            ).run(order, epoch: 2, side: 8, firstStep: 0) { batches.append($0.pixels) }
            return batches
        }
        #expect(runs[0].count == 7)
        #expect(runs[0] == runs[1] && runs[0] == runs[2])
    }

    @Test func anEpochGoesOnWhereItStopped() throws {
        let samples = TrainingSamples(
            labels: (0..<30).map { $0 % 2 }, classCount: 2, image: { Small.image($0, label: $0 % 2) })
        let order = EpochOrder(labels: samples.labels, epoch: 0, seed: 7, batchSize: 4, isBalanced: false)
        let loader = BatchLoader(
            samples: samples, augmentation: Augmentation(), threads: 2, seed: 7)
        var whole: [[UInt8]] = []
        try loader.run(order, epoch: 0, side: 8, firstStep: 0) { whole.append($0.pixels) }
        var rest: [[UInt8]] = []
        try loader.run(order, epoch: 0, side: 8, firstStep: 5) { rest.append($0.pixels) }
        #expect(rest == Array(whole[5...]))
    }

    @Test func balancingWeightsAverageToOne() {
        let samples = TrainingSamples(
            labels: [0, 0, 0, 1], classCount: 2, image: { Small.image($0, label: 0) })
        let weights = samples.balancingWeights
        #expect(samples.labels.reduce(0) { $0 + weights[$1] } == 4)
        #expect(weights[1] == 3 * weights[0])
    }
}
