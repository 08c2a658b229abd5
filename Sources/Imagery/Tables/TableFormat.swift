internal import AerialCore
internal import Foundation

/// A way to keep a table in a file, known by the ending of the file's name.
///
/// A new one is a file in this folder: what writes it, and its entry as an extension of this type; ``all`` names it.
public struct TableFormat: Sendable {
    /// Of the file's name, without a point.
    public let ending: String
    /// It is written from its beginning to its end, so that a pipe or a device can take it.
    public let streams: Bool
    /// It holds rows with places only: predictions of image files do not fit.
    public let needsPlaces: Bool
    /// Columns whose names differ in capitals alone are two.
    let tellsCapitals: Bool
    /// Endings after the file's name of what an older file left beside it, and what would be taken for the new one's.
    let sideFileEndings: [String]
    /// Begins a file.
    let sink: @Sendable (TableLayout) throws -> any TableSink
    /// Goes through a file row by row: its path, the layer that is meant where it has several, how much of it. Gives the
    /// names of its layers.
    let read: @Sendable (String, String, TextTable.Part, TextTable.Reader) throws -> [String]
    /// The columns of a file (its path, the name of its layer) that nobody has added to since the program wrote it; `nil`
    /// for any other.
    let ownHeader: @Sendable (String, String) -> [String]?
    /// Whether a file may have one of these columns (in small letters) in one of its layers, without reading all its rows.
    let mentions: @Sendable (String, Set<String>) -> Bool

    /// - Parameter mentions: `nil` for a format whose columns are read without its rows.
    init(
        ending: String, streams: Bool = false, needsPlaces: Bool = false, tellsCapitals: Bool = true,
        sideFileEndings: [String] = [],
        sink: @escaping @Sendable (TableLayout) throws -> any TableSink,
        read: @escaping @Sendable (String, String, TextTable.Part, TextTable.Reader) throws -> [String],
        ownHeader: @escaping @Sendable (String, String) -> [String]?,
        mentions: (@Sendable (String, Set<String>) -> Bool)? = nil
    ) {
        self.ending = ending
        self.streams = streams
        self.needsPlaces = needsPlaces
        self.tellsCapitals = tellsCapitals
        self.sideFileEndings = sideFileEndings
        self.sink = sink
        self.read = read
        self.ownHeader = ownHeader
        self.mentions =
            mentions
            ?? { path, columns in
                var isMentioned = false
                func look(at layer: String) -> [String] {
                    let layers = try? read(path, layer, .header) { header in
                        isMentioned =
                            isMentioned || !columns.isDisjoint(with: header.map(TextTable.plainName))
                        return { _ in }
                    }
                    return layers ?? []
                }
                // A person may have put a layer of their own before ours.
                for layer in look(at: "") where !isMentioned { _ = look(at: layer) }
                return isMentioned
            }
    }

    /// Those that are known.
    public static let all: [TableFormat] = [.csv, .geoPackage, .geoJSON, .flatGeobuf]

    /// The format of a file by its name; CSV of a pipe or a device whose name tells none, as `/dev/stdout`.
    /// - Throws: ``PredictionFileError/unknownFormat(path:)``.
    public init(path: String) throws {
        guard let format = OutputTarget.isUnnamedStream(path) ? .csv : Self.named(by: path) else {
            throw PredictionFileError.unknownFormat(path: path)
        }
        self = format
    }

    /// Whether a file has the ending of one of them, in capitals or not.
    public static func isNamed(by path: String) -> Bool { named(by: path) != nil }

    private static func named(by path: String) -> TableFormat? {
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        return all.first { $0.ending == ending }
    }

    /// The endings for people, each with its point; the last after an "or".
    /// - Parameter others: further endings that the sentence names.
    public static func endings(and others: [String] = []) -> String {
        let names = all.map { ".\($0.ending)" } + others
        return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    }
}

/// What a table is to be before its first row.
struct TableLayout: Sendable {
    /// Where it is written.
    let path: String
    /// Its name in errors.
    let reportedPath: String
    /// Where the format has layers.
    let layerName: String
    let columns: [FieldColumn]
    /// Of the rows' places; `nil` for a table without places.
    let reference: CoordinateReference?
    /// QGIS's QML, where the format can hold it.
    let style: String

    /// What went wrong in writing it.
    @Sendable func failure(_ reason: String) -> ImageryError {
        .cannotWrite(path: reportedPath, reason: reason)
    }
}

extension StagedOutput {
    /// A table under its name, whole or not at all.
    /// - Parameter rows: writes them.
    static func writeTable(
        to path: String, layerName: String, columns: [FieldColumn], reference: CoordinateReference?,
        style: String, rows: (any TableSink) throws -> Void
    ) throws {
        let format = try TableFormat(path: path)
        let output = try StagedOutput(path: path, streams: format.streams)
        let sink = try format.sink(
            TableLayout(
                path: output.partialPath, reportedPath: path, layerName: layerName, columns: columns,
                reference: reference, style: style))
        try rows(sink)
        try sink.close()
        try output.publish(removing: format.sideFileEndings)
    }
}
