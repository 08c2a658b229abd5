/// How a network is trained, whole: what is not said here is not a choice. Its coding keys are the keys of a
/// configuration file.
public struct Recipe: Codable, Sendable, Equatable {
    /// How a gradient becomes a step: AdamW (Loshchilov and Hutter 2019), or stochastic gradient descent with momentum.
    public enum Optimizer: String, Codable, CaseIterable, Sendable { case adamw, sgd }
    /// The curve of the learning rate after its rise: half a cosine to 0, a fall every few epochs, or none.
    public enum Schedule: String, Codable, CaseIterable, Sendable { case cosine, step, constant }
    /// Of convolutions and dense layers; parameters stay in 32 bits. `auto` is bfloat16 where that is faster.
    public enum Precision: String, Codable, CaseIterable, Sendable { case auto, fp32, bf16 }
    /// What is done about classes of unequal size.
    public enum Balance: String, Codable, CaseIterable, Sendable {
        case none
        /// The loss of a rare class weighs more.
        case weights
        /// Images of a rare class come more often.
        case sampling
    }

    /// How much of the pretrained network is trained.
    public var retrain: RetrainDepth
    /// Passes over the training images.
    public var epochs = 20
    /// Images per step, over all processes.
    public var batchSize = 32
    /// Its choice sets the defaults of ``learningRate`` and ``weightDecay``.
    public var optimizer: Optimizer
    /// The highest of the schedule.
    public var learningRate: Double
    /// Of SGD.
    public var momentum = 0.9
    /// Of weights; biases and norms are spared.
    public var weightDecay: Double
    /// How the learning rate goes on after its rise.
    public var schedule = Schedule.cosine
    /// Epochs, or parts of one, in which the learning rate rises from 0.
    public var warmupEpochs = 1.0
    /// Of the step schedule: after so many epochs the learning rate is multiplied by ``stepFactor``.
    public var stepEpochs = 5
    /// Above 0 and up to 1.
    public var stepFactor = 0.1
    /// The share of a label that is spread evenly over all classes, from 0 to below 1 (Szegedy et al. 2016).
    public var labelSmoothing = 0.1
    /// The longest gradient, over all parameters; 0 for no limit.
    public var gradientNormLimit = 5.0
    /// Of the moving average of the weights, which is what is validated and kept; 0 for none.
    public var averageDecay = 0.99
    /// What is done about classes of unequal size.
    public var balance = Balance.none
    /// The share of the training images that chooses the best epoch and is not trained on. 0, by default: the moving average
    /// of the last epoch is as good as the best one, and a network learns more from the images.
    public var validationFraction = 0.0
    /// Epochs without a better validation loss after which training stops; 0 for never.
    public var patience = 0
    /// The width of the numbers that the network computes with.
    public var precision = Precision.auto
    /// Of several processes: batch norms see the images of all, not only of their own.
    public var synchronizesNorms = false
    /// Rows and columns of the images in the first epoch, in pixels: they grow to the network's own input over the
    /// first two thirds of the epochs, in steps of 32 (Tan and Le, "EfficientNetV2", 2021). The network's own size, or
    /// more, for no growth. Networks that end in several dense layers always see the full size.
    public var firstInputSize = 128
    /// The last layer begins as a logistic regression on the pretrained network's features instead of with random
    /// numbers, so that early steps do not spoil what was learned before (Kumar et al., "Fine-tuning can distort
    /// pretrained features", 2022).
    public var headStart = true
    /// How images are varied.
    public var augmentation = Augmentation()

    /// The defaults for a depth and an optimizer.
    public init(retrain: RetrainDepth = .all, optimizer: Optimizer = .adamw) {
        self.retrain = retrain
        self.optimizer = optimizer
        switch (optimizer, retrain) {
        case (.adamw, .all): learningRate = 5e-4
        case (.adamw, .fullyConnected): learningRate = 5e-4
        case (.adamw, .lastOnly): learningRate = 2e-3
        case (.sgd, .all): learningRate = 0.01
        case (.sgd, .fullyConnected): learningRate = 0.01
        case (.sgd, .lastOnly): learningRate = 0.05
        }
        weightDecay = optimizer == .adamw ? 0.02 : 5e-4
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case retrain, epochs, optimizer, momentum, schedule, balance, patience, precision, augmentation
        case batchSize = "batch-size"
        case learningRate = "learning-rate"
        case weightDecay = "weight-decay"
        case warmupEpochs = "warmup-epochs"
        case stepEpochs = "step-epochs"
        case stepFactor = "step-factor"
        case labelSmoothing = "label-smoothing"
        case gradientNormLimit = "gradient-norm-limit"
        case averageDecay = "average-decay"
        case validationFraction = "validation-fraction"
        case firstInputSize = "first-input-size"
        case headStart = "head-start"
        case synchronizesNorms = "sync-batch-norm"
    }

    /// Rows and columns of an epoch's images, in pixels.
    /// - Parameter epoch: counted from 0.
    func inputSide(epoch: Int, full: Int) -> Int {
        let share = min(1, Double(epoch) / max(1, Double(epochs) * 2 / 3))
        // The network's own size need not be a number of such steps.
        guard firstInputSize < full, share < 1 else { return full }
        let side = Double(firstInputSize) + Double(full - firstInputSize) * share
        return min(full, max(32, Int((side / 32).rounded()) * 32))
    }

    private static let mostEpochs = 100_000
    private static let mostInputSize = 4096

    /// - Throws: ``TrainingError/badRecipe(field:value:allowed:)``.
    public func check() throws {
        func require(
            _ holds: Bool, _ key: CodingKeys, _ value: some CustomStringConvertible, _ allowed: String
        ) throws {
            guard holds else {
                throw TrainingError.badRecipe(field: key.rawValue, value: "\(value)", allowed: allowed)
            }
        }
        try require(
            (1...Self.mostEpochs).contains(epochs), .epochs, epochs, "a number from 1 to \(Self.mostEpochs)")
        try require((1...4096).contains(batchSize), .batchSize, batchSize, "a number from 1 to 4096")
        try require(
            learningRate > 0 && learningRate.isFinite, .learningRate, learningRate, "a number above 0")
        try require((0..<1).contains(momentum), .momentum, momentum, "a share from 0 to below 1")
        try require(
            weightDecay >= 0 && weightDecay.isFinite, .weightDecay, weightDecay, "a number from 0")
        try require(
            (0...Double(Self.mostEpochs)).contains(warmupEpochs), .warmupEpochs, warmupEpochs,
            "a number from 0 to \(Self.mostEpochs)")
        try require(stepEpochs >= 1, .stepEpochs, stepEpochs, "a number from 1")
        try require(stepFactor > 0 && stepFactor <= 1, .stepFactor, stepFactor, "a share above 0")
        try require(
            (0..<1).contains(labelSmoothing), .labelSmoothing, labelSmoothing, "a share from 0 to below 1")
        try require(
            gradientNormLimit >= 0 && gradientNormLimit.isFinite, .gradientNormLimit, gradientNormLimit,
            "a number from 0")
        try require((0..<1).contains(averageDecay), .averageDecay, averageDecay, "a share from 0 to below 1")
        try require(
            (0...0.5).contains(validationFraction), .validationFraction, validationFraction, "a share to 0.5")
        try require(
            (64...Self.mostInputSize).contains(firstInputSize), .firstInputSize, firstInputSize,
            "pixels from 64 to \(Self.mostInputSize)")
        try require(patience >= 0, .patience, patience, "a number from 0")
        try require(
            patience == 0 || validationFraction > 0, .patience, patience,
            "0 without a validation part; set validation-fraction too")
        try require(
            augmentation.isMeaningful, .augmentation, augmentation,
            "a crop above 0 to 1 and shares from 0 to 1")
    }
}
