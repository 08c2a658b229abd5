internal import Aerial
internal import ArgumentParser

/// What every command takes that writes files.
struct OverwriteOption: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Replace outputs that are there already.",
            discussion: """
                Without it a command replaces only what it wrote itself, unless somebody has changed its form. An output \
                is never an input, and labels filled in by hand are never replaced.
                """))
    var overwrite = false

    /// - Parameter files: what settings were read from.
    func policy(keeping files: [String?] = []) -> OutputPolicy {
        // A trial's folder is its sweep's.
        OutputPolicy(overwrites: overwrite || SweepTrial.current != nil, keeps: files.compactMap { $0 })
    }
}
