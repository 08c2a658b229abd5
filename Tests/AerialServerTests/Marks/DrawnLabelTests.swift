import AerialCore
import Foundation
import Imagery
import Testing

@testable import AerialServer

/// Polygons with a class keep their corners, and what is none is refused with what to do.
struct DrawnLabelTests {
    private static let square = [[0.0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]

    private func isTaken(_ rings: [[[Double]]], _ name: String = "Forest") -> Bool {
        (try? DrawnLabel(className: name, rings: rings).check()) != nil
    }

    /// A star-shaped outline of so many corners about a place: it never crosses itself.
    private static func outline(_ corners: Int, _ generator: inout SeededGenerator) -> [[Double]] {
        let (x, y) = (
            Double.random(in: -170...170, using: &generator), Double.random(in: -80...80, using: &generator)
        )
        let ring = (0..<corners).map { number in
            let angle = 2 * Double.pi * Double(number) / Double(corners)
            let reach = Double.random(in: 0.5...3, using: &generator)
            return [x + reach * cos(angle), y + reach * sin(angle)]
        }
        return ring + [ring[0]]
    }

    @Test func aLabelComesBackFromItsTextAndItsTextAgain() throws {
        var generator = SeededGenerator(seed: 1)
        for corners in 3...60 {
            let name = ["Forest", "森 <wet> & \"dark\"", "e\u{301}", "a;b,c"][corners % 4]
            let label = DrawnLabel(
                className: name,
                rings: [Self.outline(corners, &generator), Self.outline(3, &generator)])
            try label.check()
            let again = try #require(DrawnLabel(text: label.text))
            #expect(again == label)
            // Otherwise the file would be written again at each look.
            #expect(again.text == label.text)
        }
    }

    /// A hundred-millionth of a degree is a millimetre.
    @Test func cornersAreKeptToAMillimetre() throws {
        var generator = SeededGenerator(seed: 2)
        let ring = Self.outline(40, &generator)
        let kept = try #require(DrawnLabel(className: "a", rings: [ring]).rings.first)
        for (corner, own) in zip(ring, kept) {
            for (value, found) in zip(corner, own) { #expect(abs(value - found) <= 0.51e-8) }
        }
    }

    @Test(arguments: [
        "", "not json", "{}", "{\"class\":\"a\"}", "{\"class\":1,\"rings\":[]}",
        "{\"class\":\"a\",\"rings\":[[1]]}",
        "{\"class\":\"a\",\"rings\":[[[1,", "[]", "null",
    ])
    func aTextThatIsNoneGivesNoLabel(text: String) {
        #expect(DrawnLabel(text: text) == nil)
    }

    @Test func aStarIsOneOutlineAndAPentagramCrossesItself() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            let star = Self.outline(5 + 2 * Int.random(in: 0...20, using: &generator), &generator)
            #expect(isTaken([star]))
            #expect(isTaken([star.reversed()]))
            // The same outline from another corner on is the same polygon.
            let open = Array(star.dropLast())
            let turned = Array(open[3...] + open[..<3])
            #expect(isTaken([turned + [turned[0]]]))
        }
        let regular = (0..<5).map { [cos(Double($0) * 0.8 * .pi), sin(Double($0) * 0.8 * .pi)] }
        #expect(!isTaken([regular + [regular[0]]]))
        #expect(isTaken([Self.square]))
        #expect(!isTaken([[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]))
    }

    /// What two outlines of four corners do, worked by hand: only the order of the corners differs.
    @Test(arguments: [
        ([0, 1, 2, 3], true), ([0, 3, 2, 1], true), ([0, 2, 1, 3], false), ([0, 1, 3, 2], false),
        ([1, 2, 3, 0], true), ([2, 0, 3, 1], false),
    ])
    func theOrderOfTheCornersDecides(order: [Int], isSimple: Bool) {
        let corners = order.map { Self.square[$0] }
        #expect(isTaken([corners + [corners[0]]]) == isSimple)
    }

    @Test func thePolesAndTheDateLineAreTheEdgeOfTheWorld() {
        #expect(isTaken([[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]]))
        for corner in [[180.001, 0], [-181, 0], [0, 90.001], [0, -91], [.infinity, 0], [0, .nan]]
            as [[Double]]
        {
            #expect(!isTaken([[[0, 0], [1, 0], corner, [0, 0]]]))
        }
    }

    @Test(arguments: [
        [[[0.0, 0], [1, 0], [0, 0]]], [[[0.0, 0], [1, 0], [1, 1], [0, 1]]], [[]], [],
        [[[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 0, 0]]], [[[0.0], [1], [1], [0]]], [[[], [], [], []]],
        [square, [[0.2, 0.2], [0.4, 0.2], [0.2, 0.2]]], [square, []],
    ])
    func aRingIsFourPairsOfWhichTheLastIsTheFirst(rings: [[[Double]]]) {
        #expect(!isTaken(rings))
    }

    @Test(arguments: [
        ("a", true), (String(repeating: "森", count: 200), true), (String(repeating: "森", count: 201), false),
        (" a", false), ("a ", false), ("\u{A0}a", false), ("a\nb", false), ("a\tb", false), ("\u{7F}", false),
        ("a\u{0}", false), ("   ", false), ("<b>&\"'", true), ("../x", true),
        ("a" + String(repeating: "\u{301}", count: 200), false),
    ])
    func aClassHasAName(name: String, isTaken: Bool) {
        #expect(self.isTaken([Self.square], name) == isTaken)
    }

    @Test func aPolygonOfAsManyPointsAsAreTakenIsTakenAndOneMoreIsNot() {
        var generator = SeededGenerator(seed: 4)
        let most = DrawnLabel.mostPoints
        #expect(isTaken([Self.outline(most - 1, &generator)]))
        #expect(!isTaken([Self.outline(most, &generator)]))
        // Together, not each.
        #expect(!isTaken([Self.outline(most - 4, &generator), Self.square]))
        #expect(isTaken([Self.outline(most - 6, &generator), Self.square]))
    }

    // MARK: The file

    private func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
        let folder = NSTemporaryDirectory() + "aerial-drawn-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }

    @Test func theFileSaysWhatTheMarksSayWhateverTheirOrder() throws {
        var generator = SeededGenerator(seed: 5)
        var marks: [String: String] = [:]
        for number in 0..<80 {
            let name = ["Forest", "森", "</script>", "a\"b\\c", "x\u{2028}y"][number % 5]
            marks["p-\(number)"] = DrawnLabel(className: name, rings: [Self.outline(7, &generator)]).text
        }
        try withFolder { folder in
            let file = DrawnLabelsFile(folder: folder)
            #expect(try file.read() == nil)
            let bytes = try file.bytes(with: marks)
            let other = Dictionary(uniqueKeysWithValues: marks.shuffled(using: &generator).map { ($0, $1) })
            #expect(try file.bytes(with: other) == bytes)
            try Data(bytes).write(to: URL(fileURLWithPath: file.path))
            let words = try #require(try file.read())
            #expect(file.says(words, marks))
            #expect(words.compactMapValues { $0 } == marks)
            var fewer = marks
            fewer["p-7"] = nil
            #expect(!file.says(words, fewer))
        }
    }

    /// RFC 7946: a feature has a type, properties and a geometry whose rings are closed.
    @Test func theFileIsGeoJSON() throws {
        let marks = ["p-1": DrawnLabel(className: "Forest", rings: [Self.square]).text, "p-2": "none"]
        let bytes = try DrawnLabelsFile(folder: "/nowhere").bytes(with: marks)
        let read = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        #expect(
            read == [
                "type": "FeatureCollection",
                "features": [
                    [
                        "type": "Feature", "properties": ["id": "p-1", "class": "Forest"],
                        "geometry": [
                            "type": "Polygon",
                            "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]],
                        ],
                    ]
                ],
            ])
    }

    @Test(arguments: [
        "", "{", "[]", "{\"type\":\"FeatureCollection\"}", "{\"features\":[{}]}", "\u{FEFF}{",
        #"{"features":[{"properties":{"id":1,"class":"a"},"geometry":{"type":"Polygon","coordinates":[]}}]}"#,
        #"{"features":[{"properties":{"id":"1"},"geometry":{"type":"Polygon","coordinates":[]}}]}"#,
        #"{"features":[{"properties":{"id":"1","class":"a"},"geometry":{"type":"Point","coordinates":[0,0]}}]}"#,
        #"{"features":[{"properties":{"id":"1","class":"a"},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0]]]]}}]}"#,
        #"{"features":[{"properties":{"id":"1","class":"a"},"geometry":{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]}}]}"#,
    ])
    func aFileOfAnotherKindIsRefusedByName(text: String) throws {
        try withFolder { folder in
            let file = DrawnLabelsFile(folder: folder)
            try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
            #expect {
                _ = try file.read()
            } throws: { error in
                let problem = error as? Problem
                return problem?.status == 422 && problem?.detail.contains(file.path) == true
            }
        }
    }
}
