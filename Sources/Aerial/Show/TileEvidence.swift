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
        pointItems(text)?.map { item in
            ShownTile.Point(name: item == "-" ? "no data" : name(of: item), color: color(of: item))
        }
    }

    /// What stands at each of the nine points.
    private func pointItems(_ text: String) -> [String]? {
        let pieces = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        let items = pieces.count == Self.ninePoints ? pieces : joined(pieces)
        // A colon stands before an amount, unless it is of a class's name.
        guard items.count == Self.ninePoints,
            items.allSatisfy({ !$0.contains(":") || firstClass(in: $0) != nil })
        else { return nil }
        return items
    }

    /// The pieces between commas, where they are one class's name together in one.
    private func joined(_ pieces: [String]) -> [String] {
        var items: [String] = []
        var start = 0
        while start < pieces.count {
            let most = min(pieces.count, start + mostCommas + 1)
            let end = (start + 1..<most + 1).last { end in
                firstClass(in: pieces[start..<end].joined(separator: ",")) != nil
            }
            items.append(pieces[start..<(end ?? start + 1)].joined(separator: ","))
            start = end ?? start + 1
        }
        return items
    }

    /// In a place where all classes overlap.
    private var mostCommas: Int {
        legend.classNames.reduce(0) { sum, name in sum + name.count { $0 == "," } }
    }

    /// The position of the class, or of the first of several with `+` between them; `nil` where one is none of the legend.
    private func firstClass(in item: String) -> Int? {
        let name = item.lowercased()
        if let index = legend.classNames.firstIndex(where: { $0.lowercased() == name }) { return index }
        for plus in item.indices where item[plus] == "+" {
            guard let first = firstClass(in: String(item[..<plus])),
                firstClass(in: String(item[item.index(after: plus)...])) != nil
            else { continue }
            return first
        }
        return nil
    }

    /// `41 Deciduous Forest 49 pixels, 82 Cultivated Crops 7`: in pixels, shares or points as the rule counts; empty where the
    /// text says nothing.
    func sentence(_ text: String) -> String {
        if let items = pointItems(text) { return counted(items) }
        return amounts(text).enumerated().map { number, part in
            "\(part.name) \(amount(part.amount, withUnit: number == 0))"
        }.joined(separator: ", ")
    }

    /// Each with its amount behind a colon; a piece without one goes on behind a comma, which is of the name.
    private func amounts(_ text: String) -> [(name: String, amount: String)] {
        var parts: [(name: String, amount: String)] = []
        var begun: [Substring] = []
        for piece in text.split(separator: ",") {
            begun.append(piece)
            guard let colon = piece.lastIndex(of: ":"), Double(piece[colon...].dropFirst()) != nil else {
                continue
            }
            let whole = begun.joined(separator: ",")
            let amount = piece[colon...].dropFirst()
            parts.append((name(of: String(whole.dropLast(amount.count + 1))), String(amount)))
            begun = []
        }
        return parts
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
        let index =
            legend.classIndex(named: item) ?? legend.classIndex(named: first) ?? firstClass(in: item)
            ?? Int(first).flatMap(legend.classIndex(ofCode:))
        return index.map { legend.classes[$0].color }
    }
}
