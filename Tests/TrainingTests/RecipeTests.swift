import Foundation
import Networks
import Testing

@testable import Training

struct RecipeTests {
    @Test func everySettingSurvivesJSON() throws {
        var recipe = Recipe(retrain: .lastOnly, optimizer: .sgd)
        recipe.patience = 3
        recipe.augmentation.brightness = 0.5
        let copy = try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(recipe))
        #expect(copy == recipe)
    }

    @Test(arguments: RetrainDepth.allCases, Recipe.Optimizer.allCases) func defaultsAreAllowed(
        retrain: RetrainDepth, optimizer: Recipe.Optimizer
    ) throws {
        try Recipe(retrain: retrain, optimizer: optimizer).check()
    }

    @Test func aRecipeWithoutEpochsIsRefused() {
        var recipe = Recipe()
        recipe.epochs = 0
        #expect(
            throws: TrainingError.badRecipe(field: "epochs", value: "0", allowed: "a number from 1 to 100000")
        ) { try recipe.check() }
    }

    /// The number of a step would not fit, or no picture into the memory.
    @Test func settingsBeyondAllSenseAreRefused() throws {
        let changes: [(inout Recipe) -> Void] = [
            { $0.epochs = .max }, { $0.warmupEpochs = .infinity }, { $0.warmupEpochs = .nan },
            { $0.warmupEpochs = 1e300 }, { $0.firstInputSize = .max }, { $0.firstInputSize = .min },
            { $0.weightDecay = .infinity }, { $0.gradientNormLimit = .infinity }, { $0.learningRate = .nan },
            { $0.stepFactor = .nan }, { $0.augmentation.smallestCrop = .nan },
        ]
        for change in changes {
            var recipe = Recipe()
            change(&recipe)
            #expect(throws: TrainingError.self) { try recipe.check() }
        }
    }

    /// Nothing would ever say that an epoch was no better.
    @Test func patienceWithoutAValidationPartIsRefused() throws {
        var recipe = Recipe()
        recipe.patience = 3
        #expect(throws: TrainingError.self) { try recipe.check() }
        recipe.validationFraction = 0.1
        try recipe.check()
    }

    @Test func onlyTheHeadIsFreshForOtherClasses() throws {
        let graph = try Small.graph(classCount: 2)
        let other = try Small.graph(classCount: 5)
        let (weights, _) = FreshParameters.completing(NetworkWeights(tensors: [:]), for: graph, seed: 1)
        let (adapted, fresh) = FreshParameters.completing(weights, for: other, seed: 1)
        #expect(fresh == ["head.weight", "head.bias"])
        #expect(adapted["first.weight"] == weights["first.weight"])
        #expect(adapted["head.weight"]?.shape == [5, 4])
    }

    @Test func imagesGrowToTheFullSizeAndStay() {
        var recipe = Recipe()
        recipe.epochs = 12
        recipe.firstInputSize = 128
        let sides = (0..<12).map { recipe.inputSide(epoch: $0, full: 224) }
        #expect(sides.first == 128)
        #expect(sides == sides.sorted())
        #expect(sides.allSatisfy { $0 % 32 == 0 })
        #expect(sides[7...].allSatisfy { $0 == 224 })
        recipe.firstInputSize = 224
        #expect((0..<12).allSatisfy { recipe.inputSide(epoch: $0, full: 224) == 224 })
    }

    /// EfficientNet-Lite2 and Lite4 look at 260 and 300 pixels: steps of 32 ended at 256 and 288.
    @Test(arguments: [72, 100, 240, 260, 280, 300]) func imagesGrowToTheNetworksOwnSize(full: Int) {
        var recipe = Recipe()
        recipe.epochs = 12
        recipe.firstInputSize = 64
        let sides = (0..<12).map { recipe.inputSide(epoch: $0, full: full) }
        #expect(sides == sides.sorted() && sides[0] == 64)
        #expect(sides[8...].allSatisfy { $0 == full })
        // No growth, and no shrinking either.
        for first in [full, full + 40, 4096] {
            recipe.firstInputSize = first
            #expect((0..<12).allSatisfy { recipe.inputSide(epoch: $0, full: full) == full })
        }
    }

    @Test func theStepScheduleFallsByItsFactor() {
        var recipe = Recipe()
        recipe.schedule = .step
        recipe.warmupEpochs = 0
        recipe.stepEpochs = 2
        let schedule = LearningRateSchedule(recipe: recipe, stepsPerEpoch: 3)
        #expect(schedule.learningRate(atStep: 5) == recipe.learningRate)
        #expect(abs(schedule.learningRate(atStep: 6) - recipe.learningRate / 10) < 1e-12)
    }
}
