import AerialCore
import Foundation
import Testing

@testable import Reporting

struct SightVeilTests {
    private func mistake(_ sight: SightVeil?) -> Mistake {
        Mistake(
            id: "t1", reference: "Forest", prediction: "Developed", confidence: 0.9, thumbnail: .jpeg([7]),
            sight: sight)
    }

    private func page(_ mistakes: [Mistake]) throws -> String {
        var report = EvaluationReport(
            title: "t", summary: try Fixture.summary(grouping: true), legend: Fixture.legend,
            split: .blocks(blockMeters: 2000, gapMeters: 224),
            model: ModelFacts(
                backbone: "efficientnet-lite0", classifier: "logistic regression", trainingSamples: 40,
                trainedOn: "2025-06-01", metersPerPixel: 0.6))
        report.mistakes = mistakes
        return report.html()
    }

    /// The SVG of the veil on a page.
    private func veil(on html: String) throws -> String {
        let images = PageReader(html).attributes("img").filter { $0["class"] == "veil" }
        let source = try #require(images.first?["src"])
        let data = try #require(
            Data(base64Encoded: String(source.dropFirst("data:image/svg+xml;base64,".count))))
        return String(decoding: data, as: UTF8.self)
    }

    @Test func cellsAreAsDarkAsTheModelIsSureOfAnotherClass() throws {
        let svg = try veil(
            on: page([mistake(SightVeil(probabilities: [1, 0, 0.5, 0.01], cellsPerSide: 2))]))
        #expect(svg.contains("viewBox=\"0.0 0.0 2.0 2.0\""))
        // A cell of the class is clear.
        #expect(!svg.contains("M0 0h"))
        #expect(svg.contains("<path fill-opacity=\"0.80\" d=\"M1 0h1v1h-1zM1 1h1v1h-1z\"/>"))
        #expect(svg.contains("<path fill-opacity=\"0.40\" d=\"M0 1h1v1h-1z\"/>"))
    }

    @Test func whatLiesAroundATileIsClear() throws {
        let svg = try veil(
            on: page([mistake(SightVeil(probabilities: [0, 0, 0, 0], cellsPerSide: 2, margin: 0.5))]))
        #expect(svg.contains("viewBox=\"-1.0 -1.0 4.0 4.0\""))
    }

    @Test func aSwitchIsThereWhereThereIsSomethingToShow() throws {
        let with = PageReader(try page([mistake(SightVeil(probabilities: [1], cellsPerSide: 1))]))
        #expect(with.isWellFormed)
        #expect(with.attributes("input").map { $0["id"] } == ["why"])
        let without = PageReader(try page([mistake(nil)]))
        #expect(without.attributes("input").isEmpty)
    }
}
