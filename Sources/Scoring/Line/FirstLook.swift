internal import AerialCore
internal import Imagery
public import Inference
internal import Networks
internal import Synchronization

/// A cheap network that is asked before another one: where it is sure enough, its word is the outcome.
public struct FirstLook: Sendable {
    /// It gives logits, and what else the other network gives of an image.
    public let network: CompiledNetwork
    /// The side of its images, in pixels: at most that of the other network's, which are averaged to it.
    let sidePixels: Int
    let classCount: Int
    /// The least confidence, 0 to 1, with which its word is taken.
    let leastConfidence: Float
    private let passed = Counter()

    /// - Parameters:
    ///   - sidePixels: of the network's images.
    ///   - classCount: how many logits come first among its outputs.
    ///   - leastConfidence: with which its word is taken, 0 to 1.
    public init(network: CompiledNetwork, sidePixels: Int, classCount: Int, leastConfidence: Float) {
        self.network = network
        self.sidePixels = sidePixels
        self.classCount = classCount
        self.leastConfidence = leastConfidence
    }

    /// Images that a batch should have: what is left of it for the other network then fills that one's batches.
    public static let groupSize = 64

    /// How many images went on to the other network so far.
    public var passedCount: Int { passed.count.load(ordering: .relaxed) }

    private final class Counter: Sendable {
        let count = Atomic(0)
    }

    /// What asks the network, for one thread.
    func makeAsking() throws -> (_ images: [TileImage]) throws -> [[Float]?] {
        let request = try network.makeRequest()
        let outputs = network.outputs
        return { images in
            var answers: [[Float]?] = []
            for start in stride(from: 0, to: images.count, by: request.batchSize) {
                let part = images[start..<min(images.count, start + request.batchSize)]
                let results = try request.runAll(part.map { try $0.reduced(toSide: sidePixels) })
                answers += part.indices.map { image in
                    let values = outputs.flatMap { results[$0]?[image - start] ?? [] }
                    return isSure(values) ? values : nil
                }
            }
            passed.count.add(answers.count { $0 == nil }, ordering: .relaxed)
            return answers
        }
    }

    /// What is not a number is for the other network to look at.
    private func isSure(_ values: [Float]) -> Bool {
        guard values.allSatisfy(\.isFinite), values.count >= classCount else { return false }
        return (softmax(Array(values.prefix(classCount))).max() ?? 0) >= leastConfidence
    }
}
