import AerialCore
import Classical
import Foundation
import SparkConnect
import Testing

@testable import Aerial
@testable import AerialCLI
@testable import AerialSpark

/// What MLlib tells of its models, turned into ours.
struct MLlibModelTests {
    // MARK: Logistic regression

    @Test func coefficientsOfSeveralClassesAreALayer() throws {
        let classifier = try LinearClassifier(
            coefficients: .matrix(rows: 3, columns: 2, [1, 2, 3, 4, 5, 6]), intercepts: .vector([7, 8, 9]),
            classCount: 3, featureCount: 2)
        #expect(classifier.weights == [1, 2, 3, 4, 5, 6] && classifier.intercepts == [7, 8, 9])
    }

    /// MLlib's one row for two classes is the log odds of the second.
    @Test func twoClassesShareOneRow() throws {
        let classifier = try LinearClassifier(
            coefficients: .matrix(rows: 1, columns: 2, [1, -2]), intercepts: .vector([0.5]), classCount: 2,
            featureCount: 2)
        #expect(classifier.logits([3, 1]) == [0, 1.5])
    }

    @Test(arguments: [
        (SparkValue.matrix(rows: 2, columns: 2, [1, 2, 3, 4]), SparkValue.vector([7, 8])),
        (.matrix(rows: 3, columns: 1, [1, 2, 3]), .vector([7, 8, 9])),
        (.matrix(rows: 3, columns: 2, [1, 2, 3, 4, 5, .nan]), .vector([7, 8, 9])),
        (.matrix(rows: 3, columns: 2, [1, 2, 3, 4, 5, 1e300]), .vector([7, 8, 9])),
        (.matrix(rows: 3, columns: 2, [1, 2, 3, 4, 5, 6]), .vector([7, 8])),
        (.null, .vector([7, 8, 9])),
    ]) func otherCoefficientsAreRefused(coefficients: SparkValue, intercepts: SparkValue) {
        #expect(throws: CommandError.self) {
            try LinearClassifier(
                coefficients: coefficients, intercepts: intercepts, classCount: 3, featureCount: 2)
        }
    }

    // MARK: Random forest

    private struct Node {
        var tree: Int64 = 0
        var id: Int64
        var left: Int64 = -1
        var right: Int64 = -1
        var feature: Int64 = -1
        var categories: Int64 = -1
        var threshold: [Double] = []
        var counts: [Double] = [1, 1]
    }

    private static func table(_ nodes: [Node]) -> ResultTable {
        func whole(_ name: String, _ value: KeyPath<Node, Int64>) -> ResultTable.Column {
            .init(name: name, values: .integers(nodes.map { $0[keyPath: value] }))
        }
        return ResultTable(columns: [
            whole("treeID", \.tree), whole("id", \.id), whole("leftChild", \.left),
            whole("rightChild", \.right),
            whole("feature", \.feature), whole("categories", \.categories),
            .init(name: "threshold", values: .lists(nodes.map(\.threshold))),
            .init(name: "statistics", values: .lists(nodes.map(\.counts))),
        ])
    }

    private static func forest(_ nodes: [Node]) throws -> DecisionForest {
        try MLlibForest(table(nodes)).forest(classCount: 2, featureCount: 3)
    }

    /// Rows of a saved model come in any order; 0.1 lies between two numbers of 32 bits.
    private static let tree = [
        Node(id: 2, counts: [1, 3]),
        Node(id: 0, left: 1, right: 2, feature: 2, threshold: [0.1], counts: [5, 4]),
        Node(id: 1, counts: [4, 1]),
    ]

    @Test func treesComeBackWithTheirShares() throws {
        let other = Node(tree: 1, id: 0, counts: [0, 2])
        let forest = try Self.forest([other] + Self.tree)
        #expect(forest.treeCount == 2)
        #expect(forest.sums(of: [0, 0, Float(0.1).nextDown]) == [0.8, 1.2])
        #expect(Double(Float(0.1)) > 0.1)
        #expect(forest.sums(of: [0, 0, 0.1]) == [0.25, 1.75])
    }

    @Test func damagedTreesAreRefused() {
        func changed(_ index: Int, _ change: (inout Node) -> Void) -> [Node] {
            var nodes = Self.tree
            change(&nodes[index])
            return nodes
        }
        let damaged = [
            changed(0) { $0.id = 1 },  // twice
            changed(1) { $0.left = 0 },  // back to itself
            changed(1) { $0.right = 7 },  // nowhere
            changed(1) { $0.categories = 3 },
            changed(1) { $0.threshold = [] },
            changed(1) { $0.feature = 3 },
            changed(2) { $0.counts = [1, 2, 3] },
            changed(2) { $0.counts = [0, 0] },
            changed(2) { $0.counts = [.nan, 1] },
            [],
        ]
        for nodes in damaged { #expect(throws: (any Error).self) { try Self.forest(nodes) } }
    }

    // MARK: Parameters

    @Test func theOriginalsParametersAreTheDefaults() throws {
        let regression = try MLlibParameters.estimator(.logisticRegression, [], seed: 7)
        #expect(regression == .originalLogisticRegression)
        let forest = try MLlibParameters.estimator(.randomForest, [], seed: 7)
        #expect(
            forest.parameters == ["numTrees": .integer(20), "maxDepth": .integer(5), "seed": .long(7)])
    }

    @Test func givenParametersHaveMLlibsTypes() throws {
        let forest = try MLlibParameters.estimator(
            .randomForest,
            [
                "numTrees=300", "featureSubsetStrategy=sqrt", "subsamplingRate=0.7", "bootstrap=false",
                "seed=3",
            ],
            seed: 7)
        #expect(forest.parameters["numTrees"] == .integer(300))
        #expect(forest.parameters["featureSubsetStrategy"] == .string("sqrt"))
        #expect(forest.parameters["subsamplingRate"] == .double(0.7))
        #expect(forest.parameters["bootstrap"] == .boolean(false))
        #expect(forest.parameters["seed"] == .long(3))
    }

    @Test(arguments: [
        ("numTrees", "key=value"), ("=3", "key=value"), ("numTree=3", "has no parameter 'numTree'"),
        ("maxIter=5", "has no parameter 'maxIter'"), ("numTrees=many", "a whole number"),
        ("bootstrap=yes", "true or false"), ("thresholds=0.5,0.5", "is not taken"),
        ("labelCol=x", "is not taken"),
    ]) func whatMLlibDoesNotTakeIsRefused(word: String, text: String) {
        #expect {
            try MLlibParameters.estimator(.randomForest, [word], seed: 7)
        } throws: { error in "\(error)".contains(text) }
    }
}
