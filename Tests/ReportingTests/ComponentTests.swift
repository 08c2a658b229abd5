import AerialCore
import Testing

@testable import Reporting

struct MarkupTests {
    @Test func textsAreEscapedAndMarkupIsNot() {
        let inner: Markup = "<b>\("a < b & 'c'")</b>"
        let outer: Markup = "<p>\(inner)</p>"
        #expect(outer.html == "<p><b>a &lt; b &amp; &#39;c&#39;</b></p>")
    }

    @Test func coordinatesAreWrittenToAHundredth() {
        let markup: Markup = "\(12.0) \(0.123456) \(-3.999)"
        #expect(markup.html == "12 0.12 -4")
    }

    @Test func perCentSignsStayWithTheirNumbers() {
        let markup: Markup = "\(unbroken: "96.7 % of <all>")"
        #expect(markup.html == "96.7\u{A0}% of &lt;all&gt;")
    }
}

struct CellRunsTests {
    @Test func neighboursOfOneValueAreOneRectangle() {
        let cells: [[Int?]] = [[1, 1, 2], [nil, 1, 1]]
        let paths = CellRuns.paths(columns: 3, rows: 2) { cells[$0][$1] }
        #expect(paths == [1: "M0 0h2v1h-2zM1 1h2v1h-2z", 2: "M2 0h1v1h-1z"])
    }

    @Test func namedCellsAreDrawnAsTheGridThatHoldsThem() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<50 {
            let (columns, rows) = (
                Int.random(in: 1...12, using: &generator), Int.random(in: 1...9, using: &generator)
            )
            var values: [TileIndex: Int] = [:]
            for row in 0..<rows {
                for column in 0..<columns {
                    let value = Int.random(in: 0..<3, using: &generator)
                    values[TileIndex(row: row, column: column)] = value == 2 ? nil : value
                }
            }
            let grid = CellRuns.paths(columns: columns, rows: rows) { values[TileIndex(row: $0, column: $1)] }
            #expect(CellRuns.paths(of: values) == grid)
        }
    }

    @Test func runsCoverEveryCellOnce() {
        var generator = SeededGenerator(seed: 3)
        let cells = (0..<40).map { _ in (0..<30).map { _ in Int.random(in: 0..<3, using: &generator) } }
        let paths = CellRuns.paths(columns: 30, rows: 40) { cells[$0][$1] }
        let lengths = paths.mapValues { path in
            path.split(separator: "h").dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }.reduce(0, +)
        }
        for value in 0..<3 {
            #expect(lengths[value] == cells.joined().count { $0 == value })
        }
    }
}

struct PlaceOutcomesTests {
    private func row(_ column: Int, label: String, right: Bool, west: Double = 5000) -> TilePrediction {
        let minX = west + Double(column) * 224
        let bounds = MapBounds(minX: minX, minY: 0, maxX: minX + 224, maxY: 224)
        let index = TileIndex(row: 1, column: column)
        return TilePrediction(
            id: "\(minX)", source: "a.tif",
            place: TilePlace(
                index: index, bounds: bounds, degrees: bounds, referenceIdentifier: "EPSG:26917"),
            label: label, status: .scored, probabilities: right == (label == "A") ? [0.9, 0.1] : [0.1, 0.9])
    }

    @Test func statesFollowThePredictions() {
        let table = PredictionTable(
            classNames: ["A", "B"],
            rows: [row(0, label: "A", right: true), row(2, label: "B", right: false)])
        let places = PlaceOutcomes(of: table, others: [TileIndex(row: 3, column: 1)])
        #expect(places?.states[TileIndex(row: 1, column: 0)] == .right)
        #expect(places?.states[TileIndex(row: 1, column: 2)] == .wrong)
        #expect(places?.states[TileIndex(row: 3, column: 1)] == .other)
        #expect(places?.columns == 3 && places?.rows == 4)
    }

    /// The key counts what is drawn, and nothing else.
    @Test func tilesBeyondTheGridAreNeitherDrawnNorCounted() {
        let beyond = [(-1, 0), (0, -1), (2, 0), (0, 3), (.max, .max), (.min, 1)]
        var states = Dictionary(
            uniqueKeysWithValues: beyond.map {
                (TileIndex(row: $0.0, column: $0.1), PlaceOutcomes.State.wrong)
            })
        states[TileIndex(row: 1, column: 2)] = .right
        let places = PlaceOutcomes(columns: 3, rows: 2, states: states)
        #expect(places.states == [TileIndex(row: 1, column: 2): .right])
        let html = places.markup.html
        #expect(
            html.contains("1 right and 0 wrong") && html.contains("M2 1h1v1h-1z")
                && !html.contains("place-wrong"))
        #expect(PlaceOutcomes(columns: -4, rows: 2, states: states).states.isEmpty)
    }

    @Test(arguments: [(Int.max, 0), (0, Int.max), (-1, 2), (2, -1)]) func placesThatNoGridHasAreLeftOut(
        row: Int, column: Int
    ) {
        let table = PredictionTable(classNames: ["A", "B"], rows: [self.row(2, label: "A", right: true)])
        let places = PlaceOutcomes(of: table, others: [TileIndex(row: row, column: column)])
        #expect(places?.columns == 3 && places?.rows == 2 && places?.states.count == 1)
    }

    /// Two tiles far apart, as where rows are counted from a country's corner: as many shapes as tiles, at once.
    @Test func fewTilesOfALargeGridAreDrawnAtOnce() {
        let states = [
            TileIndex(row: 0, column: 0): PlaceOutcomes.State.right,
            TileIndex(row: 2_000_000_000, column: 7): .wrong,
        ]
        let places = PlaceOutcomes(columns: 8, rows: 2_000_000_001, states: states)
        #expect(places.markup.html.contains("d=\"M7 2000000000h1v1h-1z\""))
    }

    @Test func severalGridsMakeNoMap() {
        let table = PredictionTable(
            classNames: ["A", "B"],
            rows: [row(0, label: "A", right: true), row(1, label: "A", right: true, west: 9000)])
        #expect(PlaceOutcomes(of: table) == nil)
    }
}

struct ModelCardTests {
    private func card(named name: String = "county", summary: EvaluationSummary?) -> ModelCard {
        ModelCard(
            name: name,
            model: ModelFacts(
                backbone: "efficientnet-lite0", classifier: "logistic regression", trainingSamples: 40,
                trainedOn: "2025-06-01"),
            data: [Fact("Imagery", "naip_2014.tif")],
            classes: [.init(name: "Forest", training: 1200, heldOut: 3)], recipe: [Fact("Seed", "7")],
            summary: summary, split: .scenes, weightsLicense: "Apache-2.0",
            provenance: [Fact("Command", "aerial `x`", isVerbatim: true)])
    }

    @Test func theCardHasTheHeldOutFiguresByClass() throws {
        let text = card(summary: try Fixture.summary()).markdown()
        #expect(text.contains("66.7 % of 12 tiles held out by scene got the right class"))
        #expect(text.contains("| Developed | 75.0 % | 60.0 % | 66.7 % | 5 |"))
        #expect(text.contains("| Forest | 1,200 | 3 |"))
    }

    @Test func withoutHeldOutTilesTheCardSaysThatNothingIsKnown() {
        #expect(card(summary: nil).markdown().contains("nothing is known"))
    }

    @Test func namesCannotBreakTheMarkdown() {
        let text = card(named: "a|b_c\n# d", summary: nil).markdown()
        #expect(text.hasPrefix("# a\\|b\\_c # d\n"))
        #expect(text.contains("``` aerial `x` ```") || text.contains("`` aerial `x` ``"))
    }
}
