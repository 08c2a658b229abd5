public import AerialCore

/// How large a sample is, and what it can tell.
public struct SampleSummary: Codable, Sendable {
    /// A stratum for each class of the map.
    public let strata: [SampleDesign.Stratum]
    /// How many tiles are to be labelled.
    public let sampled: Int
    /// Of the overall accuracy, as a share.
    public let wantedStandardError: Double
    /// What it will be if the classes are as accurate as expected.
    public let expectedStandardError: Double
    /// The same as an estimate from it will state it: its formulas take the map for much larger than the sample, so it is more where the
    /// map has few tiles.
    public let statedStandardError: Double

    init(design: SampleDesign) {
        strata = design.strata
        sampled = design.sampled
        wantedStandardError = design.wantedStandardError
        expectedStandardError = design.expectedStandardError
        statedStandardError = design.statedStandardError
    }
}
