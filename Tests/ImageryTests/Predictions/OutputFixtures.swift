import AerialCore
import Foundation

@testable import Imagery

/// A folder for one test's files, removed with it.
final class OutputFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "aerial-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
    func text(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }
}

enum Fixture {
    /// A grid of 5 x 4 tiles in UTM zone 17 whose corner lies off whole metres.
    static func grid(columns: Int = 5, rows: Int = 4, code: String = "EPSG:26917") throws -> TileGrid {
        TileGrid(
            reference: try CoordinateReference(definition: code),
            origin: MapPoint(x: 512_345.6, y: 4_321_987.25),
            columns: columns, rows: rows, tileSideMeters: 224)
    }

    /// Every class in turn, and a cell without data.
    static func map(_ grid: TileGrid, legend: Legend = .nlcd6) -> ClassMap {
        var map = ClassMap(legend: legend, columns: grid.columns, rows: grid.rows)
        for (number, tile) in grid.tiles.enumerated() where number != 3 {
            map[tile] = UInt8(number % legend.classes.count)
        }
        return map
    }

    static func place(_ tile: TileIndex, in grid: TileGrid) throws -> TilePlace {
        let transform = try CoordinateTransform(
            from: SpatialReference(grid.reference), to: SpatialReference.degrees())
        guard let degrees = transform(grid.bounds(of: tile)) else {
            throw ImageryError.cannotTransform(from: "fixture", to: "degrees", reason: "")
        }
        return TilePlace(
            index: tile, bounds: grid.bounds(of: tile), degrees: degrees,
            referenceIdentifier: grid.reference.identifier)
    }

    /// One row per tile of all three kinds, with texts that every format has to escape.
    static func rows(_ grid: TileGrid, classCount: Int = 6) throws -> [TilePrediction] {
        var generator = SeededGenerator(seed: 11)
        return try grid.tiles.enumerated().map { number, tile in
            let place = try place(tile, in: grid)
            let id = "a_\(TileGrid.name(of: tile))"
            let source = "=cmd, \"north\"\n<&> é\\ 2014-01-01.tif"
            switch number {
            case 3:
                return TilePrediction(id: id, source: source, place: place, status: .nodata, reason: "empty")
            case 7:
                return TilePrediction(
                    id: id, source: source, place: place, status: .rejected, reason: "cut short, at line 3")
            default:
                return TilePrediction(
                    id: id, source: source, place: place, status: .scored,
                    probabilities: probabilities(classCount, using: &generator))
            }
        }
    }

    /// Whole millionths that sum to 1, so that tables hold them exactly.
    static func probabilities(_ count: Int, using generator: inout SeededGenerator) -> [Float] {
        var left = 1_000_000
        var parts = (1..<count).map { _ in
            let part = Int.random(in: 0...left, using: &generator)
            left -= part
            return part
        }
        parts.append(left)
        return parts.map { Float(Double($0) / 1_000_000) }
    }

    static func write(
        _ rows: [TilePrediction], to path: String, legend: Legend = .nlcd6, reference: CoordinateReference?
    ) throws {
        let writer = try PredictionWriter(
            path: path, classNames: legend.classNames, legend: legend, reference: reference)
        for row in rows { try writer.write(row) }
        try writer.finish()
    }
}

extension TilePrediction {
    /// The row as a table holds it: coordinates to the millimetre, degrees to seven decimals.
    var rounded: TilePrediction {
        func round(_ bounds: MapBounds, _ decimals: Int) -> MapBounds {
            MapBounds(
                minX: DecimalText.rounded(bounds.minX, decimals: decimals),
                minY: DecimalText.rounded(bounds.minY, decimals: decimals),
                maxX: DecimalText.rounded(bounds.maxX, decimals: decimals),
                maxY: DecimalText.rounded(bounds.maxY, decimals: decimals))
        }
        return TilePrediction(
            id: id, source: source,
            place: place.map {
                TilePlace(
                    index: $0.index, bounds: round($0.bounds, 3), degrees: round($0.degrees, 7),
                    referenceIdentifier: $0.referenceIdentifier)
            }, filePath: filePath, label: label, status: status, reason: reason, probabilities: probabilities)
    }
}
