extension Array {
    /// The elements in groups of `size`, in order; the last may be smaller.
    public func batches(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: Swift.max(1, size)).map {
            Array(self[$0..<Swift.min(count, $0 + size)])
        }
    }
}
