import AerialCore
import Foundation
import Testing

@testable import Reporting

/// Figures on pages, counted again from what the page was made from.
struct MatrixPageTests {
    private func matrix(_ count: Int, seed: UInt64 = 41) -> ConfusionMatrix {
        var generator = SeededGenerator(seed: seed)
        var matrix = ConfusionMatrix(classNames: (0..<count).map { "Class \($0)" })
        for _ in 0..<40 * count {
            let reference = Int.random(in: 0..<count, using: &generator)
            let isRight = Bool.random(using: &generator)
            // The last class is never predicted.
            let prediction = isRight ? reference : Int.random(in: 0..<count, using: &generator)
            matrix.record(reference: reference, prediction: min(prediction, count - 2))
        }
        return matrix
    }

    @Test(arguments: [3, 8, 9, 20]) func aRowsCellsSumToItsTotal(count: Int) throws {
        let matrix = matrix(count)
        let tree = PageTree(ConfusionTable(matrix: matrix).markup.html)
        #expect(tree.isWellFormed)
        let table = try #require(tree.all("table").first)
        #expect(table.attributes["class"] == (count < 9 ? "matrix" : "matrix many"))
        let rows = table.rows.dropFirst(2).map { $0.dropFirst().map { Int($0) ?? 0 } }
        try #require(rows.count == count)
        for (reference, row) in rows.enumerated() {
            #expect(row.count == count + 1 && row.dropLast().reduce(0, +) == row.last)
            #expect(Array(row.dropLast()) == matrix.counts[reference])
        }
    }

    @Test func tintsAreSharesOfTheRowAndErrorsAreNeverInvisible() {
        let matrix = matrix(5)
        let tree = PageTree(ConfusionTable(matrix: matrix).markup.html)
        func tints(_ kind: String) -> [Double] {
            tree.all("td", class: kind).compactMap {
                Double(($0.attributes["style"] ?? "").replacing("--share:", with: ""))
            }
        }
        let right = matrix.counts.indices.compactMap { index -> Double? in
            matrix.counts[index][index] == 0 ? nil : matrix.producersAccuracy(of: index)
        }
        #expect(tints("right").count == right.count)
        #expect(zip(tints("right"), right).allSatisfy { abs($0 - $1) < 0.0051 })
        #expect(!tints("wrong").isEmpty && tints("wrong").allSatisfy { $0 >= 0.14 && $0 <= 1 })
    }

    @Test func barsAreAsLongAsThePerCentsBesideThem() throws {
        let tree = PageTree(ClassTable(matrix: matrix(6), legend: .nlcd6).markup.html)
        let cells = tree.all("td", class: "number measure")
        #expect(cells.count == 18)
        for cell in cells {
            let bar = cell.all("i").first?.attributes["style"]
            guard cell.text != NumberText.missing else {
                #expect(bar == nil, "what does not exist has no bar")
                continue
            }
            let width = try #require(bar?.replacing("width:", with: "").replacing("%", with: ""))
            let (long, said) = (try #require(Double(width)), try #require(Double(cell.text.dropLast(2))))
            #expect(abs(long - said) <= 0.056 && (0...100).contains(long))
        }
        #expect(cells.contains { $0.text == NumberText.missing })
    }

    /// Seen from the other side, what was recall is precision.
    @Test func turningTheMatrixSwapsPrecisionAndRecall() throws {
        let matrix = matrix(4)
        var turned = ConfusionMatrix(classNames: matrix.classNames)
        for (reference, row) in matrix.counts.enumerated() {
            for (prediction, count) in row.enumerated() {
                turned.record(reference: prediction, prediction: reference, count: count)
            }
        }
        func rows(_ matrix: ConfusionMatrix) throws -> [[String]] {
            let table = AgreementTable(matrix: matrix, legend: .nlcd6).markup.html
            return Array(try #require(PageTree(table).all("table").first).rows.dropFirst())
        }
        let swapped = try rows(turned).map { [$0[0], $0[2], $0[1], $0[4], $0[3]] }
        #expect(try rows(matrix) == swapped)
    }

    @Test func theFoldsPageHasARowAFoldAndTheirSum() throws {
        let folds = (0..<3).map {
            FoldsReport.Fold(
                name: "fold-\($0 + 1)", areas: ["A\($0)", "B & C"], confusion: matrix(3, seed: UInt64($0)))
        }
        var all = ConfusionMatrix(classNames: folds[0].confusion.classNames)
        for fold in folds {
            for (reference, row) in fold.confusion.counts.enumerated() {
                for (prediction, count) in row.enumerated() {
                    all.record(reference: reference, prediction: prediction, count: count)
                }
            }
        }
        var report = FoldsReport(title: "t", legend: .nlcd3, folds: folds, confusion: all)
        report.meanAccuracy = 0.5
        report.standardDeviation = 0.0321
        let tree = PageTree(report.html())
        let rows = try #require(tree.section("By fold")?.all("table").first).rows.dropFirst()
        #expect(rows.map { $0[1] } == ["A0, B & C", "A1, B & C", "A2, B & C"])
        #expect(rows.compactMap { Int($0[2]) }.reduce(0, +) == all.total)
        #expect(rows.map { $0[3] } == folds.map { NumberText.percent($0.confusion.accuracy) })
        #expect(tree.all("a").map { $0.attributes["href"] } == (1...3).map { "fold-\($0)/report.html" })
        #expect(tree.root.text.contains("mean accuracy of 3 folds, standard deviation 3.2 points"))
    }
}

struct AreaPageTests {
    /// Olofsson et al. 2014, section 4: pixels of 30 m, counts of table 8, areas and accuracies as published.
    private func published() throws -> AreaEstimate {
        let names = ["Deforestation", "Forest gain", "Stable forest", "Stable non-forest"]
        let pixels = [200_000.0, 150_000, 3_200_000, 6_450_000]
        return try AreaEstimate(
            strata: zip(names, pixels).map { AreaStratum(className: $0, hectares: $1 * 0.09) },
            sample: StratifiedSample(
                classNames: names,
                counts: [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]))
    }

    @Test func thePageHasThePublishedAreasAndAccuracies() throws {
        let tree = PageTree(AreaReport(title: "t", subtitle: "s", estimate: try published()).html())
        let rows = try #require(tree.section("Area by class")?.all("table").first).rows.dropFirst()
        let expected: [(area: Double, margin: Double, users: String, producers: String)] = [
            (21_158, 6158, "88.0 % ± 7.4 %", "74.9 % ± 21.4 %"),
            (11_686, 3756, "73.3 % ± 10.1 %", "84.7 % ± 25.5 %"),
            (285_770, 15_510, "92.7 % ± 4.0 %", "93.4 % ± 3.4 %"),
            (581_386, 16_282, "96.3 % ± 2.1 %", "96.0 % ± 1.7 %"),
        ]
        try #require(rows.count == 4)
        func number(_ text: some StringProtocol) -> Double {
            Double(String(text).replacing(",", with: "")) ?? .nan
        }
        for (row, figures) in zip(rows, expected) {
            let ends = row[2].components(separatedBy: " to ").map { number($0) }
            #expect(abs(number(row[1]) - figures.area) < 1)
            #expect(abs((ends[1] - ends[0]) / 2 - figures.margin) < 1)
            // The paper writes accuracies to a hundredth.
            for (said, paper) in [(row[4], figures.users), (row[5], figures.producers)] {
                let parts = said.components(separatedBy: " ± ").map { number($0.dropLast(2)) }
                let figure = paper.components(separatedBy: " ± ").map { number($0.dropLast(2)) }
                #expect(zip(parts, figure).allSatisfy { abs($0 - $1) < 1 }, "\(said) \(paper)")
            }
        }
        #expect(tree.root.text.contains("640 tiles sampled"))
    }

    @Test func theTableSumsToTheWholeAndIntervalsHoldTheirFigures() throws {
        let estimate = try published()
        let text = AreaTables(estimate).csv
        let columns = PlainCSV.columns(text)
        #expect(text.hasPrefix(AreaTables.csvHead))
        func figures(_ name: String) throws -> [Double] {
            try #require(columns[name]).dropLast().compactMap(Double.init)
        }
        let whole = try #require(columns["mapped_hectares"]?.last.flatMap(Double.init))
        #expect(abs(try figures("share").reduce(0, +) - 1) < 4e-6)
        #expect(abs(try figures("hectares").reduce(0, +) - whole) < 4e-6)
        #expect(abs(try figures("mapped_hectares").reduce(0, +) - whole) < 4e-6)
        #expect(try figures("sampled").reduce(0, +) == 640 && columns["sampled"]?.last == "640")
        for name in ["hectares", "share", "users_accuracy", "producers_accuracy"] {
            let (low, high) = (try figures("\(name)_low"), try figures("\(name)_high"))
            let (values, errors) = (try figures(name), try figures("\(name)_se"))
            try #require(values.count == 4 && low.count == 4 && high.count == 4 && errors.count == 4)
            for place in 0..<4 {
                #expect(0 <= low[place] && low[place] <= values[place] && values[place] <= high[place])
                #expect(high[place] <= (name == "hectares" ? whole : 1))
                #expect(high[place] - values[place] <= 1.96 * errors[place] + 2e-6)
            }
        }
    }

    @Test func aClassOfTheReferenceAloneHasNoUsersAccuracy() throws {
        let estimate = try AreaEstimate(
            strata: [
                AreaStratum(className: "=A", hectares: 10), AreaStratum(className: "B,b", hectares: 30),
            ],
            sample: StratifiedSample(
                strata: ["=A", "B,b"], others: ["C"],
                rows: [("=A", "=A"), ("=A", "C"), ("B,b", "B,b"), ("B,b", "B,b")].map {
                    (map: $0.0, reference: $0.1)
                }))
        let columns = PlainCSV.columns(AreaTables(estimate).csv)
        #expect(columns["class"] == ["=A", "B,b", "C", "all"])
        #expect(columns["users_accuracy"] == ["0.500000", "1.000000", "", ""])
        // Half of A's ten hectares; where the map has none, none was found.
        #expect(columns["hectares"] == ["5.000000", "30.000000", "5.000000", ""])
        #expect(columns["producers_accuracy"] == ["1.000000", "1.000000", "0.000000", ""])
        let table = AreaTables(estimate).table
        #expect(table.rows.map(\.count) == Array(repeating: table.columns.count, count: 3))
    }

    /// Wilks 1941: of 59 without a fault, at most 5 % are faulty, at 95 %.
    @Test func fiftyNineRightOnesLeaveRoomForFivePerCent() throws {
        let estimate = try AreaEstimate(
            strata: [AreaStratum(className: "A", hectares: 10), AreaStratum(className: "B", hectares: 10)],
            sample: StratifiedSample(classNames: ["A", "B"], counts: [[59, 0], [1, 58]]))
        let caution = try #require(AreaTables(estimate).caution)
        #expect(caution.contains("'A' (59 tiles, up to 5.0 % may be wrong)") && !caution.contains("'B'"))
    }

    @Test func theMapsTableSumsToAll() throws {
        var map = ClassMap(legend: .nlcd6, columns: 20, rows: 10)
        for row in 0..<10 {
            for column in 0..<20 where column != row {
                map[TileIndex(row: row, column: column)] = UInt8(column * row % 5)
            }
        }
        let table = PageTree(AreaTable(areas: ClassAreas(of: map, tileHectares: 5.0176)).markup.html)
        let rows = try #require(table.all("table").first).rows.dropFirst()
        let tiles = rows.map { Int($0[1]) ?? -1 }
        #expect(tiles.dropLast().reduce(0, +) == 190 && tiles.last == 190)
        #expect(rows.last?[2] == NumberText.hectares(190 * 5.0176))
        let widths = table.all("i").compactMap { $0.attributes["style"] }.filter { $0.hasPrefix("width:") }
            .compactMap { Double($0.dropFirst(6).prefix { $0 != "%" }) }
        #expect(widths.count == 6 && abs(widths.reduce(0, +) - 100) < 0.04)
        let empty = ClassAreas(of: ClassMap(legend: .nlcd3, columns: 2, rows: 2), tileHectares: 1)
        let shares = PageTree(AreaTable(areas: empty).markup.html).all("td", class: "number measure")
        #expect(shares.map(\.text) == ["–", "–", "–"])
    }

    @Test func mapsBesideEachOtherAreCountedEachByItself() throws {
        let legends = [
            try Legend.named("one", classNames: ["Forest", "Water"]),
            try Legend.named("two", classNames: ["Water", "Town & land"]),
        ]
        let entries = legends.enumerated().map { number, legend in
            var map = ClassMap(legend: legend, columns: 3 + number, rows: 2)
            for column in 0..<3 { map[TileIndex(row: 0, column: column)] = column == 0 ? 1 : 0 }
            return MapSet.Entry(name: "m<\(number)>", map: map, tileMeters: 100 * Double(number + 1))
        }
        let set = try MapSet(entries)
        let rows = try #require(
            PageTree(MapSetReport(title: "t", set: set, views: []).html())
                .section("Land by class")?.all("table").first
        ).rows
        #expect(rows[0] == ["Tiles and their share", "m<0>", "m<1>"])
        #expect(rows[1] == ["Forest", "2 66.7 % 2.0 ha", "0 0 % 0.0 ha"])
        #expect(rows[2] == ["Water", "1 33.3 % 1.0 ha", "2 66.7 % 8.0 ha"])
        #expect(rows[3] == ["Town & land", "0 0 % 0.0 ha", "1 33.3 % 4.0 ha"])
        #expect(rows[4] == ["No data", "3", "5"])
        #expect(rows[5] == ["With a class", "3 3.0 ha", "3 12.0 ha"])
        #expect(
            set.table.rows.map { [$0[0], $0[1], $0[3]] }
                == rows[1...4].map { row in
                    [row[0]] + row.dropFirst().map { String($0.prefix { $0 != " " }) }
                })
    }
}

struct CellDrawingTests {
    /// Cells of each path, rectangle by rectangle; none may lie twice.
    private func cells(_ path: String) -> [TileIndex] {
        path.split(separator: "M").flatMap { part -> [TileIndex] in
            let numbers = part.split { !$0.isNumber }.compactMap { Int($0) }
            return (0..<numbers[2]).map { TileIndex(row: numbers[1], column: numbers[0] + $0) }
        }
    }

    private func map() -> ClassMap {
        var generator = SeededGenerator(seed: 42)
        var map = ClassMap(legend: .nlcd6, columns: 23, rows: 17)
        for row in 0..<17 {
            for column in 0..<23 where Int.random(in: 0..<5, using: &generator) > 0 {
                map[TileIndex(row: row, column: column)] = UInt8.random(in: 0..<6, using: &generator)
            }
        }
        return map
    }

    @Test func aDrawnMapHasEveryTileOnceInItsClassesColour() throws {
        let map = map()
        let figure = MapFigure(drawing: map, caption: "c")
        guard case .svg(let svg) = figure.picture else {
            Issue.record("the map is no SVG")
            return
        }
        let tree = PageTree(svg)
        #expect(tree.all("svg").first?.attributes["viewBox"] == "0 0 23 17")
        var drawn: [TileIndex: String] = [:]
        for path in tree.all("path") {
            for cell in cells(path.attributes["d"] ?? "") {
                #expect(drawn.updateValue(path.attributes["fill"] ?? "", forKey: cell) == nil)
            }
        }
        #expect(drawn.count == map.cells.count { $0 != nil })
        for (tile, color) in drawn {
            let index = try #require(map[tile])
            #expect(map.legend.classes[Int(index)].color.hexadecimal == color)
        }
    }

    @Test func hatchingCoversTheForeignTilesWithinTheMapAlone() throws {
        let foreign: Set = [
            TileIndex(row: 0, column: 0), TileIndex(row: 0, column: 1), TileIndex(row: 2, column: 4),
            TileIndex(row: 3, column: 0), TileIndex(row: 0, column: 5),
        ]
        let hatching = Hatching(tiles: foreign, columns: 5, rows: 3)
        let tree = PageTree("<svg>\(hatching.markup.html)</svg>")
        let path = try #require(tree.all("path").last?.attributes["d"])
        #expect(Set(cells(path)) == foreign.filter { $0.row < 3 && $0.column < 5 })
        #expect(Hatching(tiles: [], columns: 5, rows: 3).markup == .empty)
        #expect(Hatching(tiles: [], columns: 5, rows: 3).picture == nil)
    }

    @Test func placesAreDrawnWhereTheyAreAndCountedInTheKey() throws {
        var generator = SeededGenerator(seed: 43)
        let states = PlaceOutcomes.State.allCases
        var outcomes: [TileIndex: PlaceOutcomes.State] = [:]
        for number in 0..<60 where number % 3 > 0 {
            outcomes[TileIndex(row: number / 10, column: number % 10)] = states.randomElement(
                using: &generator)
        }
        let tree = PageTree(PlaceOutcomes(columns: 10, rows: 6, states: outcomes, area: "A & B").markup.html)
        for (state, name) in [(PlaceOutcomes.State.right, "right"), (.wrong, "wrong"), (.other, "other")] {
            let path = try #require(tree.all("path", class: "place-\(name)").first?.attributes["d"])
            #expect(Set(cells(path)) == Set(outcomes.filter { $0.value == state }.keys))
        }
        let counted = tree.all("li").compactMap { Int($0.text.filter(\.isNumber)) }
        #expect(counted.count == 3 && counted.reduce(0, +) == outcomes.count)
        #expect(tree.all("figcaption").first?.text.hasPrefix("A & B: right and wrong") == true)
    }

    @Test func tilesWithoutAPlaceOrAReferenceMakeNoMap() {
        #expect(PlaceOutcomes(of: Fixture.table) == nil)
        #expect(PlaceOutcomes(of: PredictionTable(classNames: ["A"], rows: [])) == nil)
        #expect(PageTree(PlaceOutcomes(columns: 0, rows: 0, states: [:]).markup.html).isWellFormed)
    }

    @Test func aVeilDarkensEveryCellOnceWhateverTheProbabilities() throws {
        let odd: [Float] = [.nan, .infinity, -.infinity, -3, 7, 0, 1, 0.5, .leastNonzeroMagnitude]
        let veil = SightVeil(probabilities: odd, cellsPerSide: 3)
        let page = PageTree(Markup.picture(.png([1]), "c", veil: veil).html)
        let source = try #require(page.all("img", class: "veil").first?.attributes["src"])
        let data = try #require(Data(base64Encoded: String(source.drop { $0 != "," }.dropFirst())))
        let paths = PageTree(String(decoding: data, as: UTF8.self)).all("path")
        let drawn = paths.flatMap { cells($0.attributes["d"] ?? "") }
        #expect(Set(drawn).count == drawn.count)
        // Clear are those of the class: infinite, 7 and 1.
        let clear = Set([1, 4, 6].map { TileIndex(row: $0 / 3, column: $0 % 3) })
        #expect(Set(drawn).isDisjoint(with: clear))
        #expect(drawn.count >= 5)
        let shades = paths.compactMap { $0.number("fill-opacity") }
        #expect(shades.allSatisfy { $0 > 0 && $0 <= 0.8 } && shades == shades.sorted())
    }
}
