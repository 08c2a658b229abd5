import AerialCore
import Foundation
import Imagery
import Inference
import Networks
import Scoring
import Testing

extension EndToEnd {
    /// What a worker answers is what a local run finds.
    struct WorkerAnswers {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func tiles(area: String? = nil) throws -> TilePlan {
            let mosaic = try Mosaic(paths: [county.imagery], tile: .standard)
            return TilePlan(
                mosaic: mosaic,
                area: try area.map { try AreaOfInterest(path: $0, reference: mosaic.grid.reference) })
        }

        private var images: [String] {
            scratch.trees(of: county.dataset + "/test").filter { $0.hasSuffix(".png") }
        }

        private func imagePlan(_ paths: [String], turns: Int = 1) -> JobPlan {
            .images(ImagePlan(groups: paths.map { ImagePlan.Group(root: $0, names: nil, turns: turns) }))
        }

        private func local(_ precision: Precision, outputs: Bool = true) throws -> TrainedModel {
            try TrainedModel(
                path: county.model, precision: precision, threads: 2, outputs: [.logits, .foreignness])
        }

        /// The local run's own line, over the scenes.
        private func localLogits(of plan: TilePlan, area: String? = nil) throws -> [[Float]?] {
            let model = try local(.float32)
            let mosaic = try plan.mosaic()
            var logits: [[Float]?] = []
            try InferenceLine(network: model.network, threads: 2).run(
                makeSource: {
                    let runs = TileRuns(mosaic: mosaic, area: area, runLength: model.batchSize, threads: 2)
                    return { try runs.next() }
                }, decode: { (read: TileRead) in read.decoded },
                deliver: { logits.append($1.numbers) })
            return logits
        }

        private func expect(_ run: Program.Run, answers ordinals: [Int], with logits: [[Float]?]) throws {
            #expect(run.status == 0, "\(run.errors)")
            let answers = try run.answers
            #expect(answers.map(\.ordinal) == ordinals)
            for answer in answers {
                guard let ordinal = answer.ordinal else { continue }
                #expect(answer.outputs == logits[ordinal] ?? [])
                #expect((answer.status == .scored) == (logits[ordinal] != nil))
            }
        }

        @Test(arguments: [1, 2]) func tilesInAnyOrder(threads: Int) throws {
            let plan = try tiles()
            let worker = try Worker(.tiles(plan), model: county.model, in: scratch, threads: threads)
            let ordinals = worker.shuffledOrdinals()
            let run = try worker.run(ordinals.map { worker.job.plan.request(at: $0).line })
            try expect(run, answers: ordinals, with: try localLogits(of: plan))
            var sheet = AnswerSheet(
                plan: worker.job.plan, classNames: County.classNames, tellsForeignness: true)
            for answer in try run.answers { sheet.take(answer) }
            try sheet.check()
        }

        @Test func numbersAloneAreEnough() throws {
            let plan = try tiles()
            let worker = try Worker(.tiles(plan), model: county.model, in: scratch)
            let ordinals = Array(13..<57)
            let run = try worker.run(ordinals.map(String.init))
            try expect(run, answers: ordinals, with: try localLogits(of: plan))
        }

        @Test func labelsAreThoseOfTheTable() throws {
            let worker = try Worker(
                .tiles(tiles()), model: county.model, in: scratch,
                precision: Precision(
                    rawValue: try county.scored.object(ScoreObject.self).precision) ?? .float32)
            let run = try worker.run((0..<worker.job.plan.itemCount).map(String.init))
            let table = try PredictionFile.read(path: county.predictions)
            let answers = try run.answers
            #expect(
                answers.map(\.label) == table.rows.map { $0.predictedClass.map { County.classNames[$0] } })
            #expect(answers.map(\.status) == table.rows.map(\.status))
            #expect(answers.map(\.reason) == table.rows.map(\.reason))
            for (answer, row) in zip(answers, table.rows) {
                #expect(abs((answer.confidence ?? 0) - (row.confidence ?? 0)) < 1e-6)
            }
        }

        @Test func anAreaIsNumberedAsALocalRunWritesIt() throws {
            let (west, north) = (County.origin.x + 200, County.origin.y - 300)
            let corners = [(0.0, 0.0), (900, 0), (400, -900), (0, 0)]
            let ring = corners.map { "[\(west + $0.0), \(north + $0.1)]" }.joined(separator: ", ")
            let area = try scratch.write(
                """
                {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:26919"}},
                "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[\(ring)]]}}]}
                """, to: "area.geojson")
            let plan = try tiles(area: area)
            _ = try Program.mustRun(
                ["score", county.model, county.imagery, "--aoi", area, "--out", "area.csv"], in: scratch.path)
            let table = try PredictionFile.read(path: scratch["area.csv"])
            #expect((0..<plan.tileCount).map(plan.name) == table.rows.map(\.id))
            #expect(plan.tileCount > 3)
            let worker = try Worker(.tiles(plan), model: county.model, in: scratch)
            let ordinals = worker.shuffledOrdinals()
            try expect(
                worker.run(ordinals.map(String.init)), answers: ordinals,
                with: try localLogits(of: plan, area: area))
        }

        @Test func imagesInAnyOrder() throws {
            let paths = images
            let model = try local(.float32)
            var logits: [[Float]?] = []
            try model.imageInference.run(paths: paths) { logits.append($1.numbers) }
            let worker = try Worker(imagePlan(paths), model: county.model, in: scratch)
            let ordinals = worker.shuffledOrdinals()
            let run = try worker.run(ordinals.map { worker.job.plan.request(at: $0).line })
            try expect(run, answers: ordinals, with: logits)
            #expect(paths.count > 8)
        }

        @Test func featuresOfEveryView() throws {
            let paths = Array(images.prefix(20))
            let once = try Worker(imagePlan(paths), model: county.model, in: scratch, work: .features)
            let turned = try Worker(
                imagePlan(paths, turns: 3), model: county.model, in: scratch, work: .features)
            let rows = paths.indices.map(String.init)
            let (single, triple) = (try once.run(rows).answers, try turned.run(rows).answers)
            for (one, three) in zip(single, triple) {
                #expect(one.label == nil && three.status == .scored)
                #expect(three.outputs.count == 3 * one.outputs.count)
                #expect(Array(three.outputs.prefix(one.outputs.count)) == one.outputs)
                #expect(Array(three.outputs.suffix(one.outputs.count)) != one.outputs)
            }
            #expect(triple.count == paths.count)
        }

        @Test func damagedAndMissingImagesAreRejectedWithTheirPaths() throws {
            let good = images[0]
            let data = try Data(contentsOf: URL(fileURLWithPath: good))
            let damaged = try scratch.write(data.prefix(data.count / 2), to: "damaged.png")
            let empty = try scratch.write("", to: "empty.png")
            let paths = [good, damaged, scratch["missing.png"], empty, good]
            let worker = try Worker(imagePlan(paths), model: county.model, in: scratch)
            let run = try worker.run(paths.indices.map { worker.job.plan.request(at: $0).line })
            let answers = try run.answers
            #expect(run.status == 0)
            #expect(answers.map(\.status) == [.scored, .rejected, .rejected, .rejected, .scored])
            for position in 1...3 { #expect(answers[position].reason.contains(paths[position])) }
            #expect(answers[0].outputs == answers[4].outputs)
        }

        @Test func aSceneOtherThanThePlannedOneIsNotReadAsIt() throws {
            let imagery = try scratch.copy(county.imagery, to: "imagery.tif")
            let scene = VirtualRaster(source: imagery)
            let path = try scratch.write(scene.text, to: "scene.vrt")
            let plan = TilePlan(mosaic: try Mosaic(paths: [path], tile: .standard), area: nil)
            let worker = try Worker(.tiles(plan), model: county.model, in: scratch)
            let other = VirtualRaster(source: imagery, column: 10, row: 0, width: 2200, height: 2240)
            try scratch.write(other.text, to: "scene.vrt")
            let run = try worker.run(["0"])
            #expect(run.status == 66)
            #expect(run.errors.contains("not the file that the tiles were planned on"))
            #expect(run.output.isEmpty)
        }
    }
}
