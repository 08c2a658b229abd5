import AerialCore
import Foundation
import FoundationXML
import Testing

@testable import Reporting

struct ReviewReportTests {
    private func review(cards: Int) -> ReviewReport {
        var report = ReviewReport(
            title: "Labels <of> \"x\"", subtitle: "s", judged: 100, suspects: cards,
            classNames: ["A & B", "C", "D"],
            joint: [[30, 2, 0], [0, 40, 1], [0, 0, 27]])
        report.cards = (0..<cards).map {
            ReviewCard(
                rank: $0 + 1, path: "train/A/\($0).png", label: "A & B", suggested: "C", probability: 0.9,
                picture: $0 == 0 ? .jpeg([1, 2]) : nil)
        }
        return report
    }

    private func suggestions(hasPlaces: Bool) -> SuggestionReport {
        var report = SuggestionReport(
            title: "Tiles", subtitle: "s", classNames: ["A & B", "C"], considered: 10, reserved: 2,
            hasPlaces: hasPlaces)
        report.cards = [
            SuggestionCard(
                rank: 1, id: "r0000_c0000", likeliest: [("A & B", 0.5), ("C", 0.4)],
                corners: [MapPoint(x: -80, y: 38), MapPoint(x: -79.9, y: 38), MapPoint(x: -79.9, y: 38.1)],
                picture: nil)
        ]
        return report
    }

    @Test(arguments: [0, 3]) func theReviewIsWellFormed(cards: Int) {
        #expect(XMLParser(data: Data(review(cards: cards).html().utf8)).parse())
    }

    @Test func everyLabelCanBeMarked() {
        let html = review(cards: 3).html()
        for mark in ["accept", "keep", "drop"] {
            #expect(html.components(separatedBy: "data-mark=\"\(mark)\" aria").count == 4)
        }
        #expect(html.components(separatedBy: "<option value=\"=D\">").count == 4)
        #expect(html.contains("corrections.csv"))
        #expect(!review(cards: 0).html().contains("begin("))
    }

    @Test func onlyPairsThatOccurAreListed() {
        let html = review(cards: 1).html()
        #expect(html.contains("<th scope=\"row\">A &amp; B</th><td>C</td><td class=\"number\">2</td>"))
        #expect(!html.contains("<th scope=\"row\">D</th>"))
    }

    @Test(arguments: [true, false]) func suggestionsAreWellFormed(hasPlaces: Bool) {
        let html = suggestions(hasPlaces: hasPlaces).html()
        #expect(XMLParser(data: Data(html.utf8)).parse())
        #expect(html.contains(hasPlaces ? "labels.geojson" : "labels.csv"))
        #expect(html.contains("data-ring=\"-80.00000000 38.00000000,"))
        #expect(html.contains("data-mark=\"=A &amp; B\""))
    }
}
