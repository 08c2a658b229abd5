internal import Foundation

/// Which labels are probably wrong, from probabilities of classifiers that did not see them: confident learning
/// (Northcutt, Jiang and Chuang 2021, doi 10.1613/jair.1.12125). A class's threshold is the mean probability of its own
/// items; an item whose probability of a class reaches that class's threshold counts as confidently of it. These counts,
/// by label and confident class, brought to the labels' own counts, say how many labels of each class are wrong; so many of each
/// class, those with the least probability of their label, are suspects (the paper's pruning by class).
public struct ConfidentLearning: Sendable, Equatable {
    /// A label, judged.
    public struct Judgement: Sendable, Equatable {
        /// Its position among the items.
        public let item: Int
        public let label: Int
        /// The likeliest other class.
        public let suggested: Int
        /// Of the label being wrong: 1 less the label's own probability.
        public let probability: Double
        /// The label's probability less the largest other one, -1 to 1.
        public let margin: Double
        /// Among as many of its class as the confident counts say are wrong.
        public let isSuspect: Bool
    }

    /// Mean probability of the class among its own items; `nil` for a class without items.
    public let thresholds: [Double?]
    /// Items by label (rows) and class that they are confidently of (columns), brought to the labels' counts.
    public let joint: [[Double]]
    /// All items, the likeliest to be wrong first: by the probability of their label.
    public let ranked: [Judgement]

    public var suspects: [Judgement] { ranked.filter(\.isSuspect) }

    /// - Parameters:
    ///   - labels: positions of classes.
    ///   - probabilities: for each item one probability per class, from classifiers that did not learn from it.
    public init(labels: [Int], probabilities: [[Double]], classCount: Int) {
        precondition(
            labels.count == probabilities.count && probabilities.allSatisfy { $0.count == classCount })
        let thresholds = Self.thresholds(labels: labels, probabilities: probabilities, classCount: classCount)
        let joint = Self.joint(
            labels: labels, probabilities: probabilities, thresholds: thresholds, classCount: classCount)
        let suspects = Self.suspects(labels: labels, probabilities: probabilities, joint: joint)
        self.thresholds = thresholds
        self.joint = joint
        ranked = labels.indices.map { item in
            let own = probabilities[item][labels[item]]
            let other = Self.likeliestOther(than: labels[item], in: probabilities[item])
            return Judgement(
                item: item, label: labels[item], suggested: other, probability: 1 - own,
                margin: own - probabilities[item][other], isSuspect: suspects.contains(item))
        }.sorted { ($1.probability, $0.margin, $0.item) < ($0.probability, $1.margin, $1.item) }
    }

    private static func thresholds(
        labels: [Int], probabilities: [[Double]], classCount: Int
    ) -> [Double?] {
        var sums = [Double](repeating: 0, count: classCount)
        var counts = [Int](repeating: 0, count: classCount)
        for (label, row) in zip(labels, probabilities) {
            sums[label] += row[label]
            counts[label] += 1
        }
        return zip(sums, counts).map { $1 == 0 ? nil : $0 / Double($1) }
    }

    private static func joint(
        labels: [Int], probabilities: [[Double]], thresholds: [Double?], classCount: Int
    ) -> [[Double]] {
        var counts = [[Double]](repeating: Array(repeating: 0, count: classCount), count: classCount)
        var totals = [Double](repeating: 0, count: classCount)
        for (label, row) in zip(labels, probabilities) {
            totals[label] += 1
            let confident = row.indices.filter { index in thresholds[index].map { row[index] >= $0 } ?? false
            }
            guard let best = confident.max(by: { (row[$0], $1) < (row[$1], $0) }) else { continue }
            counts[label][best] += 1
        }
        return zip(counts, totals).map { row, total in
            let sum = row.reduce(0, +)
            return sum > 0 ? row.map { $0 / sum * total } : row
        }
    }

    /// Of each class as many items as the joint says are of others, by the label's own probability; only those that look more
    /// like another class.
    private static func suspects(labels: [Int], probabilities: [[Double]], joint: [[Double]]) -> Set<Int> {
        let items = Dictionary(grouping: labels.indices) { labels[$0] }
        var suspects: Set<Int> = []
        for (label, own) in items {
            let count = Int((joint[label].reduce(0, +) - joint[label][label]).rounded())
            let doubtful = own.sorted { (probabilities[$0][label], $0) < (probabilities[$1][label], $1) }
            suspects.formUnion(
                doubtful.prefix(max(0, count)).filter {
                    (probabilities[$0].max() ?? 0) > probabilities[$0][label]
                })
        }
        return suspects
    }

    private static func likeliestOther(than label: Int, in row: [Double]) -> Int {
        row.indices.filter { $0 != label }.max { (row[$0], $1) < (row[$1], $0) } ?? label
    }
}
