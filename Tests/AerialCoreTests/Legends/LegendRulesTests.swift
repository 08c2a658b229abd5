import AerialCore
import Foundation
import Testing

struct LegendRulesTests {
    private let grey = LegendColor(red: 1, green: 2, blue: 3)

    private func legend(_ classes: [(String, [Int])]) throws -> Legend {
        try Legend(
            name: "l", classes: classes.map { LandUseClass(name: $0.0, codes: $0.1, color: grey) })
    }

    @Test func aLegendHasOneTo255Classes() throws {
        #expect(throws: LegendError.noClasses(legend: "l")) { try legend([]) }
        #expect(try legend((0..<255).map { ("c\($0)", []) }).classes.count == 255)
        #expect(throws: LegendError.tooManyClasses(legend: "l", count: 256)) {
            try legend((0..<256).map { ("c\($0)", []) })
        }
    }

    @Test func namesAndCodesStandOnce() {
        #expect(throws: LegendError.duplicateClass(legend: "l", name: "水")) {
            try legend([("水", [1]), ("Wald", [2]), ("水", [3])])
        }
        #expect(throws: LegendError.duplicateCode(legend: "l", code: -7, classes: ["a", "b"])) {
            try legend([("a", [-7, 1]), ("b", [2, -7])])
        }
        #expect(throws: LegendError.duplicateCode(legend: "l", code: 1, classes: ["a", "a"])) {
            try legend([("a", [1, 1])])
        }
    }

    @Test func theTableOfCodesSaysWhatTheSearchSays() {
        for legend in Legend.builtIn {
            let table = legend.classIndexByCode
            #expect((-1...300).allSatisfy { table[$0] == legend.classIndex(ofCode: $0) })
            #expect(legend.isOfNLCD)
            #expect(Set(legend.classNames).count == legend.classes.count)
            #expect(Set(legend.classes.map(\.color)).count == legend.classes.count)
        }
        #expect(!Legend.agreement.isOfNLCD)
    }

    /// mrlc.gov lists 20 classes with Alaska's; open water and ice alone are in no class of six.
    @Test func allLandOfTheLandCoverDatabaseIsInAClass() {
        let left = NLCDCode.all.map(\.code).filter { Legend.nlcd6.classIndex(ofCode: $0) == nil }
        #expect(left == [11, 12])
        #expect(NLCDCode.all.map(\.code) == NLCDCode.all.map(\.code).sorted())
        #expect(NLCDCode.all.filter { Legend.nlcd7.classIndex(ofCode: $0.code) == nil }.map(\.code) == [12])
        #expect(Set(NLCDCode.all.map(\.color)).count == NLCDCode.all.count)
        #expect(NLCDCode.name(of: 82) == "Cultivated Crops" && NLCDCode.name(of: 83) == nil)
    }

    @Test func groupsOfProbabilitiesKeepTheirSum() throws {
        var generator = SeededGenerator(seed: 4)
        for (fine, coarse) in [(Legend.nlcd6, Legend.nlcd3), (.nlcd7, .nlcd4), (.nlcd3, .nlcd3)] {
            let grouping = try ClassGrouping(from: fine, to: coarse)
            let values = fine.classes.map { _ in Float(Int.random(in: 0...64, using: &generator)) / 64 }
            let grouped = grouping.groupedProbabilities(values)
            let (sum, groupedSum): (Float, Float) = (values.reduce(0, +), grouped.reduce(0, +))
            #expect(groupedSum == sum)
            for (index, landUseClass) in fine.classes.enumerated() {
                let target = coarse.classes[grouping.targetIndexes[index]]
                #expect(Set(landUseClass.codes).isSubset(of: target.codes))
            }
        }
    }

    @Test func classesWithoutCodesGroupByTheirName() throws {
        let fine = try legend([("Forest", []), ("Water", [])])
        let coarse = try legend([("Water", [11]), ("Forest", [41, 42])])
        #expect(try ClassGrouping(from: fine, to: coarse).targetIndexes == [1, 0])
        #expect(throws: LegendError.notGroupable(className: "Forest", legend: "l")) {
            try ClassGrouping(from: fine, to: legend([("forest", []), ("Water", [])]))
        }
    }

    @Test func aPartHasItsClassesInTheWantedOrder() {
        let part = Legend.nlcd6.part(ofClasses: ["Barren", "Forest"])
        #expect(part?.classNames == ["Barren", "Forest"])
        #expect(part?.classIndex(ofCode: 90) == 1 && part?.classIndex(ofCode: 21) == nil)
        #expect(Legend.nlcd6.part(ofClasses: ["Forest", "Water"]) == nil)
        #expect(Legend.nlcd6.part(ofClasses: ["Forest", "Forest"]) == nil)
        #expect(Legend.nlcd6.part(ofClasses: []) == nil)
    }

    @Test(arguments: [
        "", "#", "68AB5", "68AB5FF", "##8AB5F", "68AB5G", " 68AB5", "0x68AB", "６8AB5F", "68ab5f ",
        "#fff", "fff", "+12345", "-00000", "#+8AB5F", "#-8AB5F", "#+1+2+3", "#６８ＡＢ５Ｆ", "#٦٨١٢٣٤",
        "68AB5F\u{301}",
        "#68 B5F",
    ])
    func otherTextIsNoColour(text: String) {
        #expect(LegendColor(hexadecimal: text) == nil)
    }

    @Test func smallLettersAreHexadecimalToo() {
        #expect(LegendColor(hexadecimal: "#68ab5f") == LegendColor(red: 0x68, green: 0xAB, blue: 0x5F))
        #expect(LegendColor(hexadecimal: "#1F77B4") == LegendColor(red: 31, green: 119, blue: 180))
    }

    @Test func namedClassesKeepTheColoursOfTheBuiltInOnes() throws {
        let names = ["Wüste", "Forest", "a/../b\n<&\">", "Water"]
        let legend = try Legend.named("x", classNames: names)
        #expect(legend.classNames == names)
        #expect(legend.classes[1] == Legend.nlcd6.classes[2] && legend.classes[3].codes == [11])
        #expect(try JSONDecoder().decode(Legend.self, from: JSONEncoder().encode(legend)) == legend)
        #expect(throws: LegendError.self) { try Legend.named("x", classNames: ["a", "a"]) }
        #expect(try Legend.named("many", classNames: (0..<255).map { "\($0)" }).classes.count == 255)
    }
}
