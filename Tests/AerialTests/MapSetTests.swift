import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// Maps that are drawn beside each other.
struct MapSetTests {
    private let folder = Scratch()

    private func write(_ lines: [String], _ names: [String], codes: [[Int]] = [], to name: String) throws {
        try DrawnGround.write(lines, legend: try DrawnGround.legend(names, codes: codes), to: folder[name])
    }

    private func plan(_ maps: [String], out: String = "set.svg") -> MapSetPlan {
        MapSetPlan(maps: maps.map { folder[$0] }, out: folder[out])
    }

    @Test func theClassesOfAllMapsStandOnceInTheOrderInWhichTheyCome() throws {
        try write(["abc", ".ba"], ["Moor", "Wald", "See"], to: "a.tif")
        try write(["aabb"], ["See", "Stadt"], to: "b.tif")
        let result = try plan(["a.tif", "b.tif"]).run(SilentObserver())
        #expect(result.set.legend.classNames == ["Moor", "Wald", "See", "Stadt"])
        let maps = result.figures.maps
        #expect(maps.map { $0.areas.map(\.tiles) } == [[2, 2, 1, 0], [0, 0, 2, 2]])
        #expect(maps.map(\.tiles) == [6, 4] && maps.map(\.scored) == [5, 4])
        #expect(maps.map(\.path) == [folder["a.tif"], folder["b.tif"]])
        for map in maps {
            let percent: Double = map.areas.compactMap(\.percent).reduce(0, +)
            #expect(abs(percent - 100) < 1e-9)
            #expect(map.areas.allSatisfy { abs($0.hectares - Double($0.tiles) * 5.0176) < 1e-9 })
        }
        try expectReadsItsJSONBack(result)
    }

    @Test func theOrderOfTheMapsIsThatOfTheColumnsAlone() throws {
        let lines = [["abca"], ["ccba"], ["b..b"]]
        for (number, each) in lines.enumerated() {
            try write(each, ["x", "y", "z"].map { $0 + (number == 2 ? "" : "!") }, to: "\(number).tif")
        }
        func areas(_ order: [Int]) throws -> [String: [String: Int]] {
            var plan = plan(order.map { "\($0).tif" })
            plan.writing.overwrites = true
            return Dictionary(
                uniqueKeysWithValues: try plan.run(SilentObserver()).figures.maps.map { map in
                    (map.name, Dictionary(uniqueKeysWithValues: map.areas.map { ($0.className, $0.tiles) }))
                })
        }
        let first = try areas([0, 1, 2])
        for order in [[2, 1, 0], [1, 0, 2], [2, 0, 1]] { #expect(try areas(order) == first) }
        #expect(first["2"] == ["x!": 0, "y!": 0, "z!": 0, "x": 0, "y": 2, "z": 0])
    }

    @Test func namesAreFilesNamesAndTheirFoldersWhereTheyAreTheSame() {
        #expect(MapSetPlan.names(of: ["a/p.csv", "b/q.gpkg", "r"]) == ["p", "q", "r"])
        #expect(MapSetPlan.names(of: ["a/p.csv", "b/p.csv", "a/q.csv"]) == ["a/p.csv", "b/p.csv", "q"])
        #expect(MapSetPlan.names(of: ["p.csv", "p.tif"]) == ["p.csv", "p.tif"])
        #expect(MapSetPlan.names(of: ["x/Wälder 2.0.tif"]) == ["Wälder 2.0"])
        #expect(MapSetPlan.names(of: []).isEmpty)
    }

    @Test(arguments: ["svg", "html"]) func namesFromFilesAreTextOnAPage(ending: String) throws {
        let names = ["a<b>&c", "水 \"x\""]
        for name in names { try write(["ab"], ["<i>Moor</i>", "Wald & See"], to: "\(name).tif") }
        let out = "set.\(ending)"
        let result = try plan(names.map { "\($0).tif" }, out: out).run(SilentObserver())
        #expect(result.figures.maps.map(\.name) == names)
        let text = try String(contentsOfFile: folder[out], encoding: .utf8)
        #expect(text.contains("a&lt;b&gt;&amp;c") && !text.contains("a<b>"))
        #expect(text.contains("&lt;i&gt;Moor") && !text.contains("<i>Moor"))
    }

    @Test func aGroupIsOfAllMaps() throws {
        try write(["abc"], ["x", "y", "z"], codes: [[1], [2], [3]], to: "a.tif")
        try write(["ab"], ["z", "y"], codes: [[3], [2]], to: "b.tif")
        var plan = plan(["a.tif", "b.tif"])
        plan.group = try DrawnGround.legend(["low", "high"], codes: [[1, 2], [3, 4]])
        let maps = try plan.run(SilentObserver()).figures.maps
        #expect(maps.map { $0.areas.map(\.tiles) } == [[2, 1], [1, 1]])
        plan.group = try DrawnGround.legend(["low"], codes: [[1, 2]])
        plan.out = folder["none.svg"]
        #expect(throws: LegendError.notGroupable(className: "z", legend: "drawn")) {
            try plan.run(SilentObserver())
        }
        #expect(!folder.has("none.svg"))
    }

    @Test func landCoverIsDrawnOnTheTilesOfTheFirstMap() throws {
        try write(["ab", "ba"], ["x", "y"], codes: [[1], [2]], to: "m.tif")
        let cover = try DrawnGround.writeCover(
            ["aabb", "aaba", "abcc", "abcc"], pixelMeters: 112, in: folder, name: "cover")
        var plan = MapSetPlan(maps: [cover, folder["m.tif"]], out: folder["set.png"])
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.contains("--legend") == true)
        plan.legend = try DrawnGround.legend(["x", "y"], codes: [[1], [2]])
        let maps = try plan.run(SilentObserver()).figures.maps
        #expect(maps.map(\.name) == ["cover", "m"])
        // Four of four, three of four, two of four, and a code that is of no class.
        #expect(maps[0].areas.map(\.tiles) == [1, 1] && maps[0].scored == 2)
        #expect(maps[1].areas.map(\.tiles) == [2, 2])
    }

    @Test func aFileThatIsNoMapLeavesNoPicture() throws {
        try write(["ab"], ["x", "y"], to: "m.tif")
        try Data("id,class\n".utf8).write(to: URL(fileURLWithPath: folder["p.csv"]))
        try Data([0x49, 0x49, 0x2A, 0]).write(to: URL(fileURLWithPath: folder["cut.tif"]))
        for other in ["p.csv", "cut.tif", "none.tif"] {
            #expect(throws: (any Error).self) { try plan(["m.tif", other]).run(SilentObserver()) }
            #expect(!folder.has("set.svg"))
        }
    }

    @Test func anOutputIsNoneOfTheMaps() throws {
        try write(["ab"], ["x", "y"], to: "m.svg")
        let before = FileManager.default.contents(atPath: folder["m.svg"])
        var plan = plan(["m.svg", "m.svg"], out: "m.svg")
        plan.writing.overwrites = true
        #expect(throws: (any Error).self) { try plan.run(SilentObserver()) }
        #expect(before != nil && FileManager.default.contents(atPath: folder["m.svg"]) == before)
    }

    @Test func noTwoMapsHaveOneName() throws {
        #expect(
            MapSetPlan.names(of: ["a/x/p.csv", "b/x/p.csv", "q.csv"]) == ["a/x/p.csv", "b/x/p.csv", "q"])
        #expect(MapSetPlan.names(of: ["/r/a/x/p.csv", "/r/b/x/p.csv"]) == ["a/x/p.csv", "b/x/p.csv"])
        #expect(MapSetPlan.names(of: ["p.csv", "x/p.csv"]) == ["p.csv", "x/p.csv"])
        #expect(MapSetPlan.names(of: ["p.csv", "p.csv", "p.csv"]) == ["p.csv", "p.csv (2)", "p.csv (3)"])
        #expect(Set(MapSetPlan.names(of: ["p.csv", "p.tif", "p.csv.tif"])).count == 3)
        for folder in ["a", "b"] {
            try FileManager.default.createDirectory(
                atPath: self.folder["\(folder)/x"], withIntermediateDirectories: true)
            try write([folder == "a" ? "ab" : "bb"], ["Moor", "Wald"], to: "\(folder)/x/p.tif")
        }
        let maps = try plan(["a/x/p.tif", "b/x/p.tif", "a/x/p.tif"]).run(SilentObserver()).figures.maps
        #expect(Set(maps.map(\.name)).count == 3)
        #expect(maps.map { $0.areas.map(\.tiles) } == [[1, 1], [0, 2], [1, 1]])
    }

    @Test(arguments: ["set.tif", "set", "set.jpg", "set.svg.gz", "set."])
    func anEndingThatNoPictureHasIsRefusedBeforeTheWork(name: String) throws {
        // Nothing is read: the map is not even there.
        let error = #expect(throws: CommandError.self) {
            try plan(["none.tif"], out: name).run(SilentObserver())
        }
        #expect(error?.description.contains(".png, .svg, .pdf or .html") == true)
        #expect(!folder.has(name))
        #expect(throws: CommandError.self) { try plan([], out: "set.svg").run(SilentObserver()) }
    }
}
