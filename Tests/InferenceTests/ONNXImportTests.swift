import AerialCore
import Foundation
import ONNXSchema
import SwiftProtobuf
import Testing

@testable import Inference
@testable import Networks

/// Files of a folder that goes away with the test.
private final class Folder {
    let path = NSTemporaryDirectory() + "aerial-onnx-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ data: Data, _ name: String) throws -> String {
        try data.write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}

/// Networks that come as ONNX files, here as the program itself writes them.
struct ONNXImportTests {
    private let folder: Folder
    private let plan: InferencePlan
    private var model: Onnx_ModelProto
    private let images = (0..<5).map { randomImage(size: 32, seed: UInt64($0)) }

    init() throws {
        folder = try Folder()
        let graph = try smallGraph(inputSize: 32)
        plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 3), normalization: .imageNet,
            outputs: [.logits, .features])
        model = try Onnx_ModelProto(
            serializedBytes: try ONNXExport(plan: plan, metadata: [:], version: "1").encoded())
    }

    private func imported(_ model: Onnx_ModelProto, _ input: ONNXInput = ONNXInput()) throws -> Backbone {
        let path = try folder.write(try model.serializedBytes(), "network.onnx")
        return try ONNXTrial.network(of: try ONNXFile(path: path).encoder(input), name: "own", threads: 1)
    }

    private func features(_ backbone: Backbone) throws -> [[Float]] {
        let plan = try InferencePlan(
            graph: backbone.graph(inputSize: 32, classCount: 1), weights: NetworkWeights(tensors: [:]),
            normalization: backbone.normalization, outputs: [.features])
        return try run(plan)
    }

    private func run(_ plan: InferencePlan) throws -> [[Float]] {
        let request = try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 1, batchSize: 3))
            .makeRequest()
        return try stride(from: 0, to: images.count, by: request.batchSize).flatMap {
            try request.run(
                Array(images[$0..<min(images.count, $0 + request.batchSize)]), output: .features)
        }
    }

    private func isNear(_ one: [[Float]], _ other: [[Float]]) -> Bool {
        zip(one, other).allSatisfy { zip($0, $1).allSatisfy { abs($0 - $1) < 1e-4 * max(1, abs($1)) } }
    }

    @Test func featuresAreWhatTheLastDenseLayerTakes() throws {
        let backbone = try imported(model)
        #expect(backbone.featureCount == 7)
        #expect(backbone.onnxNetwork?.takesSingleImages == false)
        #expect(isNear(try features(backbone), try run(plan)))
    }

    @Test func aTensorCanBeNamed() throws {
        let hidden = try #require(model.graph.node.last { $0.opType == "Gemm" }).output[0]
        var input = ONNXInput()
        input.features = hidden
        #expect(try imported(model, input).featureCount == 5)
        input.features = "nothing"
        #expect(throws: ONNXError.self) { try imported(model, input) }
    }

    /// What takes its numbers from all images of a run gives an image its own only where it is alone.
    @Test func aNetworkThatMixesImagesIsRunOnOne() throws {
        var mixing = model
        let dense = try #require(mixing.graph.node.last { $0.opType == "Gemm" }).input[0]
        var mean = Onnx_NodeProto()
        (mean.opType, mean.input, mean.output) = ("ReduceMean", [dense], ["mean"])
        mean.attribute = [.integers("axes", [0]), .integer("keepdims", 1)]
        var sum = Onnx_NodeProto()
        (sum.opType, sum.input, sum.output) = ("Add", [dense, "mean"], ["sum"])
        mixing.graph.node += [mean, sum]
        var input = ONNXInput()
        input.features = "sum"
        let backbone = try imported(mixing, input)
        #expect(backbone.onnxNetwork?.takesSingleImages == true)
        let twice = try run(plan).map { $0.map { 2 * $0 } }
        #expect(isNear(try features(backbone), twice))
    }

    /// Programs write the one image that they exported for into the middle of a network.
    @Test func aNetworkForOneImageGivesTheSame() throws {
        var single = model
        single.graph.input[0].type.tensorType.shape.dim[0].dimValue = 1
        let flatten = try #require(single.graph.node.firstIndex { $0.opType == "Flatten" })
        var shape = Onnx_TensorProto()
        shape.name = "shape"
        shape.dataType = Int32(Onnx_TensorProto.DataType.int64.rawValue)
        shape.dims = [2]
        shape.int64Data = [1, 48]
        single.graph.initializer.append(shape)
        single.graph.node[flatten].opType = "Reshape"
        single.graph.node[flatten].attribute = []
        single.graph.node[flatten].input.append("shape")
        #expect(isNear(try features(try imported(single)), try run(plan)))
    }

    @Test func weightsBesideTheFileAreBroughtIntoIt() throws {
        var split = model
        var numbers = Data(repeating: 7, count: 24)
        for index in split.graph.initializer.indices where split.graph.initializer[index].dims.count == 4 {
            let offset = numbers.count
            let data = split.graph.initializer[index].rawData
            numbers += data
            split.graph.initializer[index].clearRawData()
            split.graph.initializer[index].dataLocation = .external
            split.graph.initializer[index].externalData = [
                entry("location", "weights.bin"), entry("offset", "\(offset)"),
                entry("length", "\(data.count)"),
            ]
        }
        _ = try folder.write(numbers, "weights.bin")
        #expect(isNear(try features(try imported(split)), try run(plan)))
        _ = try folder.write(numbers.prefix(100), "weights.bin")
        #expect(throws: ONNXError.self) { try imported(split) }
    }

    @Test func aModelCarriesTheNetworkInItsFolder() throws {
        let backbone = try imported(model)
        let store = WeightsStore(directory: folder.path)
        try store.importNetwork(backbone)
        #expect(store.importedNames == ["own"])
        let kept = try #require(store.backbone(named: "own"))
        #expect(try features(kept) == features(backbone))
        let graph = try kept.graph(inputSize: 32, classCount: 3)
        let file = NetworkFile(graph, name: "own", normalization: kept.normalization)
        #expect(try file.graph(onnx: kept.onnxNetwork?.contents) == graph)
        #expect(throws: NetworkFileDefect.self) { try file.graph() }
        #expect(throws: GraphError.self) { try kept.graph(inputSize: 64, classCount: 3) }
    }

    @Test func aModelOfAnImportedNetworkIsExported() throws {
        let backbone = try imported(model)
        let graph = try backbone.graph(inputSize: 32, classCount: 4)
        let plan = try InferencePlan(
            graph: graph, weights: randomWeights(for: graph, seed: 9), normalization: backbone.normalization)
        let file = try ONNXExport(plan: plan, metadata: [:], version: "1").encoded()
        let again = ONNXNetwork(
            inputSize: 32, bands: 3, layout: .channelsFirst, featureCount: 4, takesSingleImages: false,
            contents: file)
        let plain = PixelNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1])
        let exported = try features(Backbone("again", onnx: again, normalization: plain))
        let own = try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 1, batchSize: 5))
            .makeRequest().run(images).map(softmax)
        #expect(isNear(exported, own))
    }
}

private func entry(_ key: String, _ value: String) -> Onnx_StringStringEntryProto {
    var entry = Onnx_StringStringEntryProto()
    entry.key = key
    entry.value = value
    return entry
}
