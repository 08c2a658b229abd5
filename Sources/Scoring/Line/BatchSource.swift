/// Hands out a list in batches, to one thread at a time.
/// `@unchecked`: one thread calls `next`, the pipeline's reader.
public final class BatchSource<Item: Sendable>: @unchecked Sendable {
    private let items: [Item]
    private let batchSize: Int
    private var position = 0

    /// - Parameter batchSize: at least 1; the last batch may be smaller.
    public init(_ items: [Item], batchSize: Int) {
        self.items = items
        self.batchSize = batchSize
    }

    /// The next batch; `nil` at the end.
    public func next() -> [Item]? {
        guard position < items.count else { return nil }
        let batch = items[position..<min(items.count, position + batchSize)]
        position = batch.endIndex
        return Array(batch)
    }
}
