internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Imagery

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Flag(help: "End with one JSON object on stdout instead of tables.")
    var json = false

    @Option(help: ArgumentHelp("Threads to work with. (default: one per core)", valueName: "n"))
    var threads: Int?

    @Flag(name: .shortAndLong, help: "No progress and no remarks on stderr; warnings and errors stay.")
    var quiet = false

    @Flag(
        help: ArgumentHelp(
            "Let virtual rasters and layers read outside of their folder and from the network.",
            discussion: "Without it a .vrt may name plain files in its own folder and below."))
    var trustSources = false

    var console: Console { Console(isQuiet: quiet) }

    var threadCount: Int { threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// More than any machine has cores: so many threads take minutes to begin.
    private static let threadCounts = 1...1024

    func validate() throws {
        if trustSources { SourceTrust.trustAll() }
        if let threads, !Self.threadCounts.contains(threads) {
            throw ValidationError("--threads takes a number from 1 to \(Self.threadCounts.upperBound).")
        }
    }
}

/// What commands with chance in them take.
struct SeedOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("The seed of everything random: the same seed repeats exactly.", valueName: "n"))
    var seed: UInt64 = 7
}

/// The area that tiles must lie in.
struct AreaOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep the tiles whose centre lies in this area: any vector file, such as a county's outline.",
            valueName: "file"))
    var aoi: String?
}

/// Which bands of the imagery a tile's bands are.
struct BandsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The bands of the imagery, counted from 1, in the order red, green, blue or that of the model: 4,1,2. Or with "
                + "names: red=4,green=1,blue=2. (default: by the bands' names and colour interpretation)",
            valueName: "list"))
    var bands: BandList?
}

/// How much of a tile may lack imagery.
struct MaxEmptyOption: ParsableArguments {
    @Option(
        name: .customLong("max-empty"),
        help: ArgumentHelp(
            "Score tiles of which at most this share is empty (no data, masked, a scene's border). (default: "
                + "0.01)", valueName: "0..1"))
    var share: Double?

    func validate() throws {
        guard (0...1).contains(share ?? 0) else {
            throw ValidationError("--max-empty takes a share from 0 to 1.")
        }
    }
}
