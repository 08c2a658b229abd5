public import AerialCore
internal import Foundation

/// An estimate of areas as tables: for the terminal, as CSV, in a report.
public struct AreaTables: Sendable {
    /// The figures that the tables show.
    public let estimate: AreaEstimate

    public init(_ estimate: AreaEstimate) {
        self.estimate = estimate
    }

    /// What the figures are, in one line to stand below them.
    public static let explanation =
        "Areas are estimated from the sample (Olofsson et al. 2014); +- is half of the 95 % interval. "
        + "'Mapped' is the map's own count, which carries its errors."

    /// Hectares by class with their 95 % interval and accuracies, for the terminal.
    public var table: TextTable {
        TextTable(
            columns: [
                .text("Class"), .number("Estimated ha"), .number("+-"), .number("Mapped ha"),
                .number("Sample"),
                .number("User's"), .number("+-"), .number("Producer's"), .number("+-"),
            ],
            rows: estimate.rows.map { row in
                [
                    row.className, NumberText.hectares(row.hectares.value),
                    NumberText.hectares(row.hectares.margin), NumberText.hectares(row.mappedHectares),
                    NumberText.count(row.sampled),
                ] + Self.percents(row.usersAccuracy) + Self.percents(row.producersAccuracy)
            })
    }

    /// The overall accuracy in a line.
    public var overall: String {
        let accuracy = estimate.overallAccuracy
        return "Overall accuracy \(NumberText.percent(accuracy.value)) +- "
            + "\(NumberText.percent(accuracy.margin)), \(NumberText.count(estimate.sample.total)) tiles sampled"
    }

    /// What a sample does not tell of classes whose tiles all have one reference: all are right, or all are wrong alike. `nil` where
    /// there is no such class. Where the map has no further tile of a class, its sample tells all.
    public var caution: String? {
        let sentences = [Self.rightCaution(alike(right: true)), Self.wrongCaution(alike(right: false))]
        let all = sentences.compactMap { $0 }
        return all.isEmpty ? nil : all.joined(separator: " ")
    }

    /// Map classes whose sampled tiles are all of one class: of their own, or of another.
    private func alike(right: Bool) -> [AreaEstimate.Row] {
        let sample = estimate.sample
        return estimate.rows.filter { row in
            guard row.sampled > 0, !row.isAllSampled,
                let map = sample.classNames.firstIndex(of: row.className)
            else { return false }
            let references = sample.counts[map].indices.filter { sample.counts[map][$0] > 0 }
            return references.count == 1 && (references[0] == map) == right
        }
    }

    private static func rightCaution(_ rows: [AreaEstimate.Row]) -> String? {
        guard !rows.isEmpty else { return nil }
        let classes = rows.map { row in
            // What would leave no wrong tile in one sample of twenty.
            let most = 1 - pow(0.05, 1 / Double(row.sampled))
            return
                "'\(row.className)' (\(NumberText.count(row.sampled)) tiles, up to \(NumberText.percent(most)) may be wrong)"
        }
        return
            "No sampled tile is wrong of \(classes.joined(separator: ", ")): the method takes their errors for 0, so "
            + "intervals are too narrow. Label more tiles of them."
    }

    private static func wrongCaution(_ rows: [AreaEstimate.Row]) -> String? {
        guard !rows.isEmpty else { return nil }
        let classes = rows.map { "'\($0.className)' (\(NumberText.count($0.sampled)) tiles)" }
        return
            "All sampled tiles of \(classes.joined(separator: ", ")) are of one other class: the method takes it that all "
            + "its ground is, so intervals are too narrow. Label more tiles of it."
    }

    /// How the table as CSV begins.
    public static let csvHead = "class,mapped_hectares,sampled,"

    /// One row per class; standard errors and 95 % intervals in columns of their own. The last row is the whole.
    public var csv: String {
        let figures = ["hectares", "share", "users_accuracy", "producers_accuracy"]
        let header =
            ["class", "mapped_hectares", "sampled"]
            + figures.flatMap { [$0, "\($0)_se", "\($0)_low", "\($0)_high"] } + [
                "overall_accuracy", "overall_accuracy_se",
            ]
        let rows = estimate.rows.map { row in
            [row.className, Self.number(row.mappedHectares), String(row.sampled)]
                + [row.hectares, row.share, row.usersAccuracy, row.producersAccuracy].flatMap(Self.cells)
                + ["", ""]
        }
        let accuracy = estimate.overallAccuracy
        let whole =
            ["all", Self.number(estimate.totalHectares), String(estimate.sample.total)]
            + Array(repeating: "", count: 4 * figures.count)
            + [Self.number(accuracy.value), Self.number(accuracy.standardError)]
        return CSVText(header: header, rows: rows + [whole]).encoded
    }

    private static func percents(_ figure: EstimatedFigure?) -> [String] {
        [NumberText.percent(figure?.value), NumberText.percent(figure?.margin)]
    }

    private static func cells(_ figure: EstimatedFigure?) -> [String] {
        guard let figure else { return ["", "", "", ""] }
        return [
            figure.value, figure.standardError, figure.interval.lowerBound, figure.interval.upperBound,
        ].map(number)
    }

    private static func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 6) }
}
