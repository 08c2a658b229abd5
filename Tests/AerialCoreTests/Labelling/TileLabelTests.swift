import AerialCore
import Testing

private let codes = Legend.nlcd6.classIndexByCode

@Test func nineCodesOfOneClassLabelTheTile() {
    let label = TileLabel.ofNinePoints([41, 42, 43, 90, 41, 41, 41, 41, 41], classIndexByCode: codes)
    #expect(label == .labelled(classIndex: 2))
}

@Test(arguments: 0..<9)
func onePointOfAnotherClassDropsTheTile(position: Int) {
    var points = [Int?](repeating: 41, count: 9)
    points[position] = 82
    #expect(TileLabel.ofNinePoints(points, classIndexByCode: codes) == .dropped(.mixedLabel))
    points[position] = nil
    #expect(TileLabel.ofNinePoints(points, classIndexByCode: codes) == .dropped(.labelNodata))
}

@Test func waterIsAnUnlistedCode() {
    let label = TileLabel.ofNinePoints(Array(repeating: 11, count: 9), classIndexByCode: codes)
    #expect(label == .dropped(.unlistedCode))
}

@Test func purityCountsEveryPixel() {
    func label(_ counts: [Int: Int], nodata: Int = 0, share: Double = 0.9) -> TileLabel {
        .ofPixels(codeCounts: counts, nodataCount: nodata, share: share, classIndexByCode: codes)
    }
    #expect(label([41: 5, 42: 4, 82: 1]) == .labelled(classIndex: 2))
    #expect(label([41: 8, 82: 2]) == .dropped(.mixedLabel))
    #expect(label([11: 10]) == .dropped(.unlistedCode))
    #expect(label([41: 8], nodata: 2) == .dropped(.labelNodata))
    #expect(label([:]) == .dropped(.labelNodata))
    #expect(label([41: 10], share: 1) == .labelled(classIndex: 2))
}

@Test func rulesSurviveTheirText() {
    for text in ["nine-points", "purity:0.9", "purity:1.0"] { #expect(LabelRule(text)?.description == text) }
    for text in ["", "purity", "purity:0.4", "purity:1.1", "purity:x"] { #expect(LabelRule(text) == nil) }
    for text in ["blocks:2000", "scenes", "random", "areas", "areas:3"] {
        #expect(SplitRule(text)?.description == text)
    }
    for text in ["blocks", "blocks:-1", "blocks:0", "blocks:inf", "areas:", "areas:1", "areas:x", "areas:-2"]
    { #expect(SplitRule(text) == nil) }
}
