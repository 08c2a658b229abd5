import AerialCore
import Foundation
import Imagery
import Testing

extension EndToEnd {
    struct Score {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func score(_ arguments: String...) throws -> ScoreObject {
            try Program.mustRun(["score", county.model] + arguments + ["--json"], in: scratch.path)
                .object(ScoreObject.self)
        }

        @Test func theTableHoldsARowATile() throws {
            let summary = try county.scored.object(ScoreObject.self)
            let table = try PredictionFile.read(path: county.predictions)
            #expect(summary.tiles == County.sideTiles * County.sideTiles)
            #expect(summary.reconciles)
            #expect(table.rows.count == summary.tiles)
            #expect(table.rows.count { $0.status == .scored } == summary.scored)
            #expect(table.classNames == County.classNames)
            #expect(summary.seconds > 0 && summary.tilesPerSecond > 0)
            #expect(["fp32", "bf16"].contains(summary.precision))
            #expect(summary.engine == "OpenVINO")
        }

        @Test(arguments: ["gpkg", "geojson"]) func everyFormatHoldsTheSamePredictions(ending: String) throws {
            let summary = try score(county.imagery, "--out", "predictions.\(ending)")
            let table = try PredictionFile.read(path: scratch["predictions.\(ending)"])
            let expected = try PredictionFile.read(path: county.predictions)
            #expect(summary.reconciles)
            #expect(table.rows.map(\.id) == expected.rows.map(\.id))
            #expect(table.rows.map(\.predictedClass) == expected.rows.map(\.predictedClass))
            #expect(table.rows.map(\.status) == expected.rows.map(\.status))
        }

        @Test func theClassMapHoldsTheSamePredictions() throws {
            let summary = try score(county.imagery, "--out", "map.tif")
            let (map, grid) = try ClassMapFile.read(path: scratch["map.tif"])
            let expected = try PredictionFile.read(path: county.predictions)
            #expect(map.cells.map { $0.map(Int.init) } == expected.rows.map(\.predictedClass))
            let tableGrid = try PredictionFile.grid(of: expected)
            #expect(grid.origin == tableGrid.origin)
            #expect((grid.columns, grid.rows) == (tableGrid.columns, tableGrid.rows))
            #expect(summary.scored == map.tileCounts.reduce(0, +))
        }

        @Test func anyNumberOfThreadsGivesTheSameBytes() throws {
            _ = try score(county.imagery, "--out", "again.csv", "--threads", "1")
            #expect(try scratch.data("again.csv") == county.scratch.data("predictions.csv"))
        }

        /// Quarters cut inside tiles, so that tiles are put together from two or four scenes.
        @Test func quarterScenesGiveWhatTheWholeSceneGives() throws {
            var quarters: [String] = []
            for (row, height) in [(0, 1000), (1000, 1240)] {
                for (column, width) in [(0, 1300), (1300, 940)] {
                    let scene = VirtualRaster(
                        source: county.imagery, column: column, row: row, width: width, height: height)
                    quarters.append(try scratch.write(scene.text, to: "quarter_\(row)_\(column).vrt"))
                }
            }
            let arguments =
                ["score", county.model] + quarters + ["--out", "mosaic.csv", "--json", "--trust-sources"]
            let run = try Program.mustRun(arguments, in: scratch.path)
            let whole = try PredictionFile.read(path: county.predictions)
            let mosaic = try PredictionFile.read(path: scratch["mosaic.csv"])
            #expect(try run.object(ScoreObject.self).tiles == whole.rows.count)
            #expect(mosaic.rows.map(\.place) == whole.rows.map(\.place))
            #expect(mosaic.rows.map(\.probabilities) == whole.rows.map(\.probabilities))
        }

        @Test func anotherDateIsScoredOnTheSameGrid() throws {
            let summary = try score(county.laterImagery, "--out", "later.csv")
            let later = try PredictionFile.read(path: scratch["later.csv"])
            let before = try PredictionFile.read(path: county.predictions)
            #expect(summary.reconciles)
            #expect(later.rows.map(\.place?.bounds) == before.rows.map(\.place?.bounds))
            #expect(later.rows.map(\.probabilities) != before.rows.map(\.probabilities))
        }

        @Test func theAreaKeepsTheTilesWhoseCentreLiesInIt() throws {
            let (west, north) = (County.origin.x + 200, County.origin.y - 300)
            let (east, south) = (west + 700, north - 500)
            let corners = [(west, north), (east, north), (east, south), (west, south), (west, north)]
            let ring = corners.map { "[\($0.0), \($0.1)]" }.joined(separator: ", ")
            try scratch.write(
                """
                {"type": "FeatureCollection",
                 "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::26919"}},
                 "features": [{"type": "Feature", "properties": {},
                   "geometry": {"type": "Polygon", "coordinates": [[\(ring)]]}}]}
                """, to: "area.geojson")
            _ = try score(county.imagery, "--out", "area.csv", "--aoi", "area.geojson")
            let all = try PredictionFile.read(path: county.predictions)
            let expected = all.rows.filter { row in
                guard let center = row.place?.bounds.center else { return false }
                return center.x > west && center.x < east && center.y > south && center.y < north
            }
            let kept = try PredictionFile.read(path: scratch["area.csv"]).rows
            #expect(kept.map(\.id) == expected.map(\.id))
            #expect(kept.count == 9)
        }

        @Test func aFolderOfTilesIsScoredWithItsLabels() throws {
            let summary = try score("\(county.dataset)/test", "--out", "tiles.csv")
            let table = try PredictionFile.read(path: scratch["tiles.csv"])
            #expect(summary.reconciles)
            #expect(table.rows.count == summary.tiles)
            #expect(Set(table.rows.map(\.label)) == Set(County.classNames))
            #expect(
                table.rows.allSatisfy { $0.filePath?.hasSuffix("\($0.label ?? "-")/\(name(of: $0))") == true }
            )
        }

        private func name(of row: TilePrediction) -> String {
            ((row.filePath ?? "") as NSString).lastPathComponent
        }
    }
}
