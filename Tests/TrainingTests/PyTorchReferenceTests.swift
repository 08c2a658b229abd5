import AerialCore
import Foundation
import Inference
import Testing

@testable import Networks
@testable import Training

/// Every backbone against what PyTorch computed from the same weights: `Benchmarks/networks/run.sh` writes the reference
/// and names its folder in `AERIAL_PYTORCH_REFERENCE`.
@Suite(
    .serialized,
    .enabled(if: PyTorchReference.folder != nil, "no reference: Benchmarks/networks/run.sh makes one"))
struct PyTorchReferenceTests {
    @Test(arguments: Backbone.allCases) func agrees(backbone: Backbone) throws {
        let reference = try PyTorchReference(backbone)
        let fromOpenVINO = try reference.difference(ofLogits: reference.logitsOfOpenVINO())
        let trainer = try reference.trainer()
        let fromLibtorch = try reference.difference(ofLogits: trainer.logits(of: reference.batch))
        let gradient = try reference.largestGradientDifference(trainer)
        print(
            String(
                format:
                    "%@  forward libtorch %.1e  OpenVINO %.1e  gradients %.1e (%@), PyTorch in 32 and 64 bits %.1e",
                backbone.name, fromLibtorch, fromOpenVINO, gradient.difference, gradient.name,
                reference.rounding))
        #expect(fromLibtorch < 1e-4)
        #expect(fromOpenVINO < 1e-4)
        #expect(gradient.difference < 1e-3)
    }

    /// Files under timm's names, where the reference has them.
    @Test(arguments: Backbone.allCases.filter(PyTorchReference.hasTimm))
    func takesWhatTimmKeeps(backbone: Backbone) throws {
        let reference = try PyTorchReference(backbone, naming: ".timm")
        let difference = try reference.difference(ofLogits: reference.logitsOfOpenVINO())
        print(String(format: "%@  timm %.1e", backbone.name, difference))
        #expect(difference < 1e-4)
    }
}

/// What PyTorch computed for one backbone, on four pictures of five classes.
private struct PyTorchReference {
    static let folder = ProcessInfo.processInfo.environment["AERIAL_PYTORCH_REFERENCE"]

    let backbone: Backbone
    let graph: LayerGraph
    let weights: NetworkWeights
    /// None of timm's.
    let after: WeightsFile?
    let logits: [Float]
    /// By how much PyTorch's gradients in 32 bits differ from those in 64 bits.
    let rounding: Float
    let batch: TrainingBatch

    static func hasTimm(_ backbone: Backbone) -> Bool {
        folder.map { FileManager.default.fileExists(atPath: "\($0)/\(backbone.name).timm.logits") } ?? false
    }

    /// - Parameter naming: what stands behind the network's name in the names of the weights and logits.
    init(_ backbone: Backbone, naming: String = "") throws {
        let folder = URL(fileURLWithPath: try #require(Self.folder))
        self.backbone = backbone
        graph = try backbone.graph(classCount: 5).withoutDropout
        let file = folder.appendingPathComponent(backbone.name + naming + ".safetensors").path
        weights = try NetworkWeights.read(from: file, for: backbone, graph: graph, needing: .all)
        after =
            naming.isEmpty
            ? try WeightsFile.read(
                from: folder.appendingPathComponent(backbone.name + ".after.safetensors").path) : nil
        logits = try Data(contentsOf: folder.appendingPathComponent(backbone.name + naming + ".logits"))
            .withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        rounding = try #require(
            Float(
                String(
                    contentsOf: folder.appendingPathComponent(backbone.name + ".rounding"), encoding: .utf8)))
        let pixels = try Data(contentsOf: folder.appendingPathComponent("pictures.u8"))
        batch = TrainingBatch(pixels: [UInt8](pixels), labels: [0, 3, 1, 2], side: Backbone.defaultInputSize)
    }

    /// A trainer whose first moments are the gradients after one step.
    func trainer() throws -> NetworkTrainer {
        var recipe = Recipe(optimizer: .sgd)
        recipe.weightDecay = 0
        recipe.gradientNormLimit = 0
        recipe.precision = .fp32
        let trainer = try NetworkTrainer(
            graph: graph, normalization: backbone.normalization, trainedNodes: Set(graph.nodes.indices),
            options: .init(recipe: recipe))
        try trainer.setWeights(weights)
        return trainer
    }

    func logitsOfOpenVINO() throws -> [Float] {
        let plan = try InferencePlan(
            graph: graph, weights: weights, normalization: backbone.normalization, outputs: [.logits])
        let network = try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 1, batchSize: 4))
        let side = Backbone.defaultInputSize
        let pictures = (0..<batch.count).map { picture in
            TileImage(
                width: side, height: side,
                rgb: Array(batch.pixels[picture * side * side * 3..<(picture + 1) * side * side * 3]),
                emptyPixelCount: 0)
        }
        return try network.makeRequest().run(pictures).flatMap { $0 }
    }

    /// The largest difference, relative to the largest logit.
    func difference(ofLogits found: [Float]) throws -> Float {
        try #require(found.count == logits.count)
        let scale = logits.map(abs).max() ?? 1
        return (zip(found, logits).map { abs($0 - $1) }.max() ?? .infinity) / scale
    }

    /// Length of the difference over the length of PyTorch's gradient (of running statistics likewise), or over a
    /// thousandth of the longest where that is more: gradients that are zero on paper are noise in both.
    func largestGradientDifference(_ trainer: NetworkTrainer) throws -> (difference: Float, name: String) {
        _ = try trainer.step(batch, learningRate: 0, averageDecay: 0, seed: 0)
        let state = try trainer.stateTensors()
        let after = try #require(after)
        var worst: (difference: Float, name: String) = (0, "")
        let longest = after.names.compactMap { after[$0].map { Self.length($0.values) } }.max() ?? 0
        for parameter in graph.parameters {
            let expected = try #require(after[parameter.name]).values
            let isStatistic = parameter.role == .runningMean || parameter.role == .runningVariance
            let name = isStatistic ? parameter.name : "first_moment/" + parameter.name
            let found = try #require(state[name]).values
            let difference =
                Self.length(zip(found, expected).map { $0 - $1 }) / max(Self.length(expected), longest / 1000)
            if difference > worst.difference { worst = (difference, parameter.name) }
        }
        return worst
    }

    private static func length(_ values: [Float]) -> Float {
        Float(values.map { Double($0) * Double($0) }.reduce(0, +).squareRoot())
    }
}

extension LayerGraph {
    /// The same network, with nothing random in it.
    fileprivate var withoutDropout: LayerGraph {
        let nodes = nodes.map { node in
            guard case .dropout = node.layer else { return node }
            return LayerNode(
                layer: .dropout(probability: 0), inputs: node.inputs, name: node.name, shape: node.shape)
        }
        return LayerGraph(
            nodes: nodes, featureNode: featureNode, headNode: headNode, outputNode: outputNode,
            otherNamings: otherNamings)
    }
}
