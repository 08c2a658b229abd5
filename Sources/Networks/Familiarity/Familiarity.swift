internal import AerialCore
internal import Foundation

/// What a model learned from, as far as it takes to say how unlike a tile is to it: `familiarity.safetensors` in its
/// folder.
///
/// A tile's distance is that of its features to the nearest of some training tiles, one minus the cosine of the angle
/// between them (deep nearest neighbours, Sun et al. 2022). ``reach`` is how far tiles lie that the model knows.
public struct Familiarity: Sendable, Equatable {
    /// Features of training tiles, each of length 1, one after the other.
    public let references: [Float]
    /// Numbers in the features of one tile.
    public let featureCount: Int
    /// The distance that counts as ``limit``.
    public let reach: Float

    /// Training tiles that distances are taken from.
    public var referenceCount: Int { featureCount == 0 ? 0 : references.count / featureCount }

    /// A tile above it is foreign to the model.
    public static let limit = TilePrediction.foreignLimit
    /// More would cost scoring more than it tells.
    static let mostReferences = 512
    static let fewestReferences = 10
    /// Tiles to learn from show one class each, while a county's show several: those lie up to this much farther off than
    /// held-out tiles do, and are none the less of the place.
    private static let allowance: Float = 1.4

    init(references: [Float], featureCount: Int, reach: Float) {
        self.references = references
        self.featureCount = featureCount
        self.reach = reach
    }

    /// - Parameters:
    ///   - training: features of the training tiles, one row per tile; of many some are drawn.
    ///   - heldOut: of tiles that training never saw; training tiles judge each other where there are fewer than 20.
    /// - Returns: `nil` for a handful of tiles.
    public init?(training: [[Float]], heldOut: [[Float]], seed: UInt64) {
        guard training.count >= Self.fewestReferences, let width = training.first?.count else { return nil }
        var generator = SeededGenerator(seed: seed)
        let kept = training.indices.shuffled(using: &generator).prefix(Self.mostReferences).sorted()
        let references = kept.map { Self.normalized(training[$0]) }
        let isJudgedByOthers = heldOut.count >= 20
        let distances: [Float] =
            isJudgedByOthers
            ? heldOut.map { Self.distance(of: Self.normalized($0), to: references, besides: nil) }
            : references.indices.map { Self.distance(of: references[$0], to: references, besides: $0) }
        let sorted = distances.sorted()
        let last = sorted[Int((0.95 * Float(sorted.count - 1)).rounded(.up))]
        self.init(
            references: references.flatMap { $0 }, featureCount: width,
            reach: max(1e-4, Self.allowance * last))
    }

    /// How unlike a tile is to what the model learned, 0 to 1: ``limit`` at the reach, and nearer to 1 the farther.
    /// - Parameter values: dot products of the tile's features with the references, then the features.
    public func foreignness(_ values: UnsafeBufferPointer<Float>) -> Float {
        var nearest = -Float.greatestFiniteMagnitude
        for index in 0..<referenceCount { nearest = max(nearest, values[index]) }
        var square: Float = 0
        for index in referenceCount..<values.count { square += values[index] * values[index] }
        let cosine = nearest / max(square.squareRoot(), 1e-12)
        let ratio = max(0, 1 - cosine) / reach
        return 1 - exp(log(1 - Self.limit) * ratio * ratio)
    }

    private static func normalized(_ row: [Float]) -> [Float] {
        let length = max(row.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot(), 1e-12)
        return row.map { $0 / length }
    }

    private static func distance(of row: [Float], to references: [[Float]], besides own: Int?) -> Float {
        var nearest: Float = -1
        for (index, reference) in references.enumerated() where index != own {
            var sum: Float = 0
            for feature in row.indices { sum += row[feature] * reference[feature] }
            nearest = max(nearest, sum)
        }
        return max(0, 1 - nearest)
    }
}
