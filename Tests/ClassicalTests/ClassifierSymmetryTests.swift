import AerialCore
import Foundation
import Testing

@testable import Classical

/// What cannot matter to a classifier: how classes are numbered, in which order tiles come, where features
/// begin.
struct ClassifierSymmetryTests {
    private struct Row {
        let features: [Float]
        let label: Int
    }

    private func rows(seed: UInt64) -> [Row] {
        var generator = SeededGenerator(seed: seed)
        return (0..<120).map { number in
            let label = number % 3
            return Row(
                features: (0..<4).map {
                    Float.random(in: -1...1, using: &generator) + ($0 == label ? 1 : 0)
                }, label: label)
        }
    }

    private func table(_ rows: [Row]) -> FeatureTable {
        var table = FeatureTable(featureCount: rows[0].features.count)
        for row in rows { table.append(row.features, label: row.label) }
        return table
    }

    private func probabilities(_ logits: [Double]) -> [Double] {
        let greatest = logits.max() ?? 0
        let powers = logits.map { exp($0 - greatest) }
        return powers.map { $0 / powers.reduce(0, +) }
    }

    private func regression(_ rows: [Row]) throws -> LinearClassifier {
        try LogisticRegression(options: .init(penalties: [2])).fit(table(rows), classNames: ["a", "b", "c"])
            .classifier
    }

    @Test func classesMayBeNumberedInAnyOrder() throws {
        let rows = rows(seed: 1)
        let order = [2, 0, 1]
        let one = try regression(rows)
        let other = try regression(rows.map { Row(features: $0.features, label: order[$0.label]) })
        for row in rows.prefix(30) {
            let a = probabilities(one.logits(row.features[...]))
            let b = probabilities(other.logits(row.features[...]))
            for label in 0..<3 { #expect(abs(a[label] - b[order[label]]) < 2e-3) }
        }
    }

    @Test func rowsMayComeInAnyOrder() throws {
        let rows = rows(seed: 2)
        let (one, other) = (try regression(rows), try regression(rows.reversed()))
        for row in rows.prefix(30) {
            let a = probabilities(one.logits(row.features[...]))
            let b = probabilities(other.logits(row.features[...]))
            #expect(zip(a, b).allSatisfy { abs($0 - $1) < 2e-3 })
        }
    }

    @Test func featuresMayBeginAnywhere() throws {
        let rows = rows(seed: 3)
        let moved = rows.map { Row(features: $0.features.map { $0 + 50 }, label: $0.label) }
        let (one, other) = (try regression(rows), try regression(moved))
        for (row, far) in zip(rows, moved).prefix(30) {
            let a = probabilities(one.logits(row.features[...]))
            let b = probabilities(other.logits(far.features[...]))
            #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-2 })
        }
    }

    @Test func aStrongerPenaltyIsMoreModest() throws {
        let table = table(rows(seed: 4))
        let lengths = try [0.1, 1, 10, 100, 1000].map { penalty in
            try LogisticRegression(options: .init(penalties: [penalty]))
                .fit(table, classNames: ["a", "b", "c"]).classifier.weights.reduce(0) { $0 + $1 * $1 }
        }
        #expect(lengths == lengths.sorted(by: >))
    }

    /// The condition of the optimum: of the rows' probabilities each class gets as many as it has rows.
    @Test func everyClassIsPredictedAsOftenAsItOccurs() throws {
        var rows = rows(seed: 5)
        rows.removeAll { $0.label == 2 && $0.features[0] > 0 }
        let classifier = try regression(rows)
        for label in 0..<3 {
            let expected = rows.reduce(0) { $0 + probabilities(classifier.logits($1.features[...]))[label] }
            #expect(abs(expected - Double(rows.count { $0.label == label })) < 0.05)
        }
    }

    /// One question, no penalty, all rows: a leaf holds the class's share among the rows that end there.
    @Test func theLeavesOfAStumpAreSharesOfTheirRows() throws {
        let values: [(Float, Int)] = [(1, 0), (2, 0), (3, 1), (4, 0), (10, 1), (11, 1), (12, 1), (13, 1)]
        var table = FeatureTable(featureCount: 1)
        for (value, label) in values { table.append([value], label: label) }
        let forest = try RandomForest(
            options: .init(treeCount: 3, trees: TreeOptions(depth: 1, rowShare: 1, featureShare: 1))
        ).fit(table, classNames: ["a", "b"]).forest
        #expect(forest.treeCount == 6)
        // The best cut in two is between 4 and 10: three of four on one side, all four on the other.
        for (value, share) in [(0, 0.75), (4, 0.75), (10, 0), (99, 0)] as [(Float, Double)] {
            let sums = forest.sums(of: [value])
            #expect(abs(sums[0] / 3 - share) < 1e-6 && abs(sums[1] / 3 - (1 - share)) < 1e-6)
        }
    }

    /// Trees ask for more or less alone: a feature in other units gives the same answers.
    @Test func treesAskForTheOrderOfValuesAlone() throws {
        let rows = rows(seed: 7)
        func fit(_ rows: [Row]) throws -> DecisionForest {
            try GradientBoosting(
                options: .init(
                    roundCount: 8, patience: nil, trees: TreeOptions(depth: 3, rowShare: 1, featureShare: 1))
            ).fit(table(rows), classNames: ["a", "b", "c"]).forest
        }
        let scaled = rows.map { Row(features: $0.features.map { $0 * 4 + 16 }, label: $0.label) }
        let (one, other) = (try fit(rows), try fit(scaled))
        for (row, far) in zip(rows, scaled) {
            #expect(one.logits(of: row.features) == other.logits(of: far.features))
        }
    }

    @Test func moreRoundsFitTheirRowsBetter() throws {
        let rows = rows(seed: 8)
        let losses = try [1, 4, 16].map { rounds in
            let forest = try GradientBoosting(
                options: .init(
                    roundCount: rounds, patience: nil,
                    trees: TreeOptions(depth: 3, rowShare: 1, featureShare: 1))
            ).fit(table(rows), classNames: ["a", "b", "c"]).forest
            return rows.reduce(0) { sum, row in
                sum - log(probabilities(forest.logits(of: row.features).map(Double.init))[row.label])
            }
        }
        #expect(losses == losses.sorted(by: >) && losses[0] < 120 * log(3.0))
    }
}
