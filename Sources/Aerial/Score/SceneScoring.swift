internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Scoring

/// Scores the tiles of one date's scenes: some threads read runs of tiles, others infer, rows are written in the
/// grid's order while it goes on.
struct SceneScoring {
    let model: TrainedModel
    let scenes: [String]
    let bands: [Int]?
    let area: String?
    /// A random part of the tiles; `nil` for all.
    var sample: SampleFraction?
    let maxEmptyShare: Double
    /// How many times farther windows are wide than they move; `nil` for tiles beside each other.
    var overlap: Int?
    let options: ScoreRun.Options
    let observer: any JourneyObserver

    /// Tiles that tell a scene's colours; each may cost the decoding of four blocks.
    private static let sampleSize = 48

    func run() throws -> ScoreSummary {
        let mosaic = try Mosaic(
            paths: scenes, tile: model.tile, bands: bands, maxEmptyShare: maxEmptyShare)
        let fit = try SceneFit(
            mosaic: mosaic, model: model, area: area, sampleSize: model.colors == nil ? 0 : Self.sampleSize)
        try fit.foreignTiles().warning(in: ScoreOutput.foreignPlace(options.out))
            .map { observer.warn("of a few tiles looked at first: \($0)") }
        fit.tell(observer)
        if let overlap { return try run(mosaic: mosaic, fit: fit, overlap: overlap) }
        tellStart(mosaic)
        let run = try makeRun(mosaic: mosaic, fit: fit, grid: mosaic.grid)
        let rows = try SceneRows(mosaic: mosaic, model: model)
        var walk = try TileWalk(grid: mosaic.grid, areaFile: area, sample: sample)
        return try run.run(
            restore: { outcome in
                guard let tile = walk.next() else { throw Self.tooManyRows }
                return [try rows.row(of: tile, outcome)]
            },
            work: {
                try infer(mosaic, run) { results in try results.map { try rows.row(of: $0.0.index, $0.1) } }
            })
    }

    /// Windows overlap; rows are of the cells between their corners.
    private func run(mosaic: Mosaic, fit: SceneFit, overlap: Int) throws -> ScoreSummary {
        guard let cells = mosaic.grid.divided(by: overlap), let grid = mosaic.grid.overlapping(by: overlap)
        else {
            throw CommandError(
                "there would be more than \(TileGrid.mostTiles) cells. Let windows move farther, or score the scenes in "
                    + "several runs.")
        }
        func placed(on grid: TileGrid) throws -> Mosaic {
            try Mosaic(scenes: mosaic.scenes, grid: grid, tile: mosaic.tile, maxEmptyShare: maxEmptyShare)
        }
        let windows = try placed(on: grid)
        tellStart(windows)
        let run = try makeRun(mosaic: windows, fit: fit, grid: cells)
        var rows = WindowRows(
            windows: grid, rows: try SceneRows(mosaic: placed(on: cells), model: model),
            walk: try TileWalk(grid: cells, areaFile: area), model: model)
        var walk = try TileWalk(grid: grid, areaFile: area)
        var summary = try run.run(
            restore: { outcome in
                guard let window = walk.next() else { throw Self.tooManyRows }
                return try rows.rows(of: window, outcome)
            },
            work: {
                try infer(windows, run) { results in
                    try results.flatMap { try rows.rows(of: $0.0.index, $0.1) }
                }
            },
            rest: { try rows.rest() })
        summary.windows = summary.seenTiles
        return summary
    }

    private func tellStart(_ mosaic: Mosaic) {
        let grid = mosaic.grid
        observer.say(
            "\(grid.tileCount) \(grid.overlap > 1 ? "windows" : "tiles") in \(grid.rows) rows and \(grid.columns) columns, "
                + "\(grid.reference.authorityCode ?? "a system without a number"); \(model.description)")
    }

    /// - Parameters:
    ///   - mosaic: of what the model looks at.
    ///   - grid: of the rows.
    private func makeRun(mosaic: Mosaic, fit: SceneFit, grid: TileGrid) throws -> ScoreRun {
        try options.cascade?.takeMemory(options.memory)
        try MemoryBudget.divide(options.memory, blockCache: mosaic.blockCacheBytes(), network: model.network)
        let count = mosaic.grid.tileCount
        return try ScoreRun(
            model: model, options: options, grid: grid,
            total: sample.map { Int(Double(count) * $0.fraction) } ?? count,
            plan: try Self.ledgerPlan(
                model: model, scenes: scenes, mosaic: mosaic, bands: bands, area: area, sample: sample,
                maxEmptyShare: maxEmptyShare, overlap: overlap
            ).adding(try options.cascade?.ledgerEntries ?? []),
            record: PredictionRecord(
                of: model, scenes: scenes,
                cautions: fit.cautions + [options.cascade?.caution].compactMap(\.self),
                output: options.address),
            observer: observer)
    }

    /// Takes what the run has not restored through the network.
    private func infer(
        _ mosaic: Mosaic, _ run: ScoreRun, rows: ([(TileRead, InferenceOutcome)]) throws -> [TilePrediction]
    ) throws {
        let first = options.cascade?.look
        let (area, sample) = (area, sample)
        let batchSize = first == nil ? model.batchSize : FirstLook.groupSize
        let (threads, restored) = (model.threads, run.restoredCount)
        try InferenceLine(network: model.network, threads: model.threads, first: first).runBatches(
            makeSource: {
                let runs = TileRuns(
                    mosaic: mosaic, area: area, sample: sample, runLength: batchSize, threads: threads,
                    skipping: restored)
                return { try runs.next() }
            },
            decode: { (read: TileRead) in read.decoded },
            deliver: { results in try run.deliver(results.map(\.1), rows: try rows(results)) })
    }

    private static var tooManyRows: CommandError {
        CommandError("the ledger holds more tiles than the imagery has. Start again without --resume.")
    }

    /// - Parameter mosaic: of the scenes.
    static func ledgerPlan(
        model: TrainedModel, scenes: [String], mosaic: Mosaic, bands: [Int]?, area: String?,
        sample: SampleFraction?,
        maxEmptyShare: Double, overlap: Int? = nil
    ) throws -> LedgerPlan {
        try LedgerPlan(
            model: model,
            inputs: scenes.map { ("the input \($0)", FileState.of($0)) }
                + [
                    ("the order of the inputs", FileChecksum.sha256(of: scenes.joined(separator: "\n"))),
                    mosaic.sceneFacts(of: "inputs"),
                    ("--stride", overlap.map { "1/\($0) of a tile" } ?? "none"),
                    ("--max-empty", "\(maxEmptyShare)"),
                    ("--sample-fraction", sample.map { "\($0.fraction), seed \($0.seed)" } ?? "all"),
                ],
            bands: bands, area: area)
    }
}

extension Mosaic {
    /// What a ledger records of the scenes beside their files' states: world files and `.aux.xml` that lie beside them may say what
    /// they did not say before.
    func sceneFacts(of title: String) -> (String, String) {
        ("the place, bands or nodata of the \(title)", FileChecksum.sha256(of: "\(scenes)"))
    }
}

/// Makes rows of a scene's tiles. One a thread.
struct SceneRows {
    private let mosaic: Mosaic
    private let model: TrainedModel
    private let placer: TilePlacer

    init(mosaic: Mosaic, model: TrainedModel) throws {
        self.mosaic = mosaic
        self.model = model
        placer = try mosaic.makePlacer()
    }

    func row(of tile: TileIndex, _ outcome: InferenceOutcome) throws -> TilePrediction {
        model.prediction(
            of: outcome, id: TileGrid.name(of: tile),
            source: mosaic.sceneNames(at: tile).joined(separator: ";"), place: try placer.place(of: tile))
    }
}
