internal import AerialCore
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// What a pretrained network sees in each image of a dataset.
package struct ImageFeatures: Sendable {
    /// For each image its features, one row a turn; empty for images that were left out or could not be read.
    package let rows: [[[Float]]]
    /// Images that could not be read, with the reason.
    package let rejections: [String]
    package let featureCount: Int

    package init(rows: [[[Float]]], featureCount: Int, rejections: [String] = []) {
        self.rows = rows
        self.featureCount = featureCount
        self.rejections = rejections
    }

    /// The first views of each image, as many as are wanted of it.
    package func limited(to turns: [Int]) -> ImageFeatures {
        ImageFeatures(
            rows: zip(rows, turns).map { Array($0.prefix($1)) }, featureCount: featureCount,
            rejections: rejections)
    }

    /// Always in 32 bits: a classifier trained on them must not depend on the processor.
    /// - Parameters:
    ///   - turns: for each image, by how many right angles (1 to 4) it is seen; 0 leaves it out.
    ///   - known: for each image, the rows of its first views where they were computed before.
    package init(
        of dataset: ImageDataset, network: PretrainedNetwork, turns: [Int], known: [[[Float]]]? = nil,
        threads: Int, observer: any JourneyObserver
    ) throws {
        let plan = try InferencePlan(
            graph: network.graph, weights: network.weights, normalization: network.normalization,
            outputs: [.features])
        let compiled = try CompiledNetwork(
            plan: plan, options: InferenceOptions(fastestFor: plan, threads: threads, precision: .float32))
        let known = known ?? turns.map { _ in [] }
        let seen = dataset.images.indices.filter { turns[$0] > known[$0].count }
        let images = seen.map {
            TurnedImage(
                path: dataset.images[$0].path, tile: network.tile, tones: dataset.tones,
                views: known[$0].count..<turns[$0])
        }
        let batches = images.batches(of: compiled.options.batchSize / (turns.max() ?? 1))
        let progress = Progress("features", unit: "images", total: images.count, observer: observer)
        var rows = known
        var rejections: [String] = []
        var done = 0
        try OrderedPipeline(workers: threads).run(
            over: batches,
            makeWorker: {
                let request = try compiled.makeRequest()
                return { (batch: [TurnedImage]) in try TurnedImage.features(of: batch, request: request) }
            },
            deliver: { (results: [Result<[[Float]], RejectedImage>]) in
                for result in results {
                    let position = seen[done]
                    done += 1
                    switch result {
                    case .success(let features): rows[position] += features
                    case .failure(let rejected):
                        rejections.append("\(dataset.images[position].path): \(rejected.reason)")
                    }
                    try progress.advance()
                }
            })
        progress.finish()
        RejectionList(rejections).tell(observer)
        self.rows = rows
        self.rejections = rejections
        featureCount = network.graph.featureCount
    }
}

/// An image to be seen from several sides: seen from above, a place has no up.
private struct TurnedImage: Sendable {
    let path: String
    let tile: TileSpec
    let tones: ToneRange?
    /// The right angles that it is turned by.
    let views: Range<Int>

    /// The features of each image, one row per view.
    static func features(
        of batch: [TurnedImage], request: InferenceRequest
    ) throws -> [Result<[[Float]], RejectedImage>] {
        let decoded = batch.map { $0.decoded }
        let pictures = decoded.flatMap { (try? $0.get()) ?? [] }
        var outputs: [[Float]] = []
        for start in stride(from: 0, to: pictures.count, by: request.batchSize) {
            outputs += try request.run(
                Array(pictures[start..<min(pictures.count, start + request.batchSize)]))
        }
        var position = 0
        return decoded.map { result in
            result.map { pictures in
                defer { position += pictures.count }
                return Array(outputs[position..<position + pictures.count])
            }
        }
    }

    private var decoded: Result<[TileImage], RejectedImage> {
        do {
            var picture = try ImageFile.read(
                path: path, side: tile.sidePixels, bands: tile.bands, tones: tones)
            guard picture.emptyPixelCount < picture.width * picture.height else {
                return .failure(RejectedImage(reason: "the image is empty"))
            }
            var pictures = [picture]
            for _ in 1..<views.upperBound {
                picture = picture.turnedRight()
                pictures.append(picture)
            }
            return .success(Array(pictures[views]))
        } catch {
            return .failure(RejectedImage(reason: "\(error)"))
        }
    }
}

private struct RejectedImage: Error {
    let reason: String
}
