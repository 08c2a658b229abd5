internal import Foundation

/// Logistic regression of a few inputs whose coefficients have a normal prior: the likeliest coefficients, by Newton's
/// method.
struct BayesianLogistic {
    private(set) var coefficients: [Double]
    private let means: [Double]
    private let precisions: [Double]

    private static let steps = 50

    /// - Parameters:
    ///   - means: of the coefficients before any row is seen, one per input.
    ///   - spreads: how far they may lie from there.
    init(means: [Double], spreads: [Double]) {
        coefficients = means
        self.means = means
        precisions = spreads.map { 1 / ($0 * $0) }
    }

    func probability(_ row: [Double]) -> Double {
        1 / (1 + exp(-zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }))
    }

    /// - Parameter kinds: 1 or 0, one per row.
    mutating func fit(_ rows: [[Double]], kinds: [Double]) {
        for _ in 0..<Self.steps {
            let step = newtonStep(rows, kinds: kinds)
            // Far from the solution a whole step may go beyond it.
            let length = step.map(abs).max() ?? 0
            let damping = min(1, 2 / max(length, 1e-12))
            for index in coefficients.indices { coefficients[index] -= damping * step[index] }
            if length < 1e-9 { return }
        }
    }

    private func newtonStep(_ rows: [[Double]], kinds: [Double]) -> [Double] {
        var gradient = coefficients.indices.map { precisions[$0] * (coefficients[$0] - means[$0]) }
        var curvature = coefficients.indices.map { row in
            coefficients.indices.map { $0 == row ? precisions[row] : 0 }
        }
        for (row, kind) in zip(rows, kinds) {
            let probability = probability(row)
            let bend = probability * (1 - probability)
            for i in row.indices {
                gradient[i] += (probability - kind) * row[i]
                for j in 0...i { curvature[i][j] += bend * row[i] * row[j] }
            }
        }
        return Self.solve(curvature, gradient)
    }

    /// Solves `A x = b` for a symmetric positive A, of which the lower half is given, by Cholesky's method.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        let width = right.count
        var lower = matrix
        for i in 0..<width {
            for j in 0...i {
                let sum = (0..<j).reduce(matrix[i][j]) { $0 - lower[i][$1] * lower[j][$1] }
                lower[i][j] = i == j ? max(1e-12, sum).squareRoot() : sum / lower[j][j]
            }
        }
        var solution = right
        for i in 0..<width {
            solution[i] = (0..<i).reduce(solution[i]) { $0 - lower[i][$1] * solution[$1] } / lower[i][i]
        }
        for i in (0..<width).reversed() {
            solution[i] =
                (i + 1..<width).reduce(solution[i]) { $0 - lower[$1][i] * solution[$1] } / lower[i][i]
        }
        return solution
    }
}
