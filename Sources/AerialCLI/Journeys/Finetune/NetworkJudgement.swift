internal import AerialCore
internal import Foundation
internal import Inference
internal import Networks

/// Judges weights on images as scoring will see them: the folded network, in 32 bits.
struct NetworkJudgement {
    let dataset: ImageDataset
    let classNames: [String]
    let graph: LayerGraph
    let normalization: PixelNormalization
    let threads: Int

    /// A row a readable image.
    func predictions(of weights: NetworkWeights, on images: [Int], rejected: (String) -> Void = { _ in })
        throws
        -> PredictionTable
    {
        let plan = try InferencePlan(
            graph: graph, weights: weights, normalization: normalization, outputs: [.logits])
        let network = try CompiledNetwork(plan: plan, options: InferenceOptions(threads: threads))
        let inference = ImageInference(
            network: network, inputSide: network.inputSize, batchSize: network.options.batchSize,
            threads: threads)
        var rows: [TilePrediction] = []
        try inference.run(paths: images.map { dataset.images[$0].path }) { position, outcome in
            let image = dataset.images[images[position]]
            switch outcome {
            case .output(let logits):
                rows.append(
                    TilePrediction(
                        id: image.id, source: dataset.path, label: dataset.classNames[image.label],
                        status: .scored,
                        probabilities: softmax(logits)))
            case .nodata(let reason), .rejected(let reason):
                rejected("\(image.path): \(reason)")
            }
        }
        return PredictionTable(classNames: classNames, rows: rows)
    }
}

extension PredictionTable {
    /// Mean cross-entropy with the labels, natural logarithm; `nil` without labelled rows.
    /// - Parameter smoothing: the share of each label that is spread over all classes, as in training: networks trained so
    ///   are less sure of themselves, which the plain loss would hold against them.
    func meanLoss(smoothing: Double) -> Double? {
        let losses = rows.compactMap { row -> Double? in
            guard let label = row.label, let index = classNames.firstIndex(of: label) else { return nil }
            let surprises = row.probabilities.map { -log(max(Double($0), 1e-12)) }
            let spread = surprises.reduce(0, +) / Double(surprises.count)
            return (1 - smoothing) * surprises[index] + smoothing * spread
        }
        return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
    }
}
