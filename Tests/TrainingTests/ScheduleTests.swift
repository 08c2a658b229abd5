import Testing

@testable import Training

@Test func theLearningRateRisesThenFallsToNothing() {
    var recipe = Recipe()
    recipe.epochs = 10
    let schedule = LearningRateSchedule(recipe: recipe, stepsPerEpoch: 20)
    let rates = (0..<200).map(schedule.learningRate)
    #expect(zip(rates[..<20], rates[1...20]).allSatisfy(<))
    #expect(zip(rates[20...], rates[21...]).allSatisfy(>))
    #expect(abs(rates[20] - recipe.learningRate) < 1e-12)
    #expect(rates[199] < recipe.learningRate * 1e-3)
}
