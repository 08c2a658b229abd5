import AerialCore
import Testing

@Test(arguments: [1, 2, 3] as [UInt64])
func groupsStayWholeAndClassesStandOnBothSides(seed: UInt64) {
    // 60 groups of 1 to 10 items; the class follows the group loosely, as places do.
    var generator = SeededGenerator(seed: seed)
    var groups: [String] = []
    var labels: [Int] = []
    for group in 0..<60 {
        let label = group % 6
        for _ in 0..<Int.random(in: 1...10, using: &generator) {
            groups.append("\(group)")
            labels.append(Bool.random(using: &generator) ? label : Int.random(in: 0..<6, using: &generator))
        }
    }
    let split = GroupSplit(groups: groups, labels: labels, testFraction: 0.25, seed: seed)
    let test = Set(groups.indices.filter { split.sides[$0] == .test }.map { groups[$0] })
    let train = Set(groups.indices.filter { split.sides[$0] == .train }.map { groups[$0] })
    #expect(test.isDisjoint(with: train))
    for label in 0..<6 {
        let items = labels.indices.filter { labels[$0] == label }
        let share = Double(items.count { split.sides[$0] == .test }) / Double(items.count)
        #expect((0.1...0.4).contains(share))
    }
    #expect(split == GroupSplit(groups: groups, labels: labels, testFraction: 0.25, seed: seed))
}

@Test func aStratifiedSplitKeepsShares() {
    let labels = (0..<210).map { $0 / 10 }
    let sides = StratifiedSplit.sides(labels: labels, testFraction: 0.2, seed: 7)
    for label in 0..<21 {
        #expect(labels.indices.count { labels[$0] == label && sides[$0] == .test } == 2)
    }
    #expect(sides != StratifiedSplit.sides(labels: labels, testFraction: 0.2, seed: 8))
}

@Test func sharesBeyondNothingAndAllLeaveNothingAndAll() {
    func sides(_ fraction: Double) -> [DatasetSide] {
        StratifiedSplit.sides(labels: [0, 1, 0, 1, 0], testFraction: fraction, seed: 3)
    }
    for fraction in [0, -1, -.infinity, .nan] as [Double] { #expect(Set(sides(fraction)) == [.train]) }
    for fraction in [1, 2, 1e300, .infinity] { #expect(Set(sides(fraction)) == [.test]) }
}

@Test func twoItemsOfAClassStandOnBothSides() {
    #expect(Set(StratifiedSplit.sides(labels: [0, 0], testFraction: 0.05, seed: 1)) == [.train, .test])
    #expect(StratifiedSplit.sides(labels: [0], testFraction: 0.5, seed: 1) == [.train])
}

@Test func balancingLeavesEachSideWithEqualClasses() {
    let labels = (0..<100).map { $0 % 10 == 0 ? 1 : 0 }
    let sides = (0..<100).map { $0 < 50 ? DatasetSide.train : .test }
    let kept = ClassBalance.kept(labels: labels, sides: sides, seed: 3)
    for side in DatasetSide.allCases {
        for label in 0...1 { #expect(kept.count { sides[$0] == side && labels[$0] == label } == 5) }
    }
}

@Test func leakageIsTheSmallestDistanceOfAllPairs() {
    var generator = SeededGenerator(seed: 11)
    func squares(_ count: Int) -> [MapBounds] {
        (0..<count).map { _ in
            let x = Double.random(in: -20000...20000, using: &generator)
            let y = Double.random(in: -20000...20000, using: &generator)
            return MapBounds(minX: x, minY: y, maxX: x + 224, maxY: y + 224)
        }
    }
    for _ in 0..<20 {
        let training = squares(15)
        let test = squares(10)
        let brute = training.flatMap { a in test.map { a.distance(to: $0) } }.min()
        #expect(Leakage.smallestDistance(training: training, test: test) == brute)
    }
    #expect(Leakage.smallestDistance(training: [], test: squares(2)) == nil)
}
