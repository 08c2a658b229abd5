internal import Aerial
internal import Foundation
internal import Reporting

extension PrepareSummary {
    /// Tables for stdout.
    var table: String {
        [areaTable, foldTable, classTable, droppedTable, leakageLine].filter { !$0.isEmpty }.joined(
            separator: "\n\n")
    }

    private var areaTable: String { areas?.table ?? "" }

    private var foldTable: String {
        guard let folds else { return "" }
        return TextTable(
            columns: [
                .text("Fold"), .text("Held out"), .number("Train"), .number("Test"), .number("Nearest"),
            ],
            rows: folds.map {
                [
                    $0.name, $0.areas.joined(separator: ", "), "\($0.train)", "\($0.test)",
                    $0.leakageDistanceMeters.map(Self.distance) ?? "-",
                ]
            }
        ).rendered()
    }

    private static func distance(_ meters: Double) -> String {
        let rounded = Int(min(meters, 1e9).rounded())
        return rounded < 10_000 ? "\(rounded) m" : "\((rounded + 500) / 1000) km"
    }

    private var classTable: String {
        var rows = classNames.map { [$0, "\(train[$0] ?? 0)", "\(test[$0] ?? 0)"] }
        rows.append(["all", "\(train.values.reduce(0, +))", "\(test.values.reduce(0, +))"])
        return TextTable(columns: [.text("Class"), .number("Train"), .number("Test")], rows: rows).rendered()
    }

    private var droppedTable: String {
        let reasons = dropped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !reasons.isEmpty else { return "No tile was dropped." }
        var rows = reasons.map { [$0.key, "\($0.value)"] }
        rows.append(["all", "\(dropped.values.reduce(0, +)) of \(tiles)"])
        return TextTable(columns: [.text("Dropped because"), .number("Tiles")], rows: rows).rendered()
    }

    private var leakageLine: String {
        guard let distance = leakageDistanceMeters else {
            return "Leakage: unknown, because one side has no tiles."
        }
        let rounded = Int(min(distance, 1e9).rounded())
        let text = Self.distance(distance)
        let meaning =
            rounded == 0
            ? "some share an edge or corner"
            : "no test tile is nearer to a training tile"
        return
            "Leakage: the smallest distance between a training and a test tile is \(text) (\(meaning))."
    }
}
