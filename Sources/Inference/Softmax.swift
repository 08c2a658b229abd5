internal import Foundation

/// Probabilities of logits: positive, with the sum 1. Computed in 64 bits, safe for large logits.
public func softmax(_ logits: [Float]) -> [Float] {
    guard let largest = logits.max() else { return [] }
    let powers = logits.map { exp(Double($0) - Double(largest)) }
    let sum = powers.reduce(0, +)
    return powers.map { Float($0 / sum) }
}
