/// Inputs that could not be used, each with its reason.
struct RejectionList {
    private let lines: [String]
    /// How many are listed on stderr; all of them stand in the outputs.
    private static let shown = 10

    init(_ lines: [String]) {
        self.lines = lines
    }

    func tell(_ console: Console) {
        for line in lines.prefix(Self.shown) { console.warn(line) }
        if lines.count > Self.shown { console.warn("... and \(lines.count - Self.shown) more") }
    }
}
