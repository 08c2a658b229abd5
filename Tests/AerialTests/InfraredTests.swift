import Aerial
import AerialCore
import Foundation
import Networks
import Testing

@testable import Imagery

/// A class that near infrared alone tells apart, through the whole journey with that band and without it: squares of a synthetic
/// county whose plants ail, which look the same in red, green and blue.
@Suite(.serialized) struct InfraredTests {
    private static let side = 1792
    private static let square = 112
    private static let names = ["Ailing", "Healthy"]

    private struct Ground {
        let folder = Scratch()
        var imagery: String { folder["imagery.tif"] }
        var labels: String { folder["labels.tif"] }

        /// Ailing plants keep so much of their near infrared.
        init(keeping share: Float) throws {
            setenv("AERIAL_HOME", SmallCounty.home, 0)
            let frame = CountyFrame(widthMeters: side, heightMeters: side, zone: 19)
            let window = RenderWindow(column: 0, row: 0, width: side, height: side)
            let world = World(widthMeters: side, heightMeters: side, seed: 5)
            var pixels = BlockRenderer(world: world, acquisition: .before).render(window).imagery
            var codes = [UInt8](repeating: 2, count: side * side)
            for row in 0..<side {
                for column in 0..<side where Self.ails(row: row / square, column: column / square) {
                    let place = row * side + column
                    codes[place] = 1
                    pixels[4 * place + 3] = UInt8(Float(pixels[4 * place + 3]) * share)
                }
            }
            try write(pixels, to: imagery, .imagery, frame, window)
            try write(codes, to: labels, .landCover, frame, window)
        }

        /// Half of the squares, at random.
        private static func ails(row: Int, column: Int) -> Bool {
            SeededGenerator.mixed(UInt64(row * 1000 + column)) & 1 == 0
        }

        private func write(
            _ pixels: [UInt8], to path: String, _ content: CountyRaster.Content, _ frame: CountyFrame,
            _ window: RenderWindow
        ) throws {
            let file = try CountyRaster(path: path, frame: frame, content: content, threads: 1)
            try file.write(pixels, at: window)
            try file.flush()
        }

        func dataset(bands: [String], _ name: String) throws -> ImageDataset {
            let legend = try Legend(
                name: "plants",
                classes: names.enumerated().map { index, name in
                    LandUseClass(
                        name: name, codes: [index + 1],
                        color: LegendColor(red: UInt8(200 * index), green: 100, blue: 50))
                })
            var plan = PreparePlan(
                imagery: [imagery], labels: labels, out: folder[name], legend: legend, rule: .purity(0.9),
                split: .random, testFraction: 0.4)
            plan.tile = try TileSpec(
                sideMeters: Double(square), sidePixels: square, bands: bands)
            _ = try plan.run(SilentObserver())
            return try ImageDataset(path: folder[name])
        }
    }

    @Test func aClassThatOnlyInfraredTellsApartIsFoundWithItAndNotWithout() throws {
        let ground = try Ground(keeping: 0.5)
        let colors = ["red", "green", "blue"]
        var accuracy: [Double] = []
        var scored: [Double] = []
        for (name, bands) in [("three", colors), ("four", colors + ["nir"])] {
            let dataset = try ground.dataset(bands: bands, name)
            var plan = TransferPlan(dataset: dataset, out: ground.folder["\(name)-model"])
            plan.turns = 1
            let result = try plan.run(SilentObserver())
            let evaluation = try EvaluatePlan(
                model: plan.out, dataset: dataset, out: ground.folder["\(name)-evaluation"]
            ).run(SilentObserver())
            accuracy.append(try #require(evaluation.summary.accuracy))
            #expect(evaluation.summary.evaluatedCount == result.summary.evaluatedCount)
            // Scored tiles are those of the grid: every square, learned from or not.
            let score = ScorePlan(
                model: plan.out, inputs: [ground.imagery], out: ground.folder["\(name).csv"])
            #expect(try score.run(SilentObserver()).counts.scored == 256)
            let table = try PredictionFile.read(path: score.out)
            let ailing = try #require(table.classNames.firstIndex(of: "Ailing"))
            let isRight = try table.rows.map { row in
                let tile = try #require(row.place?.index)
                let ails = SeededGenerator.mixed(UInt64(tile.row * 1000 + tile.column)) & 1 == 0
                return (row.predictedClass == ailing) == ails
            }
            scored.append(Double(isRight.count { $0 }) / 256)
            guard bands.count > 3 else {
                #expect(result.bandGain == nil)
                continue
            }
            let gain = try #require(result.bandGain)
            #expect(gain.accuracy.interval.lowerBound > 0.1, "\(gain.text)")
            #expect(gain.text.hasSuffix("they help"), "\(gain.text)")
        }
        #expect(accuracy[0] < 0.6 && accuracy[1] > 0.8, "\(accuracy)")
        #expect(scored[1] > scored[0] + 0.1, "\(scored)")
    }

    @Test func anInfraredThatTellsNothingIsSaidToMakeNoDifference() throws {
        let ground = try Ground(keeping: 1)
        let dataset = try ground.dataset(bands: ["red", "green", "blue", "nir"], "four")
        var plan = TransferPlan(dataset: dataset, out: ground.folder["model"])
        plan.turns = 1
        let gain = try #require(try plan.run(SilentObserver()).bandGain)
        #expect(gain.accuracy.interval.contains(0), "\(gain.text)")
        #expect(gain.text.hasSuffix("no difference is shown"), "\(gain.text)")
    }
}
