import AerialCore
import Foundation
import FoundationXML
import Testing

@testable import Reporting

struct ChangeReportTests {
    private let matrix = TransitionMatrix(
        classNames: ["Developed", "Forest"],
        changes: (0..<5).map {
            TileChange(tile: TileIndex(row: 0, column: $0), from: 1, to: $0 < 2 ? 0 : 1, probability: 0.5)
        }, tileHectares: 5.0176)

    private func report(cards: Int) -> ChangeReport {
        var report = ChangeReport(
            title: "Newly Developed", subtitle: "2011 <to> 2014", target: "Developed", counts: TileCounts(),
            falseShare: 0.2, expectedFalseShare: 0.1, candidateCount: cards, transitions: matrix)
        report.candidates = (0..<cards).map {
            CandidateCard(
                rank: $0 + 1, id: "r0000_c000\($0)", from: "Forest & \"wood\"", probability: 0.9,
                longitude: -80,
                latitude: 38, before: .jpeg([1, 2]), after: nil)
        }
        return report
    }

    @Test(arguments: [0, 3]) func thePageIsWellFormed(cards: Int) {
        let parser = XMLParser(data: Data(report(cards: cards).html().utf8))
        #expect(parser.parse())
    }

    @Test func everyCandidateCanBeMarked() {
        let html = report(cards: 3).html()
        #expect(html.components(separatedBy: "class=\"candidate\"").count == 4)
        #expect(html.components(separatedBy: "data-mark=\"accept\"").count == 4)
        #expect(html.contains("marks.csv"))
    }

    /// A list of so many tiles that is empty all the same is not told to ask for so many.
    @Test func anEmptyListOfTheLikeliestIsNotToldToAskForThem() {
        #expect(report(cards: 0).html().contains("--top 20"))
        var report = report(cards: 0)
        report.falseShare = nil
        #expect(!report.html().contains("--top"))
    }

    /// The next round of marks begins with what the last one said, and saves it again.
    @Test func whatWasSaidBeforeIsNotLost() {
        var report = report(cards: 1)
        report.candidates.append(
            CandidateCard(
                rank: 2, id: "r0009_c0001", from: "Forest", probability: 1, longitude: -80, latitude: 38,
                before: nil,
                after: nil, said: true))
        report.earlierMarks = ["r0007_c0007": false]
        let html = report.html()
        #expect(XMLParser(data: Data(html.utf8)).parse())
        #expect(html.contains("<li data-id=\"r0007_c0007\" data-mark=\"reject\"></li>"))
        #expect(
            html.components(separatedBy: "data-said=").count == 2 && html.contains("data-said=\"accept\""))
    }

    @Test func labelsAsTheFirstDateAreSaidToBeSo() {
        var report = report(cards: 2)
        var agreement = ConfusionMatrix(classNames: ["Developed", "Forest"])
        agreement.record(reference: 0, prediction: 0, count: 30)
        agreement.record(reference: 1, prediction: 0, count: 10)
        report.landCover = ChangeLandCover(
            name: "nlcd & more.tif", rule: "purity:0.51", legend: Fixture.legend, agreement: agreement,
            contradictions: 9.5, labelErrors: 2.5, reverseContradictions: 1.25, unlabelled: 7)
        let html = report.html()
        #expect(XMLParser(data: Data(html.utf8)).parse())
        #expect(html.contains("9.5 tiles look Developed now") && html.contains("Of these 2.5 would be there"))
        #expect(html.contains("75.0\u{a0}%") && html.contains("The labels on the left"))
    }

    @Test func mapsBesideEachOtherHaveOneLegendAndOneTable() throws {
        let maps = ["before", "a<b"].map { name in
            MapSet.Entry(
                name: name, map: ClassMap(legend: Fixture.legend, columns: 3, rows: 2), tileMeters: 224)
        }
        let set = try MapSet(maps)
        let views = set.entries.map { entry in
            MapView(
                columns: 3, rows: 2, tileMeters: 224,
                layers: [
                    .init(name: entry.name, picture: .png([1]), values: .png([2]), legend: set.legend)
                ], caption: "\(entry.name).")
        }
        let html = MapSetReport(title: "Two", set: set, views: views).html()
        #expect(XMLParser(data: Data(html.utf8)).parse())
        #expect(html.components(separatedBy: "class=\"legend\"").count == 2)
        #expect(html.components(separatedBy: "<table>").count >= 2)
        #expect(html.contains("a&lt;b"))
    }

    @Test func withoutCandidatesThereIsNothingToMark() {
        #expect(!report(cards: 0).html().contains("begin("))
    }

    @Test func transitionsReconcileWithTheTiles() {
        let rows = TransitionTable(matrix).csv.split(separator: "\r\n").map(String.init)
        #expect(rows.first == "from,to,tiles,hectares")
        #expect(rows.contains("Forest,Developed,2,10.0352"))
        #expect(rows.contains("Forest,Forest,3,15.0528"))
        #expect(rows.count == 5)
    }
}

struct AreaTablesTests {
    private func estimate() throws -> AreaEstimate {
        let strata = [AreaStratum(className: "A", hectares: 60), AreaStratum(className: "B", hectares: 40)]
        let rows = [("A", "A"), ("A", "A"), ("A", "B"), ("B", "B"), ("B", "B")]
        return try AreaEstimate(
            strata: strata,
            sample: StratifiedSample(strata: ["A", "B"], rows: rows.map { (map: $0.0, reference: $0.1) }))
    }

    @Test func csvRowsHaveAsManyFieldsAsTheHeader() throws {
        let lines = AreaTables(try estimate()).csv.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).count
        }
        #expect(lines.count == 4 && Set(lines).count == 1)
    }

    @Test func countsAndEstimatesAreToldApart() throws {
        let tables = AreaTables(try estimate())
        let text = tables.table.rendered()
        #expect(text.contains("Mapped ha") && text.contains("Estimated ha"))
        #expect(text.contains("40.0") && text.contains("60.0"))
    }

    @Test func aClassWithoutAWrongTileIsCautionedAbout() throws {
        let caution = try #require(AreaTables(try estimate()).caution)
        #expect(caution.contains("'B' (2 tiles, up to 77.6 % may be wrong)") && !caution.contains("'A'"))
        #expect(
            AreaReport(title: "", subtitle: "", estimate: try estimate()).html().contains("class=\"notice\""))
    }

    /// A stratum without spread adds none to the intervals, whichever class all its tiles are of.
    @Test func aClassWhoseTilesAreAllOfOneOtherIsCautionedAboutToo() throws {
        let strata = [AreaStratum(className: "A", hectares: 60), AreaStratum(className: "B", hectares: 40)]
        let rows = [("A", "B"), ("A", "B"), ("A", "B"), ("B", "B"), ("B", "A")]
        let estimate = try AreaEstimate(
            strata: strata,
            sample: StratifiedSample(strata: ["A", "B"], rows: rows.map { (map: $0.0, reference: $0.1) }))
        let caution = try #require(AreaTables(estimate).caution)
        #expect(
            caution.contains("'A' (3 tiles)") && caution.contains("one other class")
                && !caution.contains("'B'"))
    }

    /// Whoever labelled all tiles of a class cannot label more, and no other tile of it can be wrong.
    @Test(arguments: [2, 3]) func aClassThatWasLabelledWhollyIsNotCautionedAbout(tiles: Int) throws {
        let strata = [
            AreaStratum(className: "A", hectares: 60, tiles: 30),
            AreaStratum(className: "B", hectares: 40, tiles: tiles),
        ]
        let rows = [("A", "A"), ("A", "A"), ("A", "B"), ("B", "B"), ("B", "B")]
        let estimate = try AreaEstimate(
            strata: strata,
            sample: StratifiedSample(strata: ["A", "B"], rows: rows.map { (map: $0.0, reference: $0.1) }))
        #expect((AreaTables(estimate).caution == nil) == (tiles == 2))
    }

    @Test func thePageIsWellFormed() throws {
        let html = AreaReport(title: "A & B", subtitle: "", estimate: try estimate()).html()
        #expect(XMLParser(data: Data(html.utf8)).parse())
    }
}
