internal import AerialCore
internal import Networks

/// A checked request to train a classifier on a network's features.
struct TransferPlan {
    let dataset: ImageDataset
    let out: String
    let backbone: Backbone
    let weightsFile: String?
    let testFraction: Double
    let classifier: ClassifierPlan
    /// What MLlib trains on a cluster in the classifier's place; `nil` to train here.
    var mllib: MLlibRequest?
    /// By how many right angles training images are seen; `nil` to decide by their number.
    let turns: Int?
    /// The share of the training views that is learned from, above 0 to 1.
    var trainingShare = 1.0
    /// Whether settings that are given are judged on a part of the training images too, as chosen ones are.
    var judgesSettings = false
    let featuresFile: String?
    /// A folder that keeps features for later trainings.
    var featureCache: String?
    /// What the user says of the pixels of a folder of images.
    let imageMeters: Double?
    let seed: UInt64
    let threads: Int

    private var split: DatasetSides {
        DatasetSides(dataset: dataset, testFraction: testFraction, seed: seed)
    }
    /// The side of each image.
    var sides: [DatasetSide] { split.sides }
    /// How the sides came about, for the record.
    var splitDescription: String { split.description }

    /// Up to this many training images are seen from three sides unless told otherwise; more bring variety of their own.
    private static let turnedImageLimit = 5000

    /// By how many right angles each image is seen: held-out ones as they are.
    func turns(for sides: [DatasetSide]) -> [Int] {
        let trainingTurns = turns ?? (sides.count { $0 == .train } <= Self.turnedImageLimit ? 3 : 1)
        return sides.map { $0 == .train ? trainingTurns : 1 }
    }
}
