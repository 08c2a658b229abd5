import AerialCore
import Testing

@Test func nlcdCodesFallIntoTheScenariosClasses() {
    let expected = [
        21: "Developed", 24: "Developed", 81: "Cultivated", 82: "Cultivated", 41: "Forest", 90: "Forest",
        51: "Shrub", 52: "Shrub", 31: "Barren", 71: "Herbaceous", 95: "Herbaceous",
    ]
    for (code, name) in expected {
        #expect(Legend.nlcd6.classIndex(ofCode: code).map { Legend.nlcd6.classNames[$0] } == name)
    }
    #expect(Legend.nlcd6.classIndex(ofCode: 11) == nil)
}

@Test func aCodeBelongsToOneClass() {
    let color = LegendColor(red: 1, green: 2, blue: 3)
    #expect(throws: LegendError.duplicateCode(legend: "x", code: 4, classes: ["A", "B"])) {
        try Legend(
            name: "x",
            classes: [.init(name: "A", codes: [4], color: color), .init(name: "B", codes: [4], color: color)])
    }
}

@Test func sixClassesGroupIntoThree() throws {
    let grouping = try ClassGrouping(from: .nlcd6, to: .nlcd3)
    #expect(grouping.targetIndexes == [0, 1, 2, 2, 2, 2])
    let grouped = grouping.groupedProbabilities([0.1, 0.2, 0.3, 0.1, 0.2, 0.1])
    #expect(abs(grouped[2] - 0.7) < 1e-6)
}

@Test func aClassAcrossTwoGroupsCannotBeGrouped() throws {
    #expect(throws: LegendError.notGroupable(className: "Undeveloped", legend: "nlcd6")) {
        try ClassGrouping(from: .nlcd3, to: .nlcd6)
    }
}

@Test func colorsSurviveTheirHexadecimalForm() throws {
    for value in [0x000000, 0x0A0B0C, 0xFF00FF, 0x68AB5F] as [UInt32] {
        let color = LegendColor(
            red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
        #expect(LegendColor(hexadecimal: color.hexadecimal) == color)
    }
    #expect(LegendColor(hexadecimal: "68AB5") == nil)
}

@Test func generatedPalettesRepeatNoColor() throws {
    let legend = try Legend.named("scenes", classNames: (0..<21).map { "class \($0)" })
    #expect(Set(legend.classes.map(\.color)).count == 21)
}
