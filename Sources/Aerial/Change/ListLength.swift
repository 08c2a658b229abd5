internal import AerialCore

/// Where a list of candidates ends.
public enum ListLength: Sendable {
    /// As long as at most this share of it is expected to be false.
    case falseShare(Double)
    /// So many tiles.
    case top(Int)

    func list(of changes: [TileChange]) -> [TileChange] {
        switch self {
        case .falseShare(let share): ChangeSelection.candidates(among: changes, falseShare: share)
        case .top(let count): ChangeSelection.likeliest(count, among: changes)
        }
    }

    /// - Throws: ``CommandError`` for a length that no list can have.
    func check() throws {
        switch self {
        case .falseShare(let share):
            try PlanValue.check(share, "the share of a list that may be false", above: 0, below: 1)
        case .top(let count): try PlanValue.check(count, "the length of the list", in: PlanValue.counts)
        }
    }

    /// `nil` where the length was given.
    var falseShare: Double? { if case .falseShare(let share) = self { share } else { nil } }
}
