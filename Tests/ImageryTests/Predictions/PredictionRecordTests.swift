import AerialCore
import Foundation
import Testing

@testable import Imagery

/// What predictions say of how they came to be.
struct PredictionRecordTests {
    @Test(arguments: [
        ("/data/county/a.tif", "/data/county/p.csv", "a.tif"),
        ("/data/scenes/a.tif", "/data/runs/one/p.csv", "../../scenes/a.tif"),
        // Nothing but the root in common: a way up leads nowhere elsewhere.
        ("/scenes/a.tif", "/data/p.csv", "/scenes/a.tif"),
    ])
    func scenesAreNamedFromTheFolderOfThePredictions(scene: String, output: String, name: String) {
        #expect(PredictionRecord.scenes([scene], from: output) == [name])
    }

    @Test func whatLiesOnAServerIsNotNamed() {
        #expect(
            PredictionRecord.scenes(
                ["https://example.org/a.tif?token=1", "/vsizip/b.zip/c.tif"], from: "/p.csv")
                == [])
    }

    @Test func aRecordThatMovesStillFindsItsScenes() throws {
        let folder = NSTemporaryDirectory() + "aerial-record-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/deep", withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: folder + "/a.tif"))
        let record = PredictionRecord(
            scenes: PredictionRecord.scenes([folder + "/a.tif"], from: folder + "/p.csv"))
        let moved = record.moved(from: folder + "/p.csv", to: folder + "/deep/m.tif")
        #expect(moved.scenes == ["../a.tif"])
        #expect(
            moved.scenesAtHand(ofPredictions: folder + "/deep/m.tif")
                == [URL(fileURLWithPath: folder + "/a.tif").standardizedFileURL.path])
        try FileManager.default.removeItem(atPath: folder + "/a.tif")
        #expect(record.scenesAtHand(ofPredictions: folder + "/p.csv") == [])
    }

    @Test func aTablesClassesAreThoseOfItsModel() throws {
        let path = NSTemporaryDirectory() + "aerial-record-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: path + ".aerial.json") }
        let classes = [("Forest", 7), ("Shrub", 8), ("Barren", 9)].map {
            LandUseClass(name: $0.0, codes: [$0.1], color: LegendColor(red: 1, green: 2, blue: UInt8($0.1)))
        }
        let record = PredictionRecord(legend: try Legend(name: "own", classes: classes))
        try Data(record.encoded.utf8).write(to: URL(fileURLWithPath: path + ".aerial.json"))
        let found = PredictionRecord(ofPredictions: path)
        #expect(found == record)
        #expect(found.legend?.part(ofClasses: ["Barren", "Forest"])?.classes == [classes[2], classes[0]])
        #expect(found.legend?.part(ofClasses: ["Barren", "Water"]) == nil)
        // A legend without a class is none.
        try Data(#"{"cautions": ["one"], "legend": {"name": "x", "classes": []}}"#.utf8)
            .write(to: URL(fileURLWithPath: path + ".aerial.json"))
        #expect(PredictionRecord(ofPredictions: path).legend == nil)
    }

    @Test func aFileOfCautionsAloneIsRead() throws {
        let path = NSTemporaryDirectory() + "aerial-record-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: path + ".aerial.json") }
        try Data(#"{"cautions": ["one"]}"#.utf8).write(to: URL(fileURLWithPath: path + ".aerial.json"))
        #expect(PredictionRecord(ofPredictions: path) == PredictionRecord(cautions: ["one"]))
    }
}
