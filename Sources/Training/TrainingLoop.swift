internal import AerialCore

/// Where training stands.
public struct TrainingPosition: Codable, Sendable, Equatable {
    /// Counted from 0.
    public var epoch = 0
    /// Steps of that epoch that are done.
    public var step = 0

    /// The beginning of the first epoch.
    public init() {}
}

/// What the steps of one epoch saw so far.
public struct EpochTally: Codable, Sendable, Equatable {
    /// Of the losses of all images, each before its step.
    public var lossSum = 0.0
    /// Images whose most probable class was their own, before their step.
    public var correctCount = 0
    /// Images seen so far, over all ranks.
    public var imageCount = 0

    /// Nothing seen yet.
    public init() {}

    /// Mean over the images; 0 before the first.
    public var loss: Double { imageCount == 0 ? 0 : lossSum / Double(imageCount) }
    /// Of the varied images, with the weights of each step.
    public var accuracy: Double { imageCount == 0 ? 0 : Double(correctCount) / Double(imageCount) }

    mutating func add(_ result: NetworkTrainer.StepResult, images: Int) {
        lossSum += result.loss * Double(images)
        correctCount += result.correctCount
        imageCount += images
    }
}

/// What a step leaves behind.
public struct TrainingStep: Sendable {
    /// Reached with it.
    public let position: TrainingPosition
    /// Of the epoch so far, over all ranks.
    public let tally: EpochTally
    /// Mean over the batch of all ranks, before the step.
    public let loss: Double
    /// Of this rank's mean gradient, before clipping.
    public let gradientNorm: Double
    /// Of this step, as the schedule has it.
    public let learningRate: Double
    /// Some rank was asked to end.
    public let mustStop: Bool
}

/// Shows a network its images, epoch by epoch.
public struct TrainingLoop {
    /// The network that is trained.
    public let trainer: NetworkTrainer
    /// How it is trained.
    public let recipe: Recipe
    private let samples: TrainingSamples
    private let loader: BatchLoader
    private let seed: UInt64
    private let inputSide: Int
    private let share: BatchShare

    /// - Parameters:
    ///   - inputSide: of the network's input, in pixels.
    ///   - threads: that decode and vary images.
    public init(
        trainer: NetworkTrainer, recipe: Recipe, samples: TrainingSamples, inputSide: Int, threads: Int,
        seed: UInt64, share: BatchShare = BatchShare()
    ) {
        self.trainer = trainer
        self.recipe = recipe
        self.samples = samples
        self.seed = seed
        self.inputSide = inputSide
        loader = BatchLoader(
            samples: samples, augmentation: recipe.augmentation, threads: threads, seed: seed,
            share: share)
        self.share = share
    }

    /// Whole batches of an epoch, at least 1.
    public var stepsPerEpoch: Int {
        EpochOrder.stepCount(imageCount: samples.labels.count, batchSize: recipe.batchSize)
    }

    /// Trains from a position to the end of its epoch.
    /// - Parameters:
    ///   - wantsStop: whether this process was asked to end, before each step.
    ///   - afterStep: called after every step.
    /// - Throws: ``TrainingError/diverged(step:epoch:)``, and what the images or `afterStep` throw.
    public func finishEpoch(
        from start: TrainingPosition, tally: EpochTally,
        wantsStop: () -> Bool = { false }, afterStep: (TrainingStep) throws -> Void
    ) throws -> EpochTally {
        let order = EpochOrder(
            labels: samples.labels, epoch: start.epoch, seed: seed, batchSize: recipe.batchSize,
            isBalanced: recipe.balance == .sampling)
        guard (0...order.stepCount).contains(start.step) else {
            throw TrainingError.impossiblePosition(
                step: start.step, epoch: start.epoch + 1, steps: order.stepCount)
        }
        let schedule = LearningRateSchedule(recipe: recipe, stepsPerEpoch: order.stepCount)
        var position = start
        var tally = tally
        let side = trainer.takesAnySide ? recipe.inputSide(epoch: start.epoch, full: inputSide) : inputSide
        try loader.run(order, epoch: start.epoch, side: side, firstStep: start.step) { batch in
            let step = position.epoch * order.stepCount + position.step
            let learningRate = schedule.learningRate(atStep: step)
            let result = try trainer.step(
                batch, learningRate: learningRate,
                averageDecay: schedule.averageDecay(atStep: step),
                seed: SeededGenerator.mixed(seed ^ SeededGenerator.mixed(UInt64(step) &+ 1)),
                wantsStop: wantsStop())
            position.step += 1
            guard result.loss.isFinite else {
                throw TrainingError.diverged(step: position.step, epoch: position.epoch + 1)
            }
            tally.add(result, images: batch.count * share.size)
            try afterStep(
                TrainingStep(
                    position: position, tally: tally, loss: result.loss, gradientNorm: result.gradientNorm,
                    learningRate: learningRate, mustStop: result.stopCount > 0))
        }
        return tally
    }

    /// How many images the loader alone makes ready in a second, in an epoch at the network's own size.
    public func loaderImagesPerSecond() throws -> Double {
        let order = EpochOrder(
            labels: samples.labels, epoch: recipe.epochs, seed: seed, batchSize: recipe.batchSize,
            isBalanced: recipe.balance == .sampling)
        let start = ContinuousClock.now
        var images = 0
        try loader.run(order, epoch: recipe.epochs, side: inputSide, firstStep: 0) { images += $0.count }
        let taken = (ContinuousClock.now - start).components
        return Double(images) / (Double(taken.seconds) + Double(taken.attoseconds) * 1e-18)
    }
}
