public import AerialCore

/// Files of predictions: one row per tile, in any ``TableFormat``.
public enum PredictionFile {
    /// The layer's name in a GeoPackage.
    static let layerName = "tiles"

    /// Says before any work which classes a table cannot hold, each in a column of its own. A GeoPackage is a file of SQLite's,
    /// which takes the capitals A to Z for small letters.
    /// - Parameter path: says nothing of a name that ends like no ``TableFormat``.
    /// - Throws: ``PredictionFileError/sameColumns(path:classNames:)``.
    public static func check(path: String, classNames: [String]) throws {
        guard let format = try? TableFormat(path: path), !format.tellsCapitals else { return }
        var seen: [[UInt8]: String] = [:]
        for name in classNames {
            let letters = name.utf8.map {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0
            }
            if let other = seen.updateValue(name, forKey: letters) {
                throw PredictionFileError.sameColumns(path: path, classNames: [other, name])
            }
        }
    }

    /// Reads a whole table, the project's own or one that a spreadsheet or QGIS has saved again: columns stand in any
    /// order and further ones are passed over.
    /// - Throws: ``ImageryError``, ``PredictionFileError``.
    public static func read(path: String) throws -> PredictionTable {
        var (classNames, rows): ([String], [TilePrediction]) = ([], [])
        try visit(path: path) {
            classNames = $0
            return { rows.append($0) }
        }
        return PredictionTable(classNames: classNames, rows: rows)
    }

    /// Takes the classes that probabilities stand for, in their order, and gives what takes the rows.
    package typealias Visitor = ([String]) throws -> (TilePrediction) throws -> Void

    /// Goes through a table as ``read(path:)`` does, row by row, without keeping it.
    /// - Throws: ``ImageryError``, ``PredictionFileError``; what the visitor throws.
    package static func visit(path: String, _ visitor: Visitor) throws {
        _ = try TableFormat(path: path).read(path, layerName, .all) { header in
            let decoder = try PredictionDecoder(header: header, path: path)
            let take = try visitor(decoder.classNames)
            return { try take(decoder.prediction($0)) }
        }
    }
}
