import AerialCore
import Foundation
import FoundationXML
import Testing

@testable import Reporting

@Suite struct SampleSheetTests {
    private func sheet(classes: [String]) -> String {
        var page = SampleSheet(
            title: "Sample of m.tif", classNames: classes, header: ["id", "map", "reference", "chip"],
            cards: [
                SampleCard(
                    id: "r0000_c0001", mapClass: "A, \"b\" <c>", picture: "chips/r0000_c0001.png",
                    cells: ["r0000_c0001", "A, \"b\" <c>", "", "chips/r0000_c0001.png"])
            ], pictures: "Each picture shows a tile.")
        page.provenance = [Fact("Map", "m.tif")]
        return page.html()
    }

    @Test func aRowStandsAroundItsEmptyLabelAsTheFileHasIt() {
        let page = sheet(classes: ["Forest", "A, \"b\" <c>"])
        #expect(page.contains("data-head=\"r0000_c0001,&quot;A, &quot;&quot;b&quot;&quot; &lt;c&gt;&quot;\""))
        #expect(page.contains("data-tail=\"chips/r0000_c0001.png\""))
        #expect(page.contains("const columns=\"id,map,reference,chip\";"))
    }

    @Test func theMapsClassIsThereAndHiddenUntilALabelIsGiven() {
        let page = sheet(classes: ["Forest", "Water"])
        #expect(page.contains(".single .map{visibility:hidden"))
        #expect(page.contains(".single li[data-marked] .map{visibility:visible}"))
        #expect(page.contains("<span class=\"map\">on the map: A, &quot;b&quot; &lt;c&gt;</span>"))
    }

    @Test func fewClassesStandOnButtonsAndManyInAList() {
        #expect(sheet(classes: ["Forest", "Water"]).contains("data-mark=\"=Water\""))
        let many = sheet(classes: (0..<12).map { "class \($0)" })
        #expect(many.contains("<option value=\"=class 11\">") && !many.contains("data-mark=\"="))
    }

    @Test func thePageIsWellFormed() throws {
        let parser = XMLParser(data: Data(sheet(classes: ["Forest", "Water"]).utf8))
        #expect(parser.parse())
    }
}
