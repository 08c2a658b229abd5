internal import AerialCore

/// Numbers that a caller gives a plan, looked at before any work: none ends the program, none is passed over in silence. What is
/// no number (NaN) is in no range.
enum PlanValue {
    /// More than any machine has cores: so many threads take minutes to begin.
    static let threadCounts = 1...max(1024, Threads.all)
    /// What is counted, and has no bound of its own.
    static let counts = 1...Int(Int32.max)
    /// By how many right angles an image is seen.
    static let turns = 1...4
    /// A tenth of the Earth's land.
    static let mostHectares = 1.5e9
    /// The side of a pixel, in metres.
    static let coarsestPixelMeters = 100_000.0

    /// - Parameter name: what the number says: "the number of threads".
    /// - Throws: ``CommandError`` for a number outside of the range; `nil` is none.
    static func check(_ value: Int?, _ name: String, in range: ClosedRange<Int>) throws {
        guard let value, !range.contains(value) else { return }
        throw CommandError(
            "\(name) cannot be \(value). Give a number from \(range.lowerBound) to \(range.upperBound).")
    }

    /// - Throws: ``CommandError`` as for whole numbers.
    static func check(_ value: Double?, _ name: String, in range: ClosedRange<Double>) throws {
        try check(
            value, name, "from \(text(range.lowerBound)) to \(text(range.upperBound))",
            where: range.contains)
    }

    /// - Throws: ``CommandError`` for a number that is not between the two, or is the lower of them.
    static func check(_ value: Double?, _ name: String, above low: Double, to high: Double) throws {
        try check(value, name, "above \(text(low)) and at most \(text(high))") { $0 > low && $0 <= high }
    }

    /// - Throws: ``CommandError`` for a number that is not between the two, or is one of them.
    static func check(_ value: Double?, _ name: String, above low: Double, below high: Double) throws {
        try check(value, name, "above \(text(low)) and below \(text(high))") { $0 > low && $0 < high }
    }

    /// - Throws: ``CommandError`` for a lower number, and for what is infinite or no number.
    static func check(_ value: Double?, _ name: String, from low: Double) throws {
        try check(value, name, "from \(text(low))") { $0 >= low }
    }

    /// - Parameters:
    ///   - threads: of this machine.
    ///   - workerThreads: of each worker of a cluster.
    /// - Throws: ``CommandError`` for less than one, and for more than any machine has cores.
    static func check(threads: Int, workerThreads: Int? = nil) throws {
        try check(workerThreads, "the number of a worker's threads", in: threadCounts)
        try check(threads, "the number of threads", in: threadCounts)
    }

    /// - Throws: ``CommandError`` for what is no share of a tile.
    static func check(maxEmptyShare: Double) throws {
        try check(maxEmptyShare, "the share of a tile that may be empty", in: 0...1)
    }

    /// - Throws: ``CommandError`` for a share of one class that no rule has.
    static func check(_ rule: LabelRule?) throws {
        guard case .purity(let share)? = rule else { return }
        try check(share, "the share of a tile's labels (purity)", above: 0.5, to: 1)
    }

    private static func check(
        _ value: Double?, _ name: String, _ allowed: String, where holds: (Double) -> Bool
    ) throws {
        guard let value, !(value.isFinite && holds(value)) else { return }
        throw CommandError("\(name) cannot be \(text(value)). Give a number \(allowed).")
    }

    private static func text(_ value: Double) -> String { TileSpec.text(value) }
}
