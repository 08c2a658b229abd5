internal import AerialCore
internal import Foundation
internal import Imagery

/// Where the predictions of a run go: a table row by row, or a class map at the end.
final class ScoreOutput {
    private enum Destination {
        case table(PredictionWriter)
        case map(ClassMap, [UInt8?], TileGrid)
    }

    private let path: String
    private let metadata: [String: String]
    private var destination: Destination

    static func isKnown(_ path: String) -> Bool {
        isMap(path) || (try? TableFormat(path: path)) != nil
    }

    static func isMap(_ path: String) -> Bool {
        ["tif", "tiff"].contains((path as NSString).pathExtension.lowercased())
    }

    /// Where a person finds which tiles are foreign.
    static func foreignPlace(_ path: String) -> ForeignTiles.Place { isMap(path) ? .classMap : .table }

    static func plan(_ path: String) -> OutputFilePlan {
        let map = OutputKind.raster(
            tagged: [ClassMapFile.legendKey, "AERIAL_MODEL"], without: ["AERIAL_NORMALIZATION"])
        return OutputFilePlan(
            path, isMap(path) ? map : .tableFile(path) { EarlierOutput.isPredictions($0) })
    }

    /// Says before any work what this output cannot hold.
    static func check(_ path: String, hasPlaces: Bool) throws {
        try OutputPlace.check(path)
        guard !hasPlaces else { return }
        if (try? TableFormat(path: path))?.needsPlaces == true {
            throw PredictionFileError.needsPlaces(path: path)
        }
        guard isMap(path) else { return }
        throw CommandError(
            "\(path) would be a map, but images have no places. Write a .csv instead, or score scenes.")
    }

    /// - Parameters:
    ///   - grid: the tiles' grid; `nil` for images.
    ///   - record: how the predictions come to be.
    init(
        path: String, legend: Legend, grid: TileGrid?, metadata: [String: String],
        record: PredictionRecord
    ) throws {
        self.path = path
        self.metadata = metadata.merging(record.tags) { $1 }
        if Self.isMap(path) {
            guard let grid else { throw CommandError("\(path) would be a map, but images have no places.") }
            let map = ClassMap(legend: legend, columns: grid.columns, rows: grid.rows)
            destination = .map(map, Array(repeating: nil, count: grid.tileCount), grid)
        } else {
            destination = .table(
                try PredictionWriter(
                    path: path, classNames: legend.classNames, legend: legend, reference: grid?.reference,
                    record: record))
        }
    }

    func write(_ prediction: TilePrediction) throws {
        switch destination {
        case .table(let writer): try writer.write(prediction)
        case .map(var map, var confidence, let grid):
            guard let tile = prediction.place?.index, let predicted = prediction.predictedClass else {
                return
            }
            // Keeps the two unshared, so that writing to them copies nothing.
            destination = .map(ClassMap(legend: map.legend, columns: 0, rows: 0), [], grid)
            map[tile] = UInt8(predicted)
            confidence[tile.row * grid.columns + tile.column] = prediction.confidence.map {
                UInt8(($0 * 100).rounded())
            }
            destination = .map(map, confidence, grid)
        }
    }

    /// The file appears under its name.
    func finish() throws {
        switch destination {
        case .table(let writer): try writer.finish()
        case .map(let map, let confidence, let grid):
            try ClassMapFile.write(map, grid: grid, confidence: confidence, metadata: metadata, to: path)
        }
    }
}

extension OutputSet {
    /// Predictions and the map of their cells, where one is made, appear together.
    func complete(_ output: ScoreOutput, _ detail: DetailMap?) throws {
        try complete {
            try detail?.finish()
            try output.finish()
            try detail?.publish()
        }
    }
}
