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
    /// The pixel size of the dataset's images, where a user gives it.
    let imageMeters: Double?
    let seed: UInt64
    let threads: Int
    /// Among the processes that train together; `nil` for one alone.
    let place: RankPlace?
    let resumes: Bool
    /// Steps between checkpoints, beyond the one after each epoch; `nil` for none.
    let checkpointSteps: Int?
    /// How many checkpoints are kept.
    let keptCheckpoints: Int
    /// Where the loss of every step is written; `nil` for nowhere.
    let stepLog: String?
    /// The loader is also timed alone.
    let timesLoader: Bool

    /// Rank 0 alone writes.
    var isLeader: Bool { (place?.rank ?? 0) == 0 }

    /// - Throws: ``CommandError`` for a batch that the processes cannot share evenly.
    func check() throws {
        guard let size = place?.size, recipe.batchSize % size != 0 else { return }
        throw CommandError(
            "--batch-size \(recipe.batchSize) does not divide into \(size) equal parts, one a process. Take "
                + "\((recipe.batchSize / size + 1) * size).")
    }

    var split: DatasetSides { DatasetSides(dataset: dataset, testFraction: testFraction, seed: seed) }

    /// Where an unfinished training keeps its checkpoints.
    var checkpointFolder: String {
        let trimmed = out.hasSuffix("/") && out.count > 1 ? String(out.dropLast()) : out
        return trimmed + ".checkpoints"
    }
}
