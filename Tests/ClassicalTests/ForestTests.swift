import AerialCore
import CXGBoost
import Foundation
import Testing

@testable import Classical

private let names = ["a", "b", "c"]

/// Rows of six features in three overlapping classes, by formula; neighbours in pairs form groups.
private func table(rows: Int = 240) -> FeatureTable {
    var table = FeatureTable(featureCount: 6)
    for row in 0..<rows {
        let label = row / 2 % 3
        let features = (0..<6).map { feature in
            Float(sin(1.7 * Double(row) + 0.9 * Double(feature * feature)) + (feature % 3 == label ? 1.4 : 0))
        }
        table.append(features, label: label, group: row / 2)
    }
    return table
}

private func accuracy(_ forest: DecisionForest, on table: FeatureTable) -> Double {
    let correct = (0..<table.count).count { row in
        let logits = forest.logits(of: Array(table.row(row)))
        return logits.indices.max { logits[$0] < logits[$1] } == table.labels[row]
    }
    return Double(correct) / Double(table.count)
}

private func randomForest(
    trees: Int = 30, threads: Int = 1, seed: UInt64 = 3, judges: Bool = false, share: Double = 1
) throws -> ForestFit {
    var options = RandomForest.Options(
        treeCount: trees, trees: TreeOptions(depth: 6, rowShare: 0.632, featureShare: 0.5), threads: threads,
        seed: seed)
    options.judges = judges
    options.trainingShare = share
    return try RandomForest(options: options).fit(table(), classNames: names)
}

private func boosting(rounds: Int = 60, threads: Int = 1, patience: Int? = 5) throws -> ForestFit {
    try GradientBoosting(
        options: .init(
            roundCount: rounds, patience: patience, learningRate: 0.3,
            trees: TreeOptions(depth: 3, rowShare: 0.8, featureShare: 0.5), threads: threads, seed: 3)
    ).fit(table(), classNames: names)
}

@Test func aRandomForestTellsOverlappingClassesApart() throws {
    let fit = try randomForest()
    #expect(fit.forest.treeCount == 90 && fit.trials.isEmpty)
    #expect(accuracy(fit.forest, on: table()) > 0.95)
}

@Test func threadsDoNotChangeARandomForest() throws {
    let forests = try [1, 2, 5].map { try randomForest(threads: $0).forest }
    #expect(forests[1] == forests[0] && forests[2] == forests[0])
    #expect(try randomForest(seed: 4).forest != forests[0])
}

@Test func threadsDoNotChangeABoosting() throws {
    let fits = try [1, 2, 5].map { try boosting(threads: $0) }
    #expect(fits[1].forest == fits[0].forest && fits[2].forest == fits[0].forest)
}

@Test func boostingStopsWhereTheValidationLossIsLeast() throws {
    let fit = try boosting()
    let best = try #require(fit.trials.min { $0.validationLoss < $1.validationLoss })
    #expect(fit.treeCount == best.treeCount && fit.chosen == best)
    #expect(fit.trials.count <= min(60, best.treeCount + 5))
    #expect(fit.forest.treeCount == 3 * best.treeCount)
    #expect(accuracy(fit.forest, on: table()) > 0.9)
}

@Test func boostingWithoutPatienceUsesAllRounds() throws {
    let fit = try boosting(rounds: 4, patience: nil)
    #expect(fit.treeCount == 4 && fit.trials.isEmpty && fit.chosen == nil)
}

@Test func aRandomForestIsJudgedWhereItIsAsked() throws {
    let fit = try randomForest(judges: true)
    let chosen = try #require(fit.chosen)
    #expect(chosen.validationLoss > 0 && chosen.validationAccuracy > 0.5 && fit.trials == [chosen])
    #expect(try fit.forest == randomForest().forest)
}

@Test func aShareOfTheRowsMakesAnotherForest() throws {
    #expect(try randomForest(share: 0.5).forest != randomForest().forest)
}

@Test func treesRefuseTheSameTablesAsRegressions() throws {
    var one = FeatureTable(featureCount: 1)
    one.append([1], label: 0)
    #expect(throws: ClassicalError.tooFewClasses(names: ["a"])) {
        try RandomForest().fit(one, classNames: ["a", "b"])
    }
    one.append([.nan], label: 1)
    #expect(throws: ClassicalError.notFinite(sample: 1)) {
        try RandomForest().fit(one, classNames: ["a", "b"])
    }
    #expect(throws: ClassicalError.tooFewSamples(className: "a", count: 1, needed: 2)) {
        try GradientBoosting().fit(one, classNames: ["a", "b"])
    }
}

/// XGBoost trains and predicts by itself; its saved model, walked by us, must say the same.
@Test func ourForestSaysWhatXGBoostPredicts() throws {
    let xgboost = try XGBoostLibrary.load()
    let functions = xgboost.functions
    let rows = table()
    var matrix: DMatrixHandle?
    try xgboost.check(
        functions.matrix_create(
            rows.values, bst_ulong(rows.count), bst_ulong(rows.featureCount), .nan, &matrix))
    defer { _ = functions.matrix_free(matrix) }
    try xgboost.check(
        functions.matrix_set_labels(matrix, "label", rows.labels.map(Float.init), bst_ulong(rows.count)))
    var booster: BoosterHandle?
    try xgboost.check(functions.booster_create([matrix], 1, &booster))
    defer { _ = functions.booster_free(booster) }
    for (name, value) in [
        ("objective", "multi:softprob"), ("num_class", "3"), ("max_depth", "6"), ("eta", "0.3"),
        ("subsample", "0.7"), ("colsample_bynode", "0.5"), ("num_parallel_tree", "2"), ("seed", "5"),
        ("tree_method", "hist"), ("verbosity", "0"),
    ] { try xgboost.check(functions.booster_set(booster, name, value)) }
    for round in 0..<20 { try xgboost.check(functions.booster_update(booster, Int32(round), matrix)) }

    let settings = """
        {"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false}
        """
    var (shape, dimensions): (UnsafePointer<bst_ulong>?, bst_ulong) = (nil, 0)
    var result: UnsafePointer<Float>?
    try xgboost.check(functions.booster_predict(booster, matrix, settings, &shape, &dimensions, &result))
    let predicted = Array(UnsafeBufferPointer(start: result, count: rows.count * 3))

    var length = bst_ulong(0)
    var bytes: UnsafePointer<CChar>?
    try xgboost.check(functions.booster_save(booster, "{\"format\": \"json\"}", &length, &bytes))
    let model = try XGBoostModel(json: UnsafeRawBufferPointer(start: bytes, count: Int(length)))
    let forest = try model.softmaxForest()
    #expect(forest.treeCount == 120 && forest.classCount == 3 && forest.featureCount == 6)
    for row in 0..<rows.count {
        let logits = forest.logits(of: Array(rows.row(row))).map(Double.init)
        let total = logits.reduce(0) { $0 + exp($1) }
        for index in 0..<3 {
            #expect(abs(exp(logits[index]) / total - Double(predicted[row * 3 + index])) < 1e-6)
        }
    }
}

@Test func whatIsNoModelOfXGBoostIsRefused() {
    for text in ["", "{}", "[1]", "{\"learner\": {}}"] {
        #expect(throws: ClassicalError.self) {
            try Array(text.utf8).withUnsafeBytes { try XGBoostModel(json: $0) }
        }
    }
}
