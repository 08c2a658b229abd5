/// Inputs that could not be used, each with its reason.
package struct RejectionList {
    private let lines: [String]
    /// How many are listed on stderr; all of them stand in the outputs.
    private static let shown = 10

    package init(_ lines: [String]) {
        self.lines = lines
    }

    package func tell(_ observer: any JourneyObserver) {
        for line in lines.prefix(Self.shown) { observer.warn(line) }
        if lines.count > Self.shown { observer.warn("... and \(lines.count - Self.shown) more") }
    }
}
