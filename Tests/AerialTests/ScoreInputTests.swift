import AerialCore
import Foundation
import Scoring
import Testing

@testable import Aerial

/// What `score` takes from the paths that it is given.
struct ScoreInputTests {
    /// Ids are unique in a table of predictions.
    @Test func aPictureThatIsNamedTwiceIsScoredOnce() throws {
        let folder = Scratch()
        for name in ["all/a.png", "all/deep/b.png", "all/deep/c.png"] {
            let path = folder[name]
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data("picture".utf8).write(to: URL(fileURLWithPath: path))
        }
        let paths = [folder["all"], folder["all/deep"], folder["all/../all/deep"], folder["all/a.png"]]
        guard case .images(let images) = try ScoreInput(paths: paths, asImages: true, tile: .standard) else {
            Issue.record("pictures were taken for scenes")
            return
        }
        #expect(images.count == 3 && Set(images.map(\.id)).count == 3)
    }
}
