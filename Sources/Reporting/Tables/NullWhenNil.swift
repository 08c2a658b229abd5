/// Keeps its key in JSON when there is no value: readers find `null`, not a missing key.
@propertyWrapper
public struct NullWhenNil<Value: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
    /// The value itself; `nil` is written as `null`.
    public var wrappedValue: Value?

    public init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        guard let wrappedValue else { return try container.encodeNil() }
        try container.encode(wrappedValue)
    }
}
