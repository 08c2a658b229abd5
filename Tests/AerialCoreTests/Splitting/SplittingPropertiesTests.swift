import AerialCore
import Testing

struct SplitRuleTests {
    @Test(arguments: [
        "scenes", "random", "areas", "areas:2", "areas:1000", "blocks:2000", "blocks:0.5", "blocks:224.25",
    ])
    func rulesSurviveTheirText(text: String) throws {
        let rule = try #require(SplitRule(text))
        #expect(rule.description == text)
        #expect(SplitRule(rule.description) == rule)
        #expect(rule.isByAreas == text.hasPrefix("areas"))
    }

    @Test(arguments: [
        "", "Scenes", " random", "areas:", "areas:1", "areas:1001", "areas:-3", "areas:2.5", "blocks",
        "blocks:",
        "blocks:0", "blocks:-1", "blocks:nan", "blocks:inf", "blocks:1e999", "blocks:2000m", "blocks: 2000",
        "areas:99999999999999999999", "blocks:२०००",
        "blocks:1e300", "blocks:1e-300", "blocks:1.0001e8", "blocks:0.0009", "blocks:9223372036854775808",
        "blocks:-inf", "blocks:-0",
    ])
    func otherTextIsNoRule(text: String) {
        #expect(SplitRule(text) == nil)
    }

    @Test func theLeastAndTheLargestBlocksAreRules() {
        #expect(SplitRule("blocks:0.001") == .blocks(sideMeters: 1e-3))
        #expect(SplitRule("blocks:100000000") == .blocks(sideMeters: 1e8))
        #expect(SplitRule.blocks(sideMeters: 1e8).description == "blocks:100000000")
    }

    @Test(arguments: [1e300, -1e300, 9.3e18, .infinity, .nan, 0, .leastNonzeroMagnitude] as [Double])
    func anyRuleHasADescription(side: Double) {
        let text = SplitRule.blocks(sideMeters: side).description
        #expect(text.hasPrefix("blocks:") && SplitRule(text) == nil)
    }

    @Test func blocksOfAnyUsualSideComeBackFromTheirText() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            let rule = SplitRule.blocks(sideMeters: Double.random(in: 0.001...1e7, using: &generator))
            #expect(SplitRule(rule.description) == rule)
        }
    }

    @Test(arguments: [1, 0.5, 1e-9, 0.1, 1.0 / 3]) func samplesSurviveTheirText(fraction: Double) {
        for seed in [0, 7, UInt64.max] {
            let sample = SampleFraction(fraction, seed: seed)
            #expect(SampleFraction(text: sample.text) == sample)
        }
    }

    @Test(arguments: [
        "", "0.5", "0.5, seed", "0.5, seed -1", "0.5,seed 7", "0, seed 7", "1.01, seed 7", "nan, seed 7",
        "0.5, seed 18446744073709551616", "0.5, seed 7, seed 8", "half, seed 7",
        "1/0, seed 7", "-5 %, seed 7", "120%, seed 7", "50%, seed 7", "inf, seed 7", "0.5,, seed 7",
        "0.5, seed +7",
        ",0.5, seed 7", "0.5, seed 7,", "+0.5, seed 7", "0x1p-1, seed 7", "0.5, seed 07", "0.5, seed ٧",
        "1.5, seed 7",
    ])
    func whatIsNoSampleIsRefused(text: String) {
        #expect(SampleFraction(text: text) == nil)
    }
}

struct SplittingPropertiesTests {
    private struct Items {
        var groups: [String] = []
        var labels: [Int] = []
    }

    private func drawn(seed: UInt64, groups: Int = 25, classes: Int = 4) -> Items {
        var generator = SeededGenerator(seed: seed)
        var items = Items()
        for group in 0..<groups {
            for _ in 0..<Int.random(in: 1...9, using: &generator) {
                items.groups.append("scene \(group)")
                items.labels.append(Int.random(in: 0..<classes, using: &generator))
            }
        }
        return items
    }

    private func shuffled(_ count: Int, seed: UInt64) -> [Int] {
        var generator = SeededGenerator(seed: seed)
        return Array(0..<count).shuffled(using: &generator)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func theOrderOfTheTilesDecidesNoGroupsSide(seed: UInt64) {
        let items = drawn(seed: seed)
        let order = shuffled(items.labels.count, seed: seed + 100)
        let one = GroupSplit(groups: items.groups, labels: items.labels, testFraction: 0.3, seed: seed).sides
        let other = GroupSplit(
            groups: order.map { items.groups[$0] }, labels: order.map { items.labels[$0] }, testFraction: 0.3,
            seed: seed
        ).sides
        #expect(order.map { one[$0] } == other)
    }

    @Test func withoutAShareNoGroupIsHeldOut() {
        let items = drawn(seed: 3)
        let sides = GroupSplit(groups: items.groups, labels: items.labels, testFraction: 0, seed: 1).sides
        #expect(sides.allSatisfy { $0 == .train })
        #expect(GroupSplit(groups: [], labels: [], testFraction: 0.2, seed: 1).sides.isEmpty)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func theOrderOfTheTilesDecidesNoFold(seed: UInt64) {
        let items = drawn(seed: seed)
        let numbers = items.groups.map { Int($0.dropFirst(6)) ?? 0 }
        let order = shuffled(numbers.count, seed: seed)
        let one = FoldAssignment.folds(labels: items.labels, groups: numbers, count: 5, seed: seed)
        let other = FoldAssignment.folds(
            labels: order.map { items.labels[$0] }, groups: order.map { numbers[$0] }, count: 5, seed: seed)
        #expect(order.map { one[$0] } == other)
        #expect(Set(one) == Set(0..<5))
        // Of 25 groups none is so large that a fold could be twice as large as another.
        let sizes = (0..<5).map { fold in one.count { $0 == fold } }
        #expect((sizes.max() ?? 0) <= 2 * (sizes.min() ?? 0))
    }

    @Test func thereAreNoMoreFoldsThanGroups() {
        let folds = FoldAssignment.folds(
            labels: [0, 1, 0, 1, 2], groups: [9, 9, -4, -4, 9], count: 10, seed: 3)
        #expect(Set(folds).count == 2)
        #expect(folds[0] == folds[1] && folds[0] == folds[4] && folds[2] == folds[3])
        #expect(FoldAssignment.folds(labels: [], groups: [], count: 3, seed: 3).isEmpty)
        #expect(FoldAssignment.folds(labels: [5, 2], groups: [1, 2], count: 1, seed: 3) == [0, 0])
    }

    @Test(arguments: [0, 0.01, 0.2, 0.5, 0.999, 1]) func eachClassIsDividedAsTheShareSays(fraction: Double) {
        let labels = (0..<300).map { $0 * $0 % 7 }
        let sides = StratifiedSplit.sides(labels: labels, testFraction: fraction, seed: 11)
        for label in Set(labels) {
            let all = labels.count { $0 == label }
            let held = labels.indices.count { labels[$0] == label && sides[$0] == .test }
            let wanted = Double(all) * fraction
            // Within a tile of the share, and at least one on both sides where both are wanted.
            #expect(abs(Double(held) - wanted) <= 1)
            if fraction > 0, fraction < 1 { #expect(held >= 1 && held < all) }
        }
        #expect(StratifiedSplit.sides(labels: [], testFraction: fraction, seed: 11).isEmpty)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>) func balancingDropsOnlyWhatIsTooMuch(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let labels = (0..<200).map { _ in Int.random(in: 0..<4, using: &generator) }
        let sides = labels.map { _ in Bool.random(using: &generator) ? DatasetSide.train : .test }
        let kept = ClassBalance.kept(labels: labels, sides: sides, seed: seed)
        #expect(kept == kept.sorted() && Set(kept).count == kept.count)
        for side in DatasetSide.allCases {
            let before = (0..<4).map { label in
                labels.indices.count { labels[$0] == label && sides[$0] == side }
            }
            let after = (0..<4).map { label in kept.count { labels[$0] == label && sides[$0] == side } }
            #expect(after.allSatisfy { $0 == before.min() })
        }
    }

    @Test func aClassThatASideLacksTakesNothingFromTheOthers() {
        let kept = ClassBalance.kept(
            labels: [0, 0, 1, 0, 0], sides: [.train, .train, .train, .test, .test], seed: 1)
        #expect(kept.contains(2) && kept.contains(3) && kept.contains(4) && kept.count == 4)
        #expect(ClassBalance.kept(labels: [], sides: [], seed: 1).isEmpty)
    }

    /// Tiles of unlike widths: what is far in the order of west edges may still be near.
    @Test(arguments: 1...10 as ClosedRange<UInt64>) func theNearestTileIsFoundAmongWideAndNarrowOnes(
        seed: UInt64
    ) {
        var generator = SeededGenerator(seed: seed)
        func tiles(_ count: Int) -> [MapBounds] {
            (0..<count).map { _ in
                let x = Double.random(in: -5000...5000, using: &generator).rounded()
                let y = Double.random(in: -5000...5000, using: &generator).rounded()
                let side = ([1, 10, 100, 3000] as [Double]).randomElement(using: &generator) ?? 1
                return MapBounds(minX: x, minY: y, maxX: x + side, maxY: y + 10)
            }
        }
        let (training, test) = (tiles(40), tiles(25))
        let brute = test.map { tile in training.map { $0.distance(to: tile) }.min() }
        #expect(Leakage.nearestDistances(test: test, training: training)?.map { Optional($0) } == brute)
        #expect(Leakage.smallestDistance(training: training, test: test) == brute.compactMap { $0 }.min())
        // Both sides see the same gap.
        #expect(
            Leakage.smallestDistance(training: test, test: training)
                == Leakage.smallestDistance(training: training, test: test))
    }

    @Test func areasThatSomebodyChoseStayAsChosen() {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<50 {
            let labels = (0..<6).map { _ in
                (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                    Int.random(in: 0..<3, using: &generator)
                }
            }
            let given: [DatasetSide?] = (0..<6).map { _ in
                [nil, nil, DatasetSide.train, .test].randomElement(using: &generator) ?? nil
            }
            let sides = AreaSplit.sides(labels: labels, given: given, testFraction: 0.3, seed: 2)
            #expect(sides.count == 6)
            #expect(zip(given, sides).allSatisfy { $0 == nil || $0 == $1 })
            #expect(!given.contains(.test) || zip(given, sides).allSatisfy { $0 == .test || $1 == .train })
        }
        #expect(AreaSplit.sides(labels: [], given: [], testFraction: 0.2, seed: 1).isEmpty)
        #expect(AreaSplit.sides(labels: [[0, 1]], given: [nil], testFraction: 0.9, seed: 1) == [.train])
    }
}
