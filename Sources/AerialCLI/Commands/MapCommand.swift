internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery

struct MapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Make a land-use map of predictions, with the areas of its classes.",
        discussion: """
            The map has one pixel a tile (224 m). A .tif carries colours, class names and a QGIS style; a .gpkg has \
            polygons of one class each; a .png or .svg has a legend and a scale bar. Areas are counts of tiles, not an estimate.

            Example:
              aerial map county.gpkg --out county_map.tif --smooth --compare nlcd.tif --report map.html
            """)

    @Argument(help: "Predictions of scenes: .csv, .gpkg or .geojson from 'score', or a class map .tif.")
    var predictions: String

    @Option(help: ArgumentHelp("Where to write: .tif, .gpkg, .png or .svg.", valueName: "file"))
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

    @Option(help: ArgumentHelp("Group the classes: \(LegendArgument.help)", valueName: "legend"))
    var group: String?

    @Option(
        help: ArgumentHelp("Colours and codes of the classes: \(LegendArgument.help)", valueName: "legend"))
    var legend: String?

    @Option(
        help: ArgumentHelp(
            "Show tiles as Unlisted that this land-cover raster mostly gives codes outside the legend, water say.",
            valueName: "file"))
    var unlisted: String?

    @Option(help: ArgumentHelp("Give the agreement with this land-cover raster.", valueName: "file"))
    var compare: String?

    @Option(
        help: ArgumentHelp("Also draw where map and land cover agree: .png or .svg.", valueName: "file"))
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

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var common: CommonOptions

    private static let mostHectares = Double(TileGrid.mostTiles) * TileGrid.tileHectares

    func validate() throws {
        guard ["tif", "tiff", "gpkg", "png", "svg"].contains((out as NSString).pathExtension.lowercased())
        else {
            throw ValidationError("--out takes a name that ends in .tif, .gpkg, .png or .svg, not '\(out)'.")
        }
        if smooth, smoothProbabilities {
            throw ValidationError("Give either --smooth or --smooth-probabilities.")
        }
        if let minimum, !(minimum > 0 && minimum <= Self.mostHectares) {
            throw ValidationError("--minimum takes hectares above 0, and at most those of the largest map.")
        }
        if let comparePicture {
            guard ["png", "svg"].contains((comparePicture as NSString).pathExtension.lowercased()) else {
                throw ValidationError("--compare-picture takes a name that ends in .png or .svg.")
            }
            guard compare != nil else { throw ValidationError("--compare-picture needs --compare.") }
        }
        guard purity > 0, purity <= 1 else {
            throw ValidationError("--purity takes a share above 0 and at most 1.")
        }
    }

    func run() throws {
        try OutputRule(inputs: [predictions, compare, group, legend, unlisted], overwrite: overwrite).check(
            outputs)
        for path in [out, areas, report, comparePicture].compactMap({ $0 }) { try OutputPlace.check(path) }
        let making = MapMaking(
            predictions: predictions,
            smoothing: smooth ? .plurality : smoothProbabilities ? .probabilities : .none,
            minimumHectares: minimum, groupArgument: group, legendArgument: legend,
            unlistedBy: unlisted)
        let made = try making.make()
        let comparison = try compare.map { try MapComparison(of: made, landCover: $0, purity: purity) }
        let files = MapFiles(made: made, comparison: comparison)
        try files.write(map: out, areas: areas, report: report, comparison: comparePicture)
        made.foreign.warning.map(common.console.warn)
        common.console.say("\(made.counts.scored) of \(made.counts.tiles) tiles on the map -> \(out)")
        let summary = MapSummary(made: made, comparison: comparison)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.tables) }
    }

    private var outputs: [OutputFilePlan] {
        [
            MapFiles.plan(out), areas.map { OutputFilePlan($0, MapFiles.areaTable) },
            report.map { OutputFilePlan($0, .page(.map)) }, comparePicture.map(MapFiles.plan),
        ].compactMap { $0 }
    }
}
