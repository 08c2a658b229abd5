internal import AerialCore
internal import Foundation
internal import Imagery
internal import MapPictures
internal import Reporting

/// Writes a map and what goes with it.
struct MapFiles {
    let made: MadeMap
    let comparison: MapComparison?
    /// Under the classes of the page; `nil` for none.
    let imagery: MapView.Imagery?

    static let areaTable = OutputKind.table("class", "tiles", "hectares", "percent")

    /// The endings of a map, without a point.
    static let endings = ["tif", "tiff", "gpkg"] + MapPicture.endings

    /// - Throws: ``CommandError`` for a name with none of the endings.
    static func checkEnding(_ path: String, among endings: [String]) throws {
        guard !endings.contains((path as NSString).pathExtension.lowercased()) else { return }
        let names = endings.map { ".\($0)" }
        throw CommandError(
            "\(path) has none of the endings that are known here. Give a name that ends in "
                + "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "").")
    }

    static func plan(_ path: String) -> OutputFilePlan {
        switch (path as NSString).pathExtension.lowercased() {
        case let ending where MapPicture.endings.contains(ending): OutputFilePlan(path, .picture)
        case "gpkg": OutputFilePlan(path, .classPolygons)
        default:
            OutputFilePlan(
                path,
                .raster(
                    tagged: [ClassMapFile.legendKey, "AERIAL_PROGRAM"],
                    without: ["AERIAL_MODEL", "AERIAL_NORMALIZATION"]))
        }
    }

    /// Writes all outputs or none.
    /// - Parameter out: the map.
    func write(to out: String, areas: String?, report: String?, comparison: String?) throws {
        let outputs = OutputSet()
        let map = try outputs.place(for: out)
        let (areas, report) = (try areas.map(outputs.place), try report.map(outputs.place))
        let comparison = try comparison.map(outputs.place)
        try outputs.complete {
            try writeMap(to: map, finally: out)
            if let areas { try TextFile.write(made.areas.csv, to: areas) }
            if let report { try TextFile.write(page(), to: report) }
            try comparison.map(writeComparison)
        }
    }

    /// - Parameter out: where the file ends up.
    private func writeMap(to path: String, finally out: String) throws {
        switch (path as NSString).pathExtension.lowercased() {
        case let ending where MapPicture.endings.contains(ending):
            try MapPicture(
                made.map, title: title, subtitle: subtitle, tileMeters: made.grid.tileSideMeters
            ).write(to: path)
        case "gpkg": try ClassPolygonFile.write(made.map, grid: made.grid, to: path)
        default:
            let tags = made.record.moved(from: made.predictions, to: out).tags.merging([
                "AERIAL_PROGRAM": AerialVersion.programName,
                "AERIAL_STEPS": made.steps.joined(separator: "; "),
            ]) { $1 }
            try ClassMapFile.write(
                made.map, grid: made.grid, confidence: made.confidence, metadata: tags, to: path)
        }
    }

    /// Where the map agrees with the land cover, as a picture.
    private func writeComparison(to path: String) throws {
        guard let comparison else { return }
        let result = comparison.result
        let agreement = result.all.accuracy.map { share in
            "\(NumberText.percent(share)) of \(result.all.total) tiles agree"
                + (result.tilesWithoutReference > 0
                    ? "; \(result.tilesWithoutReference) without land cover are blank" : "")
        }
        try MapPicture(
            try result.comparedTiles(), title: "\(title) and \(comparison.name)",
            subtitle: agreement ?? "no tile to compare", legendTitle: "Map and land cover",
            tileMeters: made.grid.tileSideMeters
        ).write(to: path)
    }

    private var title: String {
        let stem = ((made.predictions as NSString).lastPathComponent as NSString).deletingPathExtension
        return "Land use, \(stem)"
    }

    private var subtitle: String {
        ([
            "\(made.grid.columns) x \(made.grid.rows) tiles of \(TileSpec.text(made.grid.tileSideMeters)) m",
            made.grid.reference.authorityCode ?? "a coordinate system without a number",
        ] + made.steps).joined(separator: ", ")
    }

    private func page() throws -> String {
        var report = MapReport(
            title: title, subtitle: subtitle, map: made.map, tileHectares: made.grid.tileHectares,
            counts: made.counts, view: try view())
        report.cautions = made.cautions
        report.accuracy = made.record.model.map {
            ModelAccuracy(model: $0.name, share: $0.accuracy, tiles: $0.heldOutTiles)
        }
        if let comparison {
            let name = comparison.name
            let result = comparison.result
            report.comparisons = [
                .init(name: name, confusion: result.all, rule: comparison.rule),
                .init(name: "\(name), pure tiles only", confusion: result.pure, rule: comparison.rule),
            ]
        }
        report.facts = [Fact("Made from", FileName.of(made.predictions))]
        report.facts += made.steps.map { Fact("Step", $0) }
        report.facts += imagery.map { [Fact("Imagery under the map", $0.name)] } ?? []
        report.provenance = Fact.program()
        return report.html()
    }

    private func view() throws -> MapView {
        let viewing = MapViewing(grid: made.grid)
        var layers = [
            try viewing.layer(
                made.map, name: "Map", shares: made.shares,
                text: made.steps.isEmpty ? "% probable" : "% probable by the model alone",
                foreign: made.foreignTiles)
        ]
        if let comparison {
            let result = comparison.result
            layers += [
                try viewing.layer(result.landCover, name: comparison.name),
                try viewing.layer(result.agreement, name: "Agreement"),
            ]
        }
        return try viewing.view(
            layers, imagery: imagery.map { [$0] } ?? [],
            caption: "\(title). Blank where no tile was scored.")
    }
}
