import AerialCore
import Testing

struct LabelCensusTests {
    /// Two halves of codes with what lies between them in the middle columns.
    private func blurred(_ steps: [Int]) -> LabelCensus {
        var census = LabelCensus()
        let line: [Int?] = Array(repeating: 21, count: 10) + steps + Array(repeating: 82, count: 10)
        census.record(Array(repeating: line, count: 20).flatMap { $0 }, width: line.count)
        return census
    }

    private func doubt(_ census: LabelCensus, _ legend: Legend = .nlcd6) -> LabelDoubt? {
        LabelDoubt(census, classIndexByCode: legend.classIndexByCode, isOfNLCD: legend.isOfNLCD)
    }

    @Test func numbersBetweenTheCodesAreDoubted() {
        guard case .interpolated(let examples, let share)? = doubt(blurred([30, 36, 47, 55, 60, 69])) else {
            Issue.record("not doubted")
            return
        }
        #expect(examples.allSatisfy { [30, 36, 47, 55, 60, 69].contains($0) })
        #expect(abs(share - 6.0 / 26) < 1e-9)
    }

    @Test func sharpEdgesAndAFewOddCodesAreNot() {
        #expect(doubt(blurred([])) == nil)
        #expect(doubt(blurred([11, 12, 0, 255])) == nil)
        // Codes of the database that the legend leaves out are codes.
        #expect(doubt(blurred([31, 41, 42, 43, 52, 71]), .nlcd3) == nil)
    }

    @Test func aMeasurementIsToldFromCodes() {
        var census = LabelCensus()
        census.record((0..<10_000).map { ($0 * 7919) % 251 }, width: 100)
        guard case .measured(let distinct, let share)? = doubt(census) else {
            Issue.record("not doubted")
            return
        }
        #expect(distinct == 251 && share > 0.9)
    }

    private func entries(_ codes: [Int: Int], names: Bool = false) -> LabelPalette {
        LabelPalette(
            entries: codes.mapValues { code in
                let known = NLCDCode.all.first { $0.code == code }
                return .init(name: names ? known?.name : nil, color: known?.color)
            })
    }

    @Test func aPaletteOfTheLegendsOwnNumbersIsTheLegend() {
        let own = Dictionary(uniqueKeysWithValues: NLCDCode.all.map { ($0.code, $0.code) })
        #expect(entries(own).reading(by: .nlcd6, numbers: [21, 41, 82, 11]) == .codes)
        #expect(LabelPalette(entries: [:]).reading(by: .nlcd6, numbers: [1, 2]) == .codes)
    }

    @Test(arguments: [false, true])
    func numbersThatThePaletteCallsOtherwiseAreTakenByIt(hasNames: Bool) {
        // As a program writes a map of few colours: numbers from 0, one of which is a code by chance.
        let palette = entries([0: 11, 1: 24, 2: 42, 21: 82], names: hasNames)
        guard
            case .palette(let classes, let example) = palette.reading(by: .nlcd6, numbers: [0, 1, 2, 21])
        else {
            Issue.record("the palette is not taken")
            return
        }
        #expect(classes == [1: 0, 2: 2, 21: 1])
        #expect(example.number == 1 && example.className == nil)
    }

    @Test func aPaletteThatExplainsOnlySomeNumbersIsAContradiction() {
        let palette = LabelPalette(entries: [
            21: .init(name: "Evergreen Forest", color: nil), 41: .init(name: "Zone B", color: nil),
        ])
        #expect(
            palette.reading(by: .nlcd6, numbers: [21, 41])
                == .contradiction(.init(number: 21, meaning: "Evergreen Forest", className: "Developed")))
    }

    @Test func oneColourMayBeACoincidence() {
        let color = NLCDCode.all.first { $0.code == 42 }?.color
        let palette = LabelPalette(entries: [
            21: .init(name: nil, color: color), 41: .init(name: nil, color: nil),
            82: .init(name: nil, color: nil),
        ])
        #expect(palette.reading(by: .nlcd6, numbers: [21, 41, 82]) == .codes)
    }
}
