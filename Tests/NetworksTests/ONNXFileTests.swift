import Foundation
import ONNXSchema
import SwiftProtobuf
import Testing

@testable import Networks

/// What is read of an ONNX file, and what is refused. No engine is needed for it.
final class ONNXFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "aerial-onnx-file-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder + "/inner", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Pixels, their mean over the picture, a dense layer, a softmax.
    private func model(
        _ sizes: [Int?] = [nil, 3, 64, 64], type: Onnx_TensorProto.DataType = .float
    ) -> Onnx_ModelProto {
        var model = Onnx_ModelProto()
        model.irVersion = 8
        var operators = Onnx_OperatorSetIdProto()
        operators.version = 17
        model.opsetImport = [operators]
        var input = Onnx_ValueInfoProto()
        input.name = "image"
        input.type.tensorType.elemType = Int32(type.rawValue)
        input.type.tensorType.shape.dim = sizes.map { size in
            var dimension = Onnx_TensorShapeProto.Dimension()
            if let size { dimension.dimValue = Int64(size) } else { dimension.dimParam = "open" }
            return dimension
        }
        model.graph.input = [input]
        model.graph.initializer = [tensor("weight", [3, 5]), tensor("unused", [1000])]
        model.graph.node = [
            node("GlobalAveragePool", ["image"], "pooled"), node("Flatten", ["pooled"], "flat"),
            node("MatMul", ["flat", "weight"], "logits"), node("Softmax", ["logits"], "classes"),
        ]
        var output = Onnx_ValueInfoProto()
        output.name = "classes"
        model.graph.output = [output]
        return model
    }

    private func node(_ type: String, _ inputs: [String], _ output: String) -> Onnx_NodeProto {
        var node = Onnx_NodeProto()
        node.opType = type
        node.input = inputs
        node.output = [output]
        return node
    }

    private func tensor(_ name: String, _ dims: [Int64]) -> Onnx_TensorProto {
        var tensor = Onnx_TensorProto()
        tensor.name = name
        tensor.dims = dims
        tensor.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
        tensor.rawData = Data(count: Int(dims.reduce(4, *)))
        return tensor
    }

    private func file(_ model: Onnx_ModelProto) throws -> ONNXFile {
        let path = "\(folder)/network.onnx"
        try (try model.serializedBytes() as Data).write(to: URL(fileURLWithPath: path))
        return try ONNXFile(path: path)
    }

    private var known: ONNXInput {
        var input = ONNXInput()
        (input.mean, input.standardDeviation) = ([0.5], [0.25])
        return input
    }

    /// The sentence with which a file is refused.
    private func refusal(_ model: Onnx_ModelProto, _ input: ONNXInput? = nil) -> String {
        do {
            _ = try file(model).encoder(input ?? known)
            return ""
        } catch { return "\(error)" }
    }

    @Test func theHeadIsCutOff() throws {
        let encoder = try file(model()).encoder(known)
        #expect(encoder.features == "flat" && encoder.isBeforeDense)
        #expect(encoder.inputSize == 64 && encoder.bands == 3 && encoder.layout == .channelsFirst)
        #expect(encoder.normalization.mean == [127.5, 127.5, 127.5])
        #expect(encoder.normalization.standardDeviation == [63.75, 63.75, 63.75])
        let part = try Onnx_ModelProto(serializedBytes: encoder.contents)
        #expect(part.graph.node.map(\.opType) == ["GlobalAveragePool", "Flatten"])
        #expect(part.graph.initializer.isEmpty)
        #expect(part.graph.output.map(\.name) == ["flat"])
    }

    @Test func whatIsMissingIsAskedForAtOnce() throws {
        let sentence = refusal(model([nil, 3, nil, nil]), ONNXInput())
        #expect(sentence.contains("--input-size") && sentence.contains("--mean"))
        var input = known
        input.inputSize = 96
        #expect(try file(model([nil, 3, nil, nil])).encoder(input).inputSize == 96)
        #expect(refusal(model(), input).contains("64 pixels, not of 96"))
        #expect(refusal(model([nil, 20, 20, 20])).contains("--layout"))
        input.layout = .channelsLast
        #expect(try file(model([nil, 96, 96, 3])).encoder(input).layout == .channelsLast)
    }

    @Test func numbersUpToOneAreOfPixelsUpToOne() throws {
        var input = known
        (input.mean, input.standardDeviation) = ([123.5, 116, 104], [58, 57, 57])
        #expect(try file(model()).encoder(input).normalization.mean == [123.5, 116, 104])
        (input.mean, input.standardDeviation, input.pixelRange) = ([0], [1], 255)
        #expect(try file(model()).encoder(input).normalization.standardDeviation == [1, 1, 1])
        (input.mean, input.standardDeviation) = ([0, 0], [1, 1])
        #expect(refusal(model(), input).contains("3 bands"))
        (input.mean, input.standardDeviation) = ([0], [0])
        #expect(refusal(model(), input).contains("above 0"))
    }

    @Test func bytesNeedNoNormalization() throws {
        let encoder = try file(model(type: .uint8)).encoder(ONNXInput())
        #expect(encoder.normalization.standardDeviation == [1, 1, 1])
        // Numbers around 0 are no bytes.
        #expect(refusal(model(type: .uint8)).contains("Leave --mean"))
    }

    /// The user says one of the two, the file the other, and each on its own scale.
    @Test(arguments: [nil, 255] as [Float?]) func numbersOfTheFileAndOfTheUserKeepTheirScales(range: Float?)
        throws
    {
        var told = model()
        told.metadataProps = [("standardization_mean", "[0.4]"), ("standardization_std", "[0.2]")].map {
            var entry = Onnx_StringStringEntryProto()
            (entry.key, entry.value) = $0
            return entry
        }
        var input = ONNXInput()
        (input.mean, input.pixelRange) = ([123, 117, 104], range)
        var normalization = try file(told).encoder(input).normalization
        #expect(normalization.mean == [123, 117, 104] && normalization.standardDeviation == [51, 51, 51])
        (input.mean, input.standardDeviation) = (nil, [60])
        normalization = try file(told).encoder(input).normalization
        #expect(normalization.mean == [102, 102, 102] && normalization.standardDeviation == [60, 60, 60])
    }

    @Test func whatIsNoImageIsRefused() throws {
        #expect(refusal(model([nil, 3, 64])).contains("four dimensions"))
        #expect(refusal(model([8, 3, 64, 64])).contains("8 images"))
        #expect(refusal(model([nil, 3, 64, 48])).contains("square"))
        #expect(refusal(model(type: .int64)).contains("neither"))
        var two = model()
        two.graph.input.append(two.graph.input[0])
        two.graph.input[1].name = "mask"
        #expect(refusal(two).contains("2 inputs"))
    }

    /// In a circle nothing can be computed, and whoever tries never ends.
    @Test func aCircleOfNodesIsRefused() throws {
        var circle = model()
        circle.graph.node[0].input = ["logits"]
        #expect(throws: ONNXError.self) { try file(circle) }
        let error = #expect(throws: ONNXDefect.self) {
            try ONNXContents.parse(try circle.serializedBytes() as Data)
        }
        #expect(error?.description.contains("takes 'logits', which no node before it gives") == true)
    }

    @Test func whatDrawsRandomNumbersHasNoFeatures() throws {
        var drawing = model()
        drawing.graph.node[1] = node("Flatten", ["noisy"], "flat")
        drawing.graph.node.insert(node("RandomNormalLike", ["pooled"], "noisy"), at: 1)
        #expect(refusal(drawing).contains("RandomNormalLike"))
        var before = known
        before.features = "pooled"
        #expect(refusal(drawing, before).isEmpty)
    }

    /// A branch of `If`, the body of a loop in it, and a function of the file: all run with the network.
    @Test func whatDrawsInsideOfANodeHasNoFeatures() throws {
        func body(_ inner: Onnx_NodeProto) -> Onnx_AttributeProto {
            var body = Onnx_AttributeProto()
            body.name = "body"
            body.type = .graph
            body.g.node = [inner]
            return body
        }
        var loop = node("Loop", ["pooled"], "noisy")
        loop.attribute = [body(node("Multinomial", ["pooled"], "inner"))]
        var branch = node("If", ["pooled"], "noisy")
        branch.attribute = [body(loop)]
        var inBranch = model()
        inBranch.graph.node[1] = node("Flatten", ["noisy"], "flat")
        inBranch.graph.node.insert(branch, at: 1)
        #expect(refusal(inBranch).contains("random numbers (Multinomial)"))

        var noise = Onnx_FunctionProto()
        (noise.name, noise.domain, noise.output) = ("Noise", "own", ["y"])
        noise.node = [node("Noise", [], "again"), node("RandomNormal", [], "y")]
        noise.node[0].domain = "own"
        var inFunction = model()
        inFunction.functions = [noise]
        inFunction.graph.node[1] = node("Flatten", ["noisy"], "flat")
        inFunction.graph.node.insert(node("Noise", ["pooled"], "noisy"), at: 1)
        inFunction.graph.node[1].domain = "own"
        #expect(refusal(inFunction).contains("random numbers (RandomNormal)"))
        // Of another domain it is another function, and none that the network calls.
        inFunction.graph.node[1].domain = ""
        #expect(!refusal(inFunction).contains("random numbers"))
    }

    @Test func dropoutThatTrainsHasNoFeatures() throws {
        var flag = Onnx_TensorProto()
        (flag.name, flag.dataType) = ("training", Int32(Onnx_TensorProto.DataType.bool.rawValue))
        flag.int32Data = [1]
        var training = model()
        training.graph.initializer.append(flag)
        training.graph.node[1] = node("Flatten", ["dropped"], "flat")
        training.graph.node.insert(node("Dropout", ["pooled", "", "training"], "dropped"), at: 1)
        #expect(refusal(training).contains("random numbers (Dropout)"))
        training.graph.initializer[2].int32Data = [0]
        #expect(refusal(training).isEmpty)
    }

    @Test func whatIsNoNumberIsNoWeight() throws {
        var damaged = model()
        damaged.graph.initializer[0].rawData.replaceSubrange(8..<12, with: [0, 0, 0xC0, 0x7F])
        #expect(throws: ONNXError.self) { try file(damaged) }
        // Infinity hides places from attention.
        damaged.graph.initializer[0].rawData.replaceSubrange(8..<12, with: [0, 0, 0x80, 0xFF])
        _ = try file(damaged)
    }

    @Test func everyCutOfAFileIsRefusedOrRead() throws {
        let data: Data = try model().serializedBytes()
        let path = "\(folder)/cut.onnx"
        for length in stride(from: 0, to: data.count, by: 7) {
            try data.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(throws: ONNXError.self) { try ONNXFile(path: path) }
        }
        #expect(throws: ONNXError.self) { try ONNXFile(path: folder) }
        #expect(throws: ONNXError.self) { try ONNXFile(path: folder + "/absent.onnx") }
    }

    @Test func tensorsThatLieAboutTheirSizeAreRefused() throws {
        var wrong = model()
        wrong.graph.initializer[0].dims = [3, 6]
        #expect(refusal(wrong).contains("as many numbers"))
        wrong.graph.initializer[0].dims = [Int64.max, Int64.max]
        #expect(refusal(wrong).contains("impossible shape"))
        wrong.graph.initializer[0].dims = [-3, 5]
        #expect(refusal(wrong).contains("impossible shape"))
    }

    @Test(arguments: [
        "/etc/passwd", "../secret.bin", "inner/../../secret.bin", "", ".", "link.bin", "inner", "fifo",
        "a\0b",
    ])
    func weightsElsewhereAreNotRead(location: String) throws {
        try Data(count: 60).write(to: URL(fileURLWithPath: folder + "/../secret.bin"))
        try? FileManager.default.createSymbolicLink(
            atPath: folder + "/link.bin", withDestinationPath: "/etc/passwd")
        mkfifo(folder + "/fifo", 0o600)
        var hostile = model()
        hostile.graph.initializer[0].clearRawData()
        hostile.graph.initializer[0].dataLocation = .external
        var entry = Onnx_StringStringEntryProto()
        (entry.key, entry.value) = ("location", location)
        hostile.graph.initializer[0].externalData = [entry]
        #expect(refusal(hostile).contains("not a file beside it"))
    }

    @Test func aModelsOwnFileHasAllItsWeights() throws {
        var hostile = model()
        hostile.graph.initializer[0].clearRawData()
        hostile.graph.initializer[0].dataLocation = .external
        let path = "\(folder)/network.onnx"
        try (try hostile.serializedBytes() as Data).write(to: URL(fileURLWithPath: path))
        #expect(throws: ONNXDefect.self) { try ONNXContents.read(from: path) }
    }

    @Test(arguments: ["vit-small", "own.2", "A_b"]) func plainNamesAreNames(name: String) {
        #expect(WeightsStore.isNetworkName(name))
    }

    @Test(arguments: ["", "..", ".x", "a/b", "-x", "a b", "ä", String(repeating: "a", count: 65)])
    func otherNamesAreNone(name: String) {
        #expect(!WeightsStore.isNetworkName(name))
    }
}
