internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting
internal import Scoring

/// A model's predictions for a sample, beside what the sample's folders say.
struct Evaluation {
    let model: TrainedModel
    let sample: EvaluationSample
    let grouping: ClassGrouping?
    /// Where the images are looked at; `nil` for this machine.
    let cluster: ComputeCluster?
    /// Threads of each worker on a cluster.
    let workerThreads: Int
    let observer: any JourneyObserver

    func run() throws -> EvaluationOutcome {
        let images = sample.images
        let names = sample.dataset.classNames
        let places = try DatasetPlaces(sample.dataset)
        let progress = Progress("evaluating", unit: "tiles", total: images.count, observer: observer)
        var rows: [TilePrediction] = []
        var tally = ScoreTally()
        try forEachOutcome { position, outcome in
            let image = images[position]
            let row = model.prediction(
                of: outcome, id: image.id, source: sample.dataset.path, place: try places.place(of: image),
                filePath: sample.dataset.shownPath(of: image), label: names[image.label])
            rows.append(row)
            tally.record(row)
            try progress.advance()
        }
        progress.finish()
        tally.tellRejections(observer)
        let table = PredictionTable(classNames: model.legend.classNames, rows: rows)
        let diagnosis = EvaluationDiagnosis(
            sample: sample, table: table, threads: model.threads, observer: observer)
        return EvaluationOutcome(
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
        let group = ImagePlan.Group(root: ClusterPath.reached(sample.dataset.folder), names: images.map(\.id))
        let question = ClusterQuestion(
            plan: .images(ImagePlan(groups: [group])),
            facts: try ImageScoring.ledgerPlan(model: model, images: scored), model: model,
            workerThreads: workerThreads)
        let answers = try cluster.engine.answers(to: question, observer: observer)
        for (position, outcome) in answers.outcomes.enumerated() { try deliver(position, outcome) }
    }
}

/// Where a prepared dataset's tiles lie; nowhere for other datasets.
struct DatasetPlaces {
    private let placers: [String?: TilePlacer]

    init(_ dataset: ImageDataset) throws {
        placers = try (dataset.prepared?.grids ?? [:]).mapValues { try TilePlacer(grid: $0) }
    }

    func place(of image: DatasetImage) throws -> TilePlace? {
        guard let tile = image.place, let placer = placers[tile.area] else { return nil }
        return try placer.place(of: TileIndex(row: tile.row, column: tile.column))
    }
}
