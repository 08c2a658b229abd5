internal import Aerial
internal import AerialCore
internal import Foundation
internal import Scoring
internal import SparkConnect
internal import Synchronization

/// The answers of a job on the storage: checked there by counting, and brought here.
struct ClusterRows: Sendable {
    let session: SparkSession
    let folder: String
    let itemCount: Int

    private static let view = SQLText.name(ClusterJob.rowsView)

    /// - Throws: ``CommandError`` with the difference unless every item has exactly one answer, and every answer either
    ///   outputs or a reason.
    func check() async throws {
        let statuses = TileStatus.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let table = try await session.query(
            """
            SELECT count(*) AS answers, count(DISTINCT ordinal) AS items,
              count_if(CAST(ordinal AS BIGINT) IS NULL OR CAST(ordinal AS BIGINT) NOT BETWEEN 0 AND \(itemCount - 1)) AS unknown,
              count_if(status IS NULL OR status NOT IN (\(statuses))) AS odd,
              count_if((outputs IS NULL) = (reason IS NULL)) AS torn
            FROM \(Self.view)
            """)
        let answers = try table.integer("answers")
        let items = try table.integer("items")
        let differences = [
            items < itemCount ? "\(itemCount - items) of \(itemCount) tiles have no answer" : nil,
            answers > items ? "\(answers - items) answers are repeated" : nil,
            try Self.difference(table, "unknown", "answers are of no tile of the plan"),
            try Self.difference(table, "odd", "answers have no known status"),
            try Self.difference(table, "torn", "answers have not exactly one of outputs and a reason"),
        ].compactMap { $0 }
        guard differences.isEmpty else {
            throw CommandError(
                "the answers in \(folder) do not hold every tile exactly once: \(differences.joined(separator: "; ")). "
                    + "Nothing was written. With the same --job a new run asks for those that are missing; if answers are "
                    + "repeated or odd, choose another --job. Do all nodes share \(folder)?")
        }
    }

    private static func difference(_ table: ResultTable, _ column: String, _ text: String) throws -> String? {
        let count = try table.integer(column)
        return count > 0 ? "\(count) \(text)" : nil
    }

    /// Brings all answers here.
    /// - Returns: what became of each item, in their order.
    /// - Throws: ``Scoring/ScoringError/notExactlyOnce(reason:)``.
    func outcomes(
        of plan: JobPlan, classNames: [String]?, tellsForeignness: Bool = false
    ) async throws -> [InferenceOutcome] {
        let columns = RowAnswer.columnNames.joined(separator: ", ")
        return try await session.outcomes(
            of: "SELECT \(columns) FROM \(Self.view)",
            on: AnswerSheet(plan: plan, classNames: classNames, tellsForeignness: tellsForeignness))
    }
}

extension SparkSession {
    /// Brings answers here.
    /// - Parameters:
    ///   - query: gives ``Scoring/RowAnswer/columnNames``.
    ///   - sheet: says which items there are; empty yet.
    /// - Returns: what became of each item, in their order.
    /// - Throws: ``Scoring/ScoringError/notExactlyOnce(reason:)``.
    func outcomes(of query: String, on sheet: AnswerSheet) async throws -> [InferenceOutcome] {
        let sheet = Mutex(sheet)
        try await forEachBatch(of: .sql(query)) { batch in
            let fields = try RowAnswer.columnNames.map(batch.strings)
            sheet.withLock { sheet in
                for row in 0..<batch.rowCount {
                    let line = fields.map { $0[row] }
                    do {
                        sheet.take(try RowAnswer(fields: line))
                    } catch {
                        let defect = error as? AnswerDefect
                        if let defect {
                            sheet.take(defect, line: line.map { $0 ?? "NULL" }.joined(separator: " "))
                        }
                    }
                }
            }
        }
        return try sheet.withLock { $0 }.wholeOutcomes()
    }
}
