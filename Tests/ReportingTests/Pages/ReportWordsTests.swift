import AerialCore
import Foundation
import Testing

@testable import Reporting

/// What pages say in words and tables, for samples whose figures are known by hand.
struct EvaluationWordsTests {
    /// So many tiles of each reference and prediction, all with one confidence.
    private func summary(_ counts: [[Int]], names: [String] = ["A", "B", "C"], confidence: Float = 0.8) throws
        -> EvaluationSummary
    {
        var rows: [TilePrediction] = []
        for (reference, row) in counts.enumerated() {
            for (prediction, count) in row.enumerated() {
                let rest = (1 - confidence) / Float(names.count - 1)
                let probabilities = names.indices.map { $0 == prediction ? confidence : rest }
                rows += (0..<count).map { _ in
                    TilePrediction(
                        id: "\(rows.count)", source: "s", label: names[reference], status: .scored,
                        probabilities: probabilities)
                }
            }
        }
        return try EvaluationSummary(of: PredictionTable(classNames: names, rows: rows))
    }

    private func report(_ summary: EvaluationSummary, kind: SampleKind = .tile) -> EvaluationReport {
        EvaluationReport(
            title: "t", summary: summary, legend: .nlcd3, split: .scenes, kind: kind,
            model: ModelFacts(backbone: "b", classifier: "c", trainingSamples: 1, trainedOn: "d"))
    }

    private func words(_ counts: [[Int]], confidence: Float = 0.8) throws -> String {
        PageTree(report(try summary(counts, confidence: confidence)).html()).section("What this means")?.text
            ?? ""
    }

    @Test func theWeakestClassAndTheCommonestErrorAreNamed() throws {
        let words = try words([[90, 10, 0], [0, 20, 5], [1, 0, 74]])
        #expect(
            words.contains("Of every hundred tiles, about 92 get the right class; here 16 of 200 did not."))
        #expect(
            words.contains(
                "Found least well: B, 20 of its 25 tiles (80.0 %). With so few, that figure is rough."))
        #expect(words.contains("The most frequent error takes A for B: 10 tiles."))
    }

    /// A hundred of a hundred is all, and none of a hundred is none: nearly so is said otherwise.
    @Test(arguments: [
        (1998, 2, "more than 99"), (199, 1, "more than 99"), (989, 11, "about 99"), (1, 1999, "fewer than 1"),
        (1, 199, "fewer than 1"), (0, 7, "none"), (3, 197, "about 2"),
    ])
    func nearlyAllIsNotSaidToBeAHundred(right: Int, wrong: Int, words: String) throws {
        let text = try self.words([[right, wrong, 0], [0, 0, 0], [0, 0, 0]])
        #expect(text.contains("Of every hundred tiles, \(words) get the right class;"), "\(text)")
    }

    @Test func manyTilesOfTheWeakestClassAreNotCalledFew() throws {
        let words = try words([[30, 10, 0], [0, 20, 0], [0, 0, 20]])
        #expect(
            words.contains("Found least well: A, 30 of its 40 tiles (75.0 %).") && !words.contains("rough"))
    }

    /// Hanley and Lippman-Hand 1983: of none in n, up to about 3 / n; two-sided after Wilson z² / (n + z²).
    @Test func allRightIsNotSaidToBeCertain() throws {
        let words = try words([[50, 0, 0], [0, 30, 0], [0, 0, 20]])
        #expect(
            words.contains("All 100 tiles got the right class. With so many, up to 3.7 % of all tiles could"))
        #expect(!words.contains("Found least well") && !words.contains("most frequent error"))
    }

    @Test(
        arguments: [
            (0.99, "too sure of itself"), (0.5, "right more often than it says"), (0.81, "at their word"),
        ] as [(Float, String)])
    func confidencesAreComparedWithWhatIsRight(confidence: Float, expected: String) throws {
        #expect(try words([[80, 20, 0], [0, 0, 0], [0, 0, 0]], confidence: confidence).contains(expected))
    }

    @Test func imagesAreCalledImages() throws {
        let text = PageTree(report(try summary([[1, 0, 0], [0, 0, 0], [0, 0, 0]]), kind: .image).html()).root
            .text
        #expect(text.contains("of 1 image held out by scene") && !text.contains("tiles were taken for"))
    }

    private func diagnostics() throws -> EvaluationDiagnostics {
        let samples = [("north", 4, 4), ("south", 1, 4), ("east", 3, 4), ("w<est", 1, 4)].flatMap {
            name, right, all in
            (0..<all).map {
                ReferencedPrediction(probabilities: [0.9, 0.1], reference: $0 < right ? 0 : 1, group: name)
            }
        }
        return EvaluationDiagnostics(
            places: PlaceAccuracy(of: samples), areas: PlaceAccuracy(of: samples),
            distances: DistanceAccuracy(
                of: (1...10).map { (place: Int) in (meters: Double(place) * 1000, isCorrect: place % 2 == 0)
                },
                binCount: 2),
            duplicates: (0..<15).map { (number: Int) in
                .init(
                    heldOut: "h\(number)", training: "t&\(number)",
                    correlation: 0.98 + 0.001 * Double(number * 7 % 15))
            })
    }

    @Test func placesStandFromTheWeakestOn() throws {
        var report = report(try summary([[9, 0, 0], [0, 9, 0], [0, 7, 0]]))
        report.diagnostics = try diagnostics()
        let section = try #require(PageTree(report.html()).section("Does the figure hold everywhere?"))
        let tables = section.all("table").map { $0.rows.dropFirst().map { $0 } }
        try #require(tables.count == 4)
        let expected = [
            ["south", "4", "25.0 %"], ["w<est", "4", "25.0 %"], ["east", "4", "75.0 %"],
            ["north", "4", "100 %"],
        ]
        #expect(tables[0] == expected && tables[1] == expected)
        // 0.25, 0.25, 0.75 and 1 average 0.5625; their squares about it sum to 0.421875.
        #expect(section.text.contains("averages 56.2 % with a standard deviation of 37.5 points"))
        #expect(tables[2] == [["1,000 to 5,000 m", "5", "40.0 %"], ["6,000 to 10,000 m", "5", "60.0 %"]])
        #expect(section.text.contains("(+20.0 points)"))
    }

    @Test func theLikeliestCopiesAreShownAndAllAreCounted() throws {
        var report = report(try summary([[9, 0, 0], [0, 9, 0], [0, 7, 0]]))
        report.diagnostics = EvaluationDiagnostics(duplicates: try diagnostics().duplicates)
        let section = try #require(PageTree(report.html()).section("Does the figure hold everywhere?"))
        let rows = try #require(section.all("table").first).rows.dropFirst()
        let likeness = rows.compactMap { Double($0[2]) }
        #expect(likeness.count == 12 && likeness == likeness.sorted(by: >) && likeness[0] == 0.994)
        #expect(
            section.all("p", class: "notice").first?.text.hasPrefix("15 tiles (60.0 %) nearly equal") == true)
        report.diagnostics = EvaluationDiagnostics(duplicates: [])
        #expect(PageTree(report.html()).root.text.contains("No held-out tile is a copy"))
    }

    @Test func mistakesOfAPairStandTogetherAndLoneOnesLast() throws {
        var report = report(try summary([[9, 2, 0], [0, 9, 1], [0, 0, 7]]))
        report.mistakes = [
            ("1", "A", "B"), ("2", "A", "B"), ("3", "B", "C"), ("4", "C", "A"), ("5", "C", "A"),
        ].map {
            Mistake(id: $0.0, reference: $0.1, prediction: $0.2, confidence: 0.75)
        }
        let section = try #require(PageTree(report.html()).section("Most confidently wrong"))
        #expect(section.all("h3").map(\.text) == ["A taken for B", "C taken for A", "Pairs confused once"])
        #expect(section.all("p", class: "where").map(\.text) == ["1", "2", "4", "5", "3"])
    }

    @Test func tilesReconcileOnTheDataCard() throws {
        let rows = [
            TilePrediction(id: "a", source: "s", label: "A", status: .scored, probabilities: [0.9, 0.1]),
            TilePrediction(id: "b", source: "s", status: .scored, probabilities: [0.9, 0.1]),
            TilePrediction(id: "c", source: "s", status: .nodata),
            TilePrediction(id: "d", source: "s", status: .rejected, reason: "r"),
        ]
        var report = report(try EvaluationSummary(of: PredictionTable(classNames: ["A", "B"], rows: rows)))
        report.classes = [.init(name: "A", training: 1200, heldOut: 1)]
        let section = try #require(PageTree(report.html()).section("Model, data, provenance"))
        let facts = section.all("tr").map { $0.children.map(\.text) }
        #expect(facts.contains(["Inputs", "4 = 2 scored + 1 nodata + 1 rejected"]))
        #expect(facts.contains(["Evaluated", "1 tile held out by scene"]))
        #expect(facts.contains(["Without a reference", "1 tile"]) && facts.contains(["A", "1,200", "1"]))
    }
}

struct DatasetPageTests {
    private func tile(_ id: String, points: Int = 0, side: DatasetSide? = .train) -> ShownTile {
        ShownTile(
            id: id, side: side, correctedFrom: nil,
            points: (0..<points).map {
                .init(name: "p<\($0)>", color: $0 == 4 ? nil : LegendColor(red: 1, green: 2, blue: UInt8($0)))
            }, evidence: "", picture: nil)
    }

    private func report() -> DatasetReport {
        var report = DatasetReport(
            title: "t", kind: .tile, legend: .nlcd3,
            classes: [
                .init(name: "Developed", train: 1000, test: 200),
                .init(name: "Cultivated", train: 30, test: 4),
                .init(name: "Undeveloped", train: 0, test: 0),
            ])
        report.areas = [
            .init(
                name: "A", system: "EPSG:26919", date: "2014-07-01", looked: 2000,
                classes: [
                    .init(name: "Developed", train: 1000, test: 0),
                    .init(name: "Cultivated", train: 30, test: 0),
                ]),
            .init(
                name: "B & C", system: "EPSG:26918", date: nil, looked: 300,
                classes: [
                    .init(name: "Developed", train: 0, test: 200),
                    .init(name: "Cultivated", train: 0, test: 4),
                ]),
        ]
        return report
    }

    private func numbers(_ row: [String]?) -> [Int] {
        (row ?? []).compactMap { Int($0.replacing(",", with: "")) }
    }

    @Test func classesAndAreasSumToTheSameSides() throws {
        let tree = PageTree(report().html())
        #expect(tree.isWellFormed)
        let classes = try #require(tree.section("By class")?.all("table").first).rows
        #expect(numbers(classes.last) == [1030, 204])
        let areas = try #require(tree.section("By area")).all("table").map(\.rows)
        try #require(areas.count == 2)
        let (learned, heldOut) = (
            areas[0].dropFirst().map { numbers([$0[1]]) }, areas[0].dropFirst().map { numbers([$0[2]]) }
        )
        #expect(learned.joined().reduce(0, +) == 1030 && heldOut.joined().reduce(0, +) == 204)
        #expect(areas[0].last == ["B & C", "0", "204", "300", "-", "EPSG:26918"])
        let tiles: [Int] = areas[1].dropFirst().flatMap { numbers(Array($0.dropFirst())) }
        #expect(tiles.reduce(0, +) == 1234)
        #expect(tree.root.text.contains("1,234 tiles of 2 areas, the classes of the legend nlcd3"))
    }

    @Test(
        arguments: [
            (nil, "tiles"), (0, "some beside training tiles"), (0.9, "some beside training tiles"),
            (448, "448 m or more from training tiles"), (12_600, "13 km or more from training tiles"),
        ] as [(Double?, String)])
    func heldOutTilesSayHowFarTheyLie(meters: Double?, words: String) throws {
        var report = report()
        report.leakageMeters = meters
        let stats = PageTree(report.html()).all("dl", class: "stats").first?.all("div").map(\.text) ?? []
        #expect(stats.contains("Held out204 \(words)"))
    }

    @Test func foldersWithoutSidesAreCountedAsOne() throws {
        let report = DatasetReport(
            title: "t", kind: .image, legend: .nlcd3,
            classes: [
                .init(name: "Developed", train: 0, test: 0, undivided: 7),
                .init(name: "x", train: 0, test: 0, undivided: 5),
            ])
        let tree = PageTree(report.html())
        let rows = try #require(tree.section("By class")?.all("table").first).rows
        #expect(rows == [["Class", "images"], ["Developed", "7"], ["x", "5"], ["all", "12"]])
        #expect(!tree.root.text.contains("Held out") && tree.root.text.contains("12 images"))
    }

    @Test func datasetsWithoutSidesSaySo() throws {
        var report = DatasetReport(
            title: "t", kind: .tile, legend: .nlcd3,
            classes: [
                .init(name: "Developed", train: 0, test: 0, undivided: 1200),
                .init(name: "Cultivated", train: 0, test: 0, undivided: 34),
            ])
        report.areas = [1000, 200].enumerated().map { number, developed in
            .init(
                name: "A\(number)", system: "EPSG:26919", date: "2014-07-0\(number + 1)", looked: 2000,
                classes: [
                    .init(name: "Developed", train: 0, test: 0, undivided: developed),
                    .init(name: "Cultivated", train: 0, test: 0, undivided: 17),
                ])
        }
        report.dates = [1017, 217].enumerated().map { number, count in
            .init(name: "2014-07-0\(number + 1)", train: 0, test: 0, undivided: count)
        }
        let tree = PageTree(report.html())
        let stats = tree.all("dl", class: "stats").first?.all("div").map(\.text) ?? []
        #expect(
            stats.contains { $0.hasPrefix("Sides none") || $0.hasPrefix("Sidesnone") } && stats.count == 2)
        #expect(!tree.root.text.contains("Held out") && !tree.root.text.contains("To learn from"))
        // All that is counted by area and by date is counted by class.
        let areas = try #require(tree.section("By area")).all("table").map(\.rows)
        #expect(areas[0].dropFirst().map { numbers([$0[1]]) } == [[1017], [217]])
        #expect(areas[1].dropFirst().flatMap { numbers(Array($0.dropFirst())) } == [1000, 17, 200, 17])
        let dates = try #require(tree.section("By date")?.all("table").first).rows
        #expect(
            dates.dropFirst().map { numbers([$0[1]]) } == [[1017], [217]]
                && dates[0] == ["Imagery of", "tiles"])
    }

    @Test func whatIsOnNeitherSideIsCounted() throws {
        var report = report()
        report.classes[0] = .init(name: "Developed", train: 1000, test: 200, undivided: 6)
        let tree = PageTree(report.html())
        let rows = try #require(tree.section("By class")?.all("table").first).rows
        #expect(rows[0] == ["Class", "To learn from", "Held out", "On neither side"])
        #expect(numbers(rows.last) == [1030, 204, 6] && tree.root.text.contains("1,240 tiles"))
    }

    @Test func withoutHeldOutTilesNothingIsSaidOfTheirDistance() throws {
        var report = DatasetReport(
            title: "t", kind: .tile, legend: .nlcd3, classes: [.init(name: "Developed", train: 9, test: 0)])
        report.leakageMeters = .infinity
        let stats = PageTree(report.html()).all("dl", class: "stats").first?.all("div").map(\.text) ?? []
        #expect(stats.contains("Held out0 nothing to judge a model by"))
    }

    @Test(arguments: [Double.nan, .infinity, 1e300]) func distancesOfEverySizeMakeAPage(meters: Double) {
        var report = report()
        report.leakageMeters = meters
        let tree = PageTree(report.html())
        #expect(
            tree.isWellFormed && tree.root.text.contains("or more from training tiles") == meters.isFinite)
    }

    @Test func pointsOfTheRuleLieInTheMiddlesOfNineSquares() throws {
        var report = report()
        report.samples = [
            .init(
                name: "Developed", count: 3,
                tiles: [tile("a/b/x.png", points: 9), tile("y.png", points: 8), tile("z", side: .test)])
        ]
        let section = try #require(PageTree(report.html()).section("What the classes look like"))
        let circles = section.all("circle")
        // Nine points or none: eight say nothing of their places.
        try #require(circles.count == 9)
        let places = circles.map { [$0.number("cx") ?? 0, $0.number("cy") ?? 0] }
        #expect(places == [1, 3, 5].flatMap { y in [1, 3, 5].map { [$0, y] } })
        #expect(circles[4].attributes["fill"] == "none" && circles[8].attributes["fill"] == "#010208")
        #expect(circles.map(\.text) == (0..<9).map { "p<\($0)>" })
        #expect(section.all("p", class: "where").map(\.text) == ["x.png", "y.png", "z held out"])
        #expect(section.all("h3").map(\.text) == ["Developed"])
    }
}

struct MarkedPageTests {
    /// What the script writes between the quotes: head, label, tail.
    @Test func aLabelledRowIsTheFilesRowWithItsLabel() throws {
        let cells = ["r0001_c0002", "=A, \"b\"", "", "chips/r0001_c0002.png", "7.5"]
        let sheet = SampleSheet(
            title: "t", classNames: Hostile.texts, header: ["id", "map", "reference", "chip", "x"],
            cards: [SampleCard(id: cells[0], mapClass: cells[1], picture: cells[3], cells: cells)],
            pictures: "p")
        let tree = PageTree(sheet.html())
        let card = try #require(tree.all("li", class: "candidate").first)
        let row = [card.attributes["data-head"] ?? "", "Forest", card.attributes["data-tail"] ?? ""]
        let read = PlainCSV.rows(row.joined(separator: ",") + "\r\n").first?.map(SpreadsheetText.opened)
        #expect(read == ["r0001_c0002", "=A, \"b\"", "Forest", "chips/r0001_c0002.png", "7.5"])
        #expect(
            tree.all("option").dropFirst().compactMap { $0.attributes["value"] }
                == Hostile.texts.map { "=" + Hostile.shown($0) })
    }

    @Test func cardsOfChangeCarryWhatTheTableOfMarksNeeds() throws {
        for text in Hostile.texts {
            let card = CandidateCard(
                rank: 12, isSampled: true, id: text, from: text, probability: 0.123456,
                longitude: -179.999999,
                latitude: 12.3456789, before: nil, after: nil, said: false)
            let item = try #require(PageTree(card.markup(target: text).html).all("li").first)
            let shown = Hostile.shown(text)
            #expect(item.attributes["data-id"] == shown && item.attributes["data-from"] == shown)
            #expect(item.attributes["data-to"] == shown && item.attributes["data-said"] == "reject")
            #expect(item.attributes["data-probability"] == "0.1235" && item.attributes["data-sample"] == "1")
            #expect(item.attributes["data-place"] == "12.34568, -180.00000")
            #expect(item.all("button").map { $0.attributes["data-mark"] } == ["accept", "reject"])
        }
    }

    @Test func marksOfOtherTilesAreKeptInTheirOrder() {
        let marks = ["b": true, "a<": false, "c": true]
        let items = PageTree(ContactSheet.earlier(marks).html).all("li")
        #expect(items.map { $0.attributes["data-id"] } == ["a<", "b", "c"])
        #expect(items.map { $0.attributes["data-mark"] } == ["reject", "accept", "accept"])
        #expect(ContactSheet.earlier([:]) == .empty)
    }

    @Test func classesMixedUpStandByTheirNumber() throws {
        let joint = [[9, 2.4, 0.49], [7.6, 9, 2.4], [0.5, 0, 9]]
        let report = ReviewReport(
            title: "t", subtitle: "s", judged: 1234, suspects: 12, classNames: ["A", "B", "C"], joint: joint)
        let tree = PageTree(report.html())
        let rows = try #require(tree.section("Which classes are mixed up")?.all("table").first).rows
            .dropFirst()
        #expect(Array(rows) == [["B", "A", "8"], ["A", "B", "2"], ["B", "C", "2"], ["C", "A", "1"]])
        #expect(tree.root.text.contains("No label looks wrong"))
        #expect(tree.all("dl", class: "stats").first?.text.contains("1.0 %") == true)
    }

    @Test func nothingJudgedHasNoShare() {
        let report = ReviewReport(
            title: "t", subtitle: "s", judged: 0, suspects: 0, classNames: [], joint: [])
        let tree = PageTree(report.html())
        #expect(tree.isWellFormed && tree.root.text.contains("Share–"))
    }

    @Test func aReviewedLabelCanBecomeEveryOtherClass() throws {
        for (label, suggested) in [("A", "B"), ("A", "A"), ("gone", "B")] {
            let card = ReviewCard(
                rank: 1, path: "p", label: label, suggested: suggested, probability: 0.9, picture: nil)
            let options = PageTree(card.markup(classNames: ["A", "B", "C"]).html).all("option")
            let offered = Set(options.dropFirst().compactMap { $0.attributes["value"] })
            #expect(
                offered == Set(["A", "B", "C"].filter { $0 != label && $0 != suggested }.map { "=" + $0 }))
        }
    }

    @Test func ringsKeepTheirCornersToAMillimetre() throws {
        let corners = [
            MapPoint(x: -179.123456789, y: -0.000000004), MapPoint(x: 180, y: 89.999999999),
            MapPoint(x: 0, y: 45.5),
        ]
        let card = SuggestionCard(rank: 1, id: "r", likeliest: [], corners: corners, picture: nil)
        let item = try #require(PageTree(card.markup(classNames: ["A"]).html).all("li").first)
        let read = (item.attributes["data-ring"] ?? "").split(separator: ",").map {
            $0.split(separator: " ").compactMap { Double($0) }
        }
        #expect(
            read.count == 3
                && zip(read, corners).allSatisfy { abs($0[0] - $1.x) < 1e-8 && abs($0[1] - $1.y) < 1e-8 })
        #expect(item.attributes["data-ring"]?.contains("-0.00000000") == false)
    }
}

struct MetricsFileTests {
    @Test func theFilesFiguresAreThoseOfTheTilesAndSumUp() throws {
        let summary = try Fixture.summary(grouping: true)
        let metrics = MetricsJSON(summary)
        #expect(metrics.confusion.joined().reduce(0, +) == 12 && metrics.counts.evaluated == 12)
        #expect(metrics.grouped?.confusion.joined().reduce(0, +) == 12)
        #expect(metrics.classes.values.reduce(0) { $0 + $1.support } == 12)
        #expect(metrics.classes.values.reduce(0) { $0 + $1.predicted } == 12)
        #expect(metrics.reliability.reduce(0) { $0 + $1.count } == 12 && metrics.reliability.count == 15)
        #expect(
            zip(metrics.reliability, metrics.reliability.dropFirst()).allSatisfy {
                $0.upperConfidence == $1.lowerConfidence
            })
        let last = try #require(metrics.coverage.last)
        #expect(last.coverage == 1 && last.accuracy == metrics.accuracy)
        let interval = try #require(metrics.accuracyInterval)
        let accuracy = try #require(metrics.accuracy)
        #expect(0 <= interval[0] && interval[0] < accuracy && accuracy < interval[1] && interval[1] <= 1)
    }

    @Test func theOrderOfTilesChangesNoByte() throws {
        let turned = PredictionTable(classNames: Fixture.classNames, rows: Fixture.table.rows.reversed())
        let text = try MetricsJSON(Fixture.summary()).text(isPretty: true)
        #expect(try MetricsJSON(EvaluationSummary(of: turned)).text(isPretty: true) == text)
    }

    @Test func classNamesOfEveryKindComeBack() throws {
        let names = Array(Hostile.texts.prefix(10))
        let table = PredictionTable(
            classNames: names,
            rows: names.map {
                TilePrediction(
                    id: $0, source: "s", label: $0, status: .scored,
                    probabilities: (0..<10).map { $0 == 3 ? 0.55 : 0.05 })
            })
        let metrics = MetricsJSON(try EvaluationSummary(of: table))
        let text = try metrics.text(isPretty: false)
        #expect(try JSONDecoder().decode(MetricsJSON.self, from: Data(text.utf8)) == metrics)
        #expect(Set(metrics.classes.keys) == Set(names))
    }

    @Test(arguments: ["", "{}", "[]", "{\"accuracy\":\"high\"}", "null", "{\"accuracy\":0.5"])
    func aDamagedFileIsAnErrorNoTrap(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(MetricsJSON.self, from: Data(text.utf8))
        }
    }
}
