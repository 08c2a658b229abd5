internal import Foundation

/// Logistic regression of a few inputs with weighted rows, by Newton's method; inputs are scaled within, and a coefficient
/// that would point the wrong way is held at 0.
struct WeightedLogistic {
    private let means: [Double]
    private let deviations: [Double]
    private let directions: [Double]
    /// The intercept, then one a scaled input.
    private(set) var coefficients: [Double]

    /// What holds the coefficients of scaled inputs back, in rows.
    private static let penalty = 1.0
    private static let steps = 25

    /// - Parameters:
    ///   - rows: the rows that set the scale.
    ///   - directions: 1 for an input that can only speak for kind 1, -1 for one that can only speak against it.
    init(scaledBy rows: [[Double]], directions: [Double]) {
        self.directions = directions
        let width = rows.first?.count ?? 0
        let count = Double(max(1, rows.count))
        let means = (0..<width).map { column in rows.reduce(0) { $0 + $1[column] } / count }
        self.means = means
        deviations = (0..<width).map { column in
            let square = rows.reduce(0) { $0 + ($1[column] - means[column]) * ($1[column] - means[column]) }
            return max(1e-6, (square / count).squareRoot())
        }
        coefficients = Array(repeating: 0, count: width + 1)
    }

    /// The log odds of the rows being of kind 1.
    func logOdds(_ row: [Double]) -> Double {
        row.indices.reduce(coefficients[0]) {
            $0 + coefficients[$1 + 1] * (row[$1] - means[$1]) / deviations[$1]
        }
    }

    /// Goes on from the coefficients of the last fit.
    mutating func fit(_ rows: [[Double]], kinds: [Double], weights: [Double]) {
        let scaled = rows.map { row in [1] + row.indices.map { (row[$0] - means[$0]) / deviations[$0] } }
        for _ in 0..<Self.steps {
            let step = newtonStep(scaled, kinds: kinds, weights: weights)
            for index in coefficients.indices { coefficients[index] -= step[index] }
            for (index, direction) in directions.enumerated() where coefficients[index + 1] * direction < 0 {
                coefficients[index + 1] = 0
            }
            if step.allSatisfy({ abs($0) < 1e-8 }) { return }
        }
    }

    private func newtonStep(_ rows: [[Double]], kinds: [Double], weights: [Double]) -> [Double] {
        let width = coefficients.count
        var gradient = [Double](repeating: 0, count: width)
        var curvature = Array(repeating: gradient, count: width)
        for index in 1..<width {
            gradient[index] = Self.penalty * coefficients[index]
            curvature[index][index] = Self.penalty
        }
        for (position, row) in rows.enumerated() {
            let odds = zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
            let probability = 1 / (1 + exp(-odds))
            let slope = weights[position] * (probability - kinds[position])
            let bend = weights[position] * max(1e-6, probability * (1 - probability))
            for i in 0..<width {
                gradient[i] += slope * row[i]
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
