internal import AerialCore
internal import Foundation

/// An address of the service with what it takes and gives: the router and the OpenAPI document are made of the same value.
struct Endpoint: Sendable {
    /// What is done with the thing that the address names.
    enum Method: String, Sendable { case get, put, post, delete }

    /// What a request may carry beside its address.
    enum Body: Sendable {
        case none
        /// JSON of this schema.
        case json(JSONValue)
        /// The bytes of a picture.
        case picture
    }

    /// What it gives where all goes well.
    enum Answer: Sendable {
        case json(JSONValue, status: Int = 200)
        case geoJSON
        case png
        case text
        /// A page of the program that stands alone.
        case page
    }

    /// What a handler gives.
    enum Reply: Sendable {
        case json(JSONValue)
        case geoJSON(Data)
        case png([UInt8], tag: String)
        case text(String)
        case page(Data)
        /// Nothing to be seen at this place of the map.
        case noPicture
    }

    let method: Method
    /// `/api/models/{model}` say.
    let path: String
    let about: String
    var parameters: [Parameter] = []
    var body: Body = .none
    let answer: Answer
    let handle: @Sendable (Arguments) async throws -> Reply
}

/// A request's values, each checked against its ``Parameter``.
struct Arguments: Sendable {
    private let texts: [String: String]
    let body: Data
    /// The type that the request gives its body, in small letters.
    let contentType: String

    init(_ texts: [String: String], body: Data = Data(), contentType: String = "") {
        self.texts = texts
        self.body = body
        self.contentType = contentType
    }

    /// Of a parameter that must be there.
    func text(_ name: String) -> String { texts[name] ?? "" }
    func optional(_ name: String) -> String? { texts[name] }
    func integer(_ name: String) -> Int? { texts[name].flatMap { Int($0) } }
    func number(_ name: String) -> Double? { texts[name].flatMap { Double($0) } }
    func bytes(_ name: String) -> Set<UInt8>? {
        texts[name].map { Set($0.split(separator: "-").compactMap { UInt8($0) }) }
    }
    func box(_ name: String) throws -> MapBounds? {
        guard let text = texts[name] else { return nil }
        return try Parameter.box(text, name: name)
    }

    /// A text of the body that must be there, or be null: what a request leaves out by mistake must take nothing away.
    func textOrNull(_ name: String) throws -> String? {
        switch try json([String: JSONValue].self)[name] {
        case .text(let text): return text
        case .null: return nil
        default: throw Problem.badRequest("The body needs '\(name)': a text, or null to take it back.")
        }
    }

    /// The body as JSON.
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do { return try JSONDecoder().decode(type, from: body) } catch {
            throw Problem.badRequest(
                "The body is not the JSON that /api/openapi.json describes for this address.")
        }
    }
}
