import AerialCore
import Testing

@testable import Reporting

/// Maps to look into, as a page holds them.
struct MapViewTests {
    private func layer(_ name: String, foreign: Set<TileIndex> = [], legend: Legend = .nlcd3) -> MapView.Layer
    {
        MapView.Layer(
            name: name, picture: .png([1]), values: .png([2]), legend: legend, foreign: foreign)
    }

    private func page(_ view: MapView) -> PageReader {
        PageReader(
            Page(
                title: "t", kind: "k", subtitle: "s", sections: [MapView.style, view.markup, MapView.script]
            ).html)
    }

    @Test func aMapWithTwoDatesCanBeSwipedAndLetsThemThrough() {
        let view = MapView(
            columns: 4, rows: 2, tileMeters: 224, northDegrees: 1.5,
            layers: [layer("Before"), layer("After")],
            imagery: ["a", "b"].map { .init(name: $0, picture: .jpeg([3])) }, caption: "Both")
        let page = page(view)
        #expect(page.isWellFormed)
        let dials = page.attributes("input").compactMap { $0["class"] }
        #expect(dials == ["opacity", "swipe"])
        #expect(page.attributes("img").count { $0["class"] == "ground" } == 2)
        let layers = page.attributes("div").filter { $0["class"] == "layer" }
        #expect(layers.count == 2 && layers[0]["hidden"] == nil && layers[1]["hidden"] != nil)
        #expect(page.attributes("svg").contains { $0["style"] == "transform:rotate(1.5deg)" })
    }

    @Test func withoutImageryNothingCanBeLetThrough() {
        let view = MapView(columns: 4, rows: 2, tileMeters: 224, layers: [layer("Map")], caption: "One")
        #expect(page(view).count("input") == 0)
        #expect(page(view).attributes("button").allSatisfy { !$0.keys.contains("data-layer") })
    }

    @Test func foreignCellsAreHatchedAndTheCaptionSaysSo() {
        let foreign: Set = [TileIndex(row: 0, column: 1)]
        let view = MapView(
            columns: 4, rows: 2, tileMeters: 224, layers: [layer("Map", foreign: foreign)], caption: "One")
        #expect(page(view).attributes("img").contains { $0["class"] == "hatch" })
        #expect(page(view).text.contains(Hatching.remark))
    }

    @Test func squaresOfSeveralTilesAreSaidToBeSo() {
        let view = MapView(
            columns: 4, rows: 2, tilesPerCell: 3, tileMeters: 224, layers: [layer("Map")], caption: "Large")
        #expect(page(view).text.contains("each square stands for 3 x 3 tiles"))
        #expect(page(view).attributes("figure").first?["data-side"] == "3")
    }

    @Test func hostileNamesStayNames() throws {
        let hostile = "\"><script>alert(1)</script>]]>'&"
        let view = MapView(
            columns: 1, rows: 1, tileMeters: 224,
            layers: [layer(hostile, legend: try Legend.named("l", classNames: [hostile])), layer("B")],
            imagery: [.init(name: hostile, picture: .jpeg([3])), .init(name: "b", picture: .jpeg([3]))],
            caption: hostile)
        let page = page(view)
        #expect(page.isWellFormed)
        let scripts = self.page(
            MapView(columns: 1, rows: 1, tileMeters: 1, layers: [layer("B")], caption: ""))
        #expect(page.count("script") == scripts.count("script"))
        #expect(page.attributes("div").contains { $0["data-name"] == hostile })
    }

    @Test func aTableThatMayBeWideCanSayThatItGoesOn() {
        let page = PageReader(
            Page(title: "t", kind: "k", subtitle: "s", sections: [.scrolling("<table></table>", label: "l")])
                .html)
        #expect(page.isWellFormed)
        #expect(page.attributes("p").contains { $0["class"] == "more" })
    }
}
