/// What a journey comes to, where that is more than plain values: the figures are what its JSON holds.
public protocol ReportedOutcome: Encodable, Sendable {
    /// Plain values, which read that JSON back.
    associatedtype Figures: Codable & Sendable

    /// What there is to tell of the outcome.
    var figures: Figures { get }
}

extension ReportedOutcome {
    /// Writes the figures.
    public func encode(to encoder: any Encoder) throws { try figures.encode(to: encoder) }
}
