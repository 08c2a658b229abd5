internal import AerialCore
internal import Foundation
internal import Inference
internal import Networks

/// What a pretrained network sees in each image of a dataset.
struct ImageFeatures {
    /// One an image; `nil` for images that could not be read.
    let rows: [[Float]?]
    /// Images that could not be read, with the reason.
    let rejections: [String]
    let featureCount: Int

    /// Always in 32 bits: a classifier trained on them must not depend on the processor.
    init(of dataset: ImageDataset, network: PretrainedNetwork, threads: Int, console: Console) throws {
        let plan = try InferencePlan(
            graph: network.graph, weights: network.weights, normalization: network.backbone.normalization,
            outputs: [.features])
        let compiled = try CompiledNetwork(plan: plan, options: InferenceOptions(threads: threads))
        let inference = ImageInference(
            network: compiled, inputSide: compiled.inputSize, batchSize: compiled.options.batchSize, threads: threads)
        let progress = Progress("features", unit: "images", total: dataset.images.count, console: console)
        var rows = [[Float]?](repeating: nil, count: dataset.images.count)
        var rejections: [String] = []
        try inference.run(paths: dataset.images.map(\.path)) { position, outcome in
            switch outcome {
            case .output(let features): rows[position] = features
            case .nodata(let reason), .rejected(let reason):
                rejections.append("\(dataset.images[position].path): \(reason)")
            }
            progress.advance()
        }
        progress.finish()
        RejectionList(rejections).tell(console)
        self.rows = rows
        self.rejections = rejections
        featureCount = network.graph.featureCount
    }
}

/// A backbone with its weights.
struct PretrainedNetwork {
    let backbone: Backbone
    let graph: LayerGraph
    let weights: NetworkWeights
    let path: String

    /// - Parameter file: a user's own weights; otherwise those that were pulled or imported.
    init(backbone: Backbone, file: String?) throws {
        guard let path = file ?? WeightsStore().weightsPath(for: backbone) else {
            let remedy =
                WeightsCatalog.pinned(named: backbone.name) != nil
                ? "Get them with 'aerial weights pull \(backbone.name)'."
                : "No package is known to hold them; import a file with 'aerial weights import FILE --backbone "
                    + "\(backbone.name)'."
            throw CommandError("there are no weights for \(backbone.name) in \(WeightsStore().weightsDirectory). \(remedy)")
        }
        self.backbone = backbone
        self.path = path
        graph = try backbone.graph()
        weights = try NetworkWeights.read(from: path, for: backbone, graph: graph, needsHead: false)
    }
}
