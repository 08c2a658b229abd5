import Foundation
import Testing

@testable import AerialServer

/// Files beside the page's own that another program has written or changed.
final class OtherHandsTests {
    private let folder: String
    private let pool = WorkPool(threads: 1, mostWaiting: 16)

    init() throws {
        let path = NSTemporaryDirectory() + "aerial-hands-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        folder = try #require(ServedPath.real(path))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    private func polygons(_ features: String...) -> String {
        "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
    }

    private func feature(_ id: String, west: Double) -> String {
        "{\"type\":\"Feature\",\"properties\":{\"id\":\"\(id)\",\"class\":\"a\"},"
            + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[\(west),0],[\(west + 1),0],"
            + "[\(west + 1),1],[\(west),0]]]}}"
    }

    /// As after a split or a copy in QGIS: the next mark wrote one of the two.
    @Test func twoPolygonsOfOneIdAreRefusedAndStay() async throws {
        let text = polygons(feature("p-1", west: 0), feature("p-1", west: 5))
        try write(text, DrawnLabelsFile.fileName)
        let file = DrawnLabelsFile(folder: folder)
        #expect(throws: Problem.self) { try file.read() }
        let other = DrawnLabel(className: "b", rings: [[[0, 0], [1, 0], [1, 1], [0, 0]]])
        var isSaid = false
        do {
            let store = try await MarkStore.open(folder: folder, file: file, pool: pool)
            _ = try await store.set("p-2", to: other.text)
            isSaid = true
        } catch {}
        #expect(!isSaid)
        #expect(try String(contentsOfFile: file.path, encoding: .utf8) == text)
    }

    /// Notes that somebody keeps beside each polygon in QGIS were gone at the page's next save.
    @Test func fieldsOfAnotherProgramStay() async throws {
        let noted = feature("p-1", west: 0).replacing(
            "\"class\":\"a\"", with: "\"class\":\"a\",\"seen\":1.5,\"by\":null"
        )
        .replacing("\"Feature\",", with: "\"Feature\",\"bbox\":[0,0,1,1],\"id\":7,")
        let text = polygons(noted, feature("p-2", west: 5)).replacing(
            "{\"type\":\"FeatureCollection\",",
            with: "{\"type\":\"FeatureCollection\",\"name\":\"mine\",\"bbox\":[0,0,6,1],")
        try write(text, DrawnLabelsFile.fileName)
        let file = DrawnLabelsFile(folder: folder)
        let store = try await MarkStore.open(folder: folder, file: file, pool: pool)
        let moved = DrawnLabel(className: "b", rings: [[[2, 0], [3, 0], [3, 1], [2, 0]]])
        _ = try await store.set([("p-1", moved.text), ("p-2", nil), ("p-3", moved.text)])
        let written = try JSONDecoder().decode(
            JSONValue.self, from: Data(contentsOf: URL(fileURLWithPath: file.path)))
        #expect(written["name"] == "mine" && written["bbox"] == nil)
        let features = try #require(written["features"]?.elements)
        #expect(features.compactMap { $0["properties"]?["id"]?.text } == ["p-1", "p-3"])
        let properties: JSONValue = ["id": "p-1", "class": "b", "seen": 1.5, "by": .null]
        #expect(features[0]["properties"] == properties)
        #expect(features[0]["id"] == 7 && features[0]["bbox"] == nil)
        #expect(features[1]["properties"]?.members?.count == 2)
        #expect(try file.read() == ["p-1": moved.text, "p-3": moved.text])
    }

    /// Metres of UTM, as QGIS saves on request, were taken for degrees.
    @Test func placesThatAreNoDegreesAreRefused() throws {
        try write(polygons(feature("p-1", west: 302_688)), DrawnLabelsFile.fileName)
        #expect(throws: Problem.self) { try DrawnLabelsFile(folder: folder).read() }
        try write(polygons(feature("p-1", west: 5), feature("p-2", west: 7)), DrawnLabelsFile.fileName)
        #expect(try DrawnLabelsFile(folder: folder).read()?.count == 2)
    }

    @Test(arguments: ["1e19", "-1e300", "1.5", "x"]) func aRankThatIsNoWholeNumberIsRefused(rank: String)
        throws
    {
        try write(
            "rank,id,min_lon,min_lat,max_lon,max_lat,from,to,probability\r\n"
                + "\(rank),r0001_c0002,0,0,1,1,a,b,0.5\r\n", "candidates.csv")
        #expect(throws: Problem.self) { try ChangeMarkedFile(folder: folder) }
    }
}
