import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// From a map over a sample that a person labels to areas, through the files.
struct AreaSampleTests {
    private let folder = Scratch()

    /// Blocks of three classes, the rarest of six tiles, and a corner without imagery.
    private static let lines =
        ["aaaaaaaabbbb", "aaaaaaaabbbb", "aaaaaaaabbbb", "aaaaaaccbbbb", "aaaaaaccbbbb", "aaaaaaccbbb."]
    private static let names = ["Forest", "Water", "Barren"]

    private func writeMap(
        _ names: [String] = AreaSampleTests.names, lines: [String] = AreaSampleTests.lines,
        to name: String = "map.tif"
    ) throws {
        try DrawnGround.write(lines, legend: try DrawnGround.legend(names), to: folder[name])
    }

    private func design(out: String = "s", least: Int = 6, seed: UInt64 = 7) throws -> SampleSummary {
        var plan = AreaDesignPlan(map: folder["map.tif"], out: folder[out])
        (plan.least, plan.seed) = (least, seed)
        return try plan.run(SilentObserver())
    }

    private func write(_ rows: [[String]], to name: String) throws {
        let text = rows.map { row in
            row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
        }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder[name]))
    }

    /// Fills in the references of a sample.
    private func label(_ name: String = "s/sample.csv", reference: (_ id: String, _ map: String) -> String)
        throws
    {
        let (header, rows) = try AreaSampleFile.cells(path: folder[name])
        let columns = try ["id", "map", "reference"].map { try #require(header.firstIndex(of: $0)) }
        try write(
            [header]
                + rows.map { row in
                    var row = row
                    row[columns[2]] = reference(row[columns[0]], row[columns[1]])
                    return row
                }, to: "labelled.csv")
    }

    private func estimate(
        _ strata: AreaEstimatePlan.Strata, sample: String = "labelled.csv", others: [String] = []
    ) throws -> AreaSummary {
        var plan = AreaEstimatePlan(sample: folder[sample], strata: strata)
        plan.otherClasses = others
        return try plan.run(SilentObserver()).figures
    }

    private var ofMap: AreaEstimatePlan.Strata { .map(folder["map.tif"]) }
    private var ofTable: AreaEstimatePlan.Strata { .table(folder["s/strata.csv"]) }

    // MARK: The sample

    @Test(arguments: [1, 2, 6, 20, 1000]) func aSampleHoldsTilesOfItsMapEachOnce(least: Int) throws {
        try writeMap()
        let summary = try design(least: least)
        let map = DrawnGround.map(Self.lines, legend: try DrawnGround.legend(Self.names))
        let tiles = try AreaSampleFile.mappedTiles(path: folder["s/sample.csv"])
        #expect(Set(tiles.map(\.tile)).count == tiles.count && tiles.count == summary.sampled)
        for (tile, name) in tiles { #expect(map[tile].map { Self.names[Int($0)] } == name) }
        for stratum in summary.strata {
            #expect(tiles.count { $0.map == stratum.className } == stratum.sampled)
            #expect(stratum.sampled >= min(stratum.tiles, max(2, least)) && stratum.sampled <= stratum.tiles)
        }
        #expect(summary.strata.map(\.tiles) == [42, 23, 6])
        #expect(summary.expectedStandardError <= summary.wantedStandardError)
        // Both tables hold the same tiles.
        let others = try AreaSampleFile.mappedTiles(path: folder["s/sample.gpkg"])
        #expect(others.map(\.tile) == tiles.map(\.tile) && others.map(\.map) == tiles.map(\.map))
    }

    /// With strata.csv a class whose tiles are all labelled was called one whose errors are not known.
    @Test func strataKnowWhereAllTilesAreLabelledAsTheMapDoes() throws {
        try writeMap()
        _ = try design()
        #expect(try AreaSampleFile.readStrata(path: folder["s/strata.csv"]).map(\.tiles) == [42, 23, 6])
        try label { _, map in map }
        for strata in [ofMap, ofTable] {
            let recorder = Recorder()
            _ = try AreaEstimatePlan(sample: folder["labelled.csv"], strata: strata).run(recorder)
            let warning = try #require(recorder.warnings.first { $0.contains("No sampled tile is wrong") })
            #expect(warning.contains("'Forest'") && !warning.contains("'Barren'"))
        }
    }

    @Test func aSeedGivesTheSameSampleAndAnotherOneAnother() throws {
        try writeMap()
        for (out, seed) in [("s", UInt64(1)), ("again", 1), ("other", 2)] {
            _ = try design(out: out, seed: seed)
        }
        func bytes(_ out: String) -> Data? {
            FileManager.default.contents(atPath: folder["\(out)/sample.csv"])
        }
        #expect(bytes("s") == bytes("again") && bytes("s") != bytes("other"))
    }

    @Test func oneTileOfAClassIsTold() throws {
        try writeMap(lines: ["aaaaab", "aaaaac", "aaaaac"])
        let recorder = Recorder()
        _ = try AreaDesignPlan(map: folder["map.tif"], out: folder["s"]).run(recorder)
        #expect(recorder.warnings.count == 1 && recorder.warnings[0].contains("'Water' to one tile alone"))
    }

    @Test func anExpectationOfAClassThatTheMapLacksLeavesNothing() throws {
        try writeMap()
        var plan = AreaDesignPlan(map: folder["map.tif"], out: folder["s"])
        plan.expectations = [ExpectedAccuracy(className: "forest", accuracy: 0.9)]
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.contains("'forest'") == true)
        #expect(error?.description.contains("Forest, Water, Barren") == true && !folder.has("s"))
    }

    /// The last word counts, and one without a class is for those that none names.
    @Test func expectationsAreTakenByTheirClass() throws {
        try writeMap()
        var plan = AreaDesignPlan(map: folder["map.tif"], out: folder["s"])
        plan.expectations = [
            ExpectedAccuracy(className: "Water", accuracy: 0.6),
            ExpectedAccuracy(className: nil, accuracy: 0.7),
            ExpectedAccuracy(className: "Water", accuracy: 0.9),
        ]
        #expect(try plan.run(SilentObserver()).strata.map(\.expectedAccuracy) == [0.7, 0.9, 0.7])
    }

    @Test func whatAPersonLabelledIsNotReplaced() throws {
        try writeMap()
        _ = try design()
        try label { _, map in map }
        try FileManager.default.removeItem(atPath: folder["s/sample.csv"])
        try FileManager.default.moveItem(atPath: folder["labelled.csv"], toPath: folder["s/sample.csv"])
        let before = FileManager.default.contents(atPath: folder["s/sample.csv"])
        var plan = AreaDesignPlan(map: folder["map.tif"], out: folder["s"])
        plan.seed = 99
        for overwrites in [false, true] {
            plan.writing.overwrites = overwrites
            _ = try? plan.run(SilentObserver())
            #expect(FileManager.default.contents(atPath: folder["s/sample.csv"]) == before)
        }
    }

    @Test func picturesAreOfEachTileAndOfBothDates() throws {
        let ground = DrawnGround(columns: 3, rows: 2)
        try writeMap(lines: ["aab", "abb"])
        let scenes = try [UInt8(40), 200].map { tone in
            try ground.writeScene("scene\(tone)", in: folder, metersPerPixel: 2) { _, _ in [tone, tone, 9] }
        }
        var plan = AreaDesignPlan(map: folder["map.tif"], out: folder["s"])
        (plan.imagery, plan.after) = ([scenes[0]], [scenes[1]])
        let recorder = Recorder()
        let sampled = try plan.run(recorder).sampled
        let tiles = try AreaSampleFile.mappedTiles(path: folder["s/sample.csv"]).map {
            TileGrid.name(of: $0.tile)
        }
        #expect(sampled == 6 && tiles.count == 6)
        #expect(try folder.names(in: "s/chips") == tiles.map { "\($0).png" }.sorted())
        let page = try String(contentsOfFile: folder["s/sample.html"], encoding: .utf8)
        #expect(tiles.allSatisfy { page.contains("chips/\($0).png") })
        let size = try ImageFile.size(path: folder["s/chips/\(tiles[0]).png"])
        #expect(size.width == 2 * size.height)
        #expect(recorder.progress.last { $0.title == "pictures" }?.done == 6)
    }

    @Test func picturesStandBesideEachOther() {
        let pictures = (0..<3).map { number in
            TileImage(
                width: number + 1, height: 4,
                rgb: (0..<(number + 1) * 12).map { UInt8(60 * number + $0) }, emptyPixelCount: 0)
        }
        let joined = TileImage(sideBySide: pictures)
        #expect(joined.width == 6 && joined.height == 4)
        for row in 0..<4 {
            let line = pictures.flatMap { picture in
                let length = picture.width * 3
                return Array(picture.rgb[row * length..<(row + 1) * length])
            }
            #expect(Array(joined.rgb[row * 18..<(row + 1) * 18]) == line)
        }
    }

    // MARK: The estimate

    @Test(arguments: [
        ["Forest", "Water", "Barren"], ["a,b", "a;b", "a\tb"], ["\"", "'", "\"\"\""],
        ["Wälder", "森林", "غابة"],
        ["=1+1", "-1", "@x"], ["<b>&amp;", "</script>", "a/b"], ["1", "2.0", "1e3"], ["nan", "NULL", "true"],
        ["two\nlines", "..", "%2F"], ["𝛼", "🌲", "e\u{301}"],
    ]) func aPerfectMapKeepsItsAreas(names: [String]) throws {
        try writeMap(names)
        _ = try design()
        try label { _, map in map }
        for (strata, tolerance) in [(ofMap, 1e-9), (ofTable, 1e-4)] {
            let found = try estimate(strata)
            #expect(found.classes.map(\.className) == names)
            #expect(found.overallAccuracy.value == 1 && found.overallAccuracy.standardError == 0)
            for (row, tiles) in zip(found.classes, [42, 23, 6]) {
                #expect(abs(row.hectares.value - Double(tiles) * 5.0176) < tolerance)
                #expect(abs(row.hectares.value - row.mappedHectares) < tolerance)
                #expect(row.hectares.low <= row.hectares.value && row.hectares.value <= row.hectares.high)
                #expect(row.usersAccuracy?.value == 1 && row.producersAccuracy?.value == 1)
            }
        }
    }

    @Test func areasOfAllClassesAreTheMapsWhateverThePersonSays() throws {
        try writeMap()
        _ = try design(least: 20)
        var source = SeededGenerator(seed: 3)
        for _ in 0..<10 {
            try label { _, _ in (Self.names + ["Bog"]).randomElement(using: &source) ?? "Bog" }
            let found = try estimate(ofMap, others: ["Bog", "Glacier", "Forest"])
            let sum = found.classes.reduce(0) { $0 + $1.hectares.value }
            #expect(abs(sum - found.totalHectares) < 1e-6 && abs(found.totalHectares - 71 * 5.0176) < 1e-6)
            // Glacier was given as possible and nobody saw one.
            #expect(!found.classes.contains { $0.className == "Glacier" })
            let bog = try #require(found.classes.first { $0.className == "Bog" })
            #expect(bog.mappedHectares == 0 && bog.sampled == 0 && bog.usersAccuracy == nil)
            #expect(found.sampled == found.classes.reduce(0) { $0 + $1.sampled })
        }
    }

    /// Olofsson et al. (2014), table 8 and section 5: deforestation of 21,158 ha, give or take 6158.
    @Test func thePublishedExampleComesOutOfFiles() throws {
        let names = ["Deforestation", "Forest gain", "Stable forest", "Stable non-forest"]
        let pixels = [200_000, 150_000, 3_200_000, 6_450_000]
        let counts = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]
        try write(
            [["hectares", "class"]] + zip(names, pixels).map { ["\(Double($0.1) * 0.09)", $0.0] },
            to: "strata.csv")
        var rows: [[String]] = []
        for (map, line) in counts.enumerated() {
            for (reference, count) in line.enumerated() {
                rows += Array(repeating: [names[reference], names[map]], count: count)
            }
        }
        var source = SeededGenerator(seed: 1)
        var found: [AreaSummary] = []
        // In whatever order the tiles were labelled.
        for _ in 0..<3 {
            rows.shuffle(using: &source)
            try write([["reference", "map"]] + rows, to: "labelled.csv")
            found.append(try estimate(.table(folder["strata.csv"])))
        }
        let deforested = found[0].classes[0].hectares
        #expect(abs(deforested.value - 21_158) < 1 && abs(1.96 * deforested.standardError - 6158) < 1)
        #expect(abs(found[0].overallAccuracy.value - 0.947) < 0.001)
        let users = try found[0].classes.map { try #require($0.usersAccuracy?.value) }
        let producers = try found[0].classes.map { try #require($0.producersAccuracy?.value) }
        #expect(zip(users, [0.88, 0.73, 0.93, 0.96]).allSatisfy { abs($0 - $1) < 0.005 })
        #expect(zip(producers, [0.75, 0.85, 0.93, 0.96]).allSatisfy { abs($0 - $1) < 0.005 })
        let texts = try found.map { try JSONEncoder().encode($0.classes.map(\.hectares.value)) }
        #expect(Set(texts).count == 1)
    }

    @Test func tableAndPageAreOfTheEstimateAndItsJSONIsReadBack() throws {
        try writeMap(["For<b>est", "Water", "Barren"])
        _ = try design()
        try label { _, map in map == "Barren" ? "Water" : map }
        var plan = AreaEstimatePlan(sample: folder["labelled.csv"], strata: ofMap)
        (plan.out, plan.report) = (folder["areas.csv"], folder["areas.html"])
        let result = try plan.run(SilentObserver())
        try expectReadsItsJSONBack(result)
        let page = try String(contentsOfFile: folder["areas.html"], encoding: .utf8)
        #expect(page.contains("For&lt;b&gt;est") && !page.contains("For<b>est"))
        let first = FileManager.default.contents(atPath: folder["areas.csv"])
        // It knows its own files again.
        _ = try plan.run(SilentObserver())
        #expect(first != nil && FileManager.default.contents(atPath: folder["areas.csv"]) == first)
        #expect(result.figures.classes[2].usersAccuracy?.value == 0)
        #expect(result.figures.classes[2].producersAccuracy == nil)
    }

    @Test func aReferenceThatNobodyNamedIsTold() throws {
        try writeMap()
        _ = try design()
        try label { _, map in map == "Water" ? "water" : map }
        let error = #expect(throws: (any Error).self) { try estimate(ofMap) }
        #expect(error.map { "\($0)".contains("water") && "\($0)".contains("Water") } == true)
    }

    @Test func aSampleWithAHoleLeavesNoEstimate() throws {
        try writeMap()
        _ = try design()
        var count = 0
        try label { _, map in
            count += 1
            return count == 3 ? "" : map
        }
        var plan = AreaEstimatePlan(sample: folder["labelled.csv"], strata: ofMap)
        (plan.out, plan.report) = (folder["areas.csv"], folder["areas.html"])
        let error = #expect(throws: PredictionFileError.self) { try plan.run(SilentObserver()) }
        #expect(error.map { "\($0)".contains("line 4") } == true)
        #expect(!folder.has("areas.csv") && !folder.has("areas.html"))
    }

    /// The same tiles on a map that is a row shorter, and on one in which a class has moved.
    @Test(arguments: [
        Array(lines.dropLast()), lines.map { String($0.dropLast()) },
        lines.map { $0.replacing("c", with: "b") + "c" },
    ]) func aSampleOfAnotherMapIsRefused(other: [String]) throws {
        try writeMap()
        _ = try design(least: 1000)
        try label { _, map in map }
        try writeMap(lines: other, to: "other.tif")
        let error = #expect(throws: CommandError.self) { try estimate(.map(folder["other.tif"])) }
        #expect(error?.description.contains("was not drawn from") == true)
        // The table of its strata goes with it wherever it lies.
        #expect(try estimate(ofTable).overallAccuracy.value == 1)
    }

    @Test func aSampleAndItsStrataAreCutWithoutACrash() throws {
        try writeMap()
        _ = try design()
        try label { _, map in map }
        let bytes = try #require(FileManager.default.contents(atPath: folder["labelled.csv"]))
        for length in stride(from: 0, to: bytes.count, by: 53) {
            try bytes.prefix(length).write(to: URL(fileURLWithPath: folder["cut.csv"]))
            guard let found = try? estimate(ofTable, sample: "cut.csv") else { continue }
            #expect(found.overallAccuracy.value <= 1 && found.classes.count >= 3)
        }
    }
}
