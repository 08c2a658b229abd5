internal import AerialCore

/// A checked request to look for wrong labels.
struct ReviewPlan {
    /// The model folder whose network looks at the images.
    let model: String
    let dataset: ImageDataset
    let out: String
    /// Parts that the training images are divided into; each is judged by what the others teach.
    let folds: Int
    /// How many labels are listed, however likely they are right; `nil` for those that are probably wrong.
    let top: Int?
    /// A folder that keeps features for later runs.
    let featureCache: String?
    let seed: UInt64
    let threads: Int
}
