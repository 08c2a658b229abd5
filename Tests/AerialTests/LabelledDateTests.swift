import AerialCore
import Foundation
import Inference
import Scoring
import Testing

@testable import Aerial

/// A land-cover raster as the first date, and maps beside each other, as a program asks for them.
@Suite(.serialized) struct LabelledDateTests {
    private func plan(_ county: SmallCounty, labels: String? = nil, out: String) -> ChangePlan {
        var plan = ChangePlan(
            model: county.model, labels: ChangeLabels(path: labels ?? county.landCover),
            after: [county.after],
            out: out)
        plan.turns = 1
        return plan
    }

    @Test func labelsStandForTheFirstDate() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        var plan = plan(county, out: folder["c"])
        plan.length = .top(3)
        let change = try plan.run(SilentObserver())
        let labels = try #require(change.labels)
        #expect(change.tiles == 64)
        #expect(change.scored + labels.unlabelled == 64)
        #expect(labels.confusion.reduce(0) { $0 + $1.reduce(0, +) } == change.scored)
        #expect(change.candidates + change.next.count <= 15)
        #expect(
            try folder.names(in: "c").sorted() == [
                "candidates.csv", "candidates.gpkg", "change.qml", "change.tif", "change.tif.aux.xml",
                "change_map.qml", "change_map.tif", "change_map.tif.aux.xml", "report.html",
                "transitions.csv",
            ])
        let page = try String(contentsOfFile: folder["c/report.html"], encoding: .utf8)
        #expect(page.contains("What the labels’ own errors do"))
        // It knows its own files again.
        _ = try plan.run(SilentObserver())
        let again = try JSONDecoder().decode(ChangeSummary.self, from: try JSONEncoder().encode(change))
        #expect(again.labels == change.labels)
    }

    /// What the model calls Forest, labels of fewer classes call undeveloped: that is no contradiction.
    @Test func labelsOfFewerClassesAgreeWithAModelOfMore() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let fine = try #require(try plan(county, out: folder["fine"]).run(SilentObserver()).labels)
        var plan = plan(county, out: folder["coarse"])
        plan.labels?.legend = .nlcd3
        let coarse = try #require(try plan.run(SilentObserver()).labels)
        #expect(try #require(coarse.agreement) > #require(fine.agreement) - 0.05)
    }

    @Test func aClassWithoutCodesIsLeftOutOfAComparisonAndTold() throws {
        let classes = [("Forest", [41, 42]), ("Open", [])].map {
            LandUseClass(name: $0.0, codes: $0.1, color: LegendColor(red: 1, green: 2, blue: 3))
        }
        let remark = MapComparison.remark(
            on: try Legend(name: "own", classes: classes), comparedWith: "x/cover.tif")
        #expect(remark?.contains("Open") == true && remark?.contains("cover.tif") == true)
        #expect(MapComparison.remark(on: .nlcd6, comparedWith: "cover.tif") == nil)
    }

    @Test func bothKindsOfFirstDateOrNeitherAreRefused() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        var both = plan(county, out: folder["c"])
        both.before = [county.before]
        #expect(throws: CommandError.self) { try both.run(SilentObserver()) }
        let neither = ChangePlan(model: county.model, before: [], after: [county.after], out: folder["c"])
        #expect(throws: CommandError.self) { try neither.run(SilentObserver()) }
        #expect(!folder.has("c"))
    }

    @Test func labelsThatAreNoneAreRefused() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        // A picture, polygons, and the legend of something else.
        #expect(throws: (any Error).self) {
            try plan(county, labels: county.before, out: folder["c"]).run(SilentObserver())
        }
        let polygons = #expect(throws: CommandError.self) {
            try plan(county, labels: county.folder["county/changes.geojson"], out: folder["c"])
                .run(SilentObserver())
        }
        #expect("\(polygons.map { "\($0)" } ?? "")".contains("land-cover raster"))
        var strange = plan(county, out: folder["c"])
        strange.labels?.legend = try Legend(
            name: "sea",
            classes: [LandUseClass(name: "Sea", codes: [11], color: LegendColor(red: 0, green: 0, blue: 200))]
        )
        #expect(throws: CommandError.self) { try strange.run(SilentObserver()) }
        #expect(!folder.has("c"))
    }

    @Test func theClassesOfTheModelAndOfTheLabelsCountOnce() throws {
        func legend(_ numbers: Range<Int>) throws -> Legend {
            try Legend(
                name: "own",
                classes: numbers.map {
                    LandUseClass(name: "c\($0)", codes: [$0], color: LegendColor(red: 1, green: 2, blue: 3))
                })
        }
        var plan = ChangePlan(model: "m", before: ["a.tif"], after: ["b.tif"], out: "c")
        try plan.checkClassCount(legend(0..<254))
        let error = #expect(throws: CommandError.self) { try plan.checkClassCount(legend(0..<255)) }
        #expect(error?.description.contains("the model m has 255 classes") == true)
        plan.labels = ChangeLabels(path: "l.tif")
        try plan.checkClassCount(legend(0..<254))
        plan.labels?.legend = try legend(100..<254)
        try plan.checkClassCount(legend(0..<200))
        plan.labels?.legend = try legend(100..<255)
        let further = #expect(throws: CommandError.self) { try plan.checkClassCount(legend(0..<200)) }
        #expect(further?.description.contains("has 200 classes, the legend of the labels 55 more") == true)
    }

    @Test func moreClassesThanTheRasterOfChangeHoldsAreRefusedBeforeTheWork() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        let own = try TrainedModel(path: county.model, precision: .float32, threads: 1).legend
        let color = LegendColor(red: 1, green: 2, blue: 3)
        // As many as a legend holds, and one more than bytes have numbers for.
        let further = (0..<255 - own.classes.count).map {
            LandUseClass(name: "cover \($0)", codes: [1000 + $0], color: color)
        }
        var plan = plan(county, out: folder["c"])
        plan.labels?.legend = try Legend(
            name: "long",
            classes: [LandUseClass(name: "Developed", codes: [21, 22, 23, 24], color: color)] + further)
        let recorder = Recorder()
        let error = #expect(throws: CommandError.self) { try plan.run(recorder) }
        for words in ["change.tif", "254", county.model, "\(further.count) more"] {
            #expect(error?.description.contains(words) == true, "\(words): \(error.map { "\($0)" } ?? "")")
        }
        #expect(recorder.progress.isEmpty && !folder.has("c"))
    }

    @Test(arguments: ["png", "svg", "pdf", "html"]) func mapsStandBesideEachOther(ending: String) throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        _ = try ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"]).run(
            SilentObserver())
        let out = folder["maps.\(ending)"]
        var plan = MapSetPlan(maps: [folder["p.csv"], county.landCover], out: out)
        let refused = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect("\(refused.map { "\($0)" } ?? "")".contains("--legend"))
        plan.legend = .nlcd6
        let summary = try plan.run(SilentObserver())
        #expect(summary.figures.maps.map(\.name) == ["p", "landcover_before"])
        #expect(summary.figures.maps.allSatisfy { $0.tiles == 64 })
        #expect(summary.figures.maps[0].scored == 64)
        let data = try Data(contentsOf: URL(fileURLWithPath: out))
        let heads = ["png": "\u{89}PNG", "svg": "<svg", "pdf": "%PDF", "html": "<!DOCTYPE html>"]
        let head = String(decoding: data.prefix(15), as: UTF8.self)
        #expect(
            ending == "png"
                ? data.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]) : head.hasPrefix(heads[ending] ?? "?"))
        if ending == "svg" || ending == "html" {
            let text = String(decoding: data, as: UTF8.self)
            // On a page a map has a second picture, of what each tile says.
            #expect(text.components(separatedBy: "data:image/").count == (ending == "html" ? 5 : 3))
            #expect(text.contains("landcover_before"))
        }
    }

    @Test func landCoverAloneHasNoTiles() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        var plan = MapSetPlan(maps: [county.landCover, county.landCover], out: folder["m.png"])
        plan.legend = .nlcd6
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(try folder.names().isEmpty)
    }
}
