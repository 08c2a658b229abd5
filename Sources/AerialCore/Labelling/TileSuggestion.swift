internal import Foundation

/// Chooses what a person should label next: items that a model is unsure of and that are unlike each other.
///
/// The first is the most uncertain one; each further one is drawn with a chance in proportion to its uncertainty times the
/// squared distance of its features from those chosen before (k-means++, Arthur and Vassilvitskii 2007, weighted), and of a few
/// draws the one that leaves the least is kept. Features count by their direction.
public enum TileSuggestion {
    /// One less the difference of the two largest probabilities: 0 for a sure item, 1 for one between two classes.
    public static func uncertainty(_ probabilities: [Float]) -> Double {
        let sorted = probabilities.sorted(by: >)
        guard let first = sorted.first else { return 0 }
        return 1 - Double(first - (sorted.count > 1 ? sorted[1] : 0))
    }

    private static let draws = 4

    /// - Returns: positions of at most `count` items, in the order in which they were chosen.
    public static func choose(
        _ count: Int, uncertainties: [Double], features: [[Float]], seed: UInt64
    ) -> [Int] {
        precondition(uncertainties.count == features.count)
        guard count > 0, let first = uncertainties.indices.max(by: { uncertainties[$0] < uncertainties[$1] })
        else {
            return []
        }
        var generator = SeededGenerator(seed: seed)
        let directions = features.map(direction)
        var chosen = [first]
        var distances = directions.map { squaredDistance($0, directions[first]) }
        while chosen.count < min(count, features.count) {
            let weights = zip(uncertainties, distances).map { max(0, $0) * $1 }
            guard let best = draw(weights, distances, uncertainties, directions, &generator) else { break }
            chosen.append(best.item)
            distances = best.distances
        }
        return chosen
    }

    /// - Returns: `nil` when nothing is left that is uncertain or unlike what was chosen.
    private static func draw(
        _ weights: [Double], _ distances: [Double], _ uncertainties: [Double], _ directions: [[Float]],
        _ generator: inout SeededGenerator
    ) -> (item: Int, distances: [Double])? {
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        var best: (item: Int, distances: [Double], left: Double)?
        for _ in 0..<draws {
            var target = Double.random(in: 0..<total, using: &generator)
            // Rounding may leave a rest beyond the last: then the heaviest is taken.
            let item =
                weights.firstIndex { weight in
                    target -= weight
                    return target < 0 && weight > 0
                } ?? weights.indices.max { weights[$0] < weights[$1] } ?? 0
            let nearer = zip(distances, directions).map { min($0, squaredDistance($1, directions[item])) }
            let left = zip(uncertainties, nearer).reduce(0) { $0 + max(0, $1.0) * $1.1 }
            if best.map({ left < $0.left }) ?? true { best = (item, nearer, left) }
        }
        return best.map { ($0.item, $0.distances) }
    }

    private static func direction(_ features: [Float]) -> [Float] {
        let length = features.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? features.map { $0 / length } : features
    }

    private static func squaredDistance(_ one: [Float], _ other: [Float]) -> Double {
        var sum: Float = 0
        for index in one.indices {
            let difference = one[index] - other[index]
            sum += difference * difference
        }
        // What differs by rounding alone is the same.
        return sum < 1e-6 ? 0 : Double(sum)
    }
}

/// Keeps the most uncertain of very many items, so that memory does not grow with their number.
public struct UncertainPool<Item> {
    private let limit: Int
    private var kept: [(uncertainty: Double, order: Int, item: Item)] = []
    private var count = 0

    public init(limit: Int) {
        precondition(limit > 0)
        self.limit = limit
    }

    public mutating func add(_ item: Item, uncertainty: Double) {
        kept.append((uncertainty, count, item))
        count += 1
        if kept.count >= 2 * limit { cut() }
    }

    /// The most uncertain first; of equals the one that came first.
    public var items: [(uncertainty: Double, item: Item)] {
        kept.sorted(by: Self.precedes).prefix(limit).map { ($0.uncertainty, $0.item) }
    }

    private mutating func cut() { kept = Array(kept.sorted(by: Self.precedes).prefix(limit)) }

    private static func precedes(
        _ one: (uncertainty: Double, order: Int, item: Item),
        _ other: (uncertainty: Double, order: Int, item: Item)
    ) -> Bool { (other.uncertainty, one.order) < (one.uncertainty, other.order) }
}
