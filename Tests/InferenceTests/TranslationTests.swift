import AerialCore
import Foundation
import ONNXSchema
import SwiftProtobuf
import Testing

@testable import Inference
@testable import Networks

/// A network with every layer that comes from other programs' files: gates, smooth activations, products.
func gatedGraph(inputSize: Int, bands: Int = 3) throws -> LayerGraph {
    var builder = LayerGraphBuilder(inputChannels: bands, inputSize: inputSize)
    func convolve(_ source: Int, _ outputs: Int, _ kernel: Int, groups: Int = 1, name: String) throws -> Int {
        let convolution = Convolution(
            inputChannels: builder.channels(of: source), outputChannels: outputs, kernelSize: kernel,
            padding: .symmetric(kernel / 2), groups: groups, hasBias: true)
        return try builder.append(.convolution(convolution), name: name, source)
    }
    let first = try builder.append(.silu, try convolve(0, 8, 3, name: "first"))
    let deep = try builder.append(.hardSwish, try convolve(first, 8, 3, groups: 8, name: "deep"))
    var gate = try builder.append(.adaptiveAveragePool(outputSize: 1), deep)
    gate = try builder.append(.silu, try convolve(gate, 4, 1, name: "narrow"))
    gate = try builder.append(.sigmoid, try convolve(gate, 8, 1, name: "wide"))
    var node = try builder.append(.multiply, deep, gate)
    let pooled = try builder.append(.adaptiveAveragePool(outputSize: 1), node)
    let hard = try builder.append(.hardSigmoid, try convolve(pooled, 8, 1, name: "hard"))
    node = try builder.append(.add, try builder.append(.multiply, node, hard), first)
    node = try builder.append(.multiply, node, node)
    let features = try builder.append(.globalAveragePool, try convolve(node, 6, 1, name: "last"))
    let head = try builder.append(.dense(inputs: 6, outputs: 5), name: "head", features)
    return builder.graph(features: features, head: head, output: head)
}

/// A network of windows that average: each rule of counting, side by side.
func averagingGraph(inputSize: Int) throws -> LayerGraph {
    var builder = LayerGraphBuilder(inputChannels: 3, inputSize: inputSize)
    let first = Convolution(
        inputChannels: 3, outputChannels: 4, kernelSize: 3, padding: .symmetric(1), hasBias: true)
    let source = try builder.append(.silu, try builder.append(.convolution(first), name: "first", 0))
    let poolings = [
        AveragePooling(kernelSize: 3, stride: 2, padding: 1),
        AveragePooling(kernelSize: 3, stride: 2, padding: 1, countsPadding: true),
        AveragePooling(kernelSize: 2, stride: 2, ceilMode: true),
    ]
    let parts = try poolings.map { try builder.append(.averagePool($0), source) }
    let node = try builder.append(.concatenate, name: "", inputs: parts)
    let last = Convolution(inputChannels: 12, outputChannels: 6, kernelSize: 3, hasBias: true)
    let features = try builder.append(
        .globalAveragePool, try builder.append(.convolution(last), name: "last", node))
    let head = try builder.append(.dense(inputs: 6, outputs: 5), name: "head", features)
    return builder.graph(features: features, head: head, output: head)
}

/// Kernels with gaps, norms over channels, Gaussian error linear units: what newer networks are made of.
func gaussianGraph(inputSize: Int) throws -> LayerGraph {
    var builder = LayerGraphBuilder(inputChannels: 3, inputSize: inputSize)
    func norm(_ source: Int, _ name: String) throws -> Int {
        let norm = LayerNormalization(channels: builder.channels(of: source), epsilon: 1e-6)
        return try builder.append(.layerNormalization(norm), name: name, source)
    }
    let first = Convolution(
        inputChannels: 3, outputChannels: 8, kernelSize: 3, dilation: 2, padding: .symmetric(2), hasBias: true
    )
    var node = try norm(try builder.append(.convolution(first), name: "first", 0), "first_norm")
    node = try builder.append(.gelu, node)
    let second = Convolution(
        inputChannels: 8, outputChannels: 6, kernelSize: 3, stride: 2, dilation: 3, padding: .same, groups: 2)
    node = try builder.append(.convolution(second), name: "second", node)
    node = try builder.append(.add, node, try builder.append(.gelu, node))
    let parts = try [(2, 4), (0, 2)].map { try builder.append(.channels(first: $0.0, count: $0.1), node) }
    node = try builder.append(.concatenate, try builder.append(.relu, parts[0]), parts[1])
    let features = try norm(try builder.append(.globalAveragePool, node), "last_norm")
    let head = try builder.append(.dense(inputs: 6, outputs: 5), name: "head", features)
    return builder.graph(features: features, head: head, output: head)
}

/// ONNX networks as layers of the program's own.
struct TranslationTests {
    private static let side = 32
    private static let plain = PixelNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    private let images = (0..<3).map { randomImage(size: side, seed: UInt64($0)) }

    private func model(_ graph: LayerGraph, seed: UInt64 = 3) throws -> (plan: InferencePlan, Onnx_ModelProto)
    {
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: seed), normalization: .imageNet,
            outputs: [.logits, .features])
        let file = try ONNXExport(plan: plan, metadata: [:], version: "1").encoded()
        return (plan, try Onnx_ModelProto(serializedBytes: file))
    }

    private func translator(_ model: Onnx_ModelProto, side: Int = Self.side) throws -> ONNXTranslator {
        try ONNXTranslator(
            contents: try model.serializedBytes(), inputSize: side, bands: 3, layout: .channelsFirst)
    }

    /// Up to what the last dense layer takes, as an import cuts it.
    private func translated(_ model: Onnx_ModelProto, side: Int = Self.side) throws -> TranslatedNetwork {
        var cut = model
        let features = try ONNXCut(graph: model.graph).features(named: nil).name
        cut.graph = ONNXCut(graph: model.graph).graph(to: features, input: model.graph.input[0])
        var translator = try translator(cut, side: side)
        return try translator.network(normalization: Self.plain)
    }

    private func features(_ plan: InferencePlan, of images: [TileImage]) throws -> [[Float]] {
        try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 1, batchSize: 3)).makeRequest()
            .run(images, output: .features)
    }

    private func features(_ network: TranslatedNetwork, of images: [TileImage]) throws -> [[Float]] {
        try features(
            InferencePlan(
                graph: network.graph, weights: network.weights, normalization: network.normalization,
                outputs: [.features]), of: images)
    }

    private func expectEqual(_ ones: [[Float]], _ others: [[Float]]) {
        #expect(ones.count == others.count)
        let largest = others.joined().map(abs).max() ?? 0
        #expect(largest > 0)
        for (one, other) in zip(ones, others) {
            #expect(one.count == other.count)
            for (a, b) in zip(one, other) { #expect(abs(a - b) <= 1e-4 * largest) }
        }
    }

    private func refusal(_ model: Onnx_ModelProto) -> String {
        do {
            _ = try translated(model)
            return ""
        } catch { return "\(error)" }
    }

    @Test func gatesAndSmoothActivationsAreWhatPlainLoopsCompute() throws {
        try expectPlainLoops(gatedGraph(inputSize: 12))
    }

    @Test(arguments: [12, 13]) func averagesOfWindowsAreWhatPlainLoopsCompute(size: Int) throws {
        try expectPlainLoops(averagingGraph(inputSize: size))
    }

    @Test(arguments: [12, 13]) func newerLayersAreWhatPlainLoopsCompute(size: Int) throws {
        try expectPlainLoops(gaussianGraph(inputSize: size))
    }

    @Test(arguments: [32, 33]) func newerLayersComeBack(side: Int) throws {
        let graph = try gaussianGraph(inputSize: side)
        let (plan, model) = try model(graph)
        let network = try translated(model, side: side)
        let pictures = [randomImage(size: side, seed: 6)]
        expectEqual(try features(network, of: pictures), try features(plan, of: pictures))
        let kinds = network.graph.nodes.map(\.layer)
        #expect(kinds.count { $0 == .gelu } == 2)
        #expect(kinds.count { if case .layerNormalization = $0 { true } else { false } } == 2)
        #expect(kinds.count { if case .convolution(let c) = $0 { c.dilation > 1 } else { false } } == 2)
    }

    /// Encoders end in a map, or in one of a single pixel: what they give are its numbers, one after the other.
    @Test(arguments: ["Relu", "GlobalAveragePool", "AveragePool"])
    func anEncodersMapBecomesAVector(last: String) throws {
        var builder = ONNXGraphBuilder(name: "encoder")
        builder.setInput("image", .float, [nil, 3, 12, 12])
        let weights = Self.weights(4 * 3 * 9)
        let map = builder.add(
            "Conv", ["image", builder.floats(weights, [4, 3, 3, 3])], [.integers("kernel_shape", [3, 3])])
        let window: [Onnx_AttributeProto] =
            last == "AveragePool" ? [.integers("kernel_shape", [5, 5])] : []
        _ = builder.add(last, [map], window, output: "features")
        let side = ["Relu": 10, "GlobalAveragePool": 1, "AveragePool": 6][last] ?? 0
        builder.setOutput("features", .float, [nil, 4, side, side])
        let file = model(of: builder)
        var translator = try translator(file, side: 12)
        let network = try translator.network(normalization: Self.plain)
        let pictures = [randomImage(size: 12, seed: 4), randomImage(size: 12, seed: 5)]
        let own = try features(network, of: pictures)
        #expect(own.allSatisfy { $0.count == 4 * side * side })
        expectEqual(own, try engineFeatures(file, side: 12, count: 4 * side * side, of: pictures))
    }

    /// For one size they may be what TensorFlow's SAME makes of it; for another they are not.
    @Test(arguments: [12, 13]) func edgesOfUnequalWidthStayAsTheFileHasThem(side: Int) throws {
        var builder = ONNXGraphBuilder(name: "uneven")
        builder.setInput("image", .float, [nil, 3, nil, nil])
        let weights = Self.weights(4 * 3 * 9)
        let map = builder.add(
            "Conv", ["image", builder.floats(weights, [4, 3, 3, 3])],
            [
                .integers("kernel_shape", [3, 3]), .integers("strides", [2, 2]),
                .integers("pads", [0, 0, 1, 1]),
            ])
        _ = builder.add(
            "Flatten", [builder.add("GlobalAveragePool", [builder.add("Relu", [map])])], output: "features")
        builder.setOutput("features", .float, [nil, 4])
        try expectTheFilesFeatures(model(of: builder), at: side)
    }

    /// Colours stand in for further bands; a network of one band has none that could.
    @Test func aNetworkOfOneBandTakesNoFour() throws {
        var builder = LayerGraphBuilder(inputChannels: 1, inputSize: 12)
        let convolution = Convolution(inputChannels: 1, outputChannels: 4, kernelSize: 3)
        let map = try builder.append(.convolution(convolution), name: "first", 0)
        let features = try builder.append(.globalAveragePool, map)
        let head = try builder.append(.dense(inputs: 4, outputs: 1), name: "head", features)
        let backbone = Backbone(
            "grey", layers: builder.graph(features: features, head: head, output: head),
            normalization: PixelNormalization(mean: [1], standardDeviation: [2]))
        let tile = try TileSpec(sideMeters: 16, sidePixels: 16, bands: ["red", "green", "blue", "nir"])
        #expect(backbone.normalization(for: tile).mean == [1])
        #expect(throws: GraphError.self) { try backbone.graph(inputSize: 16, inputChannels: 4) }
    }

    /// Windows that reach over one edge alone are those that PyTorch rounds up to, for images of every size.
    @Test(arguments: [12, 13], ["MaxPool", "AveragePool"])
    func windowsOverOneEdgeAreTheFilesForEverySize(side: Int, kind: String) throws {
        func file(pads: [Int], stride: Int) -> Onnx_ModelProto {
            var builder = ONNXGraphBuilder(name: "windows")
            builder.setInput("image", .float, [nil, 3, nil, nil])
            let pooled = builder.add(
                kind, ["image"],
                [
                    .integers("kernel_shape", [2, 2]), .integers("strides", [stride, stride]),
                    .integers("pads", pads),
                ])
            let map = builder.add(
                "Conv", [pooled, builder.floats(Self.weights(4 * 3 * 9), [4, 3, 3, 3])],
                [.integers("kernel_shape", [3, 3])])
            _ = builder.add("Flatten", [builder.add("GlobalAveragePool", [map])], output: "features")
            builder.setOutput("features", .float, [nil, 4])
            return model(of: builder)
        }
        try expectTheFilesFeatures(file(pads: [0, 0, 1, 1], stride: 2), at: side)
        var other = try self.translator(file(pads: [0, 0, 1, 1], stride: 1), side: 12)
        #expect(throws: UnknownLayers.self) { try other.network(normalization: Self.plain) }
    }

    /// A network of four features that is translated for images of 12 pixels, and used on others.
    private func expectTheFilesFeatures(_ file: Onnx_ModelProto, at side: Int) throws {
        var translator = try translator(file, side: 12)
        let network = try translator.network(normalization: Self.plain)
        let graph = try Backbone("file", layers: network.graph, normalization: Self.plain)
            .graph(inputSize: side, classCount: 1)
        let plan = try InferencePlan(
            graph: graph, weights: network.weights, normalization: Self.plain, outputs: [.features])
        let pictures = [randomImage(size: side, seed: 4)]
        expectEqual(
            try features(plan, of: pictures), try engineFeatures(file, side: side, count: 4, of: pictures))
    }

    private static func weights(_ count: Int) -> [Float] {
        (0..<count).map { Float($0 % 11) / 9 - 0.5 }
    }

    /// What the engine gives that reads the file by itself.
    private func engineFeatures(
        _ model: Onnx_ModelProto, side: Int, count: Int, of images: [TileImage]
    ) throws -> [[Float]] {
        let file = ONNXNetwork(
            inputSize: side, bands: 3, layout: .channelsFirst, featureCount: count, takesSingleImages: false,
            contents: try model.serializedBytes())
        let backbone = Backbone("file", onnx: file, normalization: Self.plain)
        let plan = try InferencePlan(
            graph: backbone.graph(inputSize: side, classCount: 1), weights: NetworkWeights(tensors: [:]),
            normalization: Self.plain, outputs: [.features])
        return try features(plan, of: images)
    }

    /// It says nothing in scoring, and how fast running statistics move in training.
    @Test(arguments: [(nil, 0.1), (0.75, 0.25)] as [(Float?, Double)])
    func theMomentumOfANormIsTheFiles(given: Float?, expected: Double) throws {
        var builder = ONNXGraphBuilder(name: "norm")
        builder.setInput("image", .float, [nil, 3, Self.side, Self.side])
        let numbers = builder.floats([1, 2, 3], [3])
        var node = builder.add(
            "BatchNormalization", ["image", numbers, numbers, numbers, numbers],
            given.map { [.float("momentum", $0)] } ?? [])
        node = builder.add("Flatten", [builder.add("GlobalAveragePool", [node])])
        _ = builder.add("Gemm", [node, builder.floats([1, 2, 3], [3, 1])], output: "logits")
        builder.setOutput("logits", .float, [nil, 1])
        let norms = try translated(model(of: builder)).graph.nodes.compactMap { node -> Double? in
            if case .batchNormalization(let norm) = node.layer { norm.momentum } else { nil }
        }
        #expect(norms.count == 1 && abs((norms.first ?? 0) - expected) < 1e-6)
    }

    /// As PyTorch writes a block of ConvNeXt: dense layers on images whose channels come last, and a factor for each channel.
    private func channelsLastBlock(turnsBack: Bool = true) throws -> Onnx_ModelProto {
        var generator = SeededGenerator(seed: 11)
        var builder = ONNXGraphBuilder(name: "block")
        func numbers(_ shape: [Int], _ name: String? = nil) -> String {
            let count = shape.reduce(1, *)
            let values = (0..<count).map { _ in Float.random(in: -0.7...0.7, using: &generator) }
            return builder.floats(values, shape, name: name)
        }
        builder.setInput("image", .float, [nil, 3, Self.side, Self.side])
        let stem = builder.add(
            "Conv", ["image", numbers([8, 3, 4, 4], "stem.weight"), numbers([8])],
            [.integers("kernel_shape", [4, 4]), .integers("strides", [4, 4])])
        var node = builder.add("Transpose", [stem], [.integers("perm", [0, 2, 3, 1])])
        node = builder.add("LayerNormalization", [node, numbers([8], "norm.weight"), numbers([8])])
        node = builder.add("Add", [numbers([16]), builder.add("MatMul", [node, numbers([8, 16])])])
        let halved = builder.add("Mul", [node, builder.floats([0.5], [])])
        let scaled = builder.add("Mul", [node, builder.floats([Float(0.5).squareRoot()], [])])
        let share = builder.add("Add", [builder.add("Erf", [scaled]), builder.floats([1], [1])])
        node = builder.add("Mul", [share, halved])
        node = builder.add("Add", [builder.add("MatMul", [node, numbers([16, 8])]), numbers([8])])
        if turnsBack { node = builder.add("Transpose", [node], [.integers("perm", [0, 3, 1, 2])]) }
        node = builder.add("Mul", [node, numbers([8, 1, 1])])
        node = builder.add(
            "Add", [stem, builder.add("Mul", [builder.add("Relu", [node]), numbers([1, 8, 1, 1])])])
        node = builder.add("Flatten", [builder.add("GlobalAveragePool", [node])])
        _ = builder.add("Gemm", [node, numbers([8, 5])], output: "logits")
        builder.setOutput("logits", .float, [nil, 5])
        return model(of: builder)
    }

    private func model(of builder: ONNXGraphBuilder) -> Onnx_ModelProto {
        var model = Onnx_ModelProto()
        model.irVersion = 8
        model.graph = builder.graph
        var operators = Onnx_OperatorSetIdProto()
        operators.version = 17
        model.opsetImport = [operators]
        return model
    }

    @Test func imagesWithChannelsLastAreTheSameImages() throws {
        let model = try channelsLastBlock()
        let network = try translated(model)
        let kinds = network.graph.nodes.map(\.layer)
        #expect(kinds.contains(.gelu) && !kinds.contains(.multiply))
        // The engine reads the file by itself.
        var cut = model
        let features = try ONNXCut(graph: model.graph).features(named: nil).name
        cut.graph = ONNXCut(graph: model.graph).graph(to: features, input: model.graph.input[0])
        expectEqual(
            try self.features(network, of: images),
            try engineFeatures(cut, side: Self.side, count: 8, of: images))
    }

    /// Halves of the channels, as programs write them: a node with two outputs, and two that count from the end.
    @Test func partsOfTheChannelsAreFoundHoweverTheyAreWritten() throws {
        let (_, model) = try model(gaussianGraph(inputSize: Self.side))
        let slices = model.graph.node.indices.filter { model.graph.node[$0].opType == "Slice" }
        #expect(slices.count == 2)
        var split = model
        var node = Onnx_NodeProto()
        (node.opType, node.input) = ("Split", [model.graph.node[slices[0]].input[0]])
        node.output = [slices[1], slices[0]].map { model.graph.node[$0].output[0] }
        node.attribute = [.integer("axis", 1), .integers("split", [2, 4])]
        split.graph.node[slices[0]] = node
        split.graph.node.remove(at: slices[1])
        var counted = model
        for (name, number) in [("from", -6), ("to", -4), ("axis", -3)] {
            var tensor = Onnx_TensorProto()
            (tensor.name, tensor.dims, tensor.dataType, tensor.int64Data) = (name, [1], 7, [Int64(number)])
            counted.graph.initializer.append(tensor)
        }
        counted.graph.node[slices[1]].input = [model.graph.node[slices[1]].input[0], "from", "to", "axis"]
        let expected = try features(translated(model), of: images)
        for other in [split, counted] { expectEqual(try features(translated(other), of: images), expected) }
        // Parts that leave channels out, or that are none.
        split.graph.node[slices[0]].attribute = [.integer("axis", 1), .integers("split", [2, 3])]
        #expect(refusal(split).contains("Split"))
        counted.graph.node[slices[1]].input[1] = "to"
        #expect(refusal(counted).contains("Slice"))
    }

    @Test func imagesWithChannelsLastMeetNoOthers() throws {
        let text = refusal(try channelsLastBlock(turnsBack: false))
        #expect(text.contains("channels last") || text.contains("constant"), "\(text)")
    }

    private func expectPlainLoops(_ graph: LayerGraph) throws {
        guard case .image(_, let size, _) = graph.inputShape else { return }
        let weights = randomWeights(for: graph, seed: 4)
        let plan = try InferencePlan(
            graph: graph, weights: weights, normalization: .imageNet, outputs: [.logits, .features])
        let picture = randomImage(size: size, seed: 1)
        let found = try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 1, batchSize: 1))
            .makeRequest().run([picture])[0]
        let loops = ReferenceNetwork(graph: graph, weights: weights).values(
            of: normalized(picture, .imageNet))
        for (engine, loop) in zip(found, loops[graph.outputNode]) {
            #expect(abs(Double(engine) - loop) < 1e-4 * max(1, abs(loop)))
        }
    }

    @Test(arguments: [true, false]) func aTranslatedNetworkGivesWhatItWasWrittenFrom(isGated: Bool) throws {
        let graph = isGated ? try gatedGraph(inputSize: Self.side) : try smallGraph(inputSize: Self.side)
        let (plan, model) = try model(graph)
        let network = try translated(model)
        #expect(network.graph.onnxNetwork == nil && network.graph.hasLinearHead)
        #expect(network.graph.featureCount == graph.featureCount)
        // What the file does to pixels has become the normalisation.
        for (a, b) in zip(network.normalization.mean, PixelNormalization.imageNet.mean) {
            #expect(abs(a - b) < 1e-3)
        }
        expectEqual(try features(network, of: images), try features(plan, of: images))
        // Silu and the like are layers again, not products of their parts.
        let kinds = network.graph.nodes.map(\.layer)
        #expect(kinds.contains(.silu) == isGated && kinds.contains(.hardSwish) == isGated)
        #expect((network.graph.cellSource(hasForest: false) != nil) == isGated)
    }

    @Test(arguments: [32, 33]) func windowsThatAverageComeBack(side: Int) throws {
        let (plan, model) = try model(averagingGraph(inputSize: side))
        let network = try translated(model, side: side)
        let pictures = [randomImage(size: side, seed: 5)]
        expectEqual(try features(network, of: pictures), try features(plan, of: pictures))
        let poolings = network.graph.nodes.filter {
            if case .averagePool = $0.layer { true } else { false }
        }
        #expect(poolings.count == 3)
    }

    /// What a window is stays as it is when tiles have other sizes: it becomes no grid of so many places.
    @Test func windowsStayWindowsInImagesOfOtherSizes() throws {
        var model = try model(averagingGraph(inputSize: Self.side)).1
        let pools = model.graph.node.indices.filter { model.graph.node[$0].opType == "AveragePool" }
        for index in pools {
            // Two to a side, nothing beside them; and a rule for the last window that images of 32 pixels do not need.
            model.graph.node[index].opType = index == pools[0] ? "MaxPool" : "AveragePool"
            model.graph.node[index].attribute = [
                .integers("kernel_shape", [2, 2]), .integers("strides", [2, 2]), .integer("ceil_mode", 1),
            ]
        }
        let network = try translated(model)
        let backbone = Backbone("own", layers: network.graph, normalization: network.normalization)
        let other = try backbone.graph(inputSize: 45, classCount: 2)
        let shapes = other.nodes.filter {
            switch $0.layer {
            case .averagePool, .maxPool: true
            default: false
            }
        }.map(\.shape)
        #expect(shapes == Array(repeating: .image(channels: 4, height: 23, width: 23), count: 3))
    }

    @Test(arguments: [Backbone.efficientNetLite0, .mobileNetV2, .resNet18, .squeezeNet])
    func whatTheProgramExportsItTranslatesBack(backbone: Backbone) throws {
        let graph = try backbone.graph(inputSize: 64, classCount: 3).withLinearHead(classCount: 3)
        let (plan, model) = try model(graph)
        let network = try translated(model, side: 64)
        let pictures = [randomImage(size: 64, seed: 1)]
        expectEqual(try features(network, of: pictures), try features(plan, of: pictures))
    }

    @Test func aTranslatedNetworkIsKeptAndTakesOtherSizesAndBands() throws {
        let folder = NSTemporaryDirectory() + "aerial-translated-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let network = try translated(try model(gatedGraph(inputSize: Self.side)).1)
        let store = WeightsStore(directory: folder)
        try store.importNetwork(network, named: "own")
        let kept = try #require(store.backbone(named: "own"))
        #expect(kept.isImported && kept.onnxNetwork == nil && kept.normalization == network.normalization)
        let path = try #require(store.weightsPath(for: kept))
        let graph = try kept.graph(inputSize: Self.side, classCount: 1)
        #expect(graph == network.graph)
        let weights = try NetworkWeights.read(from: path, for: kept, graph: graph, needing: .features)
        #expect(weights == network.weights)
        let tile = try TileSpec(sideMeters: 50, sidePixels: 50, bands: ["red", "green", "blue", "nir"])
        let wide = try kept.graph(inputSize: 50, inputChannels: 4, classCount: 2)
        #expect(wide.inputShape == .image(channels: 4, height: 50, width: 50))
        _ = try InferencePlan(
            graph: wide, weights: weights.widened(to: tile, of: graph),
            normalization: kept.normalization(for: tile),
            outputs: [.features])
        // Its own bands, whatever they are called, are its own.
        let infrared = try TileSpec(sideMeters: 50, sidePixels: 50, bands: ["nir", "red", "green"])
        #expect(kept.normalization(for: infrared) == kept.normalization)
    }

    // MARK: What is not known, and what is no network

    @Test func layersThatAreNotKnownAreNamed() throws {
        var (_, model) = try model(gatedGraph(inputSize: Self.side))
        let convolutions = model.graph.node.indices.filter { model.graph.node[$0].opType == "Conv" }
        model.graph.node[convolutions[1]].attribute.append(.integers("dilations", [1, 2]))
        let sigmoid = try #require(model.graph.node.firstIndex { $0.opType == "HardSigmoid" })
        model.graph.node[sigmoid].opType = "Elu"
        let text = refusal(model)
        #expect(text.contains("Conv with unequal dilations") && text.contains("Elu"), "\(text)")
        #expect(!text.contains("Sigmoid") && !text.contains("Mul"), "\(text)")
    }

    @Test func numbersThatDoNotFitAreRefusedAndEndNothing() throws {
        let model = try model(gatedGraph(inputSize: Self.side)).1
        func changed(_ kind: String, _ name: String, _ values: [Int]) -> String {
            var model = model
            for index in model.graph.node.indices where model.graph.node[index].opType == kind {
                model.graph.node[index].attribute.removeAll { $0.name == name }
                model.graph.node[index].attribute.append(
                    values.count == 1 ? .integer(name, values[0]) : .integers(name, values))
            }
            return refusal(model)
        }
        for values in [[0, 0], [-1, -1], [Int.max, Int.max], [1], [1, 2]] {
            #expect(!changed("Conv", "strides", values).isEmpty)
        }
        for pads in [[-1, -1, -1, -1], [Int.max, Int.max, Int.max, Int.max], [1, 1]] {
            #expect(!changed("Conv", "pads", pads).isEmpty)
        }
        for groups in [0, -8, 3, Int.max] { #expect(!changed("Conv", "group", [groups]).isEmpty) }
        var short = model
        let weight = try #require(short.graph.initializer.firstIndex { $0.name == "first.weight" })
        short.graph.initializer[weight].dims[0] = 1 << 40
        #expect(!refusal(short).isEmpty)
        short.graph.initializer[weight].dims = [Int64.max, Int64.max, 2, 2]
        #expect(!refusal(short).isEmpty)
        short.graph.initializer[weight].dims = [8, 3, 1, 9]
        #expect(refusal(short).contains("unequal sides"))
        var loop = model
        loop.graph.node[0].input = [loop.graph.output[0].name]
        #expect(!refusal(loop).isEmpty)
    }

    /// Each pads by as much as a layer may; together they would give more numbers than there can be.
    @Test func aChainOfPaddingsGrowsNoFurtherThanIsPossible() throws {
        var model = try model(gatedGraph(inputSize: Self.side)).1
        let first = try #require(model.graph.node.firstIndex { $0.opType == "Conv" })
        var name = model.graph.node[first].input[0]
        var weight = Onnx_TensorProto()
        (weight.name, weight.dims, weight.dataType) = ("one", [3, 1, 1, 1], 1)
        weight.floatData = [1, 1, 1]
        model.graph.initializer.append(weight)
        var chain: [Onnx_NodeProto] = []
        for step in 0..<40 {
            var node = Onnx_NodeProto()
            (node.opType, node.input, node.output) = ("Conv", [name, "one"], ["step\(step)"])
            node.attribute = [.integers("pads", [1024, 1024, 1024, 1024]), .integer("group", 3)]
            chain.append(node)
            name = "step\(step)"
        }
        model.graph.node[first].input[0] = name
        model.graph.node.insert(contentsOf: chain, at: first)
        #expect(refusal(model).contains("more numbers than are possible"))
    }
}
