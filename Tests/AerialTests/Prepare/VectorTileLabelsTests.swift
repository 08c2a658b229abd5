import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// What polygons say of a tile where the legend makes one class of several of their values.
struct VectorTileLabelsTests {
    private let folder = Scratch()
    private let tile = MapBounds(minX: 500_000, minY: 3_999_776, maxX: 500_224, maxY: 4_000_000)

    /// Polygons of a tile's height, from its west edge to a share of its width.
    private func answer(_ polygons: [(value: String, from: Double, to: Double)], share: Double) throws
        -> TileAnswer
    {
        let features = polygons.map { polygon in
            let (west, east) = (tile.minX + 224 * polygon.from, tile.minX + 224 * polygon.to)
            let corners = [
                (west, tile.minY), (east, tile.minY), (east, tile.maxY), (west, tile.maxY), (west, tile.minY),
            ]
            let ring = corners.map { "[\($0.0),\($0.1)]" }.joined(separator: ",")
            return "{\"type\":\"Feature\",\"properties\":{\"kind\":\"\(polygon.value)\"},"
                + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[\(ring)]]}}"
        }
        let path = folder["labels.geojson"]
        let reference = "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:26917\"}}"
        try "{\"type\":\"FeatureCollection\",\(reference),\"features\":[\(features.joined(separator: ","))]}"
            .write(toFile: path, atomically: true, encoding: .utf8)
        let layer = try LabelLayer(path: path)
        let plan = PreparePlan(
            imagery: [], labels: path, out: "", legend: .nlcd6, rule: .purity(share),
            split: .random)
        let grid = TileGrid(
            reference: try CoordinateReference(definition: "EPSG:26917"),
            origin: MapPoint(x: tile.minX, y: tile.maxY), columns: 1, rows: 1, tileSideMeters: 224)
        return try VectorTileLabels(layer, plan: plan, grid: grid, observer: SilentObserver())
            .answer(in: tile)
    }

    /// Deciduous forest and forest of all kinds on the same half of a tile are half a tile of forest.
    @Test func groundThatTwoValuesOfOneClassShareCountsOnce() throws {
        let half = try answer([("41", 0, 0.5), ("43", 0, 0.5)], share: 0.9)
        #expect(half.label == .dropped(.partlyLabelled) && half.text == "41:0.500,43:0.500")
        let same = try answer([("Forest", 0, 0.6), ("forest", 0, 0.6), ("Barren", 0.6, 1)], share: 0.9)
        #expect(same.label == .dropped(.mixedLabel))
        let beside = try answer([("41", 0, 0.5), ("43", 0.4, 1)], share: 0.9)
        #expect(beside.label == .labelled(classIndex: 2))
    }

    @Test func groundThatTwoUnlistedValuesShareCountsOnce() throws {
        let third = try answer([("11", 0, 0.3), ("12", 0, 0.3), ("41", 0.3, 1)], share: 0.9)
        #expect(third.label == .dropped(.mixedLabel) && third.unlisted == "11")
        let most = try answer([("11", 0, 0.3), ("12", 0.3, 0.6), ("41", 0.6, 1)], share: 0.9)
        #expect(most.label == .dropped(.unlistedCode))
    }
}
