internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// Writes a map and what goes with it.
struct MapFiles {
    let made: MadeMap
    let comparison: MapComparison?

    func write(map path: String, areas: String?, report: String?) throws {
        let picture = ClassMapPicture(made.map, title: title, subtitle: subtitle)
        switch (path as NSString).pathExtension.lowercased() {
        case "png": try picture.write(to: path)
        case "svg": try TextFile.write(picture.svg(), to: path)
        default:
            let tags = [
                "AERIAL_PROGRAM": AerialVersion.programName,
                "AERIAL_STEPS": made.steps.joined(separator: "; "),
            ]
            try ClassMapFile.write(
                made.map, grid: made.grid, confidence: made.confidence, metadata: tags, to: path)
        }
        if let areas { try TextFile.write(ClassAreas(of: made.map).csv, to: areas) }
        if let report { try TextFile.write(page, to: report) }
    }

    private var title: String {
        let stem = ((made.predictions as NSString).lastPathComponent as NSString).deletingPathExtension
        return "Land use, \(stem)"
    }

    private var subtitle: String {
        ([
            "\(made.grid.rows) x \(made.grid.columns) tiles of 224 m",
            made.grid.reference.authorityCode ?? "a coordinate system without a number",
        ] + made.steps).joined(separator: ", ")
    }

    private var page: String {
        var report = MapReport(
            title: title,
            subtitle: subtitle, map: made.map, counts: made.counts)
        if let comparison {
            let name = (comparison.landCover as NSString).lastPathComponent
            let result = comparison.result
            report.comparisons = [
                .init(name: name, confusion: result.all, rule: comparison.rule),
                .init(name: "\(name), pure tiles only", confusion: result.pure, rule: comparison.rule),
            ]
        }
        report.facts = [Fact("Made from", made.predictions)]
        report.facts += made.steps.map { Fact("Step", $0) }
        report.provenance = [
            Fact("Program", AerialVersion.programName), Fact("Made", Timestamp.now()),
        ]
        return report.html()
    }
}

/// Text files that appear whole or not at all.
enum TextFile {
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError(
                "cannot write \(path): \(error.fileReason). Check that the folder exists, is "
                    + "writable and has room.")
        }
    }
}
