internal import AerialCore
internal import ArgumentParser

/// Working on a part, for a trial.
struct SampleOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Work on a random part, for a trial: whole images or tiles, of each class in proportion where there are "
                + "classes.", valueName: "0..1"))
    var sampleFraction: Double?

    func validate() throws {
        if let sampleFraction, !(sampleFraction > 0 && sampleFraction <= 1) {
            throw ValidationError("--sample-fraction takes a share above 0 and at most 1.")
        }
    }

    /// `nil` for all.
    func part(seed: SeedOption) -> SampleFraction? {
        sampleFraction.flatMap { $0 < 1 ? SampleFraction($0, seed: seed.seed) : nil }
    }
}
