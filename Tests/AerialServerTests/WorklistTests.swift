import AerialCore
import Foundation
import Imagery
import Testing

@testable import AerialServer

/// Labels that people give in the page are what commands read.
final class WorklistTests {
    private let folder = NSTemporaryDirectory() + "aerial-worklist-\(UUID().uuidString)"
    private let pool = WorkPool(threads: 1, mostWaiting: 16)

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(
            "rank,path,label,suggested,probability\r\n1,train/Forest/a.png,Forest,Shrub,0.9100\r\n"
                + "2,train/Shrub/b.png,Shrub,Forest,0.8000\r\n", "review.csv")
        let place = "0,1,302688,4709328,302912,4709552,EPSG:26919,-71.41,42.51,-71.40,42.52"
        try write(
            "rank,id,source,row,column,min_x,min_y,max_x,max_y,crs,min_lon,min_lat,max_lon,max_lat,pred_label,confidence,margin,class\r\n"
                + "1,r0000_c0001,s.tif,\(place),Forest,0.5000,0.1000,\r\n", "suggestions.csv")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    private func store(_ file: some MarkedFile) async throws -> MarkStore {
        try await MarkStore.open(folder: folder, file: file, pool: pool)
    }

    @Test func correctionsAreWhatTheTrainingReads() async throws {
        let store = try await store(ReviewMarkedFile(folder: folder))
        _ = try await store.set([("train/Forest/a.png", "accept"), ("train/Shrub/b.png", "drop")])
        let entries = try LabelCorrectionsFile.read(path: "\(folder)/corrections.csv").entries
        #expect(entries.map(\.correction) == [.relabel("Shrub"), .drop])
        _ = try await store.set("train/Forest/a.png", to: nil)
        #expect(try LabelCorrectionsFile.read(path: "\(folder)/corrections.csv").entries.count == 1)
    }

    /// The review was made anew, by another model: it suggests another class, which nobody accepted.
    @Test func anAcceptedClassStaysWhenAReviewSuggestsAnother() async throws {
        let first = try await store(ReviewMarkedFile(folder: folder))
        _ = try await first.set("train/Forest/a.png", to: "accept")
        try write(
            "rank,path,label,suggested,probability\r\n1,train/Forest/a.png,Forest,Barren,0.9100\r\n"
                + "2,train/Shrub/b.png,Shrub,Forest,0.8000\r\n", "review.csv")
        let second = try await store(ReviewMarkedFile(folder: folder))
        #expect(try await second.state().marks == ["train/Forest/a.png": "Shrub"])
        _ = try await second.set("train/Shrub/b.png", to: "accept")
        func corrections() throws -> [LabelCorrections.Correction] {
            try LabelCorrectionsFile.read(path: "\(folder)/corrections.csv").entries.map(\.correction)
        }
        #expect(try corrections() == [.relabel("Shrub"), .relabel("Forest")])
        // The new suggestion is accepted by a new word.
        _ = try await second.set("train/Forest/a.png", to: "accept")
        #expect(try corrections() == [.relabel("Barren"), .relabel("Forest")])
        #expect(
            try await second.state().marks
                == ["train/Forest/a.png": "accept", "train/Shrub/b.png": "accept"])
    }

    @Test func marksOfTheReviewsOwnPageAreTakenOver() async throws {
        try write(
            "rank,path,label,suggested,probability,mark\r\n1,train/Forest/a.png,Forest,Shrub,0.9100,keep\r\n"
                + "9,train/Forest/z.png,Forest,Shrub,0.1000,drop\r\n", "corrections.csv")
        let store = try await store(ReviewMarkedFile(folder: folder))
        #expect(
            try await store.state().marks == ["train/Forest/a.png": "keep", "train/Forest/z.png": "drop"])
        _ = try await store.set("train/Shrub/b.png", to: "keep")
        let entries = try LabelCorrectionsFile.read(path: "\(folder)/corrections.csv").entries
        #expect(
            Set(entries.map(\.path)) == ["train/Forest/a.png", "train/Shrub/b.png", "train/Forest/z.png"])
    }

    @Test func suggestedTilesAreLabelsForTableAndMap() async throws {
        let store = try await store(SuggestionMarkedFile(folder: folder))
        _ = try await store.set("r0000_c0001", to: "Shrub, wet")
        #expect(
            try PictureLabelsFile.read(path: "\(folder)/suggestions.csv").map(\.className) == ["Shrub, wet"])
        let layer = try LabelLayer(path: "\(folder)/labels.geojson", field: "class")
        #expect(layer.kind == .polygons && layer.values == ["Shrub, wet"])
        _ = try await store.set("r0000_c0001", to: nil)
        #expect(try PictureLabelsFile.read(path: "\(folder)/suggestions.csv").isEmpty)
        #expect(
            try String(contentsOfFile: "\(folder)/labels.geojson", encoding: .utf8).contains(
                #""features":[]"#))
    }

    /// Saved from the page of the suggestions itself, this time and the time before.
    @Test func labelsThatAPageSavedAreTakenOverAndStay() async throws {
        func feature(_ tile: String, _ label: String) -> String {
            #"{"type":"Feature","properties":{"id":"\#(tile)","class":"\#(label)"},"geometry":{"type":"Polygon","coordinates":"#
                + "[[[0,0],[1,0],[1,1],[0,0]]]}}"
        }
        func save(_ features: [String], secondsLater: Double) throws {
            try write(
                #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}",
                "labels.geojson")
            try FileManager.default.setAttributes(
                [.modificationDate: Date.now + secondsLater], ofItemAtPath: "\(folder)/labels.geojson")
        }
        func labels() throws -> [String: Int] {
            let layer = try LabelLayer(path: "\(folder)/labels.geojson", field: "class")
            return Dictionary(layer.values.map { ($0, 1) }, uniquingKeysWith: +)
        }
        try save([feature("r0009_c0009", "Barren"), feature("r0000_c0001", "Forest")], secondsLater: 60)
        let store = try await store(SuggestionMarkedFile(folder: folder))
        #expect(try await store.state().marks == ["r0000_c0001": "Forest"])
        _ = try await store.set("r0000_c0001", to: "Shrub")
        #expect(try labels() == ["Barren": 1, "Shrub": 1])
        _ = try await store.set("r0000_c0001", to: nil)
        #expect(try labels() == ["Barren": 1])
        // Saved again beside the open workbench.
        try save([feature("r0009_c0009", "Barren"), feature("r0000_c0001", "Crops")], secondsLater: 120)
        _ = try await store.set([])
        #expect(try labels() == ["Barren": 1, "Crops": 1])
    }

    /// Suggestions on a disk that is full once `labels.geojson` is written.
    private struct HalfWritten: MarkedFile {
        let file: SuggestionMarkedFile
        var path: String { file.path }
        func read() throws -> [String: String?]? { try file.read() }
        func says(_ words: [String: String?], _ marks: [String: String]) -> Bool { file.says(words, marks) }
        func copies(with marks: [String: String]) throws -> [String: [UInt8]] { try file.copies(with: marks) }
        func bytes(with marks: [String: String]) throws -> [UInt8] { throw Problem.unusable("full") }
    }

    @Test func theLastLabelCountsWhereTheTableCouldNotBeWritten() async throws {
        let file = try SuggestionMarkedFile(folder: folder)
        _ = try await store(file).set("r0000_c0001", to: "Forest")
        let failing = try await store(HalfWritten(file: file))
        await #expect(throws: Problem.self) { try await failing.set("r0000_c0001", to: "Shrub") }
        try FileManager.default.setAttributes(
            [.modificationDate: Date.now + 60], ofItemAtPath: "\(folder)/labels.geojson")
        #expect(try await store(file).state().marks == ["r0000_c0001": "Shrub"])
        #expect(try PictureLabelsFile.read(path: "\(folder)/suggestions.csv").map(\.className) == ["Shrub"])
    }

    @Test func aFileOfLabelsThatIsNoneIsNotReplaced() async throws {
        try write("mine", "labels.geojson")
        let store = try await store(SuggestionMarkedFile(folder: folder))
        await #expect(throws: Problem.self) { try await store.set("r0000_c0001", to: "Shrub") }
        #expect(try String(contentsOfFile: "\(folder)/labels.geojson", encoding: .utf8) == "mine")
    }

    // MARK: Polygons

    private let triangle = [[[-71.43, 42.51], [-71.42, 42.51], [-71.42, 42.5], [-71.43, 42.51]]]

    @Test func polygonsAreLabelsThatPrepareReads() async throws {
        let store = try await store(DrawnLabelsFile(folder: folder))
        _ = try await store.set([
            ("p-1", DrawnLabel(className: "Forest", rings: triangle).text),
            ("p-2", DrawnLabel(className: "</script>\"", rings: triangle).text),
        ])
        let layer = try LabelLayer(path: "\(folder)/drawn-labels.geojson", field: "class")
        #expect(layer.kind == .polygons && Set(layer.values) == ["Forest", "</script>\""])
        // Another server, after a kill, finds what was said.
        let again = try await self.store(DrawnLabelsFile(folder: folder))
        let marks = try await again.state().marks
        #expect(
            marks["p-1"].flatMap(DrawnLabel.init(text:)) == DrawnLabel(className: "Forest", rings: triangle))
        #expect(try await again.state().revision == 2)
    }

    @Test func aFileThatIsNotThePagesOwnIsNotOverwritten() async throws {
        try write(
            #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null}]}"#,
            "drawn-labels.geojson")
        let store = try await store(DrawnLabelsFile(folder: folder))
        await #expect(throws: Problem.self) {
            _ = try await store.set("p-1", to: DrawnLabel(className: "Forest", rings: triangle).text)
        }
        #expect(
            try String(contentsOfFile: "\(folder)/drawn-labels.geojson", encoding: .utf8).contains("null"))
    }

    @Test(arguments: [
        DrawnLabel(className: "", rings: [[[0, 0], [1, 0], [1, 1], [0, 0]]]),
        DrawnLabel(className: "a\u{0}", rings: [[[0, 0], [1, 0], [1, 1], [0, 0]]]),
        DrawnLabel(className: "a", rings: []),
        DrawnLabel(className: "a", rings: [[[0, 0], [1, 0], [0, 0]]]),
        DrawnLabel(className: "a", rings: [[[0, 0], [1, 0], [1, 1], [0, 1]]]),
        DrawnLabel(className: "a", rings: [[[0, 0], [200, 0], [1, 1], [0, 0]]]),
        DrawnLabel(className: "a", rings: [[[0, 0], [.nan, 0], [1, 1], [0, 0]]]),
        DrawnLabel(className: "a", rings: [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]),
        DrawnLabel(className: "a", rings: [[[5, 5], [5, 5], [5, 5], [5, 5]]]),
        DrawnLabel(className: "a", rings: [[[0, 0], [1, 0], [2, 0], [0, 0]]]),
        DrawnLabel(className: "a", rings: [[[0.1, 0.1], [0.2, 0.2], [0.3, 0.3], [0.1, 0.1]]]),
        DrawnLabel(
            className: "a", rings: [[[-71.3, 42.1], [-71.1, 42.3], [-71.3, 42.1], [-71.3, 42.1]]]),
    ])
    func whatIsNoPolygonIsRefused(label: DrawnLabel) {
        #expect(throws: Problem.self) { try label.check() }
    }

    @Test(arguments: [1e-6, 1e-3, 1, 90]) func aPolygonOfAnySizeIsTaken(degrees: Double) throws {
        for x in [-180, -71.123_456_78, 0, 90] {
            let ring = [[x, 0], [x + degrees, 0], [x + degrees, degrees], [x, 0]]
            try DrawnLabel(className: "a", rings: [ring]).check()
            try DrawnLabel(className: "a", rings: [ring.reversed()]).check()
        }
    }
}
