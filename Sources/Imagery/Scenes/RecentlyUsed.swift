/// Keeps a bounded number of values that are costly to make; the one unused for longest goes first.
struct RecentlyUsed<Key: Hashable, Value> {
    private let limit: Int
    private var entries: [Key: (value: Value, lastUse: Int)] = [:]
    private var clock = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func remove(_ key: Key) { entries[key] = nil }

    mutating func value(for key: Key, make: () throws -> Value) rethrows -> Value {
        clock += 1
        if let known = entries[key] {
            entries[key]?.lastUse = clock
            return known.value
        }
        if entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
        }
        let value = try make()
        entries[key] = (value, clock)
        return value
    }
}
