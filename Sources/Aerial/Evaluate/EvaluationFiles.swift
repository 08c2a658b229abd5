internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting
internal import Scoring

/// Writes what an evaluation found: `metrics.json`, `predictions.csv`, `confusion.csv`, `report.html`.
struct EvaluationFiles {
    let evaluation: EvaluationOutcome
    let commandLine: [String]

    /// The side of a mistake's picture on the report, in pixels.
    private static let thumbnailSide = 168
    private static let pairsShown = 8
    private static let mistakesOfAPairShown = 4

    static func plans(in folder: String) -> [OutputFilePlan] {
        [
            OutputFilePlan("\(folder)/predictions.csv", .predictions),
            OutputFilePlan("\(folder)/confusion.csv", .text(beginning: ConfusionCSV.corner + ",")),
            OutputFilePlan(
                "\(folder)/metrics.json", OutputKind { FileHead.text($0).contains("\"confusionAxes\"") }),
            OutputFilePlan("\(folder)/report.html", .page(.evaluation)),
        ]
    }

    /// All files or none: figures of two evaluations never lie side by side.
    func write(to folder: String) throws { try OutputSet.write(inFolder: folder, writeFiles) }

    private func writeFiles(to folder: String) throws {
        try writePredictions(to: folder + "/predictions.csv")
        try TextFile.write(ConfusionCSV.text(of: evaluation.summary.confusion), to: folder + "/confusion.csv")
        try TextFile.write(
            evaluation.figures.text(isPretty: true),
            to: folder + "/metrics.json")
        try TextFile.write(page().html(), to: folder + "/report.html")
    }

    private func writePredictions(to path: String) throws {
        let writer = try PredictionWriter(
            path: path, classNames: evaluation.table.classNames, legend: evaluation.model.legend,
            reference: evaluation.sample.dataset.prepared?.areas.first?.grid.reference)
        for row in evaluation.table.rows { try writer.write(row) }
        try writer.finish()
    }

    private func page() throws -> EvaluationReport {
        let model = evaluation.model
        let dataset = evaluation.sample.dataset
        var report = EvaluationReport(
            title:
                "\((model.path as NSString).lastPathComponent) on \((dataset.path as NSString).lastPathComponent)",
            summary: evaluation.summary, legend: model.legend, split: evaluation.sample.split,
            kind: dataset.sampleKind, model: model.facts)
        report.groupedLegend = evaluation.grouping?.target
        report.data = dataset.facts
        report.classes = model.classCounts
        report.diagnostics = evaluation.diagnostics
        report.places = places
        report.mistakes = try mistakes()
        report.rejected = evaluation.table.rows.filter { $0.status == .rejected }.map {
            RejectedInput(id: $0.id, reason: $0.reason)
        }
        report.provenance =
            Fact.program() + [Fact("Engine", "\(model.engineName), \(model.precisionName)")]
            + Fact.command(commandLine)
            + [Fact("Dataset fingerprint", dataset.fingerprint, isVerbatim: true)] + model.sources
        report.notes = [evaluation.sample.caution].compactMap { $0 }
        return report
    }

    /// A map of each area that tiles were evaluated of, where the model's training tiles lie too.
    private var places: [PlaceOutcomes] {
        guard let prepared = evaluation.sample.dataset.prepared else {
            return [PlaceOutcomes(of: evaluation.table)].compactMap(\.self)
        }
        let tiles = Dictionary(grouping: prepared.tiles, by: \.area)
        let rows = Dictionary(
            evaluation.table.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return prepared.areas.compactMap { area in
            let (evaluated, others) = (tiles[area.name] ?? []).reduce(
                into: ([TilePrediction](), [TileIndex]())
            ) {
                let index = TileIndex(row: $1.row, column: $1.column)
                if let row = rows[$1.id] { $0.0.append(row) } else { $0.1.append(index) }
            }
            let table = PredictionTable(classNames: evaluation.table.classNames, rows: evaluated)
            return PlaceOutcomes(of: table, others: others, area: area.name)
        }
    }

    private func mistakes() throws -> [Mistake] {
        let rows = evaluation.table.mostConfidentMistakes(
            ofPairs: Self.pairsShown, each: Self.mistakesOfAPairShown)
        let sight = rows.isEmpty ? nil : try CellSight(of: evaluation.model)
        let (tile, tones) = (evaluation.model.tile, evaluation.model.pictureTones)
        return try rows.compactMap { row in
            guard let predicted = row.predictedClass, let label = row.label, let confidence = row.confidence
            else { return nil }
            let seen = row.filePath.flatMap {
                try? ImageFile.read(path: $0, side: tile.sidePixels, bands: tile.bands, tones: tones)
            }
            return Mistake(
                id: row.id, reference: label, prediction: evaluation.table.classNames[predicted],
                confidence: Double(confidence),
                thumbnail: row.filePath.flatMap {
                    .ofImage(at: $0, side: Self.thumbnailSide, bands: tile.bands, tones: tones)
                },
                sight: try seen.flatMap { try sight?.veil(over: $0, showing: predicted) })
        }
    }
}
