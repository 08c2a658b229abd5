import AerialCore
import Foundation
import FoundationXML
import Testing

@testable import Reporting

/// What a parser finds in a page; the page is written as HTML that is well-formed XML too.
final class PageReader: NSObject, XMLParserDelegate {
    private(set) var text = ""
    private(set) var elements: [(name: String, attributes: [String: String])] = []
    private(set) var isWellFormed = false

    init(_ html: String) {
        super.init()
        let parser = XMLParser(data: Data(html.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append((name, attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func count(_ name: String) -> Int { elements.count { $0.name == name } }
    func attributes(_ name: String) -> [[String: String]] {
        elements.filter { $0.name == name }.map(\.attributes)
    }
}

struct EvaluationReportTests {
    private func report(title: String = "Example", legend: Legend = Fixture.legend) throws -> EvaluationReport
    {
        EvaluationReport(
            title: title, summary: try Fixture.summary(grouping: true), legend: legend,
            split: .blocks(blockMeters: 2000, gapMeters: 224),
            model: ModelFacts(
                backbone: "efficientnet-lite0", classifier: "logistic regression", trainingSamples: 40,
                trainedOn: "2025-06-01", metersPerPixel: 0.6))
    }

    @Test func thePageIsWellFormedAndStandsAlone() throws {
        var report = try report()
        report.maps = [
            MapFigure(drawing: ClassMap(legend: .nlcd6, columns: 2, rows: 2), caption: "Map"),
            MapFigure(picture: .png([1, 2, 3]), caption: "PNG"),
        ]
        report.mistakes = [
            Mistake(
                id: "t1", reference: "Forest", prediction: "Developed", confidence: 0.9, thumbnail: .jpeg([7])
            )
        ]
        let page = PageReader(report.html())
        #expect(page.isWellFormed)
        #expect(page.attributes("script").allSatisfy(\.isEmpty) && page.count("link") == 0)
        #expect(page.attributes("img").count == 3)
        #expect(page.attributes("img").allSatisfy { $0["src"]?.hasPrefix("data:image/") == true })
        #expect(!report.html().contains("url("))
    }

    @Test func theHeadlineHasTheAccuracyAndItsInterval() throws {
        let text = PageReader(try report().html()).text
        #expect(text.contains("66.7 %"))
        #expect(text.contains("39.1 to 86.2 %"))
        #expect(text.contains("of 12 tiles held out by place, in blocks of 2,000\u{A0}m got the right class"))
    }

    @Test func everyPictureHasWordsAndEveryHeaderItsScope() throws {
        var report = try report()
        report.places = [
            PlaceOutcomes(columns: 1, rows: 1, states: [TileIndex(row: 0, column: 0): .wrong])
        ]
        report.maps = [MapFigure(picture: .png([0]), caption: "The county")]
        let page = PageReader(report.html())
        #expect(page.attributes("img").allSatisfy { $0["alt"]?.isEmpty == false })
        #expect(page.attributes("svg").allSatisfy { $0["aria-label"] != nil || $0["aria-hidden"] == "true" })
        #expect(page.attributes("th").allSatisfy { $0["scope"] != nil })
    }

    @Test func hostileTextsStayTexts() throws {
        let hostile = "</td><script>alert(\"1\")</script>&amp; 'x'\u{0}"
        let names = [hostile, "B", "C"]
        let legend = try Legend.named(hostile, classNames: names)
        let rows = Fixture.rows.enumerated().map { number, row in
            TilePrediction(
                id: "\(number)", source: "s", label: names[row.reference], status: .scored,
                probabilities: row.probabilities)
        }
        var report = try report(title: hostile, legend: legend)
        report.summary = try EvaluationSummary(of: PredictionTable(classNames: names, rows: rows))
        report.mistakes = [Mistake(id: hostile, reference: hostile, prediction: hostile, confidence: 1)]
        report.rejected = [RejectedInput(id: hostile, reason: hostile)]
        report.provenance = [Fact(hostile, hostile, isVerbatim: true)]
        report.notes = [hostile]
        report.maps = [MapFigure(picture: .svg(hostile), caption: hostile, legend: legend)]
        let page = PageReader(report.html())
        #expect(page.isWellFormed)
        #expect(page.count("script") == PageReader(try self.report().html()).count("script"))
        #expect(page.text.contains("</td><script>alert(\"1\")</script>&amp; 'x'\u{FFFD}"))
    }

    @Test func theMatrixHasACellForEveryPairAndNamesItsAxes() throws {
        var report = try report()
        report.summary = try Fixture.summary()
        let page = PageReader(report.html())
        let cells = page.attributes("td").filter {
            ["right", "wrong", "none"].contains($0["class"] ?? "")
        }
        #expect(cells.count == 9)
        #expect(page.text.contains("Reference ↓") && page.text.contains("Prediction →"))
    }

    @Test func aReportOfNothingSaysSo() throws {
        var report = try report()
        report.summary = try EvaluationSummary(of: PredictionTable(classNames: Fixture.classNames, rows: []))
        let page = PageReader(report.html())
        #expect(page.isWellFormed)
        #expect(page.text.contains("nothing to judge"))
    }

    @Test func aRandomSplitOfTilesIsWarnedOf() throws {
        var report = try report()
        report.split = .random
        let notices = PageReader(report.html()).attributes("p").filter { $0["class"] == "notice" }
        #expect(notices.count == 1)
    }

    @Test func theSameInputGivesTheSamePage() throws {
        #expect(try report().html() == report().html())
    }
}

struct MapReportTests {
    private func map() -> ClassMap {
        var map = ClassMap(legend: .nlcd3, columns: 3, rows: 2)
        for column in 0..<3 { map[TileIndex(row: 0, column: column)] = 1 }
        return map
    }

    private func report() -> MapReport {
        let view = MapView(
            columns: 3, rows: 2, tileMeters: 224,
            layers: [.init(name: "Map", picture: .png([1]), values: .png([2]), legend: .nlcd3)],
            caption: "Map")
        return MapReport(
            title: "Map", subtitle: "2014", map: map(), tileHectares: 5.0176, counts: TileCounts(), view: view
        )
    }

    @Test func theHeadlineSaysHowGoodTheModelIsAndThatThereAreWarnings() {
        var report = report()
        #expect(PageReader(report.html()).text.contains("do not say which model made them"))
        report.accuracy = ModelAccuracy(model: "m", share: 0.75, tiles: 40)
        report.cautions = ["other colours than the model learned from"]
        let text = PageReader(report.html()).text
        #expect(text.contains("75.0 %") && text.contains("m on 40 tiles of its training area"))
        #expect(text.contains("Warnings") && text.contains("other colours than the model learned from"))
    }

    @Test func areasCarryTheirCaution() {
        let report = report()
        let page = PageReader(report.html())
        #expect(page.isWellFormed)
        #expect(page.text.contains("tile counts, not an area estimate"))
        #expect(page.text.contains("15.1") && page.count("img") == 1)
    }

    @Test func agreementNamesBothSides() throws {
        var report = report()
        report.comparisons = [
            .init(name: "NLCD 2011", confusion: try Fixture.summary().confusion, rule: "By nine points.")
        ]
        let text = PageReader(report.html()).text
        #expect(text.contains("Agreement with NLCD 2011") && text.contains("By nine points."))
        #expect(text.contains("Land cover ↓") && text.contains("Map →"))
    }
}
