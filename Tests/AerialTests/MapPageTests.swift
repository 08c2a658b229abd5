import Aerial
import Foundation
import Testing

/// The page of a map shows the imagery that its predictions were made of.
@Suite(.serialized) struct MapPageTests {
    private func ground(_ page: String) throws -> Int {
        try String(contentsOfFile: page, encoding: .utf8).components(separatedBy: "class=\"ground\"").count
            - 1
    }

    @Test(arguments: ["p.gpkg", "p.tif"]) func imageryIsFoundByTheRecordOrNamed(predictions: String) throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        try FileManager.default.copyItem(atPath: county.before, toPath: folder["scene.tif"])
        _ = try ScorePlan(model: county.model, inputs: [folder["scene.tif"]], out: folder[predictions]).run(
            SilentObserver())
        func page(_ imagery: MapImagery) throws -> Int {
            var plan = MapPlan(predictions: folder[predictions], out: folder["m.png"])
            (plan.report, plan.imagery, plan.writing.overwrites) = (folder["m.html"], imagery, true)
            _ = try plan.run(SilentObserver())
            let text = try String(contentsOfFile: folder["m.html"], encoding: .utf8)
            #expect(text.contains("Right on held-out tiles") && text.contains("of its training area"))
            return try ground(folder["m.html"])
        }
        #expect(try page(.recorded) == 1)
        #expect(try page(.none) == 0)
        #expect(try page(.scenes([county.before])) == 1)
        try FileManager.default.removeItem(atPath: folder["scene.tif"])
        #expect(try page(.recorded) == 0)
    }

    @Test func imageryOfAnotherPlaceIsRefusedWhereItWasNamed() throws {
        let county = try JourneyTests.county.get()
        let folder = Scratch()
        _ = try ScorePlan(model: county.model, inputs: [county.before], out: folder["p.csv"]).run(
            SilentObserver())
        var far = SynthPlan(folder: folder["far"])
        (far.sideMeters, far.zone) = (672, 17)
        _ = try far.run(SilentObserver())
        var plan = MapPlan(predictions: folder["p.csv"], out: folder["m.png"])
        (plan.report, plan.imagery) = (folder["m.html"], .scenes([folder["far/imagery_before.tif"]]))
        #expect(throws: CommandError.self) { _ = try plan.run(SilentObserver()) }
        #expect(!folder.has("m.html") && !folder.has("m.png"))
    }
}
