internal import AerialCore
internal import ArgumentParser

/// Working on a part, for a trial.
struct SampleOption: ParsableArguments {
    @Option(
        name: .customLong("sample-fraction"),
        help: ArgumentHelp(
            "Work on a random part, for a trial: whole images or tiles, of each class in proportion where there are "
                + "classes.", valueName: "0..1"))
    var fraction: Double?

    func validate() throws {
        if let fraction, !(fraction > 0 && fraction <= 1) {
            throw ValidationError("--sample-fraction takes a share above 0 and at most 1.")
        }
    }

    /// `nil` for all.
    func part(seed: SeedOption) -> SampleFraction? {
        fraction.flatMap { $0 < 1 ? SampleFraction($0, seed: seed.seed) : nil }
    }
}
