internal import Foundation

/// Probabilities of rows from logistic regressions that did not learn from them nor from their group.
public struct OutOfFold: Sendable {
    /// A probability per class for each row; `nil` for rows whose class no other fold has.
    public let probabilities: [[Double]?]
    /// The penalty that all folds were trained with.
    public let penalty: Double

    /// - Parameters:
    ///   - folds: of each row, from 0.
    ///   - options: the penalty is chosen once, on the first fold's training part, and kept.
    ///   - progress: called after each fold.
    /// - Throws: ``ClassicalError``: less than two classes, or less than two folds with rows.
    public init(
        of table: FeatureTable, folds: [Int], classCount: Int, options: LogisticRegression.Options,
        progress: () throws -> Void = {}
    ) throws {
        precondition(folds.count == table.count)
        var probabilities = [[Double]?](repeating: nil, count: table.count)
        var options = options
        for fold in Set(folds).sorted() {
            let learned = folds.indices.filter { folds[$0] != fold }
            let judged = folds.indices.filter { folds[$0] == fold }
            let present = Set(learned.map { table.labels[$0] }).sorted()
            let positions = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
            let part = Self.part(of: table, learned, positions: positions)
            let fit = try Self.fit(part, classCount: present.count, options: options)
            options.penalties = [fit.penalty]
            for row in judged where positions[table.labels[row]] != nil {
                var spread = [Double](repeating: 0, count: classCount)
                let own = Self.softmax(fit.classifier.logits(table.row(row)))
                for (position, label) in present.enumerated() { spread[label] = own[position] }
                probabilities[row] = spread
            }
            try progress()
        }
        self.probabilities = probabilities
        penalty = options.penalties.first ?? 1
    }

    private static func part(of table: FeatureTable, _ rows: [Int], positions: [Int: Int]) -> FeatureTable {
        var part = FeatureTable(featureCount: table.featureCount)
        for row in rows {
            part.append(
                Array(table.row(row)), label: positions[table.labels[row]] ?? 0, group: table.groups[row])
        }
        return part
    }

    /// A class of one row cannot choose a penalty, but can be learned.
    private static func fit(
        _ part: FeatureTable, classCount: Int, options: LogisticRegression.Options
    ) throws -> LogisticRegression.Fit {
        var options = options
        let counts = Dictionary(part.labels.map { ($0, 1) }, uniquingKeysWith: +)
        if options.penalties.count > 1, counts.values.contains(where: { $0 < 2 }) {
            options.penalties = [options.penalties[options.penalties.count / 2]]
        }
        let names = (0..<classCount).map { "class \($0 + 1)" }
        return try LogisticRegression(options: options).fit(part, classNames: names)
    }

    private static func softmax(_ logits: [Double]) -> [Double] {
        let highest = logits.max() ?? 0
        let powers = logits.map { exp($0 - highest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }
}
