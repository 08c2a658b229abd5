public import AerialCore
internal import COpenVINO
public import Networks

/// Runs a compiled network, and the forest where it ends in one, on batches of images. One thread at a time.
public final class InferenceRequest {
    private let handle: OpaquePointer
    /// Images that a run takes at most.
    public let batchSize: Int
    private let inputSize: Int
    private let inputChannels: Int
    /// What the engine gives, in its order.
    private let outputs: [(output: NetworkOutput, count: Int)]
    private let forest: DecisionForest?
    private let familiarity: Familiarity?
    private let cellsPerSide: Int?

    init(
        handle: OpaquePointer, batchSize: Int, inputSize: Int, inputChannels: Int,
        outputs: [(NetworkOutput, Int)],
        forest: DecisionForest? = nil, familiarity: Familiarity? = nil, cellsPerSide: Int? = nil
    ) {
        self.cellsPerSide = cellsPerSide
        self.familiarity = familiarity
        self.handle = handle
        self.batchSize = batchSize
        self.inputSize = inputSize
        self.inputChannels = inputChannels
        self.outputs = outputs.map { ($0.0, $0.1) }
        self.forest = forest
    }

    deinit { aov_request_free(handle) }

    /// The first output of each image, in order.
    /// - Parameter images: at most ``batchSize``; the rest of the batch is computed for nothing.
    /// - Throws: ``InferenceError``.
    public func run(_ images: [TileImage]) throws -> [[Float]] {
        try run(images, output: outputs[0].output)
    }

    /// The named output of each image, in order.
    public func run(_ images: [TileImage], output: NetworkOutput) throws -> [[Float]] {
        guard let index = outputs.firstIndex(where: { $0.output == output }) else {
            throw InferenceError.noSuchOutput(output)
        }
        guard !images.isEmpty else { return [] }
        try compute(images)
        return try rows(ofOutput: index, count: images.count)
    }

    /// Every output of each image, in order.
    public func runAll(_ images: [TileImage]) throws -> [NetworkOutput: [[Float]]] {
        guard !images.isEmpty else { return [:] }
        try compute(images)
        var results: [NetworkOutput: [[Float]]] = [:]
        for (index, output) in outputs.enumerated() {
            results[output.output] = try rows(ofOutput: index, count: images.count)
        }
        return results
    }

    /// Runs the network on at most ``batchSize`` images.
    func compute(_ images: [TileImage]) throws {
        guard images.count <= batchSize else {
            throw InferenceError.tooManyImages(count: images.count, batchSize: batchSize)
        }
        var bytes: UnsafeMutablePointer<UInt8>?
        var byteCount = 0
        try engineCall("take the pixels") { aov_request_input(handle, &bytes, &byteCount, $0) }
        let target = UnsafeMutableRawBufferPointer(start: bytes, count: byteCount)
        for (index, image) in images.enumerated() {
            guard image.width == inputSize, image.height == inputSize else {
                throw InferenceError.wrongImageSize(
                    expected: inputSize, width: image.width, height: image.height)
            }
            guard image.bandCount == inputChannels else {
                throw InferenceError.wrongBandCount(expected: inputChannels, found: image.bandCount)
            }
            let imageBytes = image.samples.count
            image.samples.withUnsafeBytes { source in
                UnsafeMutableRawBufferPointer(
                    rebasing: target[(index * imageBytes)..<((index + 1) * imageBytes)]
                )
                .copyMemory(from: source)
            }
        }
        try engineCall("run the network") { aov_request_run(handle, $0) }
    }

    /// What the last run gave for the whole batch; valid until the next one.
    func values(ofOutput index: Int) throws -> UnsafeBufferPointer<Float> {
        var values: UnsafePointer<Float>?
        var valueCount = 0
        try engineCall("give its results") {
            aov_request_output(handle, Int32(index), &values, &valueCount, $0)
        }
        return UnsafeBufferPointer(start: values, count: valueCount)
    }

    private func rows(ofOutput index: Int, count: Int) throws -> [[Float]] {
        let all = try values(ofOutput: index)
        let width = outputs[index].count
        if let familiarity, outputs[index].output == .foreignness {
            return (0..<count).map { row in
                [
                    familiarity.foreignness(
                        UnsafeBufferPointer(rebasing: all[(row * width)..<((row + 1) * width)]))
                ]
            }
        }
        if let cellsPerSide, outputs[index].output == .cells {
            let cells = CellAverages(channels: width / (cellsPerSide * cellsPerSide), side: cellsPerSide)
            return (0..<count).map { row in
                cells.rows(of: UnsafeBufferPointer(rebasing: all[(row * width)..<((row + 1) * width)]))
                    .flatMap(logits)
            }
        }
        let rows = (0..<count).map { Array(all[($0 * width)..<(($0 + 1) * width)]) }
        return outputs[index].output == .logits ? rows.map(logits) : rows
    }

    /// Of what the classifier takes, where that is a forest; else it is logits already.
    private func logits(of values: [Float]) -> [Float] {
        guard let forest else { return values }
        // Whatever is not a number goes on as it is, for the caller to reject.
        return values.allSatisfy(\.isFinite) ? forest.logits(of: values) : [.nan]
    }
}
