extension String {
    /// The text with a blank for each end of a line.
    var onOneLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
