internal import AerialCore
internal import Foundation
internal import Inference
internal import Scoring

/// What a network says of some tiles.
struct TileJudgement {
    /// One row per tile; `nil` for tiles that cannot be read or are empty.
    let probabilities: [[Float]?]

    /// - Parameter tones: the model's, for pictures of more than 8 bits.
    init(
        of images: [DatasetImage], tile: TileSpec, network: CompiledNetwork, tones: ToneRange?, threads: Int
    ) throws {
        var rows = [[Float]?](repeating: nil, count: images.count)
        let line = ImageInference(
            network: network, tile: tile, batchSize: network.options.batchSize,
            threads: threads, tones: tones)
        try line.run(paths: images.map(\.path)) { position, outcome in
            if case .output(let logits) = outcome { rows[position] = softmax(logits) }
        }
        probabilities = rows
    }

    /// The class of each tile.
    var labels: [Int?] {
        probabilities.map { row in row.flatMap { row in row.indices.max { row[$0] < row[$1] } } }
    }

    var judgedCount: Int { probabilities.count { $0 != nil } }

    /// The share of tiles to which another form of the network gives another class.
    func flips(to other: TileJudgement) -> Double {
        let pairs = zip(labels, other.labels)
        return Double(pairs.count { $0 != $1 }) / Double(max(1, judgedCount))
    }

    /// The mean Kullback-Leibler divergence of another form's probabilities from these, in nats a tile.
    func divergence(of other: TileJudgement) -> Double {
        let sums = zip(probabilities, other.probabilities).compactMap { own, other -> Double? in
            guard let own, let other else { return nil }
            return zip(own, other).reduce(0) { sum, pair in
                let (p, q) = (Double(pair.0), max(Double(pair.1), 1e-12))
                return p > 0 ? sum + p * log(p / q) : sum
            }
        }
        return sums.reduce(0, +) / Double(max(1, sums.count))
    }

    /// The share of judged tiles with their true class.
    /// - Parameter truth: the model's class of each tile.
    func accuracy(truth: [Int?]) -> Double {
        let correct = zip(labels, truth).count { $0 != nil && $0 == $1 }
        return Double(correct) / Double(max(1, judgedCount))
    }
}
