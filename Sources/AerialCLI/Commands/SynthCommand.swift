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

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard size >= 448 else { throw ValidationError("--size takes at least 448 m, two tiles.") }
        guard (0...0.5).contains(changeShare) else {
            throw ValidationError("--change-share takes a share from 0 to 0.5.")
        }
    }

    func run() throws {
        let console = common.console
        try OutputRule(inputs: [], overwrite: overwrite).check(outputs)
        let options = SyntheticCounty.Options(
            widthMeters: size, heightMeters: size, seed: seed.seed, changeShare: changeShare,
            threads: common.threadCount)
        let progress = SharedProgress(Progress("drawing the county", unit: "%", total: 100, console: console))
        try SyntheticCounty(options: options).write(to: directory) { progress.reach(Int($0 * 100)) }
        progress.finish()
        console.say(
            "The county lies in \(directory). Next: aerial prepare --imagery \(directory)/imagery_before.tif "
                + "--labels \(directory)/landcover_before.tif --out DATASET")
        if common.json {
            try Output.writeJSON(Summary(directory: directory, seconds: progress.seconds, sizeMeters: size))
        }
    }

    /// A county is its files together: of one that is not whole, nothing says that `synth` drew it.
    private var outputs: [OutputFilePlan] {
        let changes = "\(directory)/changes.geojson"
        let isCounty = OutputKind { _ in
            SyntheticCounty.fileNames.allSatisfy {
                FileManager.default.fileExists(atPath: "\(directory)/\($0)")
            }
                && ["\"fromCode\"", "\"areaHectares\"", "\"tiles\""].allSatisfy(
                    FileHead.text(changes).contains)
        }
        return SyntheticCounty.fileNames.map { OutputFilePlan("\(directory)/\($0)", isCounty) }
    }

    private struct Summary: Encodable {
        let directory: String
        let seconds: Double
        let sizeMeters: Int
    }
}
