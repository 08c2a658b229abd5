public import AerialCore
internal import Foundation

/// A row that a worker is given: the number of an item, and the item's content to check it by.
public struct RowRequest: Sendable, Equatable {
    /// What a row says of its item besides the number.
    public enum Content: Sendable, Equatable {
        /// What the plan has under the number.
        case planned
        case tile(TileIndex)
        case image(path: String)
    }

    /// The item's number in the plan, from 0.
    public let ordinal: Int
    /// Compared with the plan, so that a row of another job is found out.
    public let content: Content

    /// - Parameter ordinal: the item's number in the plan, from 0.
    public init(ordinal: Int, content: Content) {
        self.ordinal = ordinal
        self.content = content
    }

    /// The row without its end: the ordinal, a TAB and JSON; the ordinal alone where the plan has the content.
    public var line: String {
        content == .planned ? String(ordinal) : "\(ordinal)\t\(content.text)"
    }

    /// A line that is no row: what of it can be answered.
    public struct Defect: Error, Equatable {
        /// `nil` where the line names no item.
        public let ordinal: Int?
        /// Why the line is no row, in plain English.
        public let reason: String

        /// - Parameter ordinal: `nil` where the line names no item.
        public init(ordinal: Int?, reason: String) {
            self.ordinal = ordinal
            self.reason = reason
        }
    }

    /// - Parameter line: without its end.
    /// - Throws: ``Defect``.
    public init(line: some Collection<UInt8>) throws {
        let end = line.firstIndex(of: FieldText.tab) ?? line.endIndex
        guard let ordinal = FieldText.ordinal(line[..<end]) else {
            throw Defect(ordinal: nil, reason: "the row does not begin with the number of an item")
        }
        self.ordinal = ordinal
        guard end != line.endIndex else {
            content = .planned
            return
        }
        let json = line[line.index(after: end)...]
        if FieldText.isNull(json) {
            content = .planned
            return
        }
        guard let found = try? JSONDecoder().decode(Fields.self, from: Data(json)) else {
            throw Defect(
                ordinal: ordinal, reason: "the row's content is no JSON object of a tile or an image")
        }
        switch (found.row, found.column, found.path) {
        case (let row?, let column?, nil): content = .tile(TileIndex(row: row, column: column))
        case (nil, nil, let path?): content = .image(path: path)
        default:
            throw Defect(ordinal: ordinal, reason: "the row's content is neither a tile nor an image")
        }
    }

    private struct Fields: Codable {
        var row: Int?
        var column: Int?
        var path: String?
    }
}

extension RowRequest.Content {
    /// As JSON.
    var text: String {
        switch self {
        case .planned: return "planned"
        case .tile(let tile): return "{\"row\":\(tile.row),\"column\":\(tile.column)}"
        case .image(let path):
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.withoutEscapingSlashes]
            let data = (try? encoder.encode(path)) ?? Data()
            return "{\"path\":\(String(decoding: data, as: UTF8.self))}"
        }
    }

    /// Paths by their bytes: two that only look the same are two files.
    func isSame(as other: RowRequest.Content) -> Bool {
        switch (self, other) {
        case (.image(let path), .image(let otherPath)): path.utf8.elementsEqual(otherPath.utf8)
        default: self == other
        }
    }
}
