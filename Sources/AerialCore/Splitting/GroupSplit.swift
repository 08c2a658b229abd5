/// Divides items into training and test, whole groups on one side and each class as near to its share as groups allow.
public struct GroupSplit: Sendable, Equatable {
    /// One per given item.
    public let sides: [DatasetSide]

    /// How many random orders of the groups are tried; the best one counts.
    private static let attempts = 64

    /// - Parameters:
    ///   - groups: the group of each item (its block or scene).
    ///   - labels: the class of each item.
    ///   - testFraction: the wanted share of test items, 0 to 1.
    ///   - seed: the same seed gives the same split.
    public init(groups: [String], labels: [Int], testFraction: Double, seed: UInt64) {
        precondition(groups.count == labels.count)
        let classCount = (labels.max() ?? -1) + 1
        var countsByGroup: [String: [Int]] = [:]
        for (group, label) in zip(groups, labels) {
            countsByGroup[group, default: Array(repeating: 0, count: classCount)][label] += 1
        }
        var totals = [Int](repeating: 0, count: classCount)
        for label in labels { totals[label] += 1 }
        let wanted = totals.map { Double($0) * testFraction }

        var generator = SeededGenerator(seed: seed)
        let names = countsByGroup.keys.sorted()
        var best: (groups: Set<String>, misfit: Double)?
        for _ in 0..<Self.attempts {
            let order = names.shuffled(using: &generator)
            let attempt = Self.fill(order, counts: countsByGroup, wanted: wanted, totals: totals)
            if best.map({ attempt.misfit < $0.misfit }) ?? true { best = attempt }
        }
        let test = best?.groups ?? []
        sides = groups.map { test.contains($0) ? .test : .train }
    }

    /// Takes groups in order as long as each brings the test side's class counts nearer to what is wanted.
    private static func fill(
        _ order: [String], counts: [String: [Int]], wanted: [Double], totals: [Int]
    ) -> (groups: Set<String>, misfit: Double) {
        var taken = [Double](repeating: 0, count: wanted.count)
        var groups: Set<String> = []
        var misfit = Self.misfit(taken, wanted: wanted, totals: totals)
        for group in order {
            let with = zip(taken, counts[group] ?? []).map { $0 + Double($1) }
            let after = Self.misfit(with, wanted: wanted, totals: totals)
            guard after < misfit else { continue }
            taken = with
            misfit = after
            groups.insert(group)
        }
        return (groups, misfit)
    }

    /// The squared distances between taken and wanted shares, summed over classes; a class that would stand on one
    /// side alone counts as a whole class missed.
    private static func misfit(_ taken: [Double], wanted: [Double], totals: [Int]) -> Double {
        var sum = 0.0
        for index in wanted.indices where totals[index] > 0 {
            let distance = (taken[index] - wanted[index]) / Double(totals[index])
            sum += distance * distance
            let oneSided = taken[index] == 0 || taken[index] == Double(totals[index])
            if oneSided, totals[index] > 1, wanted[index] > 0 { sum += 1 }
        }
        return sum
    }
}
