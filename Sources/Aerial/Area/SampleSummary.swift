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

    init(design: SampleDesign) {
        strata = design.strata
        sampled = design.sampled
        wantedStandardError = design.wantedStandardError
        expectedStandardError = design.expectedStandardError
    }
}
