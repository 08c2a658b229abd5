internal import AerialCore
internal import Foundation
internal import Reporting

/// What the rule looked at in a tile, out of the text that the tiles' layer keeps.
struct TileEvidence {
    /// The class of a code or a value, for colours; codes that the legend leaves out have none.
    let legend: Legend
    /// As the dataset's record has it.
    let rule: String

    private static let ninePoints = 9

    /// Nine points by their classes; `nil` where the rule looked at shares or at points of a person's own.
    func points(_ text: String) -> [ShownTile.Point]? {
        let items = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        guard items.count == Self.ninePoints, !text.contains(":") else { return nil }
        return items.map { item in
            ShownTile.Point(name: item == "-" ? "no data" : name(of: item), color: color(of: item))
        }
    }

    /// `41 Deciduous Forest 49 pixels, 82 Cultivated Crops 7`: in pixels, shares or points as the rule counts; empty where the
    /// text says nothing.
    func sentence(_ text: String) -> String {
        guard points(text) == nil else { return counted(text.split(separator: ",").map { String($0) }) }
        let parts = text.split(separator: ",").compactMap { part -> (name: String, amount: String)? in
            guard let colon = part.lastIndex(of: ":") else { return nil }
            return (name(of: String(part[..<colon])), String(part[colon...].dropFirst()))
        }
        return parts.enumerated().map { number, part in
            "\(part.name) \(amount(part.amount, withUnit: number == 0))"
        }.joined(separator: ", ")
    }

    private func counted(_ items: [String]) -> String {
        let counts = Dictionary(items.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.enumerated().map { number, item in
            let name = item.key == "-" ? "no data" : name(of: item.key)
            if item.value == Self.ninePoints { return "\(name) at all nine points" }
            return "\(name) at \(item.value)\(number == 0 ? " of nine points" : "")"
        }.joined(separator: ", ")
    }

    /// Shares have a point; pixels and points are whole.
    private func amount(_ text: String, withUnit: Bool) -> String {
        if text.contains("."), let share = Double(text) { return NumberText.percent(share) }
        let unit = rule == LabelRule.points.description ? "point" : "pixel"
        return withUnit ? "\(text) \(unit)\(text == "1" ? "" : "s")" : text
    }

    private func name(of item: String) -> String {
        guard legend.isOfNLCD, let name = Int(item).flatMap(NLCDCode.name(of:)) else { return item }
        return "\(item) \(name)"
    }

    private func color(of item: String) -> LegendColor? {
        let first = item.split(separator: "+").first.map { String($0) } ?? item
        let index = legend.classIndex(named: first) ?? Int(first).flatMap(legend.classIndex(ofCode:))
        return index.map { legend.classes[$0].color }
    }
}
