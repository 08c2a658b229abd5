import AerialCore
import Foundation
import Testing

@testable import Classical

/// Ninety rows of four features in three overlapping classes, by formula so that others can make the same.
private func overlappingTable() -> FeatureTable {
    var table = FeatureTable(featureCount: 4)
    for row in 0..<90 {
        let features = (0..<4).map { feature in
            Float(sin(1.7 * Double(row) + 0.9 * Double(feature * feature)) + (feature == row % 3 ? 1 : 0))
        }
        table.append(features, label: row % 3)
    }
    return table
}

private let names = ["a", "b", "c"]

@Test func coefficientsEqualScikitLearns() throws {
    // NumPy's eigenvectors of the covariance within classes, shrinkage 1, then
    // sklearn.linear_model.LogisticRegression(C=1/2.5, tol=1e-10), coefficients turned back: scikit-learn 1.7.
    let expected: [Float] = [
        1.1513335, -2.3215909, -1.0787523, 1.2293395,
        -2.0575462, 1.490458, -1.0286085, -1.3222851,
        0.9062127, 0.8311329, 2.1073608, 0.0929457,
    ]
    let fit = try LogisticRegression(options: .init(penalties: [2.5])).fit(
        overlappingTable(), classNames: names)
    for (weight, reference) in zip(fit.classifier.weights, expected) {
        #expect(abs(weight - reference) < 1e-3)
    }
    for (intercept, reference) in zip(
        fit.classifier.intercepts, [0.6048996, 0.3500846, -0.9549842] as [Float])
    {
        #expect(abs(intercept - reference) < 1e-3)
    }
}

@Test func theChosenPenaltyIsTheStrongestWithinOneStandardErrorOfTheBest() {
    func trial(_ penalty: Double, _ loss: Double, _ error: Double) -> LogisticRegression.Trial {
        .init(penalty: penalty, validationLoss: loss, standardError: error, validationAccuracy: 0.9)
    }
    let trials = [trial(1000, 0.9, 0.1), trial(100, 0.31, 0.05), trial(10, 0.3, 0.02), trial(1, 0.29, 0.03)]
    #expect(LogisticRegression.chosenPenalty(of: trials) == 100)
    #expect(LogisticRegression.chosenPenalty(of: [trial(5, 1, 0), trial(2, 0.5, 0)]) == 2)
    // Nineteen rows have an error that leaves nothing out, and the strongest penalty has all in one class.
    var blind = trial(1000, 1.4, 0.1)
    blind.predictedClasses = 1
    #expect(LogisticRegression.chosenPenalty(of: [blind, trial(100, 1.3, 0.2), trial(10, 1.25, 0.2)]) == 100)
    #expect(LogisticRegression.chosenPenalty(of: [blind]) == 1000)
}

@Test func everyPenaltyIsTriedAndOneOfThemChosen() throws {
    let fit = try LogisticRegression().fit(overlappingTable(), classNames: names)
    #expect(fit.trials.map(\.penalty) == LogisticRegression.Options.defaultPenalties)
    #expect(fit.penalty == LogisticRegression.chosenPenalty(of: fit.trials))
    #expect(fit.trials.allSatisfy { $0.validationLoss > 0 && $0.standardError > 0 })
    #expect(fit.trials.map(\.validationLoss).min()! < log(3.0))
}

@Test func theSameSeedGivesTheSameClassifier() throws {
    let fits = try (0..<2).map { _ in
        try LogisticRegression(options: .init(seed: 5)).fit(overlappingTable(), classNames: names)
    }
    #expect(fits[0].classifier == fits[1].classifier)
}

@Test func aFeatureThatNeverVariesIsHarmless() throws {
    var table = FeatureTable(featureCount: 2)
    for row in 0..<20 { table.append([row % 2 == 0 ? -1 : 1, 7], label: row % 2) }
    let fit = try LogisticRegression(options: .init(penalties: [1])).fit(table, classNames: ["low", "high"])
    #expect(fit.classifier.weights.allSatisfy { $0.isFinite })
    #expect(fit.classifier.logits([1, 7]).last! > fit.classifier.logits([1, 7]).first!)
}

@Test func aClassWithOneImageIsNamed() throws {
    var table = FeatureTable(featureCount: 1)
    for row in 0..<5 { table.append([Float(row)], label: row == 0 ? 1 : 0) }
    #expect(throws: ClassicalError.tooFewSamples(className: "Shrub", count: 1, needed: 2)) {
        try LogisticRegression().fit(table, classNames: ["Forest", "Shrub"])
    }
}

@Test func oneClassIsNoClassifier() throws {
    var table = FeatureTable(featureCount: 1)
    table.append([1], label: 0)
    #expect(throws: ClassicalError.tooFewClasses(names: ["Forest"])) {
        try LogisticRegression().fit(table, classNames: ["Forest", "Shrub"])
    }
}

@Test func notANumberIsRefusedWithItsRow() throws {
    var table = FeatureTable(featureCount: 2)
    for row in 0..<8 { table.append([Float(row), row == 5 ? .nan : 0], label: row % 2) }
    #expect(throws: ClassicalError.notFinite(sample: 5)) {
        try LogisticRegression().fit(table, classNames: ["Forest", "Shrub"])
    }
}

@Test(arguments: [.nan, .infinity, 1e300] as [Double])
func weightsThatAreNoNumbersAreNoClassifier(penalty: Double) throws {
    for judges in [false, true] {
        var options = LogisticRegression.Options(penalties: [penalty])
        options.judgesOnePenalty = judges
        let error = #expect(throws: ClassicalError.self) {
            try LogisticRegression(options: options).fit(overlappingTable(), classNames: names)
        }
        guard case .diverged = error else { return #expect(Bool(false), "\(error as Any)") }
        #expect("\(error as Any)".contains("--penalty"))
    }
}

@Test func aTrialThatDivergedIsPassedOver() throws {
    func trial(_ penalty: Double, _ loss: Double) -> LogisticRegression.Trial {
        .init(penalty: penalty, validationLoss: loss, standardError: 0.1, validationAccuracy: 0.9)
    }
    for strange in [Double.nan, .infinity] {
        let good = [trial(100, 2), trial(10, 1), trial(1, 1.05)]
        for position in 0...3 {
            var trials = good
            trials.insert(trial(1000, strange), at: position)
            #expect(LogisticRegression.chosenPenalty(of: trials) == 10)
        }
    }
    let fit = try LogisticRegression(options: .init(penalties: [10, .nan])).fit(
        overlappingTable(), classNames: names)
    #expect(fit.penalty == 10 && fit.classifier.weights.allSatisfy(\.isFinite))
    #expect(fit.trials.count == 2 && !fit.trials[1].validationLoss.isFinite)
    #expect(fit.trials[1].validationAccuracy == 0)
}

@Test func ofEqualClassesATrialTakesTheFirst() {
    // All classes are equally likely everywhere: every row is predicted as the first.
    var table = FeatureTable(featureCount: 1)
    for row in 0..<12 { table.append([Float(row)], label: row % 3) }
    let blind = LinearClassifier(classCount: 3, featureCount: 1, weights: [0, 0, 0], intercepts: [0, 0, 0])
    let trial = LogisticRegression.trial(penalty: 1, classifier: blind, on: table)
    #expect(trial.validationAccuracy == 4.0 / 12 && trial.predictedClasses == 1)
    // The second and the third are equal where the first is less.
    let half = LinearClassifier(classCount: 3, featureCount: 1, weights: [-1, 1, 1], intercepts: [1, 0, 0])
    let predictions = (0..<12).map { row in
        TilePrediction(
            id: "", source: "", status: .scored,
            probabilities: half.logits([Float(row)]).map { Float(exp($0 - Double(row) - 1)) }
        ).predictedClass
    }
    let right = zip(predictions, table.labels).count { $0 == $1 }
    #expect(
        LogisticRegression.trial(penalty: 1, classifier: half, on: table).validationAccuracy
            == Double(right) / 12)
}

@Test(arguments: [0, 1, 2, 3] as [UInt64])
func validationKeepsGroupsWholeAndEveryClassInTraining(seed: UInt64) {
    var table = FeatureTable(featureCount: 1)
    for row in 0..<200 { table.append([0], label: row % 4, group: row / 10) }
    let split = ValidationSplit(of: table, fraction: 0.2, seed: seed)
    let trainingGroups = Set(split.training.map { table.groups[$0] })
    let validationGroups = Set(split.validation.map { table.groups[$0] })
    #expect(trainingGroups.isDisjoint(with: validationGroups))
    #expect(Set(split.training.map { table.labels[$0] }).count == 4)
    #expect((split.training + split.validation).sorted() == Array(0..<200))
    #expect((20...80).contains(split.validation.count))
}
