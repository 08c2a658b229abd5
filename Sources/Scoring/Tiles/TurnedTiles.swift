public import AerialCore
internal import Imagery

/// A tile that is seen turned by right angles. Seen from above, a place has no up: what depends on how it lies in the
/// picture is noise, and means over the turns take it out.
public struct TurnedRead: Sendable {
    /// The tile as it was read.
    public let read: TileRead
    private let turns: Int
    private let matching: ColorMatching?

    /// - Parameters:
    ///   - turns: right angles, clockwise.
    ///   - matching: what is done to the colours first.
    public init(read: TileRead, turns: Int, matching: ColorMatching?) {
        self.read = read
        self.turns = turns
        self.matching = matching
    }

    /// A tile from all of its sides, in their order.
    public static func all(_ read: TileRead, turns: Int, matching: ColorMatching?) -> [TurnedRead] {
        (0..<turns).map { TurnedRead(read: read, turns: $0, matching: matching) }
    }

    /// The tile's pixels, turned.
    public var decoded: DecodedItem {
        let item = read.decoded(matching: matching)
        guard case .image(var image) = item else { return item }
        for _ in 0..<turns { image = image.turnedRight() }
        return .image(image)
    }
}

/// The mean of a network's outputs over the turns of one tile, which follow each other.
public struct TurnedMean: Sendable {
    private let turns: Int
    private var sums: [Float] = []
    private var failure: InferenceOutcome?
    private var count = 0

    /// - Parameter turns: of each tile, at least 1.
    public init(turns: Int) {
        self.turns = turns
    }

    /// Takes what the network gave of the next turn.
    /// - Returns: what the tile's turns give together; `nil` until the last has come. What kept one of them from being
    ///   seen, where something did.
    public mutating func add(_ outcome: InferenceOutcome) -> InferenceOutcome? {
        switch outcome {
        case .output(let values):
            if sums.isEmpty {
                sums = values
            } else {
                for index in values.indices { sums[index] += values[index] }
            }
        default: failure = failure ?? outcome
        }
        count += 1
        guard count == turns else { return nil }
        defer { self = TurnedMean(turns: turns) }
        return failure ?? .output(sums.map { $0 / Float(turns) })
    }
}
