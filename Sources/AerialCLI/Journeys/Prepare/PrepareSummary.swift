internal import AerialCore
internal import Foundation
internal import Reporting

/// What `prepare` did, for people and as JSON.
struct PrepareSummary: Encodable {
    let dataset: String
    let tiles: Int
    let kept: Int
    let dropped: [String: Int]
    let train: [String: Int]
    let test: [String: Int]
    let leakageDistanceMeters: Double?
    /// Tiles of cover that the legend leaves out, by code or class.
    let unlisted: [String: Int]
    let rule: String
    let split: String
    let seed: UInt64
    private let classNames: [String]

    private enum CodingKeys: String, CodingKey {
        case dataset, tiles, kept, dropped, train, test, leakageDistanceMeters, unlisted, rule, split, seed
    }

    init(_ result: Preparation.Result) {
        let record = result.record
        dataset = result.plan.out
        tiles = record.tilesConsidered
        kept = record.tiles.count
        dropped = record.dropped
        train = record.classCounts[DatasetSide.train.rawValue] ?? [:]
        test = record.classCounts[DatasetSide.test.rawValue] ?? [:]
        leakageDistanceMeters = record.leakageDistanceMeters
        unlisted = record.unlisted ?? [:]
        rule = record.rule
        split = record.split
        seed = record.seed
        classNames = record.legend.classNames
    }

    var table: String {
        [classTable, droppedTable, leakageLine].filter { !$0.isEmpty }.joined(separator: "\n\n")
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
            return "Leakage: not to be told, one side has no tiles."
        }
        let rounded = Int(distance.rounded())
        let meaning =
            rounded == 0
            ? "some share an edge or corner"
            : "no test tile is nearer to a training tile"
        return
            "Leakage: the smallest distance between a training and a test tile is \(rounded) m (\(meaning))."
    }
}
