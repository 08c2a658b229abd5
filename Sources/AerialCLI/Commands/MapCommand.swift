internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Imagery

struct MapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Make a land-use map of predictions, with the areas of its classes.",
        discussion: """
            The map has one pixel a tile (224 m). A .tif carries colours, class names and a QGIS style; a .png or \
            .svg has a legend and a scale bar. Areas are counts of tiles, not an estimate.

            Example:
              aerial map county.gpkg --out county_map.tif --smooth --compare nlcd.tif --report map.html
            """)

    @Argument(help: "Predictions of scenes: .csv, .gpkg or .geojson from 'score', or a class map .tif.")
    var predictions: String

    @Option(help: ArgumentHelp("Where to write: .tif, .png or .svg.", valueName: "file"))
    var out: String

    @Flag(help: "Smooth by the 3x3 plurality in which a tile's own vote weighs double.")
    var smooth = false

    @Option(help: ArgumentHelp("Group the classes: \(LegendArgument.help)", valueName: "legend"))
    var group: String?

    @Option(
        help: ArgumentHelp("Colours and codes of the classes: \(LegendArgument.help)", valueName: "legend"))
    var legend: String?

    @Option(help: ArgumentHelp("Give the agreement with this land-cover raster.", valueName: "file"))
    var compare: String?

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

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard ["tif", "tiff", "png", "svg"].contains((out as NSString).pathExtension.lowercased()) else {
            throw ValidationError("--out takes a name that ends in .tif, .png or .svg, not '\(out)'.")
        }
        guard purity > 0, purity <= 1 else {
            throw ValidationError("--purity takes a share above 0 and at most 1.")
        }
    }

    func run() throws {
        for path in [out, areas, report].compactMap({ $0 }) { try OutputPlace.check(path) }
        let making = MapMaking(
            predictions: predictions, isSmoothed: smooth, groupArgument: group, legendArgument: legend)
        let made = try making.make()
        let comparison = try compare.map { try MapComparison(of: made, landCover: $0, purity: purity) }
        try MapFiles(made: made, comparison: comparison).write(map: out, areas: areas, report: report)
        common.console.say("\(made.counts.scored) of \(made.counts.tiles) tiles on the map -> \(out)")
        let summary = MapSummary(made: made, comparison: comparison)
        if common.json { try Output.writeJSON(summary) } else { try Output.write(summary.tables) }
    }
}
