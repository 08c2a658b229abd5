internal import Aerial
internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks
internal import Scoring

/// The project's models, each compiled when it is first asked.
actor Models {
    private let pool: WorkPool
    private let threads: Int
    private var queues: [String: (stamp: String, task: Task<PredictionQueue, any Error>)] = [:]

    /// Models that are compiled at the same time: each takes some hundred megabytes.
    private static let mostCompiled = 8
    /// Pictures that wait for a model.
    private static let mostWaiting = 256

    init(pool: WorkPool, threads: Int) {
        self.pool = pool
        self.threads = threads
    }

    func describe(_ item: ProjectItem) async throws -> JSONValue {
        let description = try await pool.run { try ModelBundle.readDescription(from: item.path) }
        return [
            "id": .text(item.id), "name": .text(item.name), "backbone": .text(description.backbone),
            "classes": .array(description.legend.key.map(\.json)),
            "tile": [
                "sideMeters": .number(description.tile.sideMeters),
                "sidePixels": .integer(description.tile.sidePixels),
                "bands": .array(description.tile.bands.map { .text($0) }),
            ],
            "accuracy": JSONValue(description.metrics["testAccuracy"]),
        ]
    }

    /// What a model says of a picture.
    /// - Parameter picture: a file's bytes, with the ending of its kind.
    func predict(_ item: ProjectItem, _ picture: (bytes: Data, ending: String)) async throws -> JSONValue {
        let queue = try await queue(of: item)
        let model = queue.model
        let decoded = try await pool.run { try Self.decode(picture, for: model) }
        guard case .image(let image) = decoded else {
            let reason =
                switch decoded {
                case .nodata(let reason), .rejected(let reason): reason
                case .image: ""
                }
            throw Problem.unusable("The picture cannot be used: \(reason)")
        }
        let output = try await queue.output(of: image)
        guard output.allSatisfy(\.isFinite) else {
            throw Problem.unusable("The network's output for this picture is no number.")
        }
        let row = model.prediction(of: .output(output), id: "picture", source: "")
        let names = model.legend.classNames
        return [
            "class": JSONValue(row.predictedClass.map { names[$0] }),
            "confidence": JSONValue(row.confidence.map { Double($0) }),
            "foreign": JSONValue(row.foreignness.map { Double($0) }),
            "probabilities": .array(
                zip(names, row.probabilities).map {
                    ["class": .text($0), "probability": .number(Double($1))]
                }),
        ]
    }

    private nonisolated static func decode(
        _ picture: (bytes: Data, ending: String), for model: TrainedModel
    ) throws -> DecodedItem {
        let (side, bands) = (model.tile.sidePixels, model.tile.bands)
        if let image = try ImageFile.plain(Array(picture.bytes), side: side, bands: bands) {
            return .image(image)
        }
        // What is not plain is GDAL's, which takes a file; it goes when it was read.
        let path = NSTemporaryDirectory() + "/aerial-upload-\(UUID().uuidString).\(picture.ending)"
        defer { unlink(path) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Problem.busy("There is no room for the picture.") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: picture.bytes)
        try handle.close()
        let decoded = ImageInference.decode(path, as: model.tile, tones: model.pictureTones)
        guard case .rejected(let reason) = decoded else { return decoded }
        return .rejected(reason.replacingOccurrences(of: path, with: "the picture"))
    }

    private func queue(of item: ProjectItem) async throws -> PredictionQueue {
        if let known = queues[item.id], known.stamp == item.stamp { return try await known.task.value }
        guard queues[item.id] != nil || queues.count < Self.mostCompiled else {
            throw Problem.busy(
                "\(Self.mostCompiled) models are in use. Start the server again to use others.")
        }
        let (pool, threads) = (pool, threads)
        let task = Task {
            try await pool.run {
                let precision = try PrecisionChoice.auto.precision(forModel: item.path)
                let model = try TrainedModel(
                    path: item.path, precision: precision, threads: threads,
                    outputs: [.logits, .foreignness])
                return try PredictionQueue(model: model, mostWaiting: Self.mostWaiting)
            }
        }
        queues[item.id] = (item.stamp, task)
        do { return try await task.value } catch {
            queues[item.id] = nil
            throw error
        }
    }

    /// Pictures that wait, of all models.
    func waiting() async -> Int {
        var count = 0
        for (_, task) in queues.values { count += (try? await task.value)?.waiting ?? 0 }
        return count
    }
}
