import AerialCore
import Foundation
import Imagery
import Inference
import Testing

@testable import Scoring

struct ScorePlanTests {
    private static let grid = TileGrid(
        reference: CoordinateReference(wellKnownText: "LOCAL", authorityCode: nil, metersPerUnit: 1),
        origin: MapPoint(x: 0.1, y: 1e7), columns: 5, rows: 3, tileSideMeters: 224)

    private static let images = ImagePlan(groups: [
        ImagePlan.Group(root: "/data/tiles", names: ["a.png", "b/c.png"]),
        ImagePlan.Group(root: "/data/one.png", names: nil, turns: 3),
        ImagePlan.Group(root: "/data/empty", names: []),
        ImagePlan.Group(root: "/data/more", names: ["tab\t\"quote\".png"]),
    ])

    @Test func aWholeGridIsNumberedRowByRow() {
        let plan = TilePlan(scenes: [], grid: Self.grid, tile: .standard, runs: nil)
        #expect(plan.tileCount == 15)
        #expect((0..<15).map(plan.tile) == Array(Self.grid.tiles))
    }

    @Test func runsAreNumberedOneAfterTheOther() {
        let runs = [(0, 1, 2), (0, 4, 1), (2, 0, 5)].map {
            TilePlan.Run(row: $0.0, column: $0.1, count: $0.2)
        }
        let plan = TilePlan(scenes: [], grid: Self.grid, tile: .standard, runs: runs)
        let tiles = [(0, 1), (0, 2), (0, 4), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4)]
        #expect(plan.tileCount == tiles.count)
        #expect((0..<tiles.count).map(plan.tile) == tiles.map { TileIndex(row: $0.0, column: $0.1) })
        #expect(TilePlan(scenes: [], grid: Self.grid, tile: .standard, runs: []).tileCount == 0)
    }

    @Test func imagesAreNumberedThroughTheirFolders() {
        let plan = Self.images
        #expect(plan.imageCount == 4)
        #expect(
            (0..<4).map { plan.image(at: $0).path } == [
                "/data/tiles/a.png", "/data/tiles/b/c.png", "/data/one.png",
                "/data/more/tab\t\"quote\".png",
            ])
        #expect((0..<4).map { plan.image(at: $0).turns } == [1, 1, 3, 1])
    }

    @Test func imagesKeepTheOrderOfTheInputs() {
        let inputs = [
            ScoredImage(path: "one.png", source: "one.png", id: "one.png", folder: nil),
            ScoredImage(path: "tiles/\u{301}x.png", source: "tiles", id: "tiles/\u{301}x.png", folder: nil),
            ScoredImage(path: "tiles/b/y.png", source: "tiles", id: "tiles/b/y.png", folder: "b"),
            ScoredImage(path: "two.png", source: "two.png", id: "two.png", folder: nil),
            ScoredImage(path: "tiles/z.png", source: "tiles", id: "tiles/z.png", folder: nil),
        ]
        let plan = ImagePlan(images: inputs) { "/mnt/\($0)" }
        #expect(plan.imageCount == inputs.count)
        for (ordinal, image) in inputs.enumerated() {
            #expect(plan.image(at: ordinal).path.utf8.elementsEqual("/mnt/\(image.path)".utf8))
        }
    }

    @Test func rowsOfAPlanDoNotContradictIt() throws {
        let tiles = JobPlan.tiles(TilePlan(scenes: [], grid: Self.grid, tile: .standard, runs: nil))
        for plan in [tiles, .images(Self.images)] {
            for ordinal in 0..<plan.itemCount {
                let line = plan.request(at: ordinal).line
                #expect(plan.contradiction(of: try RowRequest(line: Array(line.utf8))) == nil)
                #expect(plan.contradiction(of: RowRequest(ordinal: ordinal, content: .planned)) == nil)
            }
        }
    }

    @Test func otherRowsDo() {
        let tiles = JobPlan.tiles(TilePlan(scenes: [], grid: Self.grid, tile: .standard, runs: nil))
        let images = JobPlan.images(Self.images)
        func contradicts(_ plan: JobPlan, _ ordinal: Int, _ content: RowRequest.Content) -> Bool {
            plan.contradiction(of: RowRequest(ordinal: ordinal, content: content)) != nil
        }
        #expect(contradicts(tiles, 15, .planned))
        #expect(contradicts(tiles, 1, .tile(TileIndex(row: 0, column: 2))))
        #expect(contradicts(tiles, 1, .image(path: "r0000_c0001")))
        #expect(contradicts(images, 0, .image(path: "/data/tiles/b/c.png")))
        #expect(contradicts(images, 0, .tile(TileIndex(row: 0, column: 0))))
        let composed = JobPlan.images(ImagePlan(groups: [.init(root: "/\u{E9}.png", names: nil)]))
        #expect(contradicts(composed, 0, .image(path: "/e\u{301}.png")))
    }
}

final class ScoreJobTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "aerial-job-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    private func job() -> ScoreJob {
        let plan = ImagePlan(groups: [ImagePlan.Group(root: "/data", names: ["a b.png", "\u{1F30D}.png"])])
        return ScoreJob(
            id: "job-1", work: .features, precision: .bfloat16, threads: 2, plan: .images(plan))
    }

    private func expectRefusal(of text: String, saying part: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(ScoreJob.fileName))
        let error = #expect(throws: ScoringError.self) { try ScoreJob.read(from: folder.path) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test func whatIsWrittenIsRead() throws {
        try job().write(to: folder.path)
        #expect(try ScoreJob.read(from: folder.path) == job())
        #expect(try job().encoded() == job().encoded())
    }

    @Test func otherFilesAreRefusedWithTheirDefect() throws {
        let whole = String(decoding: try job().encoded(), as: UTF8.self)
        func changed(_ old: String, _ new: String) -> String { whole.replacing(old, with: new) }
        try expectRefusal(of: "", saying: "no valid JSON")
        try expectRefusal(of: "{}", saying: "'formatVersion' is missing")
        try expectRefusal(of: String(whole.dropLast(20)), saying: "no valid JSON")
        try expectRefusal(of: changed("\"formatVersion\":2", "\"formatVersion\":3"), saying: "version 3")
        try expectRefusal(of: changed("\"bf16\"", "\"fp8\""), saying: "'precision'")
        try expectRefusal(of: changed("\"features\"", "\"guesses\""), saying: "'work'")
        try expectRefusal(of: changed("\"threads\":2", "\"threads\":0"), saying: "'threads'")
        try expectRefusal(of: changed("\"model\":\"model\"", "\"model\":\"../model\""), saying: "'model'")
        try expectRefusal(of: changed("\"turns\":1", "\"turns\":9"), saying: "1 to 4")
        try expectRefusal(of: changed("\"images\"", "\"things\""), saying: "'plan.images' is missing")
    }

    @Test func aJobOfViewsIsReadAndRefusedWithoutTheWayTilesAreSeen() throws {
        let plan = JobPlan.tiles(
            TilePlan(scenes: [], grid: grid(112), tile: try Self.tile.get(), runs: nil))
        func job(_ sight: TileSight?, _ plan: JobPlan) -> String {
            let job = ScoreJob(id: "v", work: .views, precision: .float32, plan: plan, sight: sight)
            return (try? job.encoded()).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        let sight = TileSight(turns: 4, matching: nil, includesFeatures: true)
        #expect(sight.defect(bandCount: 4) == nil)
        #expect(TileSight(turns: 5, matching: nil, includesFeatures: true).defect(bandCount: 4) != nil)
        var histogram = ColorHistogram()
        histogram.add(TileImage(width: 1, height: 1, rgb: [1, 2, 3], emptyPixelCount: 0))
        let matching = ColorMatching(from: histogram, to: histogram)
        #expect(TileSight(turns: 1, matching: matching, includesFeatures: true).defect(bandCount: 3) == nil)
        #expect(
            TileSight(turns: 1, matching: matching, includesFeatures: true).defect(bandCount: 4)
                == "'sight.matching' is not of the tile's bands")
        let images = ImagePlan(groups: [ImagePlan.Group(root: "/data", names: ["a.png"])])
        try expectRefusal(of: job(nil, .images(images)), saying: "'sight' is missing")
        try expectRefusal(of: job(sight, .images(images)), saying: "not of tiles")
        #expect(job(sight, plan).contains("\"includesFeatures\":true"))
    }

    private static let tile = Result {
        try TileSpec(sideMeters: 112, sidePixels: 96, bands: ["red", "green", "blue", "nir"])
    }

    private func grid(_ side: Double) -> TileGrid {
        TileGrid(
            reference: CoordinateReference(wellKnownText: "LOCAL", authorityCode: nil, metersPerUnit: 1),
            origin: MapPoint(x: 0, y: 0), columns: 2, rows: 2, tileSideMeters: side)
    }

    @Test func aPlanKeepsItsTilesSideAndBands() throws {
        let plan = TilePlan(scenes: [], grid: grid(112), tile: try Self.tile.get(), runs: nil)
        let data = try JSONEncoder().encode(plan)
        #expect(try JSONDecoder().decode(TilePlan.self, from: data) == plan)
    }

    @Test func aPlanOfVersion1HasStandardTiles() throws {
        let plan = TilePlan(scenes: [], grid: grid(224), tile: .standard, runs: nil)
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(plan))
        var fields = try #require(object as? [String: Any])
        var grid = try #require(fields["grid"] as? [String: Any])
        grid["tileSideMeters"] = nil
        fields["grid"] = grid
        fields["tile"] = nil
        let older = try JSONSerialization.data(withJSONObject: fields)
        #expect(try JSONDecoder().decode(TilePlan.self, from: older) == plan)
    }

    @Test func aJobOfVersion1IsRead() throws {
        let older = String(decoding: try job().encoded(), as: UTF8.self)
            .replacing("\"formatVersion\":2", with: "\"formatVersion\":1")
        try Data(older.utf8).write(to: folder.appendingPathComponent(ScoreJob.fileName))
        #expect(try ScoreJob.read(from: folder.path).plan == job().plan)
    }

    @Test func tilesThatDoNotFillTheirGridAreNoPlan() throws {
        let scene = try JSONDecoder().decode(Scene.self, from: Data(Self.scene.utf8))
        func defect(_ side: Double, _ tile: TileSpec) -> String? {
            TilePlan(scenes: [scene], grid: grid(side), tile: tile, runs: nil).defect
        }
        #expect(defect(224, .standard) == nil)
        #expect(defect(112, .standard)?.contains("do not fill") == true)
        #expect(defect(112, try Self.tile.get())?.contains("bands") == true)
    }

    /// Of three bands.
    private static let scene = """
        {"path":"a.tif","width":448,"height":448,"reference":{"wellKnownText":"LOCAL","metersPerUnit":1},
        "geoTransform":{"originX":0,"originY":448,"xPerColumn":1,"xPerRow":0,"yPerColumn":0,"yPerRow":-1},
        "extent":{"minX":0,"minY":0,"maxX":448,"maxY":448},"pixelWidthMeters":1,"pixelHeightMeters":1,
        "bandCount":3,"bands":[1,2,3],"bitsPerSample":8,"maskKind":{"none":{}},"isPaletted":false,"notes":[]}
        """

    @Test func aPlanBeyondItsGridIsRefused() throws {
        let grid = TileGrid(
            reference: CoordinateReference(wellKnownText: "LOCAL", authorityCode: nil, metersPerUnit: 1),
            origin: MapPoint(x: 0, y: 0), columns: 2, rows: 2, tileSideMeters: 224)
        for (row, column, count) in [(2, 0, 1), (0, 1, 2), (0, 0, Int.max), (-1, 0, 1), (0, 0, 0)] {
            let plan = TilePlan(
                scenes: [], grid: grid, tile: .standard,
                runs: [TilePlan.Run(row: row, column: column, count: count)])
            #expect(plan.defect != nil)
        }
    }
}
