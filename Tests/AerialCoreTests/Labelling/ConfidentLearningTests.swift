import AerialCore
import Testing

struct ConfidentLearningTests {
    /// Six items of three classes; the last of class 0 looks like class 2.
    private let labels = [0, 0, 0, 1, 1, 2]
    private let probabilities = [
        [0.9, 0.05, 0.05], [0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1], [0.2, 0.7, 0.1],
        [0.1, 0.2, 0.7],
    ]

    @Test func theLabelThatOthersContradictIsFirst() {
        let found = ConfidentLearning(labels: labels, probabilities: probabilities, classCount: 3)
        #expect(found.ranked.map(\.item).first == 2)
        #expect(found.suspects.map(\.item) == [2])
        #expect(found.ranked[0].suggested == 2)
        #expect(abs(found.ranked[0].probability - 0.9) < 1e-12)
        #expect(abs(found.ranked[0].margin + 0.7) < 1e-12)
        #expect(found.ranked.count == labels.count)
    }

    @Test func thresholdsAndJointAreThoseOfThePaper() {
        let found = ConfidentLearning(labels: labels, probabilities: probabilities, classCount: 3)
        let thresholds = found.thresholds.compactMap { $0 }
        #expect(zip(thresholds, [0.6, 0.75, 0.7]).allSatisfy { abs($0 - $1) < 1e-9 })
        // Item 4 (0.7 of class 1) reaches no threshold; rows are brought to the labels' counts.
        #expect(found.joint == [[2, 0, 1], [0, 2, 0], [0, 0, 1]])
    }

    @Test func everyRowOfTheJointIsItsLabelsCount() {
        var generator = SeededGenerator(seed: 3)
        let labels = (0..<200).map { _ in Int.random(in: 0..<4, using: &generator) }
        let rows = labels.map { label in
            let raw = (0..<4).map { Double.random(in: 0..<1, using: &generator) + ($0 == label ? 1 : 0) }
            return raw.map { $0 / raw.reduce(0, +) }
        }
        let found = ConfidentLearning(labels: labels, probabilities: rows, classCount: 4)
        for (label, row) in found.joint.enumerated() {
            #expect(abs(row.reduce(0, +) - Double(labels.count { $0 == label })) < 1e-9)
        }
        #expect(found.ranked.map(\.probability) == found.ranked.map(\.probability).sorted(by: >))
    }

    @Test func rightLabelsHaveNoSuspects() {
        let rows = labels.map { label in (0..<3).map { $0 == label ? 0.9 : 0.05 } }
        #expect(ConfidentLearning(labels: labels, probabilities: rows, classCount: 3).suspects.isEmpty)
    }

    @Test func foldsKeepGroupsTogetherAndSpreadClasses() {
        let labels = (0..<100).map { $0 % 2 }
        let groups = (0..<100).map { $0 / 4 }
        let folds = FoldAssignment.folds(labels: labels, groups: groups, count: 5, seed: 1)
        for group in Set(groups) {
            #expect(Set(folds.indices.filter { groups[$0] == group }.map { folds[$0] }).count == 1)
        }
        for fold in 0..<5 {
            for label in 0..<2 {
                #expect(folds.indices.count { folds[$0] == fold && labels[$0] == label } == 10)
            }
        }
        #expect(folds == FoldAssignment.folds(labels: labels, groups: groups, count: 5, seed: 1))
        #expect(folds != FoldAssignment.folds(labels: labels, groups: groups, count: 5, seed: 2))
    }
}

struct TileSuggestionTests {
    @Test func uncertaintyIsTheMarginsComplement() {
        #expect(TileSuggestion.uncertainty([1, 0, 0]) == 0)
        #expect(TileSuggestion.uncertainty([0.5, 0.5]) == 1)
        #expect(abs(TileSuggestion.uncertainty([0.5, 0.3, 0.2]) - 0.8) < 1e-6)
    }

    @Test func suggestionsAreUnlikeEachOther() {
        // Three directions, many copies of each: one of each is chosen before any twice.
        let features: [[Float]] = (0..<60).map { item in (0..<3).map { $0 == item % 3 ? 1 : 0 } }
        for seed in 0..<20 {
            let chosen = TileSuggestion.choose(
                3, uncertainties: Array(repeating: 0.5, count: 60), features: features, seed: UInt64(seed))
            #expect(Set(chosen.map { $0 % 3 }).count == 3)
        }
        // Copies of what was chosen teach nothing more.
        let all = TileSuggestion.choose(
            10, uncertainties: Array(repeating: 0.5, count: 60), features: features, seed: 1)
        #expect(all.count == 3)
    }

    @Test func sureItemsAreNotSuggested() {
        let features: [[Float]] = (0..<50).map { item in (0..<50).map { $0 == item ? 1 : 0 } }
        let uncertainties = (0..<50).map { $0 < 5 ? 0.9 : 0.0 }
        let chosen = TileSuggestion.choose(10, uncertainties: uncertainties, features: features, seed: 4)
        #expect(Set(chosen) == Set(0..<5))
        #expect(TileSuggestion.choose(3, uncertainties: [], features: [], seed: 4).isEmpty)
    }

    @Test func aPoolKeepsTheMostUncertainOfMany() {
        var pool = UncertainPool<Int>(limit: 10)
        for item in 0..<1000 { pool.add(item, uncertainty: Double((item * 7919) % 1000) / 1000) }
        #expect(pool.items.count == 10)
        #expect(pool.items.allSatisfy { $0.uncertainty >= 0.99 })
        #expect(pool.items.map(\.uncertainty) == pool.items.map(\.uncertainty).sorted(by: >))
    }
}
