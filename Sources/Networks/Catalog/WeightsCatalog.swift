/// The pinned weights.
public enum WeightsCatalog {
    /// In the order in which they are listed to people.
    public static let pinned: [PinnedWeights] = Backbone.allCases.compactMap(\.pretrained)

    /// The weights of this name; `nil` where none are pinned.
    public static func pinned(named name: String) -> PinnedWeights? {
        pinned.first { $0.name == name }
    }
}
