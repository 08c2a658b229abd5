import AerialCore
import Foundation
import Testing

struct DecisionForestTests {
    /// Two features; the second tree has leaves for all classes.
    private static let trees = [
        DecisionTree(
            nodes: [.split(feature: 0, threshold: 0.5, left: 1, right: 2), .leaf([0.25]), .leaf([1])],
            classIndex: 1),
        DecisionTree(nodes: [
            .split(feature: 1, threshold: -1, left: 1, right: 2), .leaf([1, 0, 0]), .leaf([0, 0.5, 0.5]),
        ]),
    ]

    private static func forest(
        _ trees: [DecisionTree] = trees, _ aggregation: DecisionForest.Aggregation = .meanShares,
        start: [Double]? = nil
    ) throws -> DecisionForest {
        try DecisionForest(
            trees: trees, classCount: 3, featureCount: 2, aggregation: aggregation, start: start)
    }

    @Test func aThresholdItselfGoesLeft() throws {
        let forest = try Self.forest()
        #expect(forest.sums(of: [0.5, -1]) == [1, 0.25, 0])
        #expect(forest.sums(of: [Float(0.5).nextUp, Float(-1).nextUp]) == [0, 1.5, 0.5])
    }

    @Test(arguments: DecisionForest.Aggregation.allCases)
    func aTemperatureDividesTheLogits(aggregation: DecisionForest.Aggregation) throws {
        let forest = try Self.forest(Self.trees, aggregation)
        let logits = forest.logits(of: [0, 0])
        let halved = forest.dividingLogits(by: 2)
        #expect(halved.logits(of: [0, 0]) == logits.map { $0 / 2 })
        #expect(halved.dividingLogits(by: 0.5).logits(of: [0, 0]) == logits)
        #expect(halved != forest)
    }

    @Test func softmaxOfTheLogitsIsTheSharesMean() throws {
        let powers = try Self.forest().logits(of: [0, -2]).map { exp(Double($0)) }
        let total = powers.reduce(0, +)
        for (power, expected) in zip(powers, [0.8, 0.2, 0]) { #expect(abs(power / total - expected) < 1e-7) }
    }

    @Test func logitsAreSummedFromTheirStart() throws {
        let forest = try Self.forest(Self.trees, .summedLogits, start: [0.5, -1, 2])
        #expect(forest.logits(of: [1, 0]) == [0.5, 0.5, 2.5])
    }

    @Test func rowsWithoutAnyShareTellNothing() throws {
        let tree = DecisionTree(nodes: [.leaf([0])], classIndex: 0)
        #expect(try Self.forest([tree]).logits(of: [0, 0]) == [0, 0, 0])
    }

    @Test func lessThanBecomesUpToExactly() {
        for limit in [0, 0.1, -3.5, .leastNormalMagnitude / 4, 1e30] as [Float] {
            let threshold = DecisionTree.threshold(below: limit)
            for value in [limit.nextDown, limit, limit.nextUp, -limit, 0] {
                #expect((value < limit) == (value <= threshold))
            }
        }
    }

    @Test func thresholdsOf64BitsSplitNumbersOf32Alike() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<1000 {
            let limit = Double.random(in: -2...2, using: &generator)
            let threshold = DecisionTree.threshold(upTo: limit)
            for value in [Float(limit), Float(limit).nextUp, Float(limit).nextDown] {
                #expect((Double(value) <= limit) == (value <= threshold))
            }
        }
    }

    @Test func aLibrarysTreeIsCopiedFromItsRoot() throws {
        let foreign: [Int: DecisionTree.ForeignNode] = [
            7: .split(feature: 1, threshold: 2, left: 3, right: 9), 3: .leaf([1]), 9: .leaf([2]),
        ]
        let tree = try DecisionTree(root: 7, classIndex: 0) { try #require(foreign[$0]) }
        #expect(
            tree.nodes == [.split(feature: 1, threshold: 2, left: 1, right: 2), .leaf([1]), .leaf([2])])
    }

    @Test func aTreeThatLeadsBackIsRefused() {
        #expect(throws: ForestDefect.cycle) {
            try DecisionTree(root: 0) { node in .split(feature: 0, threshold: 0, left: 1 - node, right: 2) }
        }
    }

    @Test(arguments: [
        (
            DecisionTree.Node.split(feature: 2, threshold: 0, left: 1, right: 2),
            ForestDefect.noSuchFeature(node: 0, feature: 2)
        ),
        (.split(feature: -2, threshold: 0, left: 1, right: 2), .noSuchFeature(node: 0, feature: -2)),
        (.split(feature: 0, threshold: .nan, left: 1, right: 2), .badThreshold(node: 0)),
        (.split(feature: 0, threshold: 0, left: 0, right: 2), .badChildren(node: 0)),
        (.split(feature: 0, threshold: 0, left: 1, right: 3), .badChildren(node: 0)),
        (.leaf([.infinity, 0, 0]), .badLeaf(node: 0)),
        (.leaf([.nan, 0, 0]), .badLeaf(node: 0)),
        (.leaf([0, 1]), .badLeaf(node: 0)),
        (.leaf([0, 2, 0]), .badLeaf(node: 0)),
    ]) func whatCannotBeWalkedIsNoForest(node: DecisionTree.Node, defect: ForestDefect) {
        let tree = DecisionTree(nodes: [node, .leaf([1, 0, 0]), .leaf([0, 1, 0])])
        #expect(throws: defect) { try Self.forest([tree]) }
    }

    @Test func classesStartsAndTreesAreChecked() {
        #expect(throws: ForestDefect.noTrees) { try Self.forest([]) }
        #expect(throws: ForestDefect.noSuchClass(tree: 0, classIndex: 3)) {
            try Self.forest([DecisionTree(nodes: [.leaf([1])], classIndex: 3)])
        }
        #expect(throws: ForestDefect.badTreeBounds(tree: 0)) { try Self.forest([DecisionTree(nodes: [])]) }
        #expect(throws: ForestDefect.wrongStart) { try Self.forest(Self.trees, start: [0, 0]) }
        #expect(throws: ForestDefect.wrongStart) { try Self.forest(Self.trees, start: [0, .nan, 0]) }
        #expect(throws: ForestDefect.wrongClassCount(1)) {
            try DecisionForest(trees: Self.trees, classCount: 1, featureCount: 2, aggregation: .meanShares)
        }
    }
}
