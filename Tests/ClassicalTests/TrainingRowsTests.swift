import AerialCore
import Foundation
import Testing

@testable import Classical

struct TrainingRowsTests {
    private func drawn(seed: UInt64, rows: Int = 120, classes: Int = 4, groups: Int? = nil) -> FeatureTable {
        var generator = SeededGenerator(seed: seed)
        var table = FeatureTable(featureCount: 3)
        for row in 0..<rows {
            table.append(
                (0..<3).map { _ in Float.random(in: -1...1, using: &generator) },
                label: row < classes ? row : Int.random(in: 0..<classes, using: &generator),
                group: groups.map { Int.random(in: 0..<$0, using: &generator) })
        }
        return table
    }

    @Test func rowsComeBackAsTheyWereAppended() {
        var table = FeatureTable(featureCount: 2)
        for row in 0..<5 {
            table.append([Float(row), -Float(row)], label: row % 2, group: row == 3 ? 8 : nil)
        }
        #expect(table.count == 5 && Array(table.row(4)) == [4, -4])
        // A row without a group is one of its own.
        #expect(Set(table.groups).count == 5 && table.groups[3] == 8)
        let (part, classes) = table.part([4, 0, 2])
        #expect(classes == [0] && part.labels == [0, 0, 0] && part.values == [4, -4, 0, 0, 2, -2])
        #expect(part.groups == [4, 0, 2].map { table.groups[$0] })
        #expect(table.part([]).table.count == 0)
    }

    @Test func labelsOfAPartAreNumberedThrough() {
        var table = FeatureTable(featureCount: 1)
        for label in [7, 2, 7, 5] { table.append([Float(label)], label: label) }
        let (part, classes) = table.part([3, 0, 2])
        #expect(classes == [5, 7])
        #expect(part.labels.map { classes[$0] } == [5, 7, 7] && part.values == [5, 7, 7])
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func everyRowIsOnOneSideAndGroupsStayWhole(seed: UInt64) {
        for groups in [nil, 30, 6] as [Int?] {
            let table = drawn(seed: seed, groups: groups)
            let split = ValidationSplit(of: table, fraction: 0.2, seed: seed)
            #expect((split.training + split.validation).sorted() == Array(0..<table.count))
            #expect(
                split.training == split.training.sorted() && split.validation == split.validation.sorted())
            #expect(!split.validation.isEmpty)
            #expect(Set(split.training.map { table.labels[$0] }) == Set(table.labels))
            let sides = [split.training, split.validation].map { Set($0.map { table.groups[$0] }) }
            #expect(groups == 6 || sides[0].isDisjoint(with: sides[1]))
            let again = ValidationSplit(of: table, fraction: 0.2, seed: seed)
            #expect(again.validation == split.validation)
        }
    }

    @Test func oneGroupOfAllRowsIsDividedByClass() {
        var table = FeatureTable(featureCount: 1)
        for row in 0..<12 { table.append([0], label: row % 3, group: 1) }
        let split = ValidationSplit(of: table, fraction: 0.2, seed: 4)
        #expect(split.validation.map { table.labels[$0] }.sorted() == [0, 1, 2])
    }

    /// Two scenes with half of the tiles each: neither is a fifth. One row a class judged, and its tile's other views were learned from.
    @Test func tilesOfTooLargePlacesAreDividedWithAllTheirViews() {
        var table = FeatureTable(featureCount: 1)
        for tile in 0..<40 {
            for _ in 0..<3 { table.append([0], label: tile % 2, group: tile / 20, item: tile) }
        }
        for seed in 0..<8 as Range<UInt64> {
            let split = ValidationSplit(of: table, fraction: 0.2, seed: seed)
            #expect((split.training + split.validation).sorted() == Array(0..<table.count))
            let sides = [split.training, split.validation].map { Set($0.map { table.items[$0] }) }
            #expect(sides[0].isDisjoint(with: sides[1]))
            #expect(split.validation.count { table.labels[$0] == 0 } == 12 && split.validation.count == 24)
        }
        let part = table.part([1, 0, 5]).table
        #expect(part.items == [0, 0, 1] && table.selecting([4, 3]).items == [1, 1])
    }

    /// A sweep of turns compares losses of the same tiles.
    @Test func theSameTilesJudgeHoweverOftenEachWasSeen() {
        func judging(views: Int, seed: UInt64) -> Set<Int> {
            var generator = SeededGenerator(seed: seed)
            var table = FeatureTable(featureCount: 1)
            for tile in 0..<140 {
                let label = Int.random(in: 0..<3, using: &generator)
                let group = Int.random(in: 0..<25, using: &generator)
                for _ in 0..<views { table.append([0], label: label, group: group, item: tile) }
            }
            let split = ValidationSplit(of: table, fraction: 0.2, seed: seed)
            return Set(split.validation.map { table.items[$0] })
        }
        let different = (0..<40 as Range<UInt64>).filter { seed in
            let once = judging(views: 1, seed: seed)
            return (2...4).contains { judging(views: $0, seed: seed) != once }
        }
        #expect(different.isEmpty)
    }

    @Test func aClassOfOneRowStaysInTraining() {
        var table = FeatureTable(featureCount: 1)
        for row in 0..<20 { table.append([0], label: row == 9 ? 1 : 0) }
        for seed in 0..<20 as Range<UInt64> {
            #expect(ValidationSplit(of: table, fraction: 0.3, seed: seed).training.contains(9))
        }
    }

    @Test func aLargerShareHoldsASmallerOneAndEveryClass() {
        let table = drawn(seed: 3)
        let all = Array(0..<table.count)
        var before: Set<Int> = []
        for share in [1e-9, 0.1, 0.4, 0.9, 1] {
            let rows = table.thinned(all, share: share, seed: 6)
            #expect(rows == rows.sorted() && before.isSubset(of: rows))
            #expect(Set(rows.map { table.labels[$0] }) == Set(table.labels))
            for label in 0..<4 {
                let whole = table.labels.count { $0 == label }
                let kept = rows.count { table.labels[$0] == label }
                #expect(kept == max(1, Int((Double(whole) * share).rounded(.up))))
            }
            before = Set(rows)
        }
        #expect(before.count == table.count)
        #expect(table.thinned([], share: 0.5, seed: 6).isEmpty)
    }

    @Test func whatCannotBeLearnedFromIsNamed() {
        var table = FeatureTable(featureCount: 2)
        #expect(throws: ClassicalError.tooFewClasses(names: [])) {
            try table.check(classNames: ["a", "b"], neededRows: 1)
        }
        table.append([0, 1], label: 1)
        table.append([0, 1], label: 1)
        #expect(throws: ClassicalError.tooFewClasses(names: ["Dünen"])) {
            try table.check(classNames: ["a", "Dünen", "c"], neededRows: 1)
        }
        table.append([0, -.infinity], label: 0)
        #expect(throws: ClassicalError.tooFewSamples(className: "c", count: 0, needed: 1)) {
            try table.check(classNames: ["a", "Dünen", "c"], neededRows: 1)
        }
        #expect(throws: ClassicalError.notFinite(sample: 2)) {
            try table.check(classNames: ["a", "Dünen"], neededRows: 1)
        }
        #expect("\(ClassicalError.notFinite(sample: 2))".contains("image 3"))
        #expect(
            "\(ClassicalError.tooFewSamples(className: "c", count: 1, needed: 2))".contains(
                "1 training image;"))
    }

    @Test func aTrialsLossIsTheMeanOfMinusTheLogarithms() {
        let logits: [[Double]] = [[1, 2, -1], [0.5, 0, 0], [-3, 700, 2], [1000, 999, 0]]
        let labels = [1, 2, 1, 1]
        let trial = ForestTrial(treeCount: 7, logits: logits, labels: labels)
        let losses = zip(logits, labels).map { row, label in
            let greatest = row.max() ?? 0
            let sum = row.reduce(0) { $0 + exp($1 - greatest) }
            return -log(exp(row[label] - greatest) / sum)
        }
        #expect(abs(trial.validationLoss - losses.reduce(0, +) / 4) < 1e-12)
        #expect(trial.validationAccuracy == 0.5 && trial.treeCount == 7)
        #expect(ForestTrial(treeCount: 1, logits: [], labels: []).validationLoss == 0)
    }

    @Test func aTrialOfTreesTakesTheFirstOfEqualClasses() throws {
        let logits: [[Double]] = [[1, 1, 0], [1, 1, 0], [0, 2, 2], [0, 2, 2], [3, 3, 3], [0, 0, 1]]
        let labels = [0, 1, 1, 2, 2, 2]
        let predictions = logits.map { row in
            TilePrediction(id: "", source: "", status: .scored, probabilities: row.map { Float($0) })
                .predictedClass
        }
        let right = zip(predictions, labels).count { $0 == $1 }
        let trial = ForestTrial(treeCount: 1, logits: logits, labels: labels)
        #expect(right == 3 && trial.validationAccuracy == Double(right) / 6)
    }

    @Test func whatIsEqualIn32BitsIsEqualInATrial() {
        // A model hands on numbers of 32 bits, in which these two are one.
        let trial = ForestTrial(treeCount: 1, logits: [[0.1, 0.1 + 1e-12]], labels: [1])
        #expect(trial.validationAccuracy == 0)
    }

    @Test func aLossThatIsNoNumberIsNeverTheLeast() throws {
        func trials(_ losses: [Double]) -> [ForestTrial] {
            losses.enumerated().map {
                ForestTrial(treeCount: $0 + 1, validationLoss: $1, validationAccuracy: 0.5)
            }
        }
        #expect(GradientBoosting.best(of: trials([.nan, 2, 1, 1, .nan]))?.treeCount == 3)
        #expect(GradientBoosting.best(of: trials([2, .nan, 1.5, .infinity]))?.treeCount == 3)
        #expect(GradientBoosting.best(of: trials([.nan, .nan])) == nil)
        let damaged = ForestTrial(
            treeCount: 1, logits: [[.nan, 0], [0, .nan], [0, 1]], labels: [0, 0, 1])
        #expect(damaged.validationLoss.isNaN && damaged.validationAccuracy == 1.0 / 3)
    }

    @Test func logitsAreWeightedSums() {
        let classifier = LinearClassifier(
            classCount: 2, featureCount: 3, weights: [1, 2, 3, -1, 0.5, 0], intercepts: [10, -10])
        #expect(classifier.logits([1, 0, 2]) == [17, -11])
        // A part of a longer row counts from its own start.
        #expect(classifier.logits(([9, 9, 1, 0, 2] as [Float])[2...]) == [17, -11])
    }
}

struct XGBoostModelTests {
    private func model(_ tree: String, info: String = "[0]", parameters: String? = nil) throws
        -> DecisionForest
    {
        let text = """
            {"learner": {"gradient_booster": {"model": {"trees": [\(tree)], "tree_info": \(info)}},
             "learner_model_param":
               \(parameters ?? #"{"base_score": "0", "num_class": "2", "num_feature": "3"}"#)}}
            """
        return try Array(text.utf8).withUnsafeBytes { try XGBoostModel(json: $0).softmaxForest() }
    }

    private func tree(
        left: String = "[1, -1, -1]", right: String = "[2, -1, -1]", feature: String = "[1, 0, 0]",
        value: String = "[0.5, -1.25, 2]"
    ) -> String {
        """
        {"left_children": \(left), "right_children": \(right), "split_indices": \(feature),
         "split_conditions": \(value)}
        """
    }

    @Test func whatIsLessThanTheThresholdGoesLeft() throws {
        let forest = try model(tree())
        #expect(forest.sums(of: [9, Float(0.5).nextDown, 9]) == [-1.25, 0])
        #expect(forest.sums(of: [-9, 0.5, -9]) == [2, 0])
    }

    @Test func theBaseScoreIsEveryClasssStart() throws {
        let parameters = #"{"base_score": "5E-1", "num_class": "2", "num_feature": "3"}"#
        #expect(try model(tree(), parameters: parameters).start == [0.5, 0.5])
    }

    /// Each of these is one number away from a model.
    @Test func aDamagedModelIsRefused() {
        let trees = [
            tree(left: "[1, -1]"), tree(right: "[2, -1, -1, -1]"), tree(feature: "[]"), tree(value: "[0.5]"),
            tree(left: "[0, -1, -1]"), tree(left: "[3, -1, -1]"), tree(right: "[-1, -1, -1]"),
            tree(right: "[1, -1, -1]"), tree(left: "[1, 0, -1]"), tree(feature: "[3, 0, 0]"),
            tree(feature: "[-2, 0, 0]"), tree(left: "[9223372036854775807, -1, -1]"),
            tree(value: "[0.5, 1e30, 2]"), tree(left: "[]", right: "[]", feature: "[]", value: "[]"), "",
        ]
        for text in trees { #expect(throws: (any Error).self, "\(text)") { try model(text) } }
        for info in ["[]", "[2]", "[-2]", "[9223372036854775807]"] {
            #expect(throws: (any Error).self, "\(info)") { try model(tree(), info: info) }
        }
        for count in ["\"0\"", "\"1\"", "\"256\"", "\"-3\"", "\"two\"", "2"] {
            #expect(throws: (any Error).self, "\(count)") {
                try model(
                    tree(),
                    parameters: "{\"base_score\": \"0\", \"num_class\": \(count), \"num_feature\": \"3\"}")
            }
        }
        #expect(throws: (any Error).self) {
            try model(tree(), parameters: #"{"base_score": "nan", "num_class": "2", "num_feature": "3"}"#)
        }
    }
}
