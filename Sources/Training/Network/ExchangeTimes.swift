/// What the exchange of gradients between processes takes, on average over the steps that were timed.
public struct ExchangeTimes: Codable, Sendable, Equatable {
    /// The backward pass of a step.
    public let backwardSeconds: Double
    /// From the first gradients sent to the last received.
    public let exchangeSeconds: Double
    /// Of the exchange, while the backward pass was still going.
    public let overlappedSeconds: Double

    /// Between 0, all of it waited for, and 1.
    public var overlappedShare: Double { overlappedSeconds / exchangeSeconds }
}
