internal import Foundation

/// What a model's classes say of one plot at one date, as far as one class is looked for.
public struct TargetView: Sendable, Equatable {
    private let predicted: Int16
    private let other: Int16
    /// Log odds of the target class against all others.
    public let logOdds: Double

    /// The most probable class, the first of equals.
    public var predictedClass: Int { Int(predicted) }
    /// The most probable class but the target; the target where there is no other.
    var otherClass: Int { Int(other) }

    /// - Parameters:
    ///   - logits: one per class, in the legend's order, before softmax; at least one.
    ///   - target: the position of the class that is looked for.
    public init(logits: some RandomAccessCollection<Float>, target: Int) {
        let logits = Array(logits)
        let others = logits.indices.filter { $0 != target }
        predicted = Int16(clamping: Self.largest(of: logits, among: Array(logits.indices)) ?? 0)
        other = Int16(clamping: Self.largest(of: logits, among: others) ?? target)
        let values = others.map { Double(logits[$0]) }
        guard let largest = values.max() else {
            logOdds = 0
            return
        }
        logOdds = Double(logits[target]) - largest - log(values.reduce(0) { $0 + exp($1 - largest) })
    }

    /// The first of equals.
    private static func largest(of logits: [Float], among positions: [Int]) -> Int? {
        positions.max { logits[$0] < logits[$1] || (logits[$0] == logits[$1] && $0 > $1) }
    }
}
