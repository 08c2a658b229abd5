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
        // The layout marks leaves with -1.
        (.split(feature: -1, threshold: 0, left: 1, right: 2), .noSuchFeature(node: 0, feature: -1)),
        (.split(feature: 0, threshold: 0, left: -1, right: 2), .badChildren(node: 0)),
        (.split(feature: 0, threshold: 0, left: .max, right: 2), .badChildren(node: 0)),
        (.split(feature: 0, threshold: 0, left: 1, right: .min), .badChildren(node: 0)),
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

    @Test(arguments: [0, -1, -5, 2, .min, .max, .max - 1] as [Int])
    func childrenBesideTheirOwnTreeAreFound(child: Int) {
        let second = DecisionTree(nodes: [
            .split(feature: 0, threshold: 0, left: child, right: child), .leaf([1, 0, 0]),
        ])
        #expect(throws: ForestDefect.badChildren(node: 3)) { try Self.forest([Self.trees[0], second]) }
    }

    /// What files hold, by chance: a layout is refused, or every walk ends at the values of a leaf.
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func noLayoutLeadsAWalkAstray(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func index(_ range: ClosedRange<Int32>) -> Int32 {
            let strange: [Int32] = [-1, .min, .max, -2, 0]
            return Int.random(in: 0..<40, using: &generator) == 0
                ? strange[Int.random(in: strange.indices, using: &generator)]
                : Int32.random(in: range, using: &generator)
        }
        var accepted = 0
        for _ in 0..<3000 {
            let count = Int32.random(in: 1...4, using: &generator)
            let nodes = (0..<count).map { position in
                ForestLayout.Node(
                    feature: index(-1...(position + 2 < count ? 0 : -1)), threshold: 0,
                    left: index(0...count), right: index(position...count))
            }
            let layout = ForestLayout(
                nodes: nodes, roots: [index(0...0)], treeClasses: [index(0...1)],
                leafValues: (0..<6).map { Double($0) / 8 })
            guard
                let forest = try? DecisionForest(
                    classCount: 2, featureCount: 1, aggregation: .meanShares, layout: layout)
            else { continue }
            accepted += 1
            for feature in [-1, 1] as [Float] {
                var (position, steps) = (0, 0)
                while nodes[position].feature == 0, steps < 5 {
                    position = Int(feature <= 0 ? nodes[position].left : nodes[position].right)
                    steps += 1
                }
                var sums = [0.0, 0]
                let (classIndex, leaf) = (Int(layout.treeClasses[0]), Int(nodes[position].left))
                for index in 0..<2 where [-1, index].contains(classIndex) {
                    sums[index] = layout.leafValues[classIndex < 0 ? leaf + index : leaf]
                }
                #expect(steps < 5 && nodes[position].feature == -1 && forest.sums(of: [feature]) == sums)
            }
        }
        #expect(accepted > 50)
    }

    @Test func circlesInALayoutAreFound() {
        func node(_ left: Int32, _ right: Int32) -> ForestLayout.Node {
            ForestLayout.Node(feature: 0, threshold: 0, left: left, right: right)
        }
        let leaf = ForestLayout.Node(feature: -1, threshold: 0, left: 0, right: 0)
        for (nodes, defect) in [
            ([node(0, 1), leaf], ForestDefect.badChildren(node: 0)),
            ([node(1, 2), node(0, 2), leaf], .badChildren(node: 1)),
            ([node(1, 2), node(1, 2), leaf], .badChildren(node: 1)),
            ([node(1, -1), leaf], .badChildren(node: 0)), ([node(1, 2), leaf], .badChildren(node: 0)),
        ] {
            #expect(throws: defect) {
                try DecisionForest(
                    classCount: 2, featureCount: 1, aggregation: .meanShares,
                    layout: ForestLayout(nodes: nodes, roots: [0], treeClasses: [0], leafValues: [0.5]))
            }
        }
    }

    @Test func classesStartsAndTreesAreChecked() {
        #expect(throws: ForestDefect.wrongFeatureCount(-3)) {
            try DecisionForest(trees: Self.trees, classCount: 3, featureCount: -3, aggregation: .meanShares)
        }
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
