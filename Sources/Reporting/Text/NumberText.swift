internal import Foundation

/// Numbers as people read them, the same in every locale: `96.7 %`, `12,345`, `1,806.4`.
public enum NumberText {
    /// Stands for a figure that does not exist, such as the precision of a class that was never predicted.
    public static let missing = "–"

    /// A share of 0...1 as per cent. Only a whole is written as 100 % and only nothing as 0 %: where rounding
    /// would say so of another share, more decimals are written, three at most.
    public static func percent(_ share: Double?, decimals: Int = 1) -> String {
        guard let share, share.isFinite else { return missing }
        // A sum of shares may miss a whole by what a double rounds away.
        if share == 0 || abs(share - 1) < 1e-12 { return fixed(share * 100, decimals: 0) + " %" }
        var text = fixed(share * 100, decimals: decimals)
        for more in stride(from: decimals + 1, through: 3, by: 1) {
            guard let value = Double(text), value == 0 || value == 100 else { break }
            text = fixed(share * 100, decimals: more)
        }
        return text + " %"
    }

    /// `94.5 to 98.0 %`
    public static func percentRange(_ range: ClosedRange<Double>?) -> String {
        guard let range else { return missing }
        let lower = percent(range.lowerBound).dropLast(2)
        return "\(lower) to \(percent(range.upperBound))"
    }

    /// A difference of shares as percentage points, with its sign: `+2.1 points`; without one where it rounds to nothing.
    public static func points(_ difference: Double?) -> String {
        guard let difference, difference.isFinite else { return missing }
        let text = fixed(difference * 100, decimals: 1)
        return (text == "0.0" || text.hasPrefix("-") ? "" : "+") + text + " points"
    }

    /// So many decimals, with a point and without commas between thousands; never `-0.0`.
    public static func fixed(_ value: Double?, decimals: Int) -> String {
        guard let value, value.isFinite else { return missing }
        let text = String(format: "%.\(decimals)f", value)
        return text.allSatisfy { "-0.".contains($0) } && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    /// Five figures at most, none that are zero at the end: `0.96667`, `1250`, `3.1e-07`.
    public static func significant(_ value: Double?) -> String {
        guard let value, value.isFinite else { return missing }
        if value == value.rounded(), abs(value) < 1e9 { return String(Int(value)) }
        return String(format: "%.5g", value)
    }

    /// At most three decimals, none that are zero: `1`, `0.6`, `30`; more where nothing else would be left of a number.
    static func trimmed(_ value: Double) -> String {
        if value != 0, abs(value) < 0.0005 { return significant(value) }
        var text = fixed(value, decimals: 3)
        while text.hasSuffix("0") { text.removeLast() }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    /// A whole number with a comma between thousands.
    public static func count(_ number: Int) -> String {
        grouped(String(number))
    }

    /// The same of the whole number that is nearest, for numbers of every size.
    static func count(rounding number: Double) -> String {
        grouped(fixed(number.rounded(), decimals: 0))
    }

    /// A length on the ground in whole metres, from 10 km on in whole kilometres: `448 m`, `13 km`.
    static func distance(meters: Double) -> String {
        meters < 10_000 ? "\(count(rounding: meters)) m" : "\(count(rounding: meters / 1000)) km"
    }

    /// Hectares with one decimal and a comma between thousands.
    public static func hectares(_ hectares: Double) -> String {
        grouped(fixed(hectares, decimals: 1))
    }

    private static func grouped(_ text: String) -> String {
        let whole = text.prefix { $0 != "." }
        let sign = whole.hasPrefix("-") ? "-" : ""
        var digits = Array(whole.dropFirst(sign.count))
        for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
        return sign + String(digits) + text.dropFirst(whole.count)
    }
}
