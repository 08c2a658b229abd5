import AerialCore
import Foundation
import ONNXSchema
import SwiftProtobuf
import Testing

@testable import Inference
@testable import Networks

private let normalization = PixelNormalization(mean: [100, 120, 140], standardDeviation: [50, 60, 70])

/// An exported file, run by an engine that reads ONNX: its one output is what the network gives.
private func probabilities(
    of file: Data, side: Int, bands: Int = 3, classCount: Int, images: [TileImage]
) throws -> [[Float]] {
    // The engine hands channels first over; bytes go in as they are.
    let network = ONNXNetwork(
        inputSize: side, bands: bands, layout: .channelsFirst, featureCount: classCount,
        takesSingleImages: false, contents: file)
    let plain = PixelNormalization(
        mean: Array(repeating: 0, count: bands), standardDeviation: Array(repeating: 1, count: bands))
    let backbone = Backbone("exported", onnx: network, normalization: plain)
    let plan = try InferencePlan(
        graph: backbone.graph(inputSize: side, inputChannels: bands, classCount: 1),
        weights: NetworkWeights(tensors: [:]), normalization: plain, outputs: [.features])
    return try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 1, batchSize: images.count))
        .makeRequest().run(images)
}

private func scored(_ plan: InferencePlan, _ precision: Precision, _ images: [TileImage]) throws -> [[Float]]
{
    let options = InferenceOptions(
        batchSize: images.count, precision: precision, streams: 1, threadsPerStream: 1)
    return try CompiledNetwork(plan: plan, options: options).makeRequest().run(images).map(softmax)
}

private func largestDifference(_ one: [[Float]], _ other: [[Float]]) -> Float {
    zip(one, other).map { zip($0, $1).map { abs($0 - $1) }.max() ?? .infinity }.max() ?? .infinity
}

private func export(_ plan: InferencePlan) throws -> Data {
    try ONNXExport(plan: plan, metadata: ["bands": "3"], version: "1").encoded()
}

struct ONNXExportTests {
    private let images = (0..<3).map { randomImage(size: 32, seed: 20 + UInt64($0)) }

    @Test func theFileGivesWhatScoringGives() throws {
        let graph = try smallGraph(inputSize: 32)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 3), normalization: normalization)
        let own = try scored(plan, .float32, images)
        let exported = try probabilities(of: try export(plan), side: 32, classCount: 5, images: images)
        #expect(largestDifference(own, exported) < 1e-5)
        #expect(Set(own).count == 3)
    }

    /// A picture of 24 pixels in 3 cells a side.
    private func cellGraph(classCount: Int) throws -> LayerGraph {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 24)
        let convolution = Convolution(
            inputChannels: 3, outputChannels: 6, kernelSize: 8, stride: 8, hasBias: true)
        let node = try builder.append(.relu, try builder.append(.convolution(convolution), name: "first", 0))
        let features = try builder.append(.globalAveragePool, node)
        let head = try builder.append(.dense(inputs: 6, outputs: classCount), name: "head", features)
        return builder.graph(features: features, head: head, output: head)
    }

    @Test func aMapGivesEachPixelWhatItsCellHas() throws {
        let graph = try cellGraph(classCount: 4)
        let weights = randomWeights(for: graph, seed: 8)
        let plan = try InferencePlan(
            graph: graph, weights: weights, normalization: normalization, outputs: [.cells])
        let pictures = (0..<2).map { randomImage(size: 24, seed: 40 + UInt64($0)) }
        let cells = try CompiledNetwork(
            plan: plan, options: InferenceOptions(threads: 1, batchSize: 2)
        ).makeRequest().run(pictures, output: .cells)
        let file = try ONNXExport(plan: plan, form: .map, metadata: [:], version: "1").encoded()
        // Pixels go in from 0 to 1.
        let network = ONNXNetwork(
            inputSize: 24, bands: 3, layout: .channelsFirst, featureCount: 4 * 24 * 24,
            takesSingleImages: false,
            contents: file)
        let unit = PixelNormalization(mean: [0, 0, 0], standardDeviation: [255, 255, 255])
        let backbone = Backbone("exported", onnx: network, normalization: unit)
        let maps = try CompiledNetwork(
            plan: InferencePlan(
                graph: backbone.graph(inputSize: 24, classCount: 1), weights: NetworkWeights(tensors: [:]),
                normalization: unit, outputs: [.features]),
            options: InferenceOptions(threads: 1, batchSize: 2)
        ).makeRequest().run(pictures)
        for (map, own) in zip(maps, cells) {
            for pixel in 0..<24 * 24 {
                let cell = pixel / 24 / 8 * 3 + pixel % 24 / 8
                let expected = softmax(Array(own[cell * 4..<cell * 4 + 4]))
                for index in 0..<4 { #expect(abs(map[index * 24 * 24 + pixel] - expected[index]) < 1e-4) }
            }
        }
        let model = try Onnx_ModelProto(serializedBytes: file)
        #expect(model.graph.input.map(\.name) == [ONNXExport.imageName])
        #expect(model.graph.output[0].type.tensorType.shape.dim.dropFirst().map(\.dimValue) == [4, 24, 24])
    }

    @Test func noMapIsMadeOfTreesOrOfUnevenCells() throws {
        let graph = try cellGraph(classCount: 4)
        let weights = randomWeights(for: graph, seed: 8)
        let plan = try InferencePlan(graph: graph, weights: weights, normalization: normalization)
        #expect(throws: ONNXExportError.noLogits) {
            try ONNXExport(plan: plan, form: .map, metadata: [:], version: "1").encoded()
        }
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 25)
        let convolution = Convolution(
            inputChannels: 3, outputChannels: 6, kernelSize: 8, stride: 8, hasBias: true)
        let node = try builder.append(.convolution(convolution), name: "first", 0)
        let features = try builder.append(.globalAveragePool, node)
        let head = try builder.append(.dense(inputs: 6, outputs: 2), name: "head", features)
        let uneven = builder.graph(features: features, head: head, output: head)
        let other = try InferencePlan(
            graph: uneven, weights: randomWeights(for: uneven, seed: 1), normalization: normalization,
            outputs: [.cells])
        #expect(throws: ONNXExportError.unevenCells(pixels: 25, cells: 3)) {
            try ONNXExport(plan: other, form: .map, metadata: [:], version: "1").encoded()
        }
    }

    @Test func otherBandsAreExportedToo() throws {
        let four = PixelNormalization(mean: [90, 100, 110, 120], standardDeviation: [40, 50, 60, 70])
        let graph = try smallGraph(inputSize: 32, bands: 4)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 3), normalization: four)
        let images = (0..<3).map { randomImage(size: 32, bands: 4, seed: 50 + UInt64($0)) }
        let exported = try probabilities(
            of: try export(plan), side: 32, bands: 4, classCount: 5, images: images)
        #expect(largestDifference(try scored(plan, .float32, images), exported) < 1e-5)
    }

    /// 5 does not divide 32, so windows overlap.
    @Test(arguments: [1, 4, 5, 7]) func gridsOfMeansAreTheSame(side: Int) throws {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 32)
        let pooled = try builder.append(.adaptiveAveragePool(outputSize: side), builder.input)
        let flat = try builder.append(.flatten, pooled)
        let head = try builder.append(.dense(inputs: 3 * side * side, outputs: 4), name: "head", flat)
        let graph = builder.graph(features: flat, head: head, output: head)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 5), normalization: normalization)
        let exported = try probabilities(of: try export(plan), side: 32, classCount: 4, images: images)
        #expect(largestDifference(try scored(plan, .float32, images), exported) < 1e-5)
    }

    @Test func theFormInBytesIsTheSameInBytes() throws {
        let graph = try smallGraph(inputSize: 32)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 4), normalization: normalization)
        let statistics = try Calibration(of: plan, threads: 1)
            .statistics(over: (0..<8).map { randomImage(size: 32, seed: 40 + $0) }) { _ in }
        let quantized = plan.quantized(
            by: Quantization(
                of: plan, statistics: statistics, rule: .extremes, correctsBias: true,
                weightBits: InferenceEngine.exactWeightBits()))
        let file = try export(quantized)
        let types = try Onnx_ModelProto(serializedBytes: file).graph.node.map(\.opType)
        #expect(types.contains("QuantizeLinear") && types.count { $0 == "DequantizeLinear" } > 4)
        let exported = try probabilities(of: file, side: 32, classCount: 5, images: images)
        #expect(largestDifference(try scored(quantized, .int8, images), exported) < 0.02)
    }

    @Test func theSameModelGivesTheSameBytes() throws {
        let graph = try smallGraph(inputSize: 32)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 3), normalization: normalization)
        #expect(try export(plan) == export(plan))
    }

    @Test(arguments: DecisionForest.Aggregation.allCases)
    func treesGiveTheForestsSums(aggregation: DecisionForest.Aggregation) throws {
        let classIndex = aggregation == .summedLogits
        let trees = (0..<6).map { tree in
            DecisionTree(
                nodes: [
                    .split(feature: tree, threshold: 0.3, left: 1, right: 2),
                    .leaf(classIndex ? [0.5] : [0.1, 0.9, 0]),
                    .split(feature: 6 - tree, threshold: 0.6, left: 3, right: 4),
                    .leaf(classIndex ? [-0.25] : [0, 0, 0]), .leaf(classIndex ? [1.5] : [0.5, 0, 0.5]),
                ], classIndex: classIndex ? tree % 3 : nil)
        }
        let forest = try DecisionForest(
            trees: trees, classCount: 3, featureCount: 7, aggregation: aggregation,
            start: classIndex ? [0.5, -0.5, 0] : nil)
        let walker = TreeWalker(forest.treeAttributes)
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            let row = (0..<7).map { _ in Float.random(in: 0...1, using: &generator) }
            for (a, b) in zip(forest.sums(of: row), walker.sums(of: row)) { #expect(abs(a - b) < 1e-5) }
        }
    }

    @Test func aForestTakesThePlaceOfTheHead() throws {
        let graph = try smallGraph(inputSize: 32)
        let forest = try DecisionForest(
            trees: [
                DecisionTree(nodes: [
                    .split(feature: 0, threshold: 0.3, left: 1, right: 2), .leaf([1, 0]), .leaf([0, 1]),
                ])
            ], classCount: 2, featureCount: 7, aggregation: .meanShares)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 3).removingHead(of: graph),
            normalization: normalization, forest: forest)
        let model = try Onnx_ModelProto(serializedBytes: try export(plan))
        #expect(model.graph.node.contains { $0.opType == "TreeEnsembleRegressor" })
        #expect(model.opsetImport.contains { $0.domain == "ai.onnx.ml" })
        #expect(model.graph.output[0].type.tensorType.shape.dim[1].dimValue == 2)
    }
}

/// Walks trees by what ONNX says of their columns.
private struct TreeWalker {
    private var nodes: [[Int]: (feature: Int, threshold: Float, left: Int, right: Int, isLeaf: Bool)] = [:]
    private var leaves: [[Int]: [(target: Int, weight: Float)]] = [:]
    private let base: [Float]
    private let trees: Set<Int>

    init(_ attributes: [Onnx_AttributeProto]) {
        let named = Dictionary(uniqueKeysWithValues: attributes.map { ($0.name, $0) })
        func integers(_ name: String) -> [Int] { named[name]?.ints.map(Int.init) ?? [] }
        let (tree, node) = (integers("nodes_treeids"), integers("nodes_nodeids"))
        let (features, lefts, rights) = (
            integers("nodes_featureids"), integers("nodes_truenodeids"), integers("nodes_falsenodeids")
        )
        let thresholds = named["nodes_values"]?.floats ?? []
        let modes = named["nodes_modes"]?.strings.map { String(decoding: $0, as: UTF8.self) } ?? []
        base = named["base_values"]?.floats ?? []
        trees = Set(tree)
        for index in tree.indices {
            nodes[[tree[index], node[index]]] = (
                features[index], thresholds[index], lefts[index], rights[index], modes[index] == "LEAF"
            )
        }
        let targets = (integers("target_treeids"), integers("target_nodeids"), integers("target_ids"))
        let weights = named["target_weights"]?.floats ?? []
        for index in targets.0.indices {
            leaves[[targets.0[index], targets.1[index]], default: []].append(
                (targets.2[index], weights[index]))
        }
    }

    func sums(of row: [Float]) -> [Double] {
        var sums = base.map(Double.init)
        for tree in trees {
            var place = 0
            while let node = nodes[[tree, place]], !node.isLeaf {
                place = row[node.feature] <= node.threshold ? node.left : node.right
            }
            for leaf in leaves[[tree, place]] ?? [] { sums[leaf.target] += Double(leaf.weight) }
        }
        return sums
    }
}
