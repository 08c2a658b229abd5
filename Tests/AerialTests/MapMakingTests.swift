import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// From predictions or a class map to a map, with what its page says of each tile.
struct MapMakingTests {
    private let folder = Scratch()
    private static let names = ["Forest", "Moor", "Water"]

    private func making(
        _ name: String, smoothing: MapSmoothing = .none, minimum: Double? = nil, group: Legend? = nil,
        given: Legend? = nil, unlistedBy: String? = nil
    ) -> MapMaking {
        MapMaking(
            predictions: folder[name], smoothing: smoothing, minimumHectares: minimum, group: group,
            given: given,
            unlistedBy: unlistedBy)
    }

    /// Predictions of a few tiles, some without imagery, in whole per cent.
    private func drawn(_ count: Int, classes: Int, seed: UInt64) -> [[Float]] {
        var source = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            guard Int.random(in: 0..<8, using: &source) > 0 else { return [] }
            var left = 100
            var parts = (1..<classes).map { _ in
                let part = Int.random(in: 0...left, using: &source)
                left -= part
                return part
            }
            parts.append(left)
            return parts.shuffled(using: &source).map { Float($0) / 100 }
        }
    }

    /// The first of the largest.
    private func likeliest(_ values: [Float]) -> UInt8? {
        values.max().flatMap { values.firstIndex(of: $0) }.map { UInt8($0) }
    }

    // MARK: Tables

    @Test(arguments: ["p.csv", "p.gpkg"]) func everyTileHasItsLikeliestClass(table: String) throws {
        let ground = DrawnGround(columns: 7, rows: 5)
        let predictions = drawn(35, classes: 3, seed: 4)
        let foreignness = (0..<35).map { number -> Float? in number % 5 == 0 ? 0.99 : 0.5 }
        try ground.write(
            predictions, legend: try DrawnGround.legend(Self.names), foreignness: foreignness,
            to: folder[table])
        let made = try making(table).make()
        #expect(made.map.columns == 7 && made.map.rows == 5)
        #expect(made.map.cells == predictions.map(likeliest))
        let percents = predictions.map { values in values.max().map { UInt8(($0 * 100).rounded()) } }
        #expect(made.shares == percents && made.confidence == percents)
        let scored = predictions.count { !$0.isEmpty }
        #expect(made.counts.scored == scored && made.counts.nodata == 35 - scored && made.counts.tiles == 35)
        let foreign = predictions.indices.filter { $0 % 5 == 0 && !predictions[$0].isEmpty }
        #expect(made.foreignTiles == Set(foreign.map { TileIndex(row: $0 / 7, column: $0 % 7) }))
        #expect(made.steps.isEmpty && abs(made.areas.rows.reduce(0) { $0 + ($1.share ?? 0) } - 1) < 1e-12)
    }

    @Test func aGroupHasTheSumOfItsClasses() throws {
        let ground = DrawnGround(columns: 6, rows: 6)
        let predictions = drawn(36, classes: 4, seed: 8)
        let fine = try DrawnGround.legend(["a", "b", "c", "d"], codes: [[1], [2], [3], [4]])
        let coarse = try DrawnGround.legend(["cb", "da"], codes: [[2, 3], [1, 4]])
        try ground.write(predictions, legend: fine, to: folder["p.csv"])
        let made = try making("p.csv", group: coarse, given: fine).make()
        #expect(made.map.legend == coarse)
        for (position, values) in predictions.enumerated() {
            let single = likeliest(values)
            // A tile goes where its likeliest class goes; its share is that of the group.
            #expect(made.map.cells[position] == single.map { [1, 0, 0, 1][Int($0)] })
            let sums = values.isEmpty ? [] : [values[1] + values[2], values[0] + values[3]]
            let share = made.map.cells[position].map { UInt8((sums[Int($0)] * 100).rounded()) }
            #expect(made.shares?[position] == share)
        }
        #expect(made.confidence == nil && made.steps == ["grouped into drawn"])
    }

    @Test func namesThatAllKnowBringTheirCodesUnlessOneIsStrange() throws {
        let ground = DrawnGround(columns: 2, rows: 1)
        for (names, hasCodes) in [(["Forest", "Developed"], true), (["Forest", "Moor"], false)] {
            try ground.write(
                [[0.4, 0.6], [0.9, 0.1]], legend: try DrawnGround.legend(names), to: folder["p.csv"])
            // As a table of somebody else's, without a record beside it.
            try? FileManager.default.removeItem(atPath: folder["p.csv.aerial.json"])
            let legend = try making("p.csv").make().map.legend
            #expect(legend.classNames == names)
            #expect(legend.classes.allSatisfy { $0.codes.isEmpty != hasCodes })
            try FileManager.default.removeItem(atPath: folder["p.csv"])
        }
    }

    @Test func aGivenLegendColoursAndMustHaveAllClasses() throws {
        let ground = DrawnGround(columns: 2, rows: 1)
        let drawn = try DrawnGround.legend(Self.names)
        try ground.write([[0.2, 0.5, 0.3], []], legend: drawn, to: folder["p.csv"])
        try DrawnGround.write(["b."], legend: drawn, to: folder["m.tif"])
        let larger = try DrawnGround.legend(["Ice", "Water", "Moor", "Forest"], codes: [[1], [2], [3], [4]])
        for name in ["p.csv", "m.tif"] {
            let map = try making(name, given: larger).make().map
            // In the table's order.
            #expect(map.legend.classes == [larger.classes[3], larger.classes[2], larger.classes[1]])
            #expect(map.cells == [1, nil])
            let error = #expect(throws: CommandError.self) { try making(name, given: .nlcd6).make() }
            #expect(error?.description.contains("no class 'Moor'") == true)
        }
    }

    @Test func aRowThatStandsTwiceIsRefused() throws {
        let ground = DrawnGround(columns: 3, rows: 1)
        try ground.write(
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]], legend: try DrawnGround.legend(Self.names), to: folder["p.csv"]
        )
        let text = try String(contentsOfFile: folder["p.csv"], encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map { String($0) }
        try (lines + [lines[2]]).joined(separator: "\r\n").write(
            toFile: folder["twice.csv"], atomically: true, encoding: .utf8)
        #expect(throws: PredictionFileError.self) { try making("twice.csv").make() }
        // In another order they are the same map.
        try ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n").write(
            toFile: folder["other.csv"], atomically: true, encoding: .utf8)
        #expect(try making("other.csv").make().map.cells == making("p.csv").make().map.cells)
    }

    // MARK: Class maps

    @Test func aMapOfAMapIsTheSame() throws {
        let legend = try DrawnGround.legend(["Wälder, alt", "\"x\" & <y>", "水"], codes: [[1], [], [3, 4]])
        try DrawnGround.write(
            ["abc.", "..ca", "bbbb"], legend: legend, confidence: (0..<12).map { UInt8($0 * 9) },
            to: folder["m.tif"])
        let made = try making("m.tif").make()
        #expect(made.map == DrawnGround.map(["abc.", "..ca", "bbbb"], legend: legend))
        #expect(made.counts.scored == 9 && made.counts.nodata == 3)
        _ = try MapPlan(predictions: folder["m.tif"], out: folder["n.tif"]).run(SilentObserver())
        #expect(try making("n.tif").make().map == made.map)
    }

    /// What a model gave a class says nothing of the one that a tile has after its neighbours had their say.
    @Test func onlyTilesThatKeptTheirClassKeepTheirShare() throws {
        let legend = try DrawnGround.legend(Self.names)
        let lines = ["aaaa", "abaa", "aaac", "..cc"]
        var confidence: [UInt8?] = (50..<66).map { UInt8($0) }
        (confidence[12], confidence[13]) = (nil, nil)
        try DrawnGround.write(lines, legend: legend, confidence: confidence, to: folder["m.tif"])
        let stored = DrawnGround.map(lines, legend: legend)
        let made = try making("m.tif", smoothing: .plurality).make()
        #expect(made.map[TileIndex(row: 1, column: 1)] == 0)
        for position in 0..<16 {
            let isKept = made.map.cells[position] == stored.cells[position] && stored.cells[position] != nil
            #expect(made.shares?[position] == (isKept ? confidence[position] : nil))
        }
    }

    /// In a group of as many classes a position is another class.
    @Test func aGroupOfAsManyClassesHasNoShareOfAnotherClass() throws {
        let legend = try DrawnGround.legend(Self.names, codes: [[1], [2], [3]])
        let group = try DrawnGround.legend(["Land", "Wet", "Ice"], codes: [[1, 2], [3], [4]])
        let confidence: [UInt8?] = (50..<59).map { UInt8($0) }
        try DrawnGround.write(
            ["ccc", "cbc", "ccc"], legend: legend, confidence: confidence, to: folder["m.tif"])
        let made = try making("m.tif", smoothing: .plurality, group: group).make()
        // The tile in the middle was the second class and is the second of the group, not the same one.
        #expect(made.map.cells.allSatisfy { $0 == 1 })
        #expect(made.shares?.allSatisfy { $0 == nil } == true)
    }

    @Test func aClassMapHasNoProbabilitiesToSmooth() throws {
        try DrawnGround.write(["aab"], legend: try DrawnGround.legend(Self.names), to: folder["m.tif"])
        let error = #expect(throws: CommandError.self) {
            try making("m.tif", smoothing: .probabilities).make()
        }
        #expect(error?.description.contains("no probabilities") == true)
    }

    /// The hectares of so many tiles are so many tiles, whatever the last digit of the quotient.
    @Test(arguments: [1, 1.1, 16, 33.3, 100, 224, 99_999.9])
    func theMinimumInHectaresIsThatInTiles(tileMeters: Double) throws {
        try DrawnGround.write(
            ["aaab"], legend: try DrawnGround.legend(Self.names), tileMeters: tileMeters, to: folder["m.tif"])
        let hectares = tileMeters * tileMeters / 10_000
        for tiles in [1, 2, 3, 7, 11, 49, 100, 333, 1000, 4095] {
            let step = try making("m.tif", minimum: Double(tiles) * hectares).make().steps.first
            #expect(step?.hasSuffix("ha (\(tiles) tiles)") == true, "\(step ?? "")")
            let more = try making("m.tif", minimum: (Double(tiles) + 0.01) * hectares).make().steps.first
            #expect(more?.hasSuffix("ha (\(tiles + 1) tiles)") == true, "\(more ?? "")")
        }
    }

    @Test func aPatchOfTheMinimumStaysAndASmallerOneGoes() throws {
        let lines = ["aaaaaaa", "abbbaca", "aaaaaaa"]
        try DrawnGround.write(lines, legend: try DrawnGround.legend(Self.names), to: folder["m.tif"])
        for (minimum, counts) in [(1.0, [17, 3, 1]), (2, [18, 3, 0]), (3, [18, 3, 0]), (4, [21, 0, 0])] {
            let map = try making("m.tif", minimum: minimum * 5.0176).make().map
            #expect(map.tileCounts == counts)
        }
    }

    // MARK: Land cover

    /// Four by four pixels of cover in each tile, at random; and the same counted plainly.
    private func cover(
        columns: Int, rows: Int, seed: UInt64, name: String = "cover"
    ) throws -> (path: String, codes: (TileIndex) -> [Int]) {
        var source = SeededGenerator(seed: seed)
        let tiles = (0..<columns * rows).map { _ in
            Array("abcdee..").shuffled(using: &source).prefix(Int.random(in: 1...3, using: &source))
        }
        let lines = (0..<4 * rows).map { row in
            String(
                (0..<4 * columns).map {
                    tiles[row / 4 * columns + $0 / 4].randomElement(using: &source) ?? "."
                })
        }
        let path = try DrawnGround.writeCover(lines, pixelMeters: 56, in: folder, name: name)
        return (
            path,
            { tile in
                lines[4 * tile.row..<4 * tile.row + 4].flatMap { (line: String) -> [Int] in
                    Array(line.utf8)[4 * tile.column..<4 * tile.column + 4].compactMap {
                        (letter: UInt8) -> Int? in
                        letter == UInt8(ascii: ".") ? nil : Int(letter - UInt8(ascii: "a")) + 1
                    }
                }
            }
        )
    }

    @Test(arguments: [UInt64](1...4)) func agreementIsWhatACountOfPixelsSays(seed: UInt64) throws {
        let legend = try DrawnGround.legend(["x", "y", "z"], codes: [[1], [2, 4], [3]])
        let (path, codes) = try cover(columns: 5, rows: 4, seed: seed)
        let lines = ["abcab", "c.bca", "aabbc", "ccab."]
        try DrawnGround.write(lines, legend: legend, to: folder["m.tif"])
        var plan = MapPlan(predictions: folder["m.tif"], out: folder["n.tif"])
        (plan.landCover, plan.purity, plan.areas) = (path, 0.75, folder["areas.csv"])
        (plan.comparisonPicture, plan.report) = (folder["agreement.svg"], folder["n.html"])
        let result = try plan.run(SilentObserver())
        var confusion = Array(repeating: [0, 0, 0], count: 3)
        var pure = 0
        let map = DrawnGround.map(lines, legend: legend)
        for row in 0..<4 {
            for column in 0..<5 {
                let tile = TileIndex(row: row, column: column)
                guard let cell = map[tile] else { continue }
                let found = codes(tile)
                let counts = [[1], [2, 4], [3]].map { own in found.count { own.contains($0) } }
                // The first of equals; none where more pixels are of code 5, which no class has.
                guard let most = counts.max(), most > 0, most >= found.count(where: { $0 == 5 }),
                    let reference = counts.firstIndex(of: most)
                else { continue }
                confusion[reference][Int(cell)] += 1
                pure += Double(most) / Double(found.count) >= 0.75 ? 1 : 0
            }
        }
        let agreement = try #require(result.figures.comparison)
        #expect(agreement.confusion == confusion && agreement.pureTiles == pure)
        #expect(
            agreement.tiles == confusion.joined().reduce(0, +) && agreement.classNames == ["x", "y", "z"])
        try expectReadsItsJSONBack(result)
        #expect(["n.tif", "areas.csv", "agreement.svg", "n.html"].allSatisfy(folder.has))
        // It knows its own files again.
        #expect(try plan.run(SilentObserver()).figures.comparison?.confusion == confusion)
    }

    @Test(arguments: [UInt64](1...4)) func tilesOfCoverThatNoClassHasAreShownAsSuch(seed: UInt64) throws {
        let legend = try DrawnGround.legend(["x", "y", "z"], codes: [[1], [2, 4], [3]])
        let (path, codes) = try cover(columns: 5, rows: 4, seed: 10 + seed)
        let lines = ["abcab", "c.bca", "aabbc", "ccab."]
        try DrawnGround.write(lines, legend: legend, to: folder["m.tif"])
        let before = DrawnGround.map(lines, legend: legend)
        let made = try making("m.tif", unlistedBy: path).make()
        for position in 0..<20 {
            let found = codes(TileIndex(row: position / 5, column: position % 5))
            let isUnlisted = 2 * found.count(where: { $0 == 5 }) > found.count
            let expected = before.cells[position].map { isUnlisted ? 3 : $0 }
            #expect(made.map.cells[position] == expected)
        }
        #expect(made.map.legend.classNames == ["x", "y", "z", UnlistedTiles.className])
    }

    @Test func coverOfAnotherPlaceAndClassesWithoutCodesAreRefused() throws {
        let (path, _) = try cover(columns: 2, rows: 2, seed: 1)
        let coded = try DrawnGround.legend(["x"], codes: [[1]])
        let far = DrawnGround(columns: 2, rows: 2, west: 600_000)
        try ClassMapFile.write(
            DrawnGround.map(["aa", "aa"], legend: coded), grid: try far.grid(), to: folder["far.tif"])
        try DrawnGround.write(["aa", "aa"], legend: try DrawnGround.legend(["x"]), to: folder["bare.tif"])
        for (map, reason) in [("far.tif", "does not overlap"), ("bare.tif", "no land-cover codes")] {
            var compared = MapPlan(predictions: folder[map], out: folder["n.tif"])
            compared.landCover = path
            var shown = MapPlan(predictions: folder[map], out: folder["n.tif"])
            shown.unlistedBy = path
            for plan in [compared, shown] {
                let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
                #expect(error?.description.contains(reason) == true)
                #expect(!folder.has("n.tif"))
            }
        }
    }

    @Test func aMapWithoutAClassedTileHasAreasOfNothing() throws {
        let legend = try DrawnGround.legend(Self.names)
        try DrawnGround.write(["..", ".."], legend: legend, to: folder["m.tif"])
        var plan = MapPlan(predictions: folder["m.tif"], out: folder["n.png"])
        (plan.areas, plan.report, plan.smoothing) = (folder["a.csv"], folder["n.html"], .plurality)
        plan.minimumHectares = 10
        let result = try plan.run(SilentObserver())
        #expect(result.figures.scored == 0 && result.figures.tiles == 4)
        #expect(result.figures.areas.allSatisfy { $0.tiles == 0 && $0.hectares == 0 && $0.percent == nil })
        try expectReadsItsJSONBack(result)
        let page = try String(contentsOfFile: folder["n.html"], encoding: .utf8)
        #expect(!page.contains("nan %") && !page.contains("NaN %") && !page.contains(">nan<"))
    }

    @Test(arguments: ["n", "n.csv", "n.jpg", "n.tif.gz", "n.html"])
    func anEndingThatNoMapHasIsRefusedBeforeTheWork(name: String) throws {
        // Nothing is read: the predictions are not even there.
        var plan = MapPlan(predictions: folder["none.csv"], out: folder[name])
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.contains(".tif, .tiff, .gpkg, .png, .svg or .pdf") == true)
        (plan.out, plan.landCover, plan.comparisonPicture) = (folder["n.tif"], folder["c.tif"], folder[name])
        let picture = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(picture?.description.contains(".png, .svg or .pdf") == true)
        // A picture of a comparison with nothing.
        (plan.landCover, plan.comparisonPicture) = (nil, folder["n.png"])
        let nothing = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(nothing?.description.contains("n.png") == true)
    }

    @Test(arguments: ["n.tif", "n.qml", "./n.tif", "n.tif.aux.xml"])
    func oneNameIsOfOneOutput(name: String) throws {
        let legend = try DrawnGround.legend(Self.names)
        try DrawnGround.write(["ab", "ba"], legend: legend, to: folder["m.tif"])
        var plan = MapPlan(predictions: folder["m.tif"], out: folder["n.tif"])
        plan.areas = folder[name]
        let error = #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        #expect(error?.description.contains("two outputs have the name") == true)
        #expect(!folder.has("n.tif") && !folder.has("n.qml"))
    }
}
