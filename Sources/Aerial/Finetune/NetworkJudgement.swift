internal import AerialCore
internal import Foundation
internal import Inference
internal import Networks
internal import Scoring
internal import Training

/// Judges weights on images as scoring will see them: the folded network, in 32 bits.
struct NetworkJudgement {
    let dataset: ImageDataset
    let classNames: [String]
    let graph: LayerGraph
    let normalization: PixelNormalization
    let tile: TileSpec
    let threads: Int
    /// The processes that share the work; `nil` for this one alone.
    let group: ProcessGroup?

    /// A row a readable image.
    func predictions(of weights: NetworkWeights, on images: [Int], rejected: (String) -> Void = { _ in })
        throws
        -> PredictionTable
    {
        let plan = try InferencePlan(
            graph: graph, weights: weights, normalization: normalization, outputs: [.logits])
        let network = try CompiledNetwork(
            plan: plan, options: InferenceOptions(fastestFor: plan, threads: threads, precision: .float32))
        let inference = ImageInference(
            network: network, tile: tile, batchSize: network.options.batchSize,
            threads: threads, tones: dataset.tones)
        let own = images.indices.filter { $0 % (group?.place.size ?? 1) == (group?.place.rank ?? 0) }
        var outcomes = [Result<[Float], Unreadable>?](repeating: nil, count: images.count)
        try inference.run(paths: own.map { dataset.images[images[$0]].path }) { position, outcome in
            switch outcome {
            case .output(let logits): outcomes[own[position]] = .success(logits)
            case .nodata(let reason), .rejected(let reason):
                outcomes[own[position]] = .failure(Unreadable(reason: reason))
            }
        }
        try group.map { try exchange(&outcomes, over: $0) }
        let rows = zip(images, outcomes).compactMap { index, outcome -> TilePrediction? in
            let image = dataset.images[index]
            switch outcome {
            case .success(let logits)?:
                return TilePrediction(
                    id: image.id, source: dataset.path, label: dataset.classNames[image.label],
                    status: .scored,
                    probabilities: softmax(logits))
            case .failure(let unreadable)?:
                rejected("\(image.path): \(unreadable.reason)")
                return nil
            case nil: return nil
            }
        }
        return PredictionTable(classNames: classNames, rows: rows)
    }
}

extension NetworkJudgement {
    private struct Unreadable: Error {
        let reason: String
    }

    /// Every rank gets the logits of all: each puts its own into a table of zeros, and the tables are added up.
    private func exchange(_ outcomes: inout [Result<[Float], Unreadable>?], over group: ProcessGroup) throws {
        let width = classNames.count + 1
        var table = [Double](repeating: 0, count: outcomes.count * width)
        for (place, outcome) in outcomes.enumerated() {
            guard case .success(let logits)? = outcome else { continue }
            for (column, logit) in logits.enumerated() { table[place * width + column] = Double(logit) }
            table[place * width + width - 1] = 1
        }
        try group.sum(&table)
        for place in outcomes.indices where outcomes[place] == nil {
            let row = table[place * width..<(place + 1) * width]
            outcomes[place] =
                row.last == 1
                ? .success(row.dropLast().map(Float.init))
                : .failure(Unreadable(reason: "another rank could not read it"))
        }
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
