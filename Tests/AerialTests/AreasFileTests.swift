import Aerial
import AerialCore
import Foundation
import Testing

/// The list of areas as a user writes it.
@Suite struct AreasFileTests {
    let folder = Scratch()

    private func write(_ text: String, to name: String) throws {
        let path = folder["lists/\(name)"]
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func file(_ yaml: String) throws -> AreasFile {
        for name in ["a/1.tif", "a/2.tif", "b.tif", "nlcd.tif", "outline.gpkg"] { try write("", to: name) }
        try write(yaml, to: "areas.yaml")
        return try AreasFile(path: folder["lists/areas.yaml"])
    }

    private func message(_ yaml: String) -> String {
        do {
            _ = try file(yaml)
            return ""
        } catch { return "\(error)" }
    }

    @Test func pathsAreTakenFromTheFolderOfTheList() throws {
        let file = try file(
            """
            labels: nlcd.tif
            areas:
              - name: north
                imagery: a/*.tif
                outline: outline.gpkg
                date: 2016-07-12
              - name: south
                imagery: [b.tif, /vsicurl/https://example.org/c.tif, "s3://bucket/d*.tif", "stac:a/1.tif"]
                labels: b.tif
                class-field: crop
                rule: purity:0.8
                side: test
            """)
        let lists = folder["lists"]
        #expect(file.entries.map(\.name) == ["north", "south"])
        #expect(file.entries[0].imagery == ["\(lists)/a/1.tif", "\(lists)/a/2.tif"])
        #expect(file.entries[0].labels == "\(lists)/nlcd.tif")
        #expect(file.entries[0].outline == "\(lists)/outline.gpkg" && file.entries[0].date == "2016-07-12")
        #expect(file.entries[0].side == nil && file.entries[1].side == .test)
        #expect(
            file.entries[1].imagery == [
                "\(lists)/b.tif", "/vsicurl/https://example.org/c.tif", "s3://bucket/d*.tif",
                "stac:\(lists)/a/1.tif",
            ])
        #expect(file.entries[1].labels == "\(lists)/b.tif" && file.entries[1].classField == "crop")
        #expect(file.entries[1].rule == .purity(0.8))
    }

    @Test(arguments: [
        ("name: x\n    imagery: nowhere/*.tif\n    labels: nlcd.tif", ["area 'x'", "nowhere/*.tif"]),
        ("name: x\n    imagery: b.tif\n    labels: gone.tif", ["area 'x'", "gone.tif", "labels"]),
        ("name: x\n    imagery: b.tif", ["area 'x'", "no 'labels:'"]),
        ("name: x\n    labels: nlcd.tif", ["area 'x'", "no 'imagery:'"]),
        ("imagery: b.tif\n    labels: nlcd.tif", ["area 1", "no name"]),
        ("name: x\n    imagery: b.tif\n    labels: nlcd.tif\n    sied: test", ["area 'x'", "'sied:'"]),
        ("name: x\n    imagery: b.tif\n    labels: nlcd.tif\n    side: left", ["area 'x'", "side: left"]),
        ("name: x\n    imagery: b.tif\n    labels: nlcd.tif\n    date: July", ["area 'x'", "date: July"]),
        (
            "name: x\n    imagery: b.tif\n    labels: nlcd.tif\n    date: 2016-02-30",
            ["area 'x'", "2016-02-30"]
        ),
        ("name: x\n    imagery: b.tif\n    labels: nlcd.tif\n    date: ٢٠١٦", ["area 'x'", "date: ٢٠١٦"]),
        ("name: x\n    imagery: b.tif\n    labels: nlcd.tif\n    rule: most", ["area 'x'", "rule: most"]),
        (
            "name: x\n    imagery: b.tif\n    labels: nlcd.tif\n    rule: purity:0.5",
            ["rule: purity:0.5", "above 0.5, at most 1"]
        ),
        ("name: x/y\n    imagery: b.tif\n    labels: nlcd.tif", ["'x/y' cannot be"]),
        ("name: x\n    imagery: {b: c}\n    labels: nlcd.tif", ["area 'x'", "imagery"]),
    ])
    func whatIsWrongIsToldWithItsArea(area: String, texts: [String]) {
        let message = message("areas:\n  - \(area)\n")
        for text in texts { #expect(message.contains(text), "\(message)") }
    }

    @Test func twoAreasOfOneNameAreRefused() {
        let message = message(
            """
            labels: nlcd.tif
            areas: [{name: North, imagery: b.tif}, {name: north, imagery: b.tif}]
            """)
        #expect(message.contains("two areas are called 'North' and 'north'"))
    }

    @Test(arguments: ["", "areas: []", "areas: x", "- a", "areas: [", "area:\n  - name: x"])
    func whatIsNoListIsRefused(yaml: String) {
        #expect(message(yaml).contains("areas:"))
    }

    @Test func oneLegendComesOfAllFields() throws {
        func points(_ values: [String]) -> String {
            let features = values.enumerated().map { number, value in
                """
                {"type":"Feature","properties":{"use":"\(value)"},"geometry":{"type":"Point","coordinates":[\(number),1]}}
                """
            }
            return "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
        }
        try write(points(["Wood", "Field"]), to: "p.geojson")
        try write(points(["Town", "Field"]), to: "q.geojson")
        let list = try file(
            """
            areas:
              - {name: p, imagery: b.tif, labels: p.geojson}
              - {name: q, imagery: b.tif, labels: q.geojson}
            """)
        let given = try GivenAreas(list, legend: nil, rule: nil)
        #expect(given.legend.classNames == ["Field", "Town", "Wood"])
        #expect(given.areas.map(\.rule) == [.points, .points])
        let error = #expect(throws: CommandError.self) {
            try GivenAreas(list, legend: nil, rule: nil, field: "kind")
        }
        #expect(error?.description.hasPrefix("area 'p': ") == true)
    }
}
