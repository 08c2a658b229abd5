internal import AerialCore
internal import Networks

/// A checked request to train a classifier on a network's features.
struct TransferPlan {
    let dataset: ImageDataset
    let out: String
    let backbone: Backbone
    let weightsFile: String?
    let testFraction: Double
    let penalty: Double?
    let featuresFile: String?
    let seed: UInt64
    let threads: Int

    /// The side of each image: the dataset's own, else drawn at random, each class in proportion.
    var sides: [DatasetSide] {
        if dataset.hasSides { return dataset.images.map { $0.side ?? .train } }
        return StratifiedSplit.sides(labels: dataset.images.map(\.label), testFraction: testFraction, seed: seed)
    }

    /// How the sides came about, for the record.
    var splitDescription: String {
        if let prepared = dataset.prepared { return "\(prepared.split), seed \(prepared.seed)" }
        return dataset.hasSides ? "folders" : "random, \(testFraction) held out, seed \(seed)"
    }
}
