internal import Aerial
internal import Foundation
internal import Imagery
internal import Reporting

enum ImagerySearchText {
    static let daysApart = SceneProposal.mostDaysApart
}

extension ImagerySearchResult {
    /// A table and what is proposed, for stdout.
    var text: String {
        guard let proposal else {
            return
                "Nothing of \(catalogue) lies in the area and meets what else was asked for (dates, clouds, collection, conditions)."
        }
        return table + "\n\n" + proposal.text(ofAll: shareOfAll)
    }

    private var table: String {
        TextTable(
            columns: [
                .text("Set"), .text("Item"), .text("Date"), .number("Metres"), .number("% covered"),
                .number("% cloud"), .number("MB"), .text("Assets"),
            ],
            rows: items.map { item in
                [
                    item.isProposed ? "*" : "", item.id, item.date ?? "-",
                    item.groundSampleDistance.map { String(format: "%g", $0) } ?? "-",
                    String(format: "%.1f", 100 * item.share),
                    item.cloudCover.map { String(format: "%.0f", $0) } ?? "-",
                    item.bytes.map { String(format: "%.0f", Double($0) / 1e6) } ?? "-",
                    Self.short(item.assets),
                ]
            }
        ).rendered()
    }

    /// Some catalogues have twenty and more of each item.
    private static func short(_ assets: [String]) -> String {
        let most = 5
        return assets.prefix(most).joined(separator: ", ")
            + (assets.count > most ? " and \(assets.count - most) more" : "")
    }
}

extension ImagerySearchResult.Proposal {
    fileprivate func text(ofAll shareOfAll: Double) -> String {
        let days = from.map { from in to == from ? " of \(from)" : " of \(from) to \(to ?? from)" } ?? ""
        var text =
            "Proposed (*): \(items.count) \(items.count == 1 ? "scene" : "scenes")\(days), "
            + "\(Self.percent(share)) % of the area"
        if let bytes { text += String(format: ", %.0f MB", Double(bytes) / 1e6) }
        text += "."
        if share < 0.9995 {
            text += String(format: " Uncovered: %.1f km2.", uncoveredSquareKilometers)
            if shareOfAll - share > 0.005 {
                text += " All dates together cover \(Self.percent(shareOfAll)) %."
            }
        }
        return text
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f", 100 * share) }
}
