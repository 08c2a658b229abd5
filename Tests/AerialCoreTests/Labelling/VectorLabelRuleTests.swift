import AerialCore
import Testing

struct VectorLabelRuleTests {
    private func areas(_ shares: [Int: Double], unlisted: Double = 0, share: Double = 0.9) -> TileLabel {
        .ofAreas(classShares: shares, unlistedShare: unlisted, share: share)
    }

    @Test func theClassWithTheWantedShareLabelsTheTile() {
        #expect(areas([2: 0.95, 0: 0.05]) == .labelled(classIndex: 2))
        #expect(areas([2: 0.9]) == .labelled(classIndex: 2))
        #expect(areas([2: 1 - 1e-9], share: 1) == .labelled(classIndex: 2))
    }

    @Test func whyATileHasNoneIsTold() {
        #expect(areas([:]) == .dropped(.unlabelled))
        #expect(areas([2: 0.3]) == .dropped(.partlyLabelled))
        #expect(areas([2: 0.5, 1: 0.5]) == .dropped(.mixedLabel))
        #expect(areas([2: 0.3], unlisted: 0.7) == .dropped(.unlistedCode))
        // Two people drew two classes over each other.
        #expect(areas([2: 1, 1: 1]) == .dropped(.mixedLabel))
    }

    @Test func pointsOfATileMustAgree() {
        #expect(TileLabel.ofPoints(classCounts: [:]) == .dropped(.unlabelled))
        #expect(TileLabel.ofPoints(classCounts: [3: 2]) == .labelled(classIndex: 3))
        #expect(TileLabel.ofPoints(classCounts: [3: 2, 1: 1]) == .dropped(.mixedLabel))
        #expect(TileLabel.ofPoints(classCounts: [3: 2, nil: 1]) == .dropped(.mixedLabel))
        #expect(TileLabel.ofPoints(classCounts: [nil: 1]) == .dropped(.unlistedCode))
    }

    @Test func ninePointsOfPolygonsMustLieInOneClass() {
        let inside = [Set<Int?>](repeating: [1], count: 9)
        #expect(TileLabel.ofNinePoints(classes: inside) == .labelled(classIndex: 1))
        #expect(TileLabel.ofNinePoints(classes: Array(repeating: [], count: 9)) == .dropped(.unlabelled))
        #expect(TileLabel.ofNinePoints(classes: [[]] + inside.dropFirst()) == .dropped(.partlyLabelled))
        #expect(TileLabel.ofNinePoints(classes: [[1, 2]] + inside.dropFirst()) == .dropped(.mixedLabel))
        #expect(
            TileLabel.ofNinePoints(classes: Array(repeating: [nil], count: 9)) == .dropped(.unlistedCode))
    }

    @Test func mostlyUnlistedCoverIsTold() {
        let codes = Legend.nlcd6.classIndexByCode
        let shore: [Int?] = [11, 11, 11, 11, 11, 41, 41, 41, 41]
        #expect(TileLabel.ofNinePoints(shore, classIndexByCode: codes) == .dropped(.unlistedCode))
        #expect(
            TileLabel.ofNinePoints(shore, classIndexByCode: Legend.nlcd7.classIndexByCode)
                == .dropped(.mixedLabel))
        #expect(
            TileLabel.ofPixels(
                codeCounts: [11: 6, 41: 4], nodataCount: 0, share: 0.9, classIndexByCode: codes)
                == .dropped(.unlistedCode))
    }

    @Test func waterIsAClassWhereTheLegendHasIt() {
        #expect(Legend.nlcd7.classIndex(ofCode: 11) == 6)
        #expect(Legend.nlcd7.classIndex(ofCode: 12) == nil)
        #expect(Legend.nlcd7.classNames.prefix(6) == Legend.nlcd6.classNames[...])
        #expect(Legend.nlcd4.classNames == ["Developed", "Cultivated", "Undeveloped", "Water"])
        #expect(throws: Never.self) { try ClassGrouping(from: .nlcd7, to: .nlcd4) }
    }
}
