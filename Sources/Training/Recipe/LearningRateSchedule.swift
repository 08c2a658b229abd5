internal import Foundation

/// The learning rate of every step: a straight rise, then the recipe's curve.
public struct LearningRateSchedule: Sendable {
    private let recipe: Recipe
    private let stepsPerEpoch: Int

    /// - Parameter stepsPerEpoch: at least 1.
    public init(recipe: Recipe, stepsPerEpoch: Int) {
        self.recipe = recipe
        self.stepsPerEpoch = stepsPerEpoch
    }

    /// - Parameter step: counted from 0 over all epochs.
    public func learningRate(atStep step: Int) -> Double {
        let warmup = recipe.warmupEpochs * Double(stepsPerEpoch)
        let done = Double(step)
        if done < warmup { return recipe.learningRate * (done + 1) / (warmup + 1) }
        switch recipe.schedule {
        case .constant: return recipe.learningRate
        case .step:
            return recipe.learningRate
                * pow(recipe.stepFactor, Double(step / stepsPerEpoch / recipe.stepEpochs))
        case .cosine:
            // Loshchilov and Hutter, "SGDR", 2017, without restarts.
            let all = Double(recipe.epochs * stepsPerEpoch)
            let share = min(1, (done - warmup) / max(1, all - warmup))
            return recipe.learningRate * (1 + cos(.pi * share)) / 2
        }
    }

    /// The decay of the weights' moving average, smaller at first so that the start is soon forgotten.
    public func averageDecay(atStep step: Int) -> Double {
        min(recipe.averageDecay, Double(1 + step) / Double(10 + step))
    }
}
