internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting
internal import Scoring

/// A model's predictions for a sample, beside what the sample's folders say.
struct Evaluation {
    struct Outcome {
        let model: TrainedModel
        let sample: EvaluationSample
        let table: PredictionTable
        let summary: EvaluationSummary
        let diagnostics: EvaluationDiagnostics
        let grouping: ClassGrouping?

        /// What is told on stdout.
        var text: String {
            let accuracy = summary.accuracy.map { String(format: "%.2f %%", 100 * $0) } ?? "-"
            let interval = summary.confusion.accuracyInterval.map {
                String(format: "%.1f to %.1f %%", 100 * $0.lowerBound, 100 * $0.upperBound)
            }
            var lines = [
                "Accuracy \(accuracy) of \(summary.evaluatedCount) tiles \(sample.split.phrase)"
                    + (interval.map { " (95 % interval \($0))" } ?? "")
            ]
            if let grouped = summary.groupedAccuracy, let grouping {
                lines.append(
                    "Accuracy \(String(format: "%.2f %%", 100 * grouped)) in the classes of \(grouping.target.name)"
                )
            }
            lines += diagnosticLines
            lines += [
                "", TextTable.classes(of: summary.confusion).rendered(), "",
                TextTable.confusion(summary.confusion).rendered(),
            ]
            return lines.joined(separator: "\n")
        }

        private var diagnosticLines: [String] {
            var lines: [String] = []
            if let places = diagnostics.places {
                lines.append(
                    "Over \(places.places.count) places: \(NumberText.percent(places.mean)) on average, standard "
                        + "deviation \(NumberText.fixed(places.standardDeviation * 100, decimals: 1)) points; 95 % interval "
                        + "with whole places as the sample \(NumberText.percentRange(places.interval))")
            }
            if let calibration = diagnostics.calibration {
                lines.append(
                    "Calibration error \(NumberText.percent(calibration.before.expectedCalibrationError)); with "
                        + "temperature \(NumberText.fixed(calibration.temperature, decimals: 2)) it would be "
                        + "\(NumberText.percent(calibration.after.expectedCalibrationError))")
            }
            if let foreign = diagnostics.foreignness?.bins.last, foreign.count > 0 {
                lines.append(
                    "\(foreign.count) of them are foreign to the model (above 0.95), "
                        + "\(NumberText.percent(foreign.accuracy)) of these right")
            }
            if let duplicates = diagnostics.duplicates, !duplicates.isEmpty {
                lines.append(
                    "\(duplicates.count) held-out images nearly equal a training image; report.html lists them"
                )
            }
            return lines
        }
    }

    let model: TrainedModel
    let sample: EvaluationSample
    let grouping: ClassGrouping?
    /// Where the images are looked at; `nil` for this machine.
    let cluster: Cluster?
    /// Threads of each worker on a cluster.
    let workerThreads: Int
    let console: Console

    func run() throws -> Outcome {
        let images = sample.images
        let names = sample.dataset.classNames
        let places = try DatasetPlaces(sample.dataset)
        let progress = Progress("evaluating", unit: "tiles", total: images.count, console: console)
        var rows: [TilePrediction] = []
        var tally = ScoreTally()
        try forEachOutcome { position, outcome in
            let image = images[position]
            let row = model.prediction(
                of: outcome, id: image.id, source: sample.dataset.path, place: try places.place(of: image),
                filePath: image.path, label: names[image.label])
            rows.append(row)
            tally.record(row)
            progress.advance()
        }
        progress.finish()
        tally.tellRejections(console)
        let table = PredictionTable(classNames: model.legend.classNames, rows: rows)
        let diagnosis = EvaluationDiagnosis(
            sample: sample, table: table, threads: model.threads, console: console)
        return Outcome(
            model: model, sample: sample, table: table,
            summary: try EvaluationSummary(of: table, grouping: grouping), diagnostics: try diagnosis.run(),
            grouping: grouping)
    }

    /// What becomes of each image of the sample, in their order.
    private func forEachOutcome(_ deliver: (Int, InferenceOutcome) throws -> Void) throws {
        let images = sample.images
        guard let cluster else {
            return try model.imageInference.run(paths: images.map(\.path), deliver: deliver)
        }
        let scored = images.map {
            ScoredImage(path: $0.path, source: sample.dataset.path, id: $0.id, folder: nil)
        }
        let group = ImagePlan.Group(root: ClusterPath.reached(sample.dataset.path), names: images.map(\.id))
        let answers = try ClusterAnswers(
            cluster: cluster, model: model, workerThreads: workerThreads, console: console
        ).answers(
            to: .images(ImagePlan(groups: [group])),
            facts: try ImageScoring.ledgerPlan(model: model, images: scored))
        for (position, outcome) in answers.outcomes.enumerated() { try deliver(position, outcome) }
    }
}

/// Where a prepared dataset's tiles lie; nowhere for other datasets.
struct DatasetPlaces {
    private let placer: TilePlacer?

    init(_ dataset: ImageDataset) throws {
        placer = try dataset.prepared.map { try TilePlacer(grid: $0.grid) }
    }

    func place(of image: DatasetImage) throws -> TilePlace? {
        guard let placer, let tile = image.place else { return nil }
        return try placer.place(of: TileIndex(row: tile.row, column: tile.column))
    }
}
