internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference

/// Scores the tiles of one date's scenes: one thread reads runs of tiles, the others infer, rows are written in the
/// grid's order while it goes on.
struct SceneScoring {
    let model: TrainedModel
    let scenes: [String]
    let bands: [Int]?
    let area: String?
    let out: String
    let console: Console

    func run() throws -> ScoreSummary {
        let mosaic = try Mosaic(paths: scenes, bands: bands)
        try SceneFit(mosaic: mosaic, model: model, area: area).tell(console)
        let grid = mosaic.grid
        console.say(
            "\(grid.tileCount) tiles in \(grid.rows) rows and \(grid.columns) columns, "
                + "\(grid.reference.authorityCode ?? "a system without a number"); \(model.description)")
        let output = try ScoreOutput(path: out, legend: model.legend, grid: grid, metadata: model.provenance)
        let placer = try mosaic.makePlacer()
        let progress = Progress("scoring", unit: "tiles", total: grid.tileCount, console: console)
        var tally = ScoreTally()
        let source = try TileRuns(mosaic: mosaic, area: area, runLength: model.batchSize)
        try InferenceLine(network: model.network, threads: model.threads).run(
            next: { try source.next() },
            decode: { (read: TileRead) in read.decoded },
            deliver: { read, outcome in
                let prediction = model.prediction(
                    of: outcome, id: TileGrid.name(of: read.index),
                    source: mosaic.sceneNames(at: read.index).joined(separator: ";"),
                    place: try placer.place(of: read.index))
                try output.write(prediction)
                tally.record(prediction)
                progress.advance()
            })
        progress.finish()
        guard tally.counts.tiles > 0 else {
            throw CommandError(
                "no tile of the imagery has its centre in the area of \(area ?? ""). Check that both "
                    + "show the same place.")
        }
        try output.finish()
        tally.tellRejections(console)
        return ScoreSummary(tally: tally, seconds: progress.seconds, model: model)
    }
}

/// A tile as the reader hands it on.
struct TileRead: Sendable {
    let index: TileIndex
    let result: Result<TileImage, ImageryError>

    var decoded: DecodedItem { decoded(matching: nil) }

    /// - Parameter matching: what is done to the colours.
    func decoded(matching: ColorMatching?) -> DecodedItem {
        switch result {
        case .failure(let error): .rejected(error.description)
        case .success(let image) where image.isNodata:
            .nodata("\(image.emptyPixelCount) of \(image.width * image.height) pixels are empty")
        case .success(let image): .image(matching?.matched(image) ?? image)
        }
    }
}

/// Reads tiles in runs of neighbours, row by row, so that the file's blocks are decoded once.
final class TileRuns: @unchecked Sendable {  // one thread at a time calls `next`, the pipeline's reader
    private let mosaic: Mosaic
    private let areaPath: String?
    private let runLength: Int
    private var area: AreaOfInterest?
    private var reader: TileReader?
    private var row = 0
    private var column = 0

    init(mosaic: Mosaic, area: String?, runLength: Int) throws {
        self.mosaic = mosaic
        areaPath = area
        self.runLength = runLength
    }

    /// The next tiles that lie in the area; `nil` after the last.
    func next() throws -> [TileRead]? {
        try open()
        guard let reader, let columns = nextRun() else { return nil }
        let row = row
        return zip(columns, reader.read(row: row, columns: columns)).map {
            TileRead(index: TileIndex(row: row, column: $0), result: $1)
        }
    }

    /// GDAL's handles belong to the thread that uses them, so they are made on it.
    private func open() throws {
        guard reader == nil else { return }
        reader = try mosaic.makeReader()
        area = try areaPath.map { try AreaOfInterest(path: $0, reference: mosaic.grid.reference) }
    }

    /// The next columns of a row, without a gap and at most `runLength`; moves on past them.
    private func nextRun() -> Range<Int>? {
        while row < mosaic.grid.rows {
            while column < mosaic.grid.columns, !isWanted(column) { column += 1 }
            let start = column
            while column < mosaic.grid.columns, column - start < runLength, isWanted(column) { column += 1 }
            if column > start { return start..<column }
            row += 1
            column = 0
        }
        return nil
    }

    private func isWanted(_ column: Int) -> Bool {
        guard let area else { return true }
        return area.contains(mosaic.grid.bounds(of: TileIndex(row: row, column: column)).center)
    }
}
