internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery

struct MapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Make a land-use map of predictions, with the areas of its classes.",
        discussion: """
            The map has one pixel per tile. A .tif carries colours, class names and a QGIS style; a .gpkg has \
            polygons of one class each; a .png, .svg or .pdf has a legend and a scale bar. Areas are counts of tiles, not an estimate. \
            Two maps or more are drawn beside each other, with one legend and one table; a land-cover raster among them \
            needs --legend.

            Examples:
              aerial map county.gpkg --out county_map.tif --smooth --compare nlcd.tif --report map.html
              aerial map county_2011.gpkg county_2014.gpkg nlcd.tif --legend nlcd6 --out dates.html
            """)

    @Argument(
        help:
            "Predictions of scenes or a class map, as 'score' writes them: \(ScorePlan.outputEndings); several to see them beside each other."
    )
    var predictions: [String]

    @Option(
        help: ArgumentHelp(
            "Where to write: .tif, .gpkg, .png, .svg or .pdf; several maps to .png, .svg, .pdf or .html.",
            valueName: "file"))
    var out: String

    @Flag(help: "Smooth by the 3x3 plurality in which a tile's own vote weighs double.")
    var smooth = false

    @Flag(
        help:
            "Smooth by probabilities instead: a sure tile keeps its class, a doubtful one follows its neighbours."
    )
    var smoothProbabilities = false

    @Option(
        help: ArgumentHelp(
            "The minimum mapping unit: smaller patches go to the neighbour with the longest border.",
            valueName: "ha"))
    var minimum: Double?

    @Option(help: ArgumentHelp("Group the classes: \(LegendHelp.text)", valueName: "legend"))
    var group: String?

    @Option(
        help: ArgumentHelp("Colours and codes of the classes: \(LegendHelp.text)", valueName: "legend"))
    var legend: String?

    @Option(
        help: ArgumentHelp(
            "Show a tile as Unlisted where most of it has codes outside the legend (water, for example) in this land-cover raster.",
            valueName: "file"))
    var unlisted: String?

    @Option(help: ArgumentHelp("Give the agreement with this land-cover raster.", valueName: "file"))
    var compare: String?

    @Option(
        help: ArgumentHelp("Also draw where map and land cover agree: .png, .svg or .pdf.", valueName: "file")
    )
    var comparePicture: String?

    @Option(
        help: ArgumentHelp(
            "A tile is pure when this share of its land cover is one class.", valueName: "0..1"))
    var purity = 1.0

    @Option(help: ArgumentHelp("Also write the areas as CSV.", valueName: "file"))
    var areas: String?

    @Option(
        help: ArgumentHelp("Also write a page with the map, its areas and the comparison.", valueName: "file")
    )
    var report: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The imagery under the classes of that page. (default: what the predictions were made of, where it is still there)",
            valueName: "file"))
    var imagery: [String] = []

    @Flag(help: "Show no imagery on that page.")
    var noImagery = false

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var common: CommonOptions

    /// A tenth of the Earth's land.
    private static let mostHectares = 1.5e9

    func validate() throws {
        if predictions.count > 1 { try validateSet() }
        guard
            predictions.count > 1
                || ["tif", "tiff", "gpkg", "png", "svg", "pdf"].contains(
                    (out as NSString).pathExtension.lowercased())
        else {
            throw ValidationError(
                "--out takes a name that ends in .tif, .gpkg, .png, .svg or .pdf, not '\(out)'.")
        }
        if let name = imagery.isEmpty ? (noImagery ? "--no-imagery" : nil) : "--imagery" {
            guard predictions.count > 1 || report != nil else {
                throw ValidationError("\(name) is of the page that --report writes.")
            }
            guard !(noImagery && !imagery.isEmpty) else {
                throw ValidationError("Give either --imagery or --no-imagery.")
            }
        }
        if smooth, smoothProbabilities {
            throw ValidationError("Give either --smooth or --smooth-probabilities.")
        }
        if let minimum, !(minimum > 0 && minimum <= Self.mostHectares) {
            throw ValidationError("--minimum takes hectares above 0, and at most those of the largest map.")
        }
        if let comparePicture {
            guard ["png", "svg", "pdf"].contains((comparePicture as NSString).pathExtension.lowercased())
            else {
                throw ValidationError("--compare-picture takes a name that ends in .png, .svg or .pdf.")
            }
            guard compare != nil else { throw ValidationError("--compare-picture needs --compare.") }
        }
        guard purity > 0, purity <= 1 else {
            throw ValidationError("--purity takes a share above 0 and at most 1.")
        }
    }

    private func validateSet() throws {
        guard MapSetPlan.endings.contains((out as NSString).pathExtension.lowercased()) else {
            throw ValidationError(
                "Several maps are drawn into a .png, .svg, .pdf or .html, not '\(out)'. Name one map for a .tif or .gpkg."
            )
        }
        let ofOne = [
            ("--unlisted", unlisted), ("--compare", compare), ("--compare-picture", comparePicture),
            ("--areas", areas), ("--report", report), ("--imagery", imagery.first),
        ]
        if let (name, _) = ofOne.first(where: { $0.1 != nil }) {
            throw ValidationError(
                "\(name) is of one map; with several the picture and --json have the counts.")
        }
    }

    private var smoothing: MapSmoothing { smooth ? .plurality : smoothProbabilities ? .probabilities : .none }

    func run() throws {
        guard predictions.count == 1 else { return try runSet() }
        var plan = MapPlan(predictions: predictions[0], out: out)
        plan.smoothing = smoothing
        plan.minimumHectares = minimum
        plan.group = try group.map(LegendFile.legend)
        plan.legend = try legend.map(LegendFile.legend)
        plan.unlistedBy = unlisted
        plan.landCover = compare
        plan.purity = purity
        plan.areas = areas
        plan.report = report
        plan.imagery = noImagery ? .none : imagery.isEmpty ? .recorded : .scenes(imagery)
        plan.comparisonPicture = comparePicture
        plan.writing = overwrite.policy(keeping: [group, legend])
        let summary = try plan.run(common.console)
        common.console.say("\(summary.figures.scored) of \(summary.figures.tiles) tiles on the map -> \(out)")
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.tables) }
    }

    private func runSet() throws {
        var plan = MapSetPlan(maps: predictions, out: out)
        plan.smoothing = smoothing
        plan.minimumHectares = minimum
        plan.group = try group.map(LegendFile.legend)
        plan.legend = try legend.map(LegendFile.legend)
        plan.writing = overwrite.policy(keeping: [group, legend])
        plan.commandLine = RecordedWords.commandLine
        let summary = try plan.run(common.console)
        common.console.say("\(summary.figures.maps.count) maps -> \(out)")
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.tables) }
    }
}
