internal import AerialCore
internal import Foundation

/// Makes predictions of a table's rows.
struct PredictionDecoder {
    let classNames: [String]
    private let path: String
    private let positions: [String: Int]
    private let probabilityPositions: [Int]
    private let hasPlaces: Bool

    /// - Throws: ``PredictionFileError/missingColumns(path:names:)``.
    init(header: [String], path: String) throws {
        self.path = path
        let positions = Dictionary(
            header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        self.positions = positions
        let prefix = PredictionColumns.probabilityPrefix
        let probabilityNames = header.filter { $0.hasPrefix(prefix) }
        classNames = probabilityNames.map { String($0.dropFirst(prefix.count)) }
        probabilityPositions = probabilityNames.compactMap { positions[$0] }
        let placeNames = PredictionColumns.place.map(\.name)
        hasPlaces = placeNames.contains { positions[$0] != nil }
        var missing = (["id", "source", "status"] + (hasPlaces ? placeNames : [])).filter {
            positions[$0] == nil
        }
        if classNames.isEmpty { missing.append("\(prefix)<Class>") }
        guard missing.isEmpty else { throw PredictionFileError.missingColumns(path: path, names: missing) }
    }

    func prediction(_ row: TextTable.Row) throws -> TilePrediction {
        guard let id = text("id", row) else { throw unreadable(row, "the id is empty.") }
        guard let status = TileStatus(rawValue: text("status", row) ?? "") else {
            let known = TileStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw unreadable(row, "the status '\(text("status", row) ?? "")' is none of \(known).")
        }
        return TilePrediction(
            id: id, source: text("source", row) ?? "", place: try place(row), filePath: text("filepath", row),
            label: text("label", row), status: status, reason: text("reason", row) ?? "",
            probabilities: status == .scored ? try probabilities(row) : [],
            foreignness: status == .scored ? try foreignness(row) : nil)
    }

    private func foreignness(_ row: TextTable.Row) throws -> Float? {
        guard let text = text(PredictionColumns.foreignness, row) else { return nil }
        guard let value = Float(text), (0...1).contains(value) else {
            throw unreadable(row, "'\(text)' is no foreignness.")
        }
        return value
    }

    private func place(_ row: TextTable.Row) throws -> TilePlace? {
        guard hasPlaces, PredictionColumns.place.contains(where: { text($0.name, row) != nil }) else {
            return nil
        }
        guard let identifier = text("crs", row) else { throw unreadable(row, "the crs is empty.") }
        return TilePlace(
            index: TileIndex(row: try integer("row", row), column: try integer("column", row)),
            bounds: MapBounds(
                minX: try number("min_x", row), minY: try number("min_y", row),
                maxX: try number("max_x", row), maxY: try number("max_y", row)),
            degrees: MapBounds(
                minX: try number("min_lon", row), minY: try number("min_lat", row),
                maxX: try number("max_lon", row), maxY: try number("max_lat", row)),
            referenceIdentifier: identifier)
    }

    private func probabilities(_ row: TextTable.Row) throws -> [Float] {
        var values = try probabilityPositions.map { position in
            guard let text = row.fields[position], let value = Float(text), (0...1).contains(value) else {
                throw unreadable(row, "'\(row.fields[position] ?? "")' is no probability.")
            }
            return value
        }
        guard let label = text("pred_label", row) else { return values }
        guard let named = classNames.firstIndex(of: label), let largest = values.max(),
            values[named] == largest
        else {
            throw unreadable(row, "the pred_label '\(label)' does not have the largest probability.")
        }
        // Rounding made equals of the winner and a class before it: the label says who won.
        if values.firstIndex(of: largest) != named { values[named] = largest.nextUp }
        return values
    }

    private func text(_ column: String, _ row: TextTable.Row) -> String? {
        positions[column].flatMap { row.fields[$0] }
    }

    private func integer(_ column: String, _ row: TextTable.Row) throws -> Int {
        guard let value = Int(text(column, row) ?? ""), value >= 0 else {
            throw unreadable(row, "'\(text(column, row) ?? "")' is no \(column).")
        }
        return value
    }

    private func number(_ column: String, _ row: TextTable.Row) throws -> Double {
        guard let value = Double(text(column, row) ?? ""), value.isFinite else {
            throw unreadable(row, "'\(text(column, row) ?? "")' is no number for \(column).")
        }
        return value
    }

    private func unreadable(_ row: TextTable.Row, _ reason: String) -> PredictionFileError {
        .unreadableRow(path: path, line: row.line, reason: reason)
    }
}
