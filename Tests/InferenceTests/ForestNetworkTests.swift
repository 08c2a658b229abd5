import AerialCore
import Networks
import Testing

@testable import Inference

/// The small network, whose head a forest takes the place of.
struct ForestNetworkTests {
    private let graph: LayerGraph
    private let weights: NetworkWeights
    private let forest: DecisionForest
    private let images = (0..<5).map { randomImage(size: 32, seed: UInt64($0)) }

    init() throws {
        graph = try smallGraph(inputSize: 32)
        weights = randomWeights(for: graph, seed: 11)
        forest = try DecisionForest(
            trees: (0..<7).map { feature in
                DecisionTree(nodes: [
                    .split(feature: feature, threshold: 0.3, left: 1, right: 2), .leaf([0.1, 0.8, 0.1]),
                    .leaf([0.5, 0, 0.5]),
                ])
            }, classCount: 3, featureCount: 7, aggregation: .meanShares)
    }

    private func network(
        _ outputs: [NetworkOutput], _ weights: NetworkWeights? = nil, forest: DecisionForest?
    ) throws -> CompiledNetwork {
        let plan = try InferencePlan(
            graph: graph, weights: weights ?? self.weights, normalization: .imageNet, outputs: outputs,
            forest: forest)
        return try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 1, batchSize: 8))
    }

    @Test func logitsAreTheForestsOfTheFeatures() throws {
        let features = try network([.features], forest: nil).makeRequest().run(images)
        let logits = try network([.logits], forest: forest).makeRequest().run(images)
        #expect(logits == features.map(forest.logits))
        #expect(Set(logits).count > 1)
    }

    @Test func featuresComeBesideTheForestsLogits() throws {
        let both = try network([.logits, .features], forest: forest).makeRequest().runAll(images)
        let features = try #require(both[.features])
        #expect(features.allSatisfy { $0.count == 7 })
        #expect(both[.logits] == features.map(forest.logits))
    }

    @Test func noHeadIsNeeded() throws {
        let logits = try network([.logits], weights.removingHead(of: graph), forest: forest)
            .makeRequest().run(images)
        #expect(logits.allSatisfy { $0.count == 3 })
    }
}
