internal import AerialCore

/// A checked request to make a dataset.
struct PreparePlan: Sendable {
    let imagery: [String]
    let labels: String
    let out: String
    let legend: Legend
    let rule: LabelRule
    let split: SplitRule
    let testFraction: Double
    let balance: Bool
    let area: String?
    let tile: TileSpec
    /// The imagery's band of each of the tile's; `nil` to find them by their names.
    let bands: [Int]?
    let seed: UInt64
    let threads: Int
}
