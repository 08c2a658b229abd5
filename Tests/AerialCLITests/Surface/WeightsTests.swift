import Foundation
import Testing

@testable import Aerial
@testable import AerialCLI
@testable import Networks

/// Files of weights as a user hands them over: pulled from an address, imported, listed, refused.
struct WeightsTests {
    private let scratch = Scratch()

    private func run(_ line: String) throws -> Program.Run {
        try Program.run(line.split(separator: " ").map(String.init), in: scratch.path, home: scratch["home"])
    }

    /// A file of zeros for `backbone`, with those parameters that `isThere` says.
    @discardableResult
    private func writeWeights(
        of backbone: Backbone, to name: String, where isThere: (ParameterSpec) -> Bool
    ) throws -> String {
        let tensors = try backbone.graph(classCount: 2).parameters.filter(isThere).map { spec in
            let zeros = [Float](repeating: 0, count: spec.shape.reduce(1, *))
            return (spec.name, Tensor(shape: spec.shape, values: zeros))
        }
        let weights = NetworkWeights(tensors: Dictionary(uniqueKeysWithValues: tensors))
        try scratch.write(try weights.safetensors(), to: name)
        return try FileChecksum.sha256(ofFile: scratch[name])
    }

    @Test func aFileWithItsHashIsImported() throws {
        let hash = try writeWeights(of: .squeezeNet, to: "own.safetensors") { !$0.isHead }
        let address = "file://" + scratch["own.safetensors"]
        let pulled = try run(
            "weights pull squeezenet1-1 --url \(address) --sha256 \(hash.uppercased()) --json")
        #expect(pulled.status == 0, "\(pulled.errors)")
        let said = try pulled.object([String: String].self)
        #expect(said["path"] == scratch["home/weights/imported-squeezenet1-1.safetensors"])
        #expect(try scratch.data("home/weights/imported-squeezenet1-1.safetensors").count > 1_000_000)
        #expect(scratch.tree(below: "home/weights") == ["imported-squeezenet1-1.safetensors"])
        #expect(try run("weights list").output.contains("imported-squeezenet1-1.safetensors"))
    }

    @Test func triedWithoutAHeadTheFileIsNotBlamed() throws {
        try writeWeights(of: .squeezeNet, to: "own.safetensors") { !$0.isHead }
        // As torchvision writes the name.
        #expect(try run("weights import own.safetensors --backbone squeezenet1_1").status == 0)
        let tried = try run("weights try squeezenet1-1 photo.jpg")
        #expect(tried.status == 1)
        #expect(tried.errors.contains("without a head"), "\(tried.errors)")
        #expect(!tried.errors.contains("Name the backbone"))
    }

    /// A small classifier of bytes as an ONNX file.
    private func writeNetwork(to name: String) throws -> Data {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 32)
        let convolution = Convolution(inputChannels: 3, outputChannels: 6, kernelSize: 3, hasBias: true)
        var node = try builder.append(.convolution(convolution), name: "first", builder.input)
        node = try builder.append(.globalAveragePool, try builder.append(.relu, node))
        let head = try builder.append(.dense(inputs: 6, outputs: 4), name: "head", node)
        let graph = builder.graph(features: node, head: head, output: head)
        let tensors = graph.parameters.map { spec in
            let count = spec.shape.reduce(1, *)
            return (spec.name, Tensor(shape: spec.shape, values: (0..<count).map { sin(Float($0)) }))
        }
        let plan = try InferencePlan(
            graph: graph, weights: NetworkWeights(tensors: Dictionary(uniqueKeysWithValues: tensors)),
            normalization: .imageNet)
        let data = try ONNXExport(plan: plan, metadata: [:], version: "1").encoded()
        try scratch.write(data, to: name)
        return data
    }

    @Test func anONNXFileBecomesANetwork() throws {
        _ = try writeNetwork(to: "own.onnx")
        let imported = try run("weights import own.onnx --name own --json")
        #expect(imported.status == 0, "\(imported.errors)")
        #expect(imported.output.contains("\"featureCount\":6"))
        #expect(imported.output.contains("\"unknownLayers\":[]"))
        #expect(scratch.tree(below: "home/weights/onnx/own") == ["network.json", "weights.safetensors"])
        #expect(try run("weights list").output.contains("own"))
        // The name is known where a backbone is asked for; another one is wrong usage.
        #expect(try run("transfer data --out m --backbone own").status == 1)
        #expect(try run("transfer data --out m --backbone other").status == 64)
    }

    @Test func aDamagedONNXFileOrATakenNameIsRefused() throws {
        let data = try writeNetwork(to: "own.onnx")
        try scratch.write(data.prefix(data.count / 2), to: "cut.onnx")
        for (line, part) in [
            ("cut.onnx --name cut", "cut.onnx: it is no ONNX file"),
            ("own.onnx --name resnet18", "'resnet18' is a network that the program brings"),
            ("own.onnx --name ../own", "cannot be a network's name"),
            ("own.onnx --name own --features nothing", "no tensor 'nothing'"),
            ("own.onnx --name own --input-size 64", "32 pixels, not of 64"),
        ] {
            let refused = try run("weights import \(line)")
            #expect(refused.status == 1)
            #expect(refused.errors.contains(part), "\(refused.errors)")
        }
        #expect(scratch.tree(below: "home/weights") == [])
    }

    @Test func aFileWithAnotherHashIsNotUsed() throws {
        let hash = try writeWeights(of: .squeezeNet, to: "own.safetensors") { _ in true }
        let wrong = String(repeating: "0", count: 64)
        let pulled = try run(
            "weights pull squeezenet1-1 --url file://\(scratch["own.safetensors"]) --sha256 \(wrong)")
        #expect(pulled.status == 1)
        for part in [scratch["own.safetensors"], hash, wrong] { #expect(pulled.errors.contains(part)) }
        #expect(scratch.tree(below: "home/weights") == [])
    }

    @Test func anAddressThatDoesNotAnswerIsNamed() throws {
        let hash = String(repeating: "0", count: 64)
        let pulled = try run("weights pull resnet18 --url https://localhost:1/resnet18.pth --sha256 \(hash)")
        #expect(pulled.status == 1)
        #expect(pulled.errors.contains("https://localhost:1/resnet18.pth"))
        #expect(scratch.tree(below: "home/weights") == [])
    }

    @Test(arguments: [
        "--url https://example.org/a.pth", "--sha256 00", "--url https://example.org/a.pth --sha256 00",
        "--url http://example.org/a.pth --sha256 ", "--url a.pth --sha256 ",
    ]) func anAddressGoesWithAHash(options: String) throws {
        let hash = options.hasSuffix(" ") ? String(repeating: "0", count: 64) : ""
        let pulled = try run("weights pull resnet18 \(options)\(hash)")
        #expect(pulled.status == 64 && pulled.output == "", "\(pulled.errors)")
        #expect(pulled.errors.contains("--sha256") || pulled.errors.contains("https://"))
    }

    @Test func convolutionsWithoutDenseLayersAreForFinetuning() throws {
        try writeWeights(of: .alexNet, to: "convolutions.safetensors") { !$0.isDense }
        let imported = try run("weights import convolutions.safetensors --backbone alexnet")
        #expect(imported.status == 0)
        #expect(imported.errors.contains("without dense layers"))
        for name in ["a/1.png", "a/2.png", "b/1.png", "b/2.png"] {
            try scratch.write("never read", to: "pictures/" + name)
        }
        let transfer = try run("transfer pictures --out model --backbone alexnet")
        #expect(transfer.status == 1)
        for part in ["without its dense layers", "aerial finetune --backbone alexnet"] {
            #expect(transfer.errors.contains(part), "\(transfer.errors)")
        }
        let frozen = try run("finetune pictures --out model --backbone alexnet --retrain last-only")
        #expect(frozen.status == 1)
        for part in ["classifier.1.weight", "last-only", "fully-connected"] {
            #expect(frozen.errors.contains(part), "\(frozen.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: scratch["model"]))
    }
}
