internal import AerialCore
internal import Networks
internal import Training

/// A checked request to fine-tune a network.
struct FinetunePlan {
    let dataset: ImageDataset
    let out: String
    let backbone: Backbone
    let weightsFile: String?
    /// Begins with fresh parameters instead of pretrained ones.
    let isFromScratch: Bool
    let recipe: Recipe
    let testFraction: Double
    let seed: UInt64
    let threads: Int
    let resumes: Bool
    /// Steps between checkpoints, beyond the one after each epoch; `nil` for none.
    let checkpointSteps: Int?
    /// How many checkpoints are kept.
    let keptCheckpoints: Int

    var split: DatasetSides { DatasetSides(dataset: dataset, testFraction: testFraction, seed: seed) }

    /// Where an unfinished training keeps its checkpoints.
    var checkpointFolder: String {
        let trimmed = out.hasSuffix("/") && out.count > 1 ? String(out.dropLast()) : out
        return trimmed + ".checkpoints"
    }
}
