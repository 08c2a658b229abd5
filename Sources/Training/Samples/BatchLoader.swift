internal import AerialCore

/// Decodes and varies an epoch's images on threads of their own, a bounded number of batches ahead of the network.
/// What comes out depends on the seed and the epoch, never on the threads.
public struct BatchLoader: Sendable {
    private let samples: TrainingSamples
    private let augmentation: Augmentation
    private let threads: Int
    private let seed: UInt64
    private let share: BatchShare

    /// - Parameter share: the part of every batch that this process takes.
    public init(
        samples: TrainingSamples, augmentation: Augmentation, threads: Int, seed: UInt64,
        share: BatchShare = BatchShare()
    ) {
        self.samples = samples
        self.augmentation = augmentation
        self.threads = threads
        self.seed = seed
        self.share = share
    }

    /// Hands on the batches of an epoch from `firstStep`, in order, on the calling thread.
    /// - Parameter side: rows and columns of the images.
    public func run(
        _ order: EpochOrder, epoch: Int, side: Int, firstStep: Int, deliver: (TrainingBatch) throws -> Void
    ) throws {
        try OrderedPipeline(workers: threads, window: threads + 2).run(
            over: firstStep..<order.stepCount,
            work: { step in try batch(order, step: step, epoch: epoch, side: side) },
            deliver: deliver)
    }

    func batch(_ order: EpochOrder, step: Int, epoch: Int, side: Int) throws -> TrainingBatch {
        var pixels: [UInt8] = []
        let images = share.part(of: order.batch(step))
        for (place, image) in zip(images.indices, images) {
            var generator = SeededGenerator(
                seed: SeededGenerator.mixed(seed ^ SeededGenerator.mixed(UInt64(epoch) << 32 | UInt64(place)))
            )
            let variation = Variation(of: augmentation, using: &generator)
            let picture = try samples.image(image)
            if pixels.isEmpty { pixels.reserveCapacity(images.count * side * side * picture.bandCount) }
            pixels += variation.applied(to: picture, side: side)
        }
        return TrainingBatch(pixels: pixels, labels: images.map { Int64(samples.labels[$0]) }, side: side)
    }
}

/// The part of every batch that one of several processes takes: the ranks' parts, in order, are the batch.
public struct BatchShare: Sendable, Equatable {
    /// Which part of a batch, counted from 0.
    public var rank = 0
    /// How many parts a batch has.
    public var size = 1

    /// All of it.
    public init() {}

    /// The part of that rank.
    public init(of place: RankPlace) {
        rank = place.rank
        size = place.size
    }

    /// Batches are divided evenly; images beyond that are left out.
    func part(of batch: ArraySlice<Int>) -> ArraySlice<Int> {
        let count = batch.count / size
        let start = batch.startIndex + rank * count
        return batch[start..<start + count]
    }
}
