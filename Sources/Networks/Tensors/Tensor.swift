/// An array of 32-bit numbers with its shape, the last dimension running fastest.
public struct Tensor: Hashable, Sendable {
    /// The lengths of the dimensions; empty for a single number.
    public let shape: [Int]
    /// As many as the product of `shape`.
    public let values: [Float]

    /// Traps when there are not as many values as the shape says.
    public init(shape: [Int], values: [Float]) {
        precondition(values.count == shape.reduce(1, *), "a tensor holds as many values as its shape says")
        self.shape = shape
        self.values = values
    }
}
