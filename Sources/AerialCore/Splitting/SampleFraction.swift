/// A random part of many items, for trials. The same seed takes the same part, and a larger part holds a smaller one.
public struct SampleFraction: Sendable, Hashable {
    /// Above 0, at most 1.
    public let fraction: Double
    public let seed: UInt64

    public init(_ fraction: Double, seed: UInt64) {
        precondition(fraction > 0 && fraction <= 1, "a part is more than nothing and at most all")
        self.fraction = fraction
        self.seed = seed
    }

    /// As a model keeps it: `0.5, seed 7`.
    public var text: String { "\(fraction), seed \(seed)" }

    /// - Parameter text: what ``text`` gave.
    /// - Returns: `nil` for anything else.
    public init?(text: String) {
        let parts = text.split(separator: ",")
        guard parts.count == 2, let fraction = Double(parts[0]), fraction > 0, fraction <= 1,
            parts[1].hasPrefix(Self.seedWord), let seed = UInt64(parts[1].dropFirst(Self.seedWord.count))
        else { return nil }
        self.init(fraction, seed: seed)
        // Numbers can be written in more ways than the one that a model keeps.
        guard self.text == text else { return nil }
    }

    private static let seedWord = " seed "

    /// The positions that are taken, ascending: of each label its share, rounded, and at least one.
    public func positions(labels: [Int]) -> [Int] {
        guard fraction < 1 else { return Array(labels.indices) }
        var generator = SeededGenerator(seed: SeededGenerator.mixed(seed ^ Self.salt))
        let byLabel = Dictionary(grouping: labels.indices) { labels[$0] }
        return byLabel.sorted { $0.key < $1.key }.flatMap { _, items in
            items.shuffled(using: &generator)
                .prefix(max(1, Int((Double(items.count) * fraction).rounded())))
        }.sorted()
    }

    /// Whether a tile is taken, whatever else is on its grid: of many tiles about the fraction is.
    public func takes(_ tile: TileIndex) -> Bool {
        guard fraction < 1 else { return true }
        let place = SeededGenerator.mixed(UInt64(bitPattern: Int64(tile.row)) &+ Self.salt)
        let hash = SeededGenerator.mixed(place ^ UInt64(bitPattern: Int64(tile.column)) ^ Self.spread(seed))
        return Double(hash >> 11) * 0x1p-53 < fraction
    }

    private static func spread(_ seed: UInt64) -> UInt64 { SeededGenerator.mixed(seed &+ salt) }
    /// Other draws with the same seed (sides, say) must not go along with this one.
    private static let salt: UInt64 = 0x7361_6D70_6C65
}
