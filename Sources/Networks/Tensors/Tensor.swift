/// An array of 32-bit numbers with its shape, the last dimension running fastest.
public struct Tensor: Hashable, Sendable {
    public let shape: [Int]
    public let values: [Float]

    public init(shape: [Int], values: [Float]) {
        precondition(values.count == shape.reduce(1, *), "a tensor holds as many values as its shape says")
        self.shape = shape
        self.values = values
    }
}
