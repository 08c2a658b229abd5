import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// The page and the pictures beside a sample are of that sample.
struct StaleSamplePageTests {
    @Test func aSampleWithoutPicturesLeavesNoPageOfTheOneBefore() throws {
        let folder = Scratch()
        let ground = DrawnGround(columns: 6, rows: 4)
        try DrawnGround.write(
            ["aaabbb", "aaabbb", "aaabbb", "aaabbb"], legend: try DrawnGround.legend(["Forest", "Moor"]),
            to: folder["m.tif"])
        let scene = try ground.writeScene("scene", in: folder, metersPerPixel: 4) { _, _ in [90, 120, 60] }
        var plan = AreaDesignPlan(map: folder["m.tif"], out: folder["s"])
        (plan.least, plan.standardError, plan.imagery) = (2, 0.2, [scene])
        _ = try plan.run(SilentObserver())
        try Data("mine".utf8).write(to: URL(fileURLWithPath: folder["s/chips/notes.txt"]))
        (plan.seed, plan.imagery, plan.writing.overwrites) = (8, [], true)
        _ = try plan.run(SilentObserver())
        #expect(!folder.has("s/sample.html"))
        #expect(try folder.names(in: "s/chips") == ["notes.txt"])
    }
}
