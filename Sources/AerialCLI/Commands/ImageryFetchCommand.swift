internal import Aerial
internal import ArgumentParser

struct ImageryFetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch scenes that a search found.",
        discussion: """
            Each file appears under its name when it is whole; the same command goes on with a file that was begun. \
            sources.json beside the files says where each comes from and its licence; 'prepare' carries that into the \
            dataset.

            Examples:
              aerial imagery fetch items.json --out naip
              aerial imagery fetch items.json --out naip --subset
            """)

    @Argument(help: "What 'imagery search --out' wrote, or any file of STAC items.")
    var items: String

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var out: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The items to fetch. (default: the proposed set)", valueName: "id"))
    var item: [String] = []

    @Flag(help: "Fetch all items, not the proposed set alone.")
    var all = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The files of each item, by the catalogue's names. (default: its imagery)", valueName: "name"))
    var asset: [String] = []

    @Flag(
        help:
            "Fetch only what the area needs and 500 m around it, pixel for pixel, as cloud-optimized GeoTIFF."
    )
    var subset = false

    @Option(
        help: ArgumentHelp(
            "The area of --subset: a vector file, or west,south,east,north in degrees. (default: the search's)",
            valueName: "file|box"))
    var aoi: String?

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard aoi == nil || subset else {
            throw ValidationError("--aoi says what --subset keeps: pass --subset too.")
        }
        guard item.isEmpty || !all else { throw ValidationError("Give --item or --all, not both.") }
    }

    func run() throws {
        var plan = ImageryFetchPlan(items: items, out: out)
        plan.identifiers = item
        plan.takesAll = all
        plan.assets = asset
        plan.takesWindows = subset
        plan.area = aoi
        if let threads = common.threads { plan.connections = threads }
        plan.writing = overwrite.policy()
        let result = try plan.run(common.console)
        common.console.say(result.told)
        if common.json { try Output.writeJSON(result) } else { try Output.write(result.text) }
        if !result.rejected.isEmpty { throw ExitCode.doneWithRejections }
    }
}
