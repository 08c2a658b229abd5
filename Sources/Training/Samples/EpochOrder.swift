internal import AerialCore

/// Which images an epoch shows, in which order: a function of seed and epoch alone, so that training can go on in the
/// middle of one.
public struct EpochOrder: Sendable {
    /// Positions of images.
    public let images: [Int]
    /// Images per step; no more than there are.
    public let batchSize: Int

    /// - Parameter labels: the class of each image.
    public init(labels: [Int], epoch: Int, seed: UInt64, batchSize: Int, isBalanced: Bool) {
        var generator = SeededGenerator(seed: SeededGenerator.mixed(seed) &+ UInt64(epoch))
        images =
            isBalanced
            ? Self.balanced(labels: labels, using: &generator) : labels.indices.shuffled(using: &generator)
        self.batchSize = min(batchSize, max(1, labels.count))
    }

    /// Whole batches only; the few images left over differ from epoch to epoch.
    public var stepCount: Int { Self.stepCount(imageCount: images.count, batchSize: batchSize) }

    /// At least 1: fewer images than a batch make one small batch.
    public static func stepCount(imageCount: Int, batchSize: Int) -> Int {
        max(1, imageCount / max(1, batchSize))
    }

    /// The positions of a step's images.
    /// - Parameter step: counted from 0, below ``stepCount``.
    public func batch(_ step: Int) -> ArraySlice<Int> {
        images[step * batchSize..<min(images.count, (step + 1) * batchSize)]
    }

    /// As many images as there are, each class as often.
    private static func balanced(labels: [Int], using generator: inout SeededGenerator) -> [Int] {
        let byLabel = Dictionary(grouping: labels.indices, by: { labels[$0] })
        var decks = byLabel.keys.sorted().compactMap { byLabel[$0] }.map { Deck($0) }
        let drawn = labels.indices.map { decks[$0 % decks.count].draw(using: &generator) }
        return drawn.shuffled(using: &generator)
    }

    /// Cards that are shuffled anew each time the last one is drawn.
    private struct Deck {
        private let cards: [Int]
        private var left: [Int] = []

        init(_ cards: [Int]) {
            self.cards = cards
        }

        mutating func draw(using generator: inout SeededGenerator) -> Int {
            if left.isEmpty { left = cards.shuffled(using: &generator) }
            return left.removeLast()
        }
    }
}
