import AerialCore
import Reporting
import Testing

@testable import Aerial

/// What a dataset's page says of the labels in a tile.
struct TileEvidenceTests {
    private let land = TileEvidence(legend: .nlcd6, rule: "nine-points")

    @Test func ninePointsHaveTheNamesAndColoursOfTheirCodes() throws {
        let points = try #require(land.points("41,41,42,41,41,41,-,82,11"))
        #expect(
            points.map(\.name) == [
                "41 Deciduous Forest", "41 Deciduous Forest", "42 Evergreen Forest", "41 Deciduous Forest",
                "41 Deciduous Forest", "41 Deciduous Forest", "no data", "82 Cultivated Crops",
                "11 Open Water",
            ])
        let forest = try #require(Legend.nlcd6.classes.first { $0.name == "Forest" }).color
        let crops = try #require(Legend.nlcd6.classes.first { $0.name == "Cultivated" }).color
        #expect(points.map(\.color) == Array(repeating: forest, count: 6) + [nil, crops, nil])
    }

    @Test func theSentenceOfNinePointsBeginsWithTheMost() {
        #expect(
            land.sentence("41,41,42,41,41,41,-,82,11")
                == "41 Deciduous Forest at 5 of nine points, no data at 1, 11 Open Water at 1, "
                + "42 Evergreen Forest at 1, 82 Cultivated Crops at 1")
        #expect(land.sentence("21,21,21,21,21,21,21,21,21").hasSuffix(" at all nine points"))
        #expect(land.sentence("-,-,-,-,-,-,-,-,-") == "no data at all nine points")
    }

    @Test(arguments: [UInt64](1...30)) func theCountsOfASentenceAreNine(seed: UInt64) throws {
        var source = SeededGenerator(seed: seed)
        let items = (0..<9).map { _ in ["11", "41", "82", "-", "999"].randomElement(using: &source) ?? "-" }
        let parts = land.sentence(items.joined(separator: ",")).split(separator: ", ")
        let counts = try parts.map { part -> Int in
            let words = part.split(separator: " ")
            let place = try #require(words.lastIndex(of: "at"))
            return words[place + 1] == "all" ? 9 : try #require(Int(words[place + 1]))
        }
        #expect(counts.reduce(0, +) == 9 && counts == counts.sorted(by: >))
        #expect(parts.count == Set(items).count)
        // The order of the points says nothing.
        #expect(
            land.sentence(items.reversed().joined(separator: ","))
                == land.sentence(items.joined(separator: ",")))
    }

    @Test func pixelsPointsAndSharesHaveTheirUnits() {
        #expect(land.sentence("41:49,82:7") == "41 Deciduous Forest 49 pixels, 82 Cultivated Crops 7")
        #expect(land.sentence("41:1") == "41 Deciduous Forest 1 pixel")
        let points = TileEvidence(legend: .nlcd6, rule: "points")
        #expect(points.sentence("Forest:3,Barren:1") == "Forest 3 points, Barren 1")
        let shares = TileEvidence(legend: .nlcd6, rule: "purity:0.9")
        #expect(shares.sentence("Forest:0.930,Barren:0.070") == "Forest 93.0 %, Barren 7.0 %")
        #expect(shares.sentence("Forest:1.000") == "Forest 100 %")
    }

    @Test func aLegendOfOnesOwnGivesNoNamesOfTheNationalLandCover() throws {
        let own = TileEvidence(
            legend: try DrawnGround.legend(["Wald", "Moor"], codes: [[41], [7]]), rule: "nine-points")
        let points = try #require(own.points("41,41,7,7,8,Wald,Wald+Moor,Moor+8,-"))
        #expect(points.map(\.name) == ["41", "41", "7", "7", "8", "Wald", "Wald+Moor", "Moor+8", "no data"])
        let (wald, moor) = (own.legend.classes[0].color, own.legend.classes[1].color)
        // Where polygons overlap, the first says the colour.
        #expect(points.map(\.color) == [wald, wald, moor, moor, nil, wald, wald, moor, nil])
    }

    @Test(arguments: [
        "", ",", ",,,,,,,", ":", "::", "41", "41,41", "a:", ":b", "41:x,:", "1,2,3,4,5,6,7,8,9:1",
    ])
    func whatIsNoEvidenceShowsNoPoints(text: String) {
        #expect(land.points(text) == nil)
        #expect(!land.sentence(text).contains("nine points"))
    }

    @Test func aNameMayHaveAColonAndALargeNumber() {
        let own = TileEvidence(legend: .nlcd6, rule: "purity:0.9")
        #expect(own.sentence("Forest: old:0.500,Barren:0.250") == "Forest: old 50.0 %, Barren 25.0 %")
        #expect(own.sentence("99999999999999999999:5") == "99999999999999999999 5 pixels")
    }

    /// The text has commas between points, and a name may have some of its own.
    @Test(arguments: ["Pasture, Hay", "a,b,c", "Forest: old, wet", "x+y", "x+y, z", ","])
    func aNameMayHaveTheSignsThatStandBetweenPoints(name: String) throws {
        let own = TileEvidence(
            legend: try DrawnGround.legend(["Wald", name], codes: [[41], [7]]), rule: "nine-points")
        let (wald, color) = (own.legend.classes[0].color, own.legend.classes[1].color)
        let items = [name, "Wald", "-", name, "\(name)+Wald", "Wald+\(name)", "Wald", name, name]
        let points = try #require(own.points(items.joined(separator: ",")))
        #expect(points.map(\.name) == items.map { $0 == "-" ? "no data" : $0 })
        #expect(points.map(\.color) == [color, wald, nil, color, color, wald, wald, color, color])
        #expect(
            own.sentence(items.joined(separator: ",")).hasPrefix("\(name) at 4 of nine points, Wald at 2, "))
        #expect(
            own.sentence(Array(repeating: name, count: 9).joined(separator: ","))
                == "\(name) at all nine points")
        let shares = TileEvidence(legend: own.legend, rule: "purity:0.9")
        let text = "\(name):0.900,Wald:0.100"
        #expect(shares.points(text) == nil)
        if name != "," { #expect(shares.sentence(text) == "\(name) 90.0 %, Wald 10.0 %") }
    }
}
