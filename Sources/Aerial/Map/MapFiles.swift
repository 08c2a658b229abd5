internal import AerialCore
internal import Foundation
internal import Imagery
internal import MapPictures
internal import Reporting

/// Writes a map and what goes with it.
struct MapFiles {
    let made: MadeMap
    let comparison: MapComparison?

    static let areaTable = OutputKind.table("class", "tiles", "hectares", "percent")

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
    func write(map: String, areas: String?, report: String?, comparison: String?) throws {
        let outputs = OutputSet()
        let map = try outputs.place(for: map)
        let (areas, report) = (try areas.map(outputs.place), try report.map(outputs.place))
        let comparison = try comparison.map(outputs.place)
        try outputs.complete {
            try writeMap(to: map)
            if let areas { try TextFile.write(made.areas.csv, to: areas) }
            if let report { try TextFile.write(page, to: report) }
            try comparison.map(writeComparison)
        }
    }

    private func writeMap(to path: String) throws {
        switch (path as NSString).pathExtension.lowercased() {
        case let ending where MapPicture.endings.contains(ending):
            try MapPicture(
                made.map, title: title, subtitle: subtitle, tileMeters: made.grid.tileSideMeters
            ).write(to: path)
        case "gpkg": try ClassPolygonFile.write(made.map, grid: made.grid, to: path)
        default:
            var tags = [
                "AERIAL_PROGRAM": AerialVersion.programName,
                "AERIAL_STEPS": made.steps.joined(separator: "; "),
            ]
            if !made.cautions.isEmpty {
                tags[PredictionCautions.key] = made.cautions.joined(separator: "\n")
            }
            try ClassMapFile.write(
                made.map, grid: made.grid, confidence: made.confidence, metadata: tags, to: path)
        }
    }

    /// Where the map agrees with the land cover, as a picture.
    private func writeComparison(to path: String) throws {
        guard let comparison else { return }
        let result = comparison.result
        let agreement = result.all.accuracy.map { share in
            String(format: "%.1f %% of %d tiles agree", 100 * share, result.all.total)
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
            "\(made.grid.rows) x \(made.grid.columns) tiles of \(TileSpec.text(made.grid.tileSideMeters)) m",
            made.grid.reference.authorityCode ?? "a coordinate system without a number",
        ] + made.steps).joined(separator: ", ")
    }

    private var page: String {
        var report = MapReport(
            title: title,
            subtitle: subtitle, map: made.map, tileHectares: made.grid.tileHectares,
            foreign: made.foreignTiles, counts: made.counts)
        report.cautions = [made.foreign.warning].compactMap { $0 } + made.cautions
        if let comparison {
            let name = comparison.name
            let result = comparison.result
            report.comparisons = [
                .init(name: name, confusion: result.all, rule: comparison.rule),
                .init(name: "\(name), pure tiles only", confusion: result.pure, rule: comparison.rule),
            ]
            report.maps += [
                MapFigure(drawing: result.landCover, caption: "The land cover of \(name), a class per tile"),
                MapFigure(drawing: result.agreement, caption: "Where the map and \(name) agree"),
            ]
        }
        report.facts = [Fact("Made from", FileName.of(made.predictions))]
        report.facts += made.steps.map { Fact("Step", $0) }
        report.provenance = Fact.program()
        return report.html()
    }
}
