public import AerialCore

/// A tile of a dataset, as a page shows it.
public struct ShownTile: Sendable, Equatable {
    /// A place in the tile that the labelling rule looked at.
    public struct Point: Sendable, Equatable {
        /// What the labels say there.
        public let name: String
        /// Of the class that this belongs to; `nil` for what the legend leaves out.
        public let color: LegendColor?

        public init(name: String, color: LegendColor?) {
            self.name = name
            self.color = color
        }
    }

    /// The image's path below its dataset.
    public let id: String
    /// `nil` where no folders say it.
    public let side: DatasetSide?
    /// The class by the labels, where a person corrected it; `nil` elsewhere.
    public let correctedFrom: String?
    /// Nine, row by row from the north-west, at (1, 3, 5)/6 of the width and the height; empty where the rule looked at shares or
    /// at points of a person's own.
    public let points: [Point]
    /// What the rule looked at, in words; empty where nothing is known.
    public let evidence: String
    /// `nil` when it could not be read.
    public let picture: ReportPicture?

    public init(
        id: String, side: DatasetSide?, correctedFrom: String?, points: [Point], evidence: String,
        picture: ReportPicture?
    ) {
        self.id = id
        self.side = side
        self.correctedFrom = correctedFrom
        self.points = points
        self.evidence = evidence
        self.picture = picture
    }

    var markup: Markup {
        let picture: Markup =
            self.picture.map { "<img src=\"\($0.dataAddress)\" alt=\"\(id)\" loading=\"lazy\"/>" }
            ?? "<div class=\"blank\"></div>"
        let corrected: Markup = correctedFrom.map { "<p>labelled \($0), corrected</p>" } ?? .empty
        let seen: Markup = evidence.isEmpty ? .empty : "<p>\(evidence)</p>"
        let mark: Markup = side == .test ? " <span class=\"held\">held out</span>" : .empty
        return """
            <li><div class="look">\(picture)\(overlay)</div>\(seen)\(corrected)\
            <p class="where">\(id.split(separator: "/").last.map { String($0) } ?? id)\(mark)</p></li>
            """
    }

    /// On a square of six by six.
    private var overlay: Markup {
        guard points.count == 9 else { return .empty }
        let circles: [Markup] = points.enumerated().map { number, point in
            let fill = point.color.map { $0.hexadecimal } ?? "none"
            return """
                <circle cx="\(2 * (number % 3) + 1)" cy="\(2 * (number / 3) + 1)" r="0.19" fill="\(fill)">\
                <title>\(point.name)</title></circle>
                """
        }
        return "<svg viewBox=\"0 0 6 6\" aria-hidden=\"true\">\(circles)</svg>"
    }
}
