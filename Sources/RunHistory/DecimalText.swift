/// A decimal number of any size to its last digit, however it is written: 10, 010, 10.0 and 1e1 are equal.
struct DecimalText: Equatable {
    private let isNegative: Bool
    /// Without zeros at either end; empty for 0.
    private let digits: [UInt8]
    /// The power of ten that the last digit stands for; 0 for 0.
    private let exponent: Int

    /// `nil` for what is no decimal number.
    init?(_ text: String) {
        guard let parts = text.wholeMatch(of: /([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,9}))?/),
            let power = Int(parts.4 ?? "0")
        else { return nil }
        let fraction = parts.3 ?? ""
        let written = Array((parts.2 + fraction).utf8)
        guard !written.isEmpty else { return nil }
        let isZero: (UInt8) -> Bool = { $0 == UInt8(ascii: "0") }
        let ending = written.reversed().prefix(while: isZero).count
        digits = Array(written.dropLast(ending).drop(while: isZero))
        exponent = digits.isEmpty ? 0 : power - fraction.utf8.count + ending
        isNegative = parts.1 == "-" && !digits.isEmpty
    }
}
