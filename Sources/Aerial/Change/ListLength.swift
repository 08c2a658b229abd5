internal import AerialCore

/// Where a list of candidates ends.
public enum ListLength: Sendable {
    /// As long as at most this share of it is expected to be false.
    case falseShare(Double)
    /// So many tiles.
    case top(Int)

    /// - Parameter target: a plot that was of this class before cannot become it, and is not listed.
    func list(of changes: [TileChange], target: Int) -> [TileChange] {
        let others = changes.filter { $0.from != target }
        return switch self {
        case .falseShare(let share): ChangeSelection.candidates(among: others, falseShare: share)
        case .top(let count): ChangeSelection.likeliest(count, among: others)
        }
    }

    /// `nil` where the length was given.
    var falseShare: Double? { if case .falseShare(let share) = self { share } else { nil } }
}
