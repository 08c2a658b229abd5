/// Which sign stands before the decimals in a column of numbers. One sign for the whole column: a column with points and
/// commas has numbers that could be read either way.
struct DecimalMark {
    private let usesComma: Bool
    private let isMixed: Bool
    /// The mark of which each may stand before decimals or between thousands, as in 12,345.
    private let grouped: Character?

    /// - Parameter hasOtherSeparator: the table's columns are apart by semicolons or tabs, as where the comma is the decimal mark and
    ///   the point may stand between thousands.
    init(of texts: [String], hasOtherSeparator: Bool = false) {
        usesComma = texts.contains { $0.contains(",") }
        isMixed = usesComma && texts.contains { $0.contains(".") }
        func isGrouped(_ mark: Character, _ pattern: Regex<(Substring, Substring)>) -> Bool {
            let marked = texts.filter { $0.contains(mark) }
            return !marked.isEmpty && marked.allSatisfy { $0.wholeMatch(of: pattern) != nil }
        }
        grouped =
            isGrouped(",", /[+-]?[1-9]\d{0,2}(,\d{3})+/)
            ? "," : hasOtherSeparator && isGrouped(".", /[+-]?[1-9]\d{0,2}(\.\d{3})+/) ? "." : nil
    }

    /// `nil` for what is no number, or could be two.
    func value(_ text: String) -> Double? {
        if isMixed, text.contains(where: { ",.".contains($0) }) { return nil }
        if let grouped, text.contains(grouped) { return nil }
        let number = usesComma ? text.replacing(",", with: ".") : text
        return Double(number).flatMap { $0.isFinite ? $0 : nil }
    }

    /// What an error adds.
    var remark: String {
        if isMixed {
            return ": the column has decimal commas and decimal points, write it with one of them"
        }
        return grouped == nil
            ? "" : ": its marks may stand before decimals or between thousands, write 12345 or 12.3450"
    }
}
