internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Imagery

struct SynthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth",
        abstract: "Make a synthetic county: two dates of imagery with known truth.",
        discussion: """
            Writes imagery_before.tif and imagery_after.tif (1 m, red, green, blue, near infrared), \
            landcover_before.tif (30 m, NLCD codes), truth_before.tif, truth_after.tif and changes.geojson. The \
            second date has new development at known places, and other sun, season and drought.

            Example:
              aerial synth county --size 6000 --seed 3
            """)

    @Argument(help: "The folder to write to; made if it is not there.")
    var directory: String

    @Option(help: ArgumentHelp("The county's width and height, in metres.", valueName: "m"))
    var size = 6720

    @Option(
        help: ArgumentHelp(
            "Share of the county's tiles that are newly developed at the second date.", valueName: "0..1"))
    var changeShare = 0.03

    @Option(
        help: ArgumentHelp(
            "The UTM zone that the county lies in, 10 to 19: for counties far from each other.",
            valueName: "n"))
    var zone = 19

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard size >= 448 else { throw ValidationError("--size takes at least 448 m, two tiles.") }
        guard (0...0.5).contains(changeShare) else {
            throw ValidationError("--change-share takes a share from 0 to 0.5.")
        }
        guard (10...19).contains(zone) else { throw ValidationError("--zone takes 10 to 19.") }
    }

    func run() throws {
        var plan = SynthPlan(folder: directory)
        plan.sideMeters = size
        plan.changeShare = changeShare
        plan.zone = zone
        plan.seed = seed.seed
        plan.threads = common.threadCount
        plan.writing = overwrite.policy()
        let summary = try plan.run(common.console)
        common.console.say(
            "The county lies in \(directory). Next: aerial prepare --imagery \(directory)/imagery_before.tif "
                + "--labels \(directory)/landcover_before.tif --out DATASET")
        if common.json { try Output.writeJSON(summary) }
    }
}
