internal import Foundation
internal import Networks
internal import Training

/// What makes two trainings the same one: a checkpoint is only gone on from with all of it unchanged.
struct TrainingIdentity: Codable, Equatable {
    /// Its name.
    let backbone: String
    let dataset: String
    let classNames: [String]
    let testFraction: Double
    let seed: UInt64
    /// SHA-256 of the weights begun with; `nil` from scratch.
    let startingWeights: String?
    let recipe: Recipe

    /// What differs, in the words of the command line; empty when nothing does.
    func differences(from other: TrainingIdentity) -> [String] {
        [
            backbone == other.backbone ? nil : "the backbone (\(other.backbone))",
            dataset == other.dataset ? nil : "the dataset's images or their classes",
            classNames == other.classNames ? nil : "the classes",
            testFraction == other.testFraction ? nil : "--test-fraction (\(other.testFraction))",
            seed == other.seed ? nil : "--seed (\(other.seed))",
            startingWeights == other.startingWeights ? nil : "the weights begun with",
            recipe == other.recipe ? nil : "the recipe",
        ].compactMap { $0 }
    }
}

/// One epoch as it went.
public struct EpochRecord: Codable, Equatable, Sendable {
    /// Counted from 1.
    public let epoch: Int
    /// The mean loss of the epoch's steps.
    public let trainingLoss: Double
    /// On varied training images, a share.
    public let trainingAccuracy: Double
    /// With the training's label smoothing; `nil` without a validation part.
    public let validationLoss: Double?
    /// Without it, so that trainings of other smoothing compare: the mean negative log-likelihood, natural logarithm. `nil` without a
    /// validation part, and in records of older versions.
    public let validationLogLoss: Double?
    /// A share; `nil` without a validation part.
    public let validationAccuracy: Double?
    /// How long the epoch took.
    public let seconds: Double
    /// Shown to the network, in this epoch.
    public let imagesPerSecond: Double
}

/// How far a training is, apart from the network's and the optimizer's tensors.
struct TrainingProgress: Codable {
    var position = TrainingPosition()
    var tally = EpochTally()
    var stepCount = 0
    var history: [EpochRecord] = []
    /// What the steps of the epoch that is under way took, in all runs; `nil` before the first, and in checkpoints of older versions.
    var epochSeconds: Double?

    /// False for numbers that no training comes to, in a damaged file.
    var isPossible: Bool {
        let counts = [position.epoch, position.step, stepCount, tally.imageCount, tally.correctCount]
        return (counts + history.map(\.epoch)).allSatisfy { (0...Self.most).contains($0) }
            && (0...Double(Self.most)).contains(epochSeconds ?? 0)
    }

    private static let most = 1 << 40

    /// The epoch whose weights are kept, counted from 1: of the smallest validation loss, the later of equals.
    var bestEpoch: Int? {
        history.filter { $0.validationLoss?.isFinite ?? false }
            .min { ($0.validationLoss ?? 0, -$0.epoch) < ($1.validationLoss ?? 0, -$1.epoch) }?.epoch
    }

    /// So many epochs had no better validation loss than one before them. One as good is no better: a network that is sure and right
    /// has the same loss from then on.
    /// - Parameter patience: 0 for no end.
    func isOver(patience: Int) -> Bool {
        let finite = history.filter { $0.validationLoss?.isFinite ?? false }
        guard patience > 0, let least = finite.compactMap(\.validationLoss).min(),
            let first = finite.first(where: { $0.validationLoss == least })
        else { return false }
        return history.count - first.epoch >= patience
    }
}

/// A training at rest.
struct Checkpoint {
    let progress: TrainingProgress
    /// Of the network and the optimizer.
    let state: WeightsFile
    let best: NetworkWeights?
}
