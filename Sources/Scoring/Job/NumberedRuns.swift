/// Runs of items one after the other, numbered through: finds the run of a number.
struct NumberedRuns: Sendable, Equatable {
    /// The number of each run's first item, and the count of all at the end.
    private let starts: [Int]

    init(counts: some Sequence<Int>) {
        var starts = [0]
        // A damaged plan is refused later; here its counts must not overflow.
        for count in counts { starts.append(starts[starts.count - 1] + min(max(0, count), 1 << 32)) }
        self.starts = starts
    }

    var count: Int { starts[starts.count - 1] }

    /// The run that holds an item, and the item's position in it.
    /// - Parameter number: in `0..<count`.
    func place(of number: Int) -> (run: Int, position: Int) {
        var (low, high) = (0, starts.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= number { low = middle } else { high = middle }
        }
        return (low, number - starts[low])
    }
}
