import AerialCore
import Networks
import Testing

@testable import Inference

private let normalization = PixelNormalization(mean: [100, 120, 140], standardDeviation: [50, 60, 70])

/// A network that ends in a mean over seven by seven places and a dense head.
struct CellsTests {
    private let graph: LayerGraph
    private let weights: NetworkWeights
    private let image = randomImage(size: 28, seed: 3)
    private let side = 7
    private let classCount = 5

    init() throws {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 28)
        var node = builder.input
        for (name, outputs) in [("first", 6), ("second", 8)] {
            let convolution = Convolution(
                inputChannels: builder.channels(of: node), outputChannels: outputs, kernelSize: 3, stride: 2,
                padding: .symmetric(1), hasBias: true)
            node = try builder.append(.convolution(convolution), name: name, node)
            node = try builder.append(.relu6, node)
        }
        graph = try builder.end(node, classCount: classCount)
        weights = randomWeights(for: graph, seed: 6)
    }

    private func network(
        _ outputs: [NetworkOutput], forest: DecisionForest? = nil, _ precision: Precision = .float32
    ) throws -> CompiledNetwork {
        var plan = try InferencePlan(
            graph: graph, weights: weights, normalization: normalization, outputs: outputs, forest: forest)
        if precision == .int8 {
            let exact = try InferencePlan(graph: graph, weights: weights, normalization: normalization)
            let images = (0..<8).map { randomImage(size: 28, seed: 20 + $0) }
            plan = plan.quantized(
                by: Quantization(
                    of: exact,
                    statistics: try Calibration(of: exact, threads: 1).statistics(over: images) { _ in },
                    rule: .extremes, correctsBias: false, weightBits: InferenceEngine.exactWeightBits()))
        }
        return try CompiledNetwork(
            plan: plan, options: InferenceOptions(threads: 1, precision: precision, batchSize: 16))
    }

    /// Features of each cell, by plain loops: the mean of the squares around it.
    private var averagedCells: [[Float]] {
        let source = graph.nodes.indices.first { graph.nodes[$0].layer == .globalAveragePool }! - 1
        let values = ReferenceNetwork(graph: graph, weights: weights).values(
            of: normalized(image, normalization))[
                source]
        return (0..<side * side).map { cell in
            (0..<8).map { channel in
                var near: [Double] = []
                for row in 0..<side where abs(row - cell / side) <= 1 {
                    for column in 0..<side where abs(column - cell % side) <= 1 {
                        near.append(values[(channel * side + row) * side + column])
                    }
                }
                return Float(near.reduce(0, +) / Double(near.count))
            }
        }
    }

    @Test(arguments: [Precision.float32, .int8])
    func cellsAreWhatTheHeadMakesOfThem(precision: Precision) throws {
        let network = try network([.logits, .cells], precision)
        #expect(network.cellsPerSide == side)
        let cells = try network.makeRequest().run([image], output: .cells)[0]
        let bias = try #require(weights["head.bias"]).values
        let head = try #require(weights["head.weight"]).values
        var expected: [Float] = []
        for cell in averagedCells {
            for output in 0..<classCount {
                expected.append((0..<8).reduce(bias[output]) { $0 + head[output * 8 + $1] * cell[$1] })
            }
        }
        #expect(cells.count == expected.count)
        let spread = (expected.max() ?? 0) - (expected.min() ?? 0)
        let tolerance = precision == .int8 ? 0.06 * spread : 1e-3
        for (a, b) in zip(cells, expected) { #expect(abs(a - b) < tolerance) }
    }

    @Test func whatElseANetworkGivesStaysAsItIs() throws {
        let alone = try network([.logits]).makeRequest().run([image])
        #expect(try network([.logits, .cells]).makeRequest().run([image]) == alone)
    }

    @Test func treesTakeTheFeaturesOfACell() throws {
        let averaged = averagedCells
        let sorted = averaged.map { $0[2] }.sorted()
        let forest = try DecisionForest(
            trees: [
                DecisionTree(nodes: [
                    .split(
                        feature: 2, threshold: (sorted[20] + sorted[21]) / 2, left: 1, right: 2),
                    .leaf([0.9, 0.1]),
                    .leaf([0.2, 0.8]),
                ])
            ], classCount: 2, featureCount: 8, aggregation: .meanShares)
        let cells = try network([.logits, .cells], forest: forest).makeRequest().run([image], output: .cells)[
            0]
        #expect(cells.count == 98)
        for (number, cell) in averaged.enumerated() {
            let logits = forest.logits(of: cell)
            #expect(
                abs(cells[2 * number] - logits[0]) < 1e-4 && abs(cells[2 * number + 1] - logits[1]) < 1e-4)
        }
        #expect(Set(cells).count == 4)
    }

    @Test func networksSayWhetherTheyHaveCells() throws {
        let sides = try Backbone.allCases.map {
            ($0.name, try $0.graph().cellSource(hasForest: false)?.cellsPerSide)
        }
        for (name, cells) in sides {
            switch name {
            case "alexnet", "vgg16": #expect(cells == nil)
            case "squeezenet1-1": #expect(cells == 13)
            default: #expect(cells == (Backbone(named: name)?.nativeInputSize == 224 ? 7 : cells), "\(name)")
            }
        }
        let vgg = try Backbone.vgg16.graph(classCount: 3)
        #expect(throws: PlanError.noCells) {
            try InferencePlan(
                graph: vgg, weights: NetworkWeights(tensors: [:]), normalization: .imageNet, outputs: [.cells]
            )
        }
    }
}

extension LayerGraphBuilder {
    /// The mean of each channel, dropout, a dense head.
    fileprivate mutating func end(_ node: Int, classCount: Int) throws -> LayerGraph {
        let features = try append(.globalAveragePool, node)
        let dropped = try append(.dropout(probability: 0.2), features)
        let head = try append(
            .dense(inputs: channels(of: features), outputs: classCount), name: "head", dropped)
        return graph(features: features, head: head, output: head)
    }
}
