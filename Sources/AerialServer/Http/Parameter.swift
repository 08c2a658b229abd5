internal import AerialCore
internal import Foundation

/// A value that a request names in its path or behind the question mark: described and checked by the same lines.
struct Parameter: Sendable {
    enum Place: String, Sendable { case path, query }

    enum Kind: Sendable {
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        /// A name of letters, digits, `-`, `_` and points.
        case name
        /// Such names with commas between them.
        case names(ClosedRange<Int>)
        case word([String])
        case text(longest: Int)
        /// Numbers from 0 to 255 with `-` between them.
        case bytes
        /// West, south, east, north in degrees.
        case box
    }

    let name: String
    let place: Place
    let kind: Kind
    let about: String
    let isRequired: Bool

    static func path(_ name: String, _ kind: Kind, _ about: String) -> Parameter {
        Parameter(name: name, place: .path, kind: kind, about: about, isRequired: true)
    }
    static func query(_ name: String, _ kind: Kind, _ about: String, required: Bool = false) -> Parameter {
        Parameter(name: name, place: .query, kind: kind, about: about, isRequired: required)
    }

    private static let byte = "([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])"
    private static let bytesPattern = "^\(byte)(-\(byte))*$"
    private static let oneName = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}"
    static let namePattern = "^\(oneName)$"

    private static func pattern(ofNames count: ClosedRange<Int>) -> String {
        "^\(oneName)(,\(oneName)){\(count.lowerBound - 1),\(count.upperBound - 1)}$"
    }

    /// In the words of JSON Schema.
    var schema: JSONValue {
        switch kind {
        case .integer(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .number(let range):
            ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .name: ["type": "string", "pattern": .text(Self.namePattern)]
        case .names(let count): ["type": "string", "pattern": .text(Self.pattern(ofNames: count))]
        case .word(let words): ["type": "string", "enum": .array(words.map { .text($0) })]
        case .text(let longest): ["type": "string", "maxLength": .integer(longest), "minLength": 1]
        case .bytes: ["type": "string", "pattern": .text(Self.bytesPattern), "maxLength": 1023]
        case .box:
            [
                "type": "array", "minItems": 4, "maxItems": 4,
                "items": ["type": "number", "minimum": -540, "maximum": 540],
            ]
        }
    }

    var document: JSONValue {
        var members: [String: JSONValue] = [
            "name": .text(name), "in": .text(place.rawValue), "required": .bool(isRequired),
            "description": .text(about), "schema": schema,
        ]
        if case .box = kind {
            members["style"] = "form"
            members["explode"] = false
        }
        return .object(members)
    }

    /// - Throws: ``Problem`` for a text that is no such value.
    func check(_ text: String) throws(Problem) {
        switch kind {
        case .integer(let range):
            guard let value = Int(text), range.contains(value) else {
                throw refusal("a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
        case .number(let range):
            guard let value = Double(text), value.isFinite, range.contains(value) else {
                throw refusal("a number from \(range.lowerBound) to \(range.upperBound)")
            }
        case .name:
            guard Self.matches(text, Self.namePattern), text.utf8.count <= 120 else {
                throw refusal("a name of letters, digits, '-', '_' and points")
            }
        case .names(let count):
            guard Self.matches(text, Self.pattern(ofNames: count)) else {
                throw refusal("\(count.lowerBound) to \(count.upperBound) names with ',' between them")
            }
        case .word(let words):
            guard words.contains(text) else { throw refusal("one of \(words.joined(separator: ", "))") }
        case .text(let longest):
            guard !text.isEmpty, text.unicodeScalars.count <= longest else {
                throw refusal("a text of 1 to \(longest) characters")
            }
        case .bytes:
            guard Self.matches(text, Self.bytesPattern), text.utf8.count <= 1023 else {
                throw refusal("numbers from 0 to 255 with '-' between them")
            }
        case .box: _ = try Self.box(text, name: name)
        }
    }

    /// Whether the whole text is what a pattern describes: by itself `$` also stands before a last line end.
    private static func matches(_ text: String, _ pattern: String) -> Bool {
        text.range(of: pattern, options: .regularExpression) == text.startIndex..<text.endIndex
    }

    private func refusal(_ wanted: String) -> Problem { .badRequest("'\(name)' takes \(wanted).") }

    /// Four numbers with commas between them.
    static func box(_ text: String, name: String) throws(Problem) -> MapBounds {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard numbers.count == 4, let west = numbers[0], let south = numbers[1], let east = numbers[2],
            let north = numbers[3], numbers.allSatisfy({ $0.map { abs($0) <= 540 } ?? false })
        else {
            throw .badRequest("'\(name)' takes west,south,east,north in degrees.")
        }
        guard west <= east, south <= north else {
            throw .badRequest(
                "'\(name)' takes west,south,east,north: the first two do not exceed the others.")
        }
        return MapBounds(minX: west, minY: south, maxX: east, maxY: north)
    }
}
