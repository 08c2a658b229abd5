import Aerial
import AerialCore
import Foundation
import Imagery
import Testing

/// Maps finer than the tile: the cells in it, and windows that overlap.
extension JourneyTests {
    @Test func cellsAreMappedBesideTheTiles() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        _ = try ScorePlan(model: county.model, inputs: [county.before], out: folder["plain.csv"]).run(
            SilentObserver())
        var plan = ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"])
        plan.detail = folder["d.tif"]
        #expect(try plan.run(SilentObserver()).detailMeters == 32)
        #expect(FileManager.default.contentsEqual(atPath: folder["plain.csv"], andPath: folder["p.csv"]))
        #expect(
            try folder.names() == [
                "d.qml", "d.tif", "d.tif.aux.xml", "p.csv", "p.csv.aerial.json", "plain.csv",
                "plain.csv.aerial.json",
            ])

        let (map, grid) = try ClassMapFile.read(path: folder["d.tif"])
        #expect(grid.columns == 56 && grid.rows == 56 && grid.tileSideMeters == 32)
        #expect(map.cells.allSatisfy { $0 != nil })
        // Most tiles show one class, and so do most of their cells.
        let table = try PredictionFile.read(path: folder["p.csv"])
        var same = 0
        for row in table.rows {
            let tile = try #require(row.place?.index)
            for cell in 0..<49 {
                let index = TileIndex(row: tile.row * 7 + cell / 7, column: tile.column * 7 + cell % 7)
                if map[index].map({ Int($0) }) == row.predictedClass { same += 1 }
            }
        }
        #expect(Double(same) / Double(map.cells.count) > 0.7 && same < map.cells.count)
    }

    @Test func aFinerMapIsNearerToTheTruth() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        var plan = ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"])
        plan.detail = folder["d.tif"]
        _ = try plan.run(SilentObserver())
        plan.detail = nil
        plan.out = folder["s.tif"]
        plan.strideMeters = 112
        _ = try plan.run(SilentObserver())
        let truth = county.folder["county/truth_before.tif"]
        let (detail, cells) = try ClassMapFile.read(path: folder["d.tif"])
        let (strided, halves) = try ClassMapFile.read(path: folder["s.tif"])
        let table = try PredictionFile.read(path: folder["p.csv"])
        var (tiles, windows) = (detail, detail)
        for row in table.rows {
            let (tile, best) = (try #require(row.place?.index), UInt8(try #require(row.predictedClass)))
            for cell in 0..<49 {
                tiles[TileIndex(row: tile.row * 7 + cell / 7, column: tile.column * 7 + cell % 7)] = best
            }
        }
        for cell in cells.tiles {
            let middle = cells.bounds(of: cell).center
            windows[cell] =
                strided[
                    TileIndex(
                        row: Int((halves.origin.y - middle.y) / 112),
                        column: Int((middle.x - halves.origin.x) / 112))]
        }
        let counts = try LabelRaster(path: truth, gridReference: cells.reference)
        func agreement(_ map: ClassMap) throws -> Double {
            try #require(
                try LandCoverComparison.compare(map, grid: cells) { try counts.codeCounts(in: $0).codes }.all
                    .accuracy)
        }
        let (coarse, fine, overlapping) = (
            try agreement(tiles), try agreement(detail), try agreement(windows)
        )
        #expect(fine > coarse + 0.02, "\(fine) of cells, \(coarse) of tiles")
        #expect(overlapping > coarse, "\(overlapping) of windows, \(coarse) of tiles")
    }

    @Test(arguments: [true, false])
    func anEndedRunGoesOnToTheSameMap(isDetail: Bool) throws {
        let county = try Self.county.get()
        let (whole, folder) = (Scratch(), Scratch())
        func plan(_ folder: Scratch) -> ScorePlan {
            var plan = ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"])
            if isDetail { plan.detail = folder["d.tif"] } else { plan.strideMeters = 112 }
            plan.threads = 1
            return plan
        }
        _ = try plan(whole).run(SilentObserver())
        #expect(throws: JourneyCancelled.self) { try plan(folder).run(Recorder(isCancelled: true)) }
        #expect(try folder.names() == [".p.csv.ledger"])
        var other = plan(folder)
        other.resumes = true
        (other.detail, other.strideMeters) = (nil, nil)
        #expect(throws: CommandError.self) { try other.run(SilentObserver()) }
        var again = plan(folder)
        again.resumes = true
        let resumed = try again.run(SilentObserver())
        #expect(resumed.restored > 0)
        #expect(try folder.names() == whole.names())
        for name in try whole.names() {
            #expect(FileManager.default.contentsEqual(atPath: whole[name], andPath: folder[name]), "\(name)")
        }
    }

    @Test func windowsAreAveragedOverTheCellsThatTheyHold() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        var plan = ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"])
        plan.precision = .fp32
        _ = try plan.run(SilentObserver())
        plan.out = folder["s.csv"]
        plan.strideMeters = 112
        let summary = try plan.run(SilentObserver())
        #expect(summary.windows == 225 && summary.counts.tiles == 256 && summary.counts.scored == 256)
        let tiles = try PredictionFile.read(path: folder["p.csv"])
        let cells = try PredictionFile.read(path: folder["s.csv"])
        #expect(
            cells.rows.map(\.id)
                == (0..<256).map { TileGrid.name(of: TileIndex(row: $0 / 16, column: $0 % 16)) })
        // The cell in the corner is held by one window, which is the first tile.
        for (a, b) in zip(tiles.rows[0].probabilities, cells.rows[0].probabilities) {
            #expect(abs(a - b) < 1e-3)
        }
        #expect(cells.rows[0].place?.bounds.width == 112)
    }

    @Test func anAreaKeepsTheCellsInIt() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        var plan = ScorePlan(model: county.model, inputs: [county.before], out: folder["s.csv"])
        plan.strideMeters = 112
        _ = try plan.run(SilentObserver())
        let all = try PredictionFile.read(path: folder["s.csv"])
        let place = try #require(all.rows.first { $0.id == "r0006_c0009" }?.place)
        let (west, south, east, north) = (
            place.degrees.minX, place.degrees.minY, place.degrees.maxX, place.degrees.maxY
        )
        let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        let outline = """
            {"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":
            {"type":"Polygon","coordinates":[\(ring)]}}]}
            """
        try outline.write(toFile: folder["a.geojson"], atomically: true, encoding: .utf8)
        plan.area = folder["a.geojson"]
        plan.out = folder["part.csv"]
        let summary = try plan.run(SilentObserver())
        let part = try PredictionFile.read(path: folder["part.csv"])
        #expect(part.rows.map(\.id) == ["r0006_c0009"])
        #expect(summary.windows == 4)
        // All windows that hold it are there, so it says what it says in the whole.
        let whole = try #require(all.rows.first { $0.id == "r0006_c0009" })
        for (a, b) in zip(whole.probabilities, part.rows[0].probabilities) { #expect(abs(a - b) < 0.02) }
    }

    @Test func whatNoFinerMapIsMadeOfIsSaidBeforeAnyWork() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        func refused(_ change: (inout ScorePlan) -> Void) -> String {
            var plan = ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"])
            change(&plan)
            do {
                _ = try plan.run(SilentObserver())
                return ""
            } catch { return "\(error)" }
        }
        #expect(refused { $0.detail = folder["d.png"] }.contains(".tif"))
        #expect(refused { $0.detail = folder["p.csv"] }.contains("two outputs") == true)
        #expect(refused { $0.detail = county.before }.contains("never an input"))
        #expect(refused { $0.strideMeters = 100 }.contains("112, 74.67, 56, 32 m"))
        #expect(refused { $0.strideMeters = 224 }.contains("divided by 2"))
        #expect(
            refused {
                $0.strideMeters = 56
                $0.detail = folder["d.tif"]
            }.contains("beside each other"))
        #expect(
            refused {
                $0.inputs = [county.dataset]
                $0.detail = folder["d.tif"]
            }.contains("no places"))
        #expect(
            refused {
                $0.inputs = [county.dataset]
                $0.strideMeters = 112
            }.contains("need scenes"))
        #expect(try folder.names() == [])
    }
}
