internal import Aerial
internal import ArgumentParser

struct ImagerySearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Look for imagery of a place in a STAC catalogue.",
        discussion: """
            Lists what covers some of the area, newest first, and proposes the fewest scenes that cover it best on one date: \
            scenes of \(ImagerySearchText.daysApart) days count as one. Goes to the catalogue's server, and nowhere else.

            Example:
              aerial imagery search --stac planetary-computer --collection naip --aoi county.gpkg --from 2018-01-01 \
            --to 2018-12-31 --out items.json
            """)

    @Option(
        help: ArgumentHelp(
            "The catalogue: the root of a STAC API, a catalog.json or a file of items, as an address or a path; or "
                + "\(ImagerySearchPlan.shortNames.joined(separator: ", ")).",
            valueName: "url|file|name"))
    var stac: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The collections to look in: naip. (default: all)", valueName: "name"))
    var collection: [String] = []

    @Option(
        help: ArgumentHelp(
            "The area: any vector file, such as a county's outline, or west,south,east,north in degrees.",
            valueName: "file|box"))
    var aoi: String

    @Option(help: ArgumentHelp("The first day.", valueName: "yyyy-mm-dd"))
    var from: String?

    @Option(help: ArgumentHelp("The last day.", valueName: "yyyy-mm-dd"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "Leave out what has more of its area under clouds, or does not say it.", valueName: "percent"))
    var cloud: Double?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "What properties must be: 'gsd<=0.6' 'naip:state=md'.", valueName: "condition"))
    var query: [String] = []

    @Option(
        help: ArgumentHelp(
            "Propose what was taken near this day of the year before what is newer.", valueName: "mm-dd"))
    var season: String?

    @Option(help: ArgumentHelp("The largest number of items to look at.", valueName: "n"))
    var limit = 1000

    @Option(
        help: ArgumentHelp(
            "Write what was found: .json for 'imagery fetch', .gpkg for footprints to look at.",
            valueName: "file"))
    var out: String?

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit takes 1 to 100000.") }
        guard (0...100).contains(cloud ?? 0) else { throw ValidationError("--cloud takes 0 to 100.") }
    }

    func run() throws {
        var plan = ImagerySearchPlan(catalogue: stac, area: aoi)
        plan.collections = collection
        plan.from = from
        plan.to = to
        plan.mostCloud = cloud
        plan.conditions = query
        plan.season = season
        plan.limit = limit
        plan.out = out
        plan.writing = overwrite.policy()
        let result = try plan.run(common.console)
        if common.json { try Output.writeJSON(result) } else { try Output.write(result.text) }
    }
}
