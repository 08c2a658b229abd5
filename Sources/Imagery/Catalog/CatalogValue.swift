package import Foundation

/// A value of JSON as a catalogue has it: what is not understood is kept as it came.
package enum CatalogValue: Sendable, Equatable, Codable {
    case object([String: CatalogValue])
    case array([CatalogValue])
    case text(String)
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case null

    /// - Throws: a decoding error for what is no JSON, or nested deeper than 512 times.
    package init(parsing data: Data) throws {
        self = try JSONDecoder().decode(CatalogValue.self, from: data)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let elements = try? container.decode([CatalogValue].self) {
            self = .array(elements)
        } else {
            self = .object(try container.decode([String: CatalogValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let members): try container.encode(members)
        case .array(let elements): try container.encode(elements)
        case .text(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .number(let number): try container.encode(number)
        case .bool(let flag): try container.encode(flag)
        case .null: try container.encodeNil()
        }
    }

    /// As bytes, keys sorted.
    package var encoded: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers came from JSON, which has none that could fail.
        return (try? encoder.encode(self)) ?? Data("null".utf8)
    }

    package subscript(name: String) -> CatalogValue? {
        get { members?[name] }
        set {
            guard case .object(var members) = self else { return }
            members[name] = newValue
            self = .object(members)
        }
    }

    package var members: [String: CatalogValue]? {
        if case .object(let members) = self { members } else { nil }
    }
    package var elements: [CatalogValue]? { if case .array(let elements) = self { elements } else { nil } }
    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var real: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
    /// Of a number without decimals that is not negative.
    package var count: Int? {
        switch self {
        case .integer(let number): number >= 0 ? number : nil
        case .number(let number): number >= 0 && number < 9e15 ? Int(exactly: number) : nil
        default: nil
        }
    }
    /// Of numbers alone.
    package var numbers: [Double]? {
        guard let elements else { return nil }
        let numbers = elements.compactMap(\.real)
        return numbers.count == elements.count ? numbers : nil
    }
}
