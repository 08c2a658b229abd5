import Foundation
import Testing

@testable import Classical

struct OutOfFoldTests {
    /// Two classes apart by their first feature; row 0 has the other one's label.
    private func table(rows: Int) -> FeatureTable {
        var table = FeatureTable(featureCount: 2)
        for row in 0..<rows {
            let side = row % 2
            let features = [Float(side) * 2 - 1 + Float(sin(Double(row))) / 4, Float(cos(Double(row)))]
            table.append(features, label: row == 0 ? 1 : side)
        }
        return table
    }

    @Test func aRowIsJudgedByTheOthers() throws {
        let table = table(rows: 60)
        let result = try OutOfFold(
            of: table, folds: (0..<60).map { $0 % 5 }, classCount: 2, options: .init())
        #expect(result.probabilities.compactMap { $0 }.count == 60)
        #expect(try #require(result.probabilities[0])[1] < 0.3)
        for row in result.probabilities.compactMap({ $0 }) { #expect(abs(row.reduce(0, +) - 1) < 1e-9) }
    }

    @Test func aClassThatNoOtherFoldHasIsNotJudged() throws {
        var table = table(rows: 60)
        table.append([5, 5], label: 2)
        let result = try OutOfFold(
            of: table, folds: (0..<60).map { $0 % 5 } + [2], classCount: 3, options: .init())
        #expect(result.probabilities[60] == nil)
        #expect(result.probabilities[..<60].allSatisfy { $0?.count == 3 })
    }
}
