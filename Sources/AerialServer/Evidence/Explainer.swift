internal import Aerial
internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring
internal import Synchronization

/// A model that says why: what it sees in each cell of a tile, and which of its training tiles look like it.
final class Explainer: Sendable {
    /// What a model sees in a tile.
    struct Sight: Sendable {
        let features: [Float]
        let probabilities: [Float]
        /// Cells along the tile's side; `nil` where the network does not tell them apart.
        let cellsPerSide: Int?
        /// The probabilities of the classes in each cell, row by row from the north-west.
        let cells: [[Float]]
    }

    /// How far the training tiles are.
    enum Training: Sendable {
        case none(String)
        case computing(done: Int, total: Int)
        case ready(TrainingTiles)
    }

    let model: TrainedModel
    private let training = Mutex(Training.computing(done: 0, total: 0))

    /// - Parameters:
    ///   - datasets: folders, among which that of the training is looked for.
    ///   - cache: a folder for the features of its tiles.
    init(model path: String, datasets: [String], cache: String) throws {
        // In 32 bits, as the training tiles' features are, whatever the processor prefers.
        func model(_ outputs: [NetworkOutput]) throws -> TrainedModel {
            try TrainedModel(path: path, precision: .float32, threads: 1, outputs: outputs)
        }
        do { self.model = try model([.logits, .features, .cells]) } catch ScoringError.noCells {
            self.model = try model([.logits, .features])
        }
        Thread.detachNewThread { [self] in findTraining(datasets, cache: cache) }
    }

    /// - Throws: ``InferenceError``.
    func sight(of image: TileImage) throws -> Sight {
        let results = try model.network.makeRequest().runAll([image])
        let count = model.legend.classes.count
        let values = results[.cells]?.first ?? []
        return Sight(
            features: results[.features]?.first ?? [],
            probabilities: softmax(Array((results[.logits]?.first ?? []).prefix(count))),
            cellsPerSide: values.isEmpty ? nil : model.cellsPerSide,
            cells: model.cells(ofLogits: values[...]))
    }

    var trainingTiles: Training { training.withLock { $0 } }

    private func findTraining(_ datasets: [String], cache: String) {
        let outcome: Training
        do {
            let found = try datasets.lazy.compactMap { try? ImageDataset(path: $0) }
                .first { try TrainingTiles.isOf($0, model: self.model.path) }
            if let found {
                outcome = .ready(
                    try TrainingTiles(
                        of: found, model: model.path, cache: cache, threads: 1,
                        observer: Follower { [self] done, total in
                            training.withLock { $0 = .computing(done: done, total: total) }
                        }))
            } else {
                outcome = .none(
                    "None of the project's datasets is the one that the model learned from, as it was then.")
            }
        } catch { outcome = .none("\(error)") }
        training.withLock { $0 = outcome }
    }
}

/// Hears how far a piece of work is.
private struct Follower: JourneyObserver {
    let heard: @Sendable (Int, Int) -> Void

    var isCancelled: Bool { false }
    func say(_ line: String) {}
    func warn(_ line: String) {}
    func show(_ progress: JourneyProgress) { heard(progress.done, progress.total) }
}

/// Models that explain themselves, few at a time: each takes some hundred megabytes.
actor Explainers {
    private static let most = 2

    private let pool: WorkPool
    private var entries: [(id: String, stamp: String, task: Task<Explainer, any Error>)] = []

    init(pool: WorkPool) {
        self.pool = pool
    }

    func explainer(of item: ProjectItem, datasets: [ProjectItem]) async throws -> Explainer {
        // A dataset that came or changed may be the one that the model learned from.
        let stamp = ([item] + datasets).map { "\($0.path) \($0.stamp)" }.joined(separator: "\n")
        if let position = entries.firstIndex(where: { $0.id == item.id && $0.stamp == stamp }) {
            let entry = entries.remove(at: position)
            entries.append(entry)
            return try await entry.task.value
        }
        let pool = pool
        let paths = datasets.map(\.path)
        let cache = WeightsStore().directory + "/workbench"
        let task = Task {
            try await pool.run { try Explainer(model: item.path, datasets: paths, cache: cache) }
        }
        entries.append((item.id, stamp, task))
        if entries.count > Self.most { entries.removeFirst() }
        do { return try await task.value } catch {
            entries.removeAll { $0.id == item.id }
            throw error
        }
    }
}
