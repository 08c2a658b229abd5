/// Which sign stands before the decimals in a column of numbers. One sign for the whole column: a column with points and
/// commas has numbers that could be read either way.
struct DecimalMark {
    private let usesComma: Bool
    private let isMixed: Bool

    init(of texts: [String]) {
        usesComma = texts.contains { $0.contains(",") }
        isMixed = usesComma && texts.contains { $0.contains(".") }
    }

    /// `nil` for what is no number, or could be two.
    func value(_ text: String) -> Double? {
        if isMixed, text.contains(where: { ",.".contains($0) }) { return nil }
        let number = usesComma ? text.replacing(",", with: ".") : text
        return Double(number).flatMap { $0.isFinite ? $0 : nil }
    }

    /// What an error adds.
    var remark: String {
        isMixed ? ": the column has decimal commas and decimal points, write it with one of them" : ""
    }
}
