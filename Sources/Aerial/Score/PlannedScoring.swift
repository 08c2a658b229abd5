internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Scoring

/// Scoring that other machines do: the plan of its items, and how their answers become the rows of a local run.
struct PlannedScoring {
    let plan: JobPlan
    /// The tiles' grid; `nil` for images.
    let grid: TileGrid?
    let model: TrainedModel
    /// What decides the answers.
    let facts: LedgerPlan
    /// What is to be kept in mind of the predictions.
    private let cautions: [String]
    /// The imagery; empty for images.
    private let scenes: [String]
    private let row: (Int, InferenceOutcome) throws -> TilePrediction

    /// - Throws: ``CommandError``, `ImageryError`; and for an area without tiles.
    init(
        _ input: ScoreInput, model: TrainedModel, bands: [Int]?, area: String?, sample: SampleFraction? = nil,
        maxEmptyShare: Double, observer: any JourneyObserver
    ) throws {
        self.model = model
        switch input {
        case .images(let images):
            plan = .images(ImagePlan(images: images, rooted: ClusterPath.reached))
            grid = nil
            (cautions, scenes) = ([], [])
            facts = try ImageScoring.ledgerPlan(model: model, images: images)
            row = { model.prediction(of: $1, image: images[$0]) }
        case .scenes(let scenes):
            self.scenes = scenes
            let mosaic = try Mosaic(
                paths: scenes.map(ClusterPath.reached), tile: model.tile, bands: bands,
                maxEmptyShare: maxEmptyShare)
            let fit = try SceneFit(mosaic: mosaic, model: model, area: area)
            fit.tell(observer)
            cautions = fit.cautions
            let tiles = TilePlan(
                mosaic: mosaic,
                area: try area.map { try AreaOfInterest(path: $0, reference: mosaic.grid.reference) },
                sample: sample)
            plan = .tiles(tiles)
            grid = mosaic.grid
            facts = try SceneScoring.ledgerPlan(
                model: model, scenes: scenes, mosaic: mosaic, bands: bands, area: area, sample: sample,
                maxEmptyShare: maxEmptyShare)
            let rows = try SceneRows(mosaic: mosaic, model: model)
            row = { try rows.row(of: tiles.tile(at: $0), $1) }
        }
        guard plan.itemCount > 0 else {
            throw CommandError(
                "no tile of the imagery has its centre in the area of --aoi, or --sample-fraction takes none of them. Check "
                    + "that both show the same place, or take a larger part."
            )
        }
    }

    /// Writes the rows of a local run.
    /// - Parameters:
    ///   - outcomes: in the order of the plan.
    ///   - address: where the rows end up.
    func write(_ outcomes: [InferenceOutcome], to out: String, address: String) throws -> ScoreTally {
        try write(to: out, address: address, detail: nil) { try $0(outcomes) }.tally
    }

    /// Writes the rows of a local run and its map of cells.
    /// - Parameters:
    ///   - address: where the rows end up.
    ///   - detail: where the map of cells goes; `nil` for none.
    ///   - bring: gives outcomes to what it is given, in the order of the plan.
    func write<Brought>(
        to out: String, address: String, detail: String?,
        bring: (([InferenceOutcome]) throws -> Void) throws -> Brought
    ) throws -> (tally: ScoreTally, brought: Brought) {
        let record = PredictionRecord(of: model, scenes: scenes, cautions: cautions, output: address)
        // Table and map of cells appear together.
        let outputs = OutputSet()
        let map = try detail.map {
            try DetailMap(path: $0, place: outputs.place(for:), model: model, tiles: grid, record: record)
        }
        let output = try ScoreOutput(
            path: detail == nil ? out : outputs.place(for: out), legend: model.legend, grid: grid,
            metadata: model.provenance, record: record)
        var tally = ScoreTally()
        var ordinal = 0
        let brought: Brought
        do {
            brought = try bring { outcomes in
                for outcome in outcomes {
                    let row = try row(ordinal, outcome)
                    try output.write(row)
                    tally.record(row)
                    if let map, let tile = row.place?.index { try map.record(outcome, of: tile) }
                    ordinal += 1
                }
            }
        } catch { throw outputs.named(error) }
        try outputs.complete(output, map)
        return (tally, brought)
    }

    /// The side of a cell of the map of cells; `nil` where the model was not asked for them.
    var cellMeters: Double? {
        model.cellsPerSide.flatMap { grid?.divided(by: $0)?.tileSideMeters }
    }

    /// Of a job that is found again by what it is: the same command line, inputs and model give the same name.
    var fingerprint: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let content = [
                try encoder.encode(facts.withoutMachine), try job(named: "", threads: 1).encoded(),
            ]
            let texts = content.map { String(decoding: $0, as: UTF8.self) }
            return String(FileChecksum.sha256(of: texts.joined(separator: "\n")).prefix(12))
        }
    }

    func job(named id: String, threads: Int) -> ScoreJob {
        ScoreJob(id: id, precision: model.network.options.precision, threads: threads, plan: plan)
    }
}
