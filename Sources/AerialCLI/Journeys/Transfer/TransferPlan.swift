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
    /// By how many right angles training images are seen; `nil` to decide by their number.
    let turns: Int?
    let featuresFile: String?
    /// What the user says of the pixels of a folder of images.
    let imageMeters: Double?
    let seed: UInt64
    let threads: Int

    /// The side of each image: the dataset's own, else drawn at random, each class in proportion.
    var sides: [DatasetSide] {
        if dataset.hasSides { return dataset.images.map { $0.side ?? .train } }
        return StratifiedSplit.sides(
            labels: dataset.images.map(\.label), testFraction: testFraction, seed: seed)
    }

    /// Up to this many training images are seen from three sides unless told otherwise; more bring variety of their own.
    private static let turnedImageLimit = 5000

    /// By how many right angles each image is seen: held-out ones as they are.
    func turns(for sides: [DatasetSide]) -> [Int] {
        let trainingTurns = turns ?? (sides.count { $0 == .train } <= Self.turnedImageLimit ? 3 : 1)
        return sides.map { $0 == .train ? trainingTurns : 1 }
    }

    /// How the sides came about, for the record.
    var splitDescription: String {
        if let prepared = dataset.prepared { return "\(prepared.split), seed \(prepared.seed)" }
        return dataset.hasSides ? "folders" : "random, \(testFraction) held out, seed \(seed)"
    }
}
