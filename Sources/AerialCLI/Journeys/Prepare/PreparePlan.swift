internal import AerialCore
internal import Imagery

/// A checked request to make a dataset.
struct PreparePlan: Sendable {
    let imagery: [String]
    let labels: String
    /// Of labels that are polygons or points; `nil` for a raster of codes.
    var labelLayer: LabelLayer?
    let out: String
    let legend: Legend
    let rule: LabelRule
    let split: SplitRule
    let testFraction: Double
    let balance: Bool
    let area: String?
    /// A file with what a person said of wrong labels.
    var corrections: String?
    let bands: [Int]?
    let seed: UInt64
    let threads: Int
}
