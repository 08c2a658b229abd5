internal import ONNXSchema

internal import struct Foundation.Data

/// Translates the nodes of an ONNX graph, in their order, into layers. What it does not know it notes, and goes on, so that
/// all of it is told at once.
struct ONNXTranslator {
    private let graph: Onnx_GraphProto
    var constants: ONNXConstants
    var values: [String: TranslatedValue] = [:]
    private var builder: LayerGraphBuilder
    private(set) var shapes: [LayerShape]
    private(set) var tensors: [String: Tensor] = [:]
    /// How the image was mapped when the first layer took it.
    private var pixels: PixelMapping?
    private var parameterNames: [Int: String] = [:]
    private var names: Set<String> = [TranslatedNetwork.headName]
    private var unknown: [String: Int] = [:]
    /// Names of images whose channels come last.
    var turned: Set<String> = []
    /// How many nodes take each value.
    private var useCounts: [String: Int] = [:]

    private static let mostNodes = 10_000

    /// - Throws: ``ONNXDefect`` for what is no network of one image.
    init(contents: Data, inputSize: Int, bands: Int, layout: ImageLayout) throws {
        let model = try ONNXContents.parse(contents)
        guard let input = model.graph.input.first, model.graph.node.count <= Self.mostNodes,
            model.functions.isEmpty
        else { throw ONNXDefect("it has functions of its own, or more layers than are read") }
        graph = model.graph
        constants = ONNXConstants(of: graph)
        for name in graph.node.flatMap(\.input) + graph.output.map(\.name) {
            useCounts[name, default: 0] += 1
        }
        builder = LayerGraphBuilder(inputChannels: bands, inputSize: inputSize)
        shapes = [.image(channels: bands, height: inputSize, width: inputSize)]
        values[input.name] = .pixels(PixelMapping(bands: bands, layout: layout))
    }

    /// - Throws: ``UnknownLayers``, ``ONNXDefect``.
    mutating func network(normalization: PixelNormalization) throws -> TranslatedNetwork {
        for node in graph.node where node.opType != "Constant" {
            do {
                try translate(node)
            } catch let layer as UnknownLayer {
                if let kind = layer.kind { unknown[kind, default: 0] += 1 }
                for output in node.output { values[output] = .unknown }
            } catch let error as GraphError {
                throw ONNXDefect("\(error)")
            }
        }
        guard unknown.isEmpty else {
            throw UnknownLayers(
                kinds: unknown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key))
        }
        guard let output = graph.output.first?.name, case .node(let end)? = values[output] else {
            throw UnknownLayers(kinds: ["an output that is no layer's"])
        }
        guard !turned.contains(output) else { throw UnknownLayers(kinds: ["an output with channels last"]) }
        // Before `self` is read for the call: it may add a layer.
        let features = try flattened(end)
        return try finished(features: features, normalization: normalization)
    }

    private func finished(features: Int, normalization: PixelNormalization) throws -> TranslatedNetwork {
        let all = builder.graph(features: features, head: features, output: features)
        var isNeeded = [Bool](repeating: false, count: all.nodes.count)
        isNeeded[features] = true
        for index in all.nodes.indices.reversed() where isNeeded[index] {
            for input in all.nodes[index].inputs { isNeeded[input] = true }
        }
        guard case .image(let bands, let side, _) = all.inputShape, isNeeded[0] else {
            throw ONNXDefect("its features do not depend on the image")
        }
        var kept = LayerGraphBuilder(inputChannels: bands, inputSize: side)
        var places = [0: 0]
        for (index, node) in all.nodes.enumerated().dropFirst() where isNeeded[index] {
            places[index] = try kept.append(
                node.layer, name: node.name, inputs: node.inputs.compactMap { places[$0] })
        }
        let end = places[features] ?? 0
        let head = try kept.append(
            .dense(inputs: all.nodes[features].shape.elementCount, outputs: 1),
            name: TranslatedNetwork.headName, end)
        let graph = kept.graph(features: end, head: head, output: head)
        let needed = Set(graph.parameters.map(\.name))
        return TranslatedNetwork(
            graph: graph, weights: NetworkWeights(tensors: tensors.filter { needed.contains($0.key) }),
            normalization: pixels?.normalization(after: normalization) ?? normalization)
    }
}

/// A layer that is none of the program's own; without a kind where it is one but for what it takes.
struct UnknownLayer: Error {
    let kind: String?
}

// MARK: - What translations of single nodes are made of

extension ONNXTranslator {
    /// The layer that gives a value; the image becomes one when it is first asked for.
    mutating func node(_ name: String, in kind: String) throws -> Int {
        switch values[name] {
        case .node(let node)?: return node
        case .pixels(let mapping)?:
            guard mapping.layout == .channelsFirst, pixels == nil || pixels == mapping else {
                throw UnknownLayer(kind: "\(kind) on the image's own pixels")
            }
            pixels = mapping
            return 0
        case .unknown?: throw UnknownLayer(kind: nil)
        case .padded?: throw UnknownLayer(kind: "Pad before \(kind)")
        case .sizes?: throw UnknownLayer(kind: "\(kind) of sizes")
        case .gaussian(let part)?: throw UnknownLayer(kind: part.operation)
        case nil:
            throw UnknownLayer(
                kind: constants.contains(name) ? "\(kind) with constants" : "\(kind) without an input")
        }
    }

    /// Appends a layer whose output is possible in size.
    mutating func append(_ layer: Layer, name: String = "", _ inputs: [Int]) throws -> Int {
        let node = try builder.append(layer, name: name, inputs: inputs)
        guard let shape = builder.lastShape, shape.isPossible else {
            throw ONNXDefect("a layer of it gives more numbers than are possible")
        }
        shapes.append(shape)
        return node
    }

    /// Appends a layer with parameters, called by its weight's name where that is a name.
    mutating func append(
        _ layer: Layer, weight: String, _ parameters: [String: Tensor], _ inputs: [Int]
    ) throws -> Int {
        let name = freshName(weight)
        let node = try append(layer, name: name, inputs)
        for (ending, tensor) in parameters { tensors["\(name).\(ending)"] = tensor }
        parameterNames[node] = name
        return node
    }

    private mutating func freshName(_ weight: String) -> String {
        let isPlain =
            weight.hasSuffix(".weight") && weight.utf8.count <= 200
            && weight.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
        let wanted = isPlain ? String(weight.dropLast(".weight".count)) : "layer\(shapes.count)"
        var name = wanted.isEmpty ? "layer\(shapes.count)" : wanted
        while !names.insert(name).inserted { name += "_" }
        return name
    }

    /// Whether one node alone takes a value.
    func isTakenOnce(_ value: String) -> Bool { useCounts[value] == 1 }

    /// Multiplies what a convolution or a dense layer gives, channel by channel, and adds to it.
    /// - Returns: `false` for other layers, and for a convolution to which nothing can be added.
    mutating func fold(_ factors: [Float]?, _ offsets: [Float]?, into node: Int) -> Bool {
        guard let name = parameterNames[node], let weight = tensors["\(name).weight"],
            tensors["\(name).running_mean"] == nil, weight.shape.count > 1, weight.values.count > 0
        else { return false }
        let bias = tensors["\(name).bias"]
        guard bias != nil || offsets == nil else { return false }
        let perOutput = weight.values.count / weight.shape[0]
        if let factors {
            tensors["\(name).weight"] = Tensor(
                shape: weight.shape,
                values: weight.values.indices.map { weight.values[$0] * factors[$0 / perOutput] })
        }
        if let bias {
            tensors["\(name).bias"] = Tensor(
                shape: bias.shape,
                values: bias.values.indices.map {
                    bias.values[$0] * (factors?[$0] ?? 1) + (offsets?[$0] ?? 0)
                })
        }
        return true
    }

    /// The layer of a node, and the nodes that it takes.
    func layer(of node: Int) -> Layer { builder.layer(of: node) }
    func inputs(of node: Int) -> [Int] { builder.inputs(of: node) }

    /// A vector of a node's numbers: the mean over places where it is an image of one pixel that was averaged.
    mutating func flattened(_ node: Int) throws -> Int {
        if case .vector = shapes[node] { return node }
        if case .adaptiveAveragePool(outputSize: 1) = layer(of: node) {
            return try append(.globalAveragePool, inputs(of: node))
        }
        return try append(.flatten, [node])
    }
}
