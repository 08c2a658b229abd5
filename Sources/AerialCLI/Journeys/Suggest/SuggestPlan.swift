internal import AerialCore
internal import Scoring

/// A checked request for tiles whose labels would help most.
struct SuggestPlan {
    let model: TrainedModel
    let input: ScoreInput
    let out: String
    let count: Int
    let bands: [Int]?
    let area: String?
    let maxEmptyShare: Double
    /// Samples that areas are estimated from: their tiles are never offered.
    let areaSamples: [String]
    /// Datasets whose tiles are labelled already, besides that of the model.
    let labelled: [ImageDataset]
    let seed: UInt64
}
