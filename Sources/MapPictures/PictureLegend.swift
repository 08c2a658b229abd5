internal import AerialCore
internal import Imagery

/// The legend beside a map: for each class its colour, its name and its share of the scored tiles.
struct PictureLegend {
    private struct Row {
        let color: LegendColor
        let name: String
        let share: String
    }

    private let title: String
    private let rows: [Row]
    private let nameWidth: Double

    private static let rowHeight = 42.0
    private static let swatch = (width: 34.0, height: 24.0)
    private static let nameStyle = TextStyle(size: 24)
    private static let shareStyle = TextStyle(size: 24, anchor: .end)
    private static let headStyle = TextStyle(size: 19, color: .quietInk)
    private static let headHeight = 44.0
    private static let shareHead = "share of tiles"

    init(_ map: ClassMap, title: String) {
        self.title = title
        let counts = map.tileCounts
        let total = counts.reduce(0, +)
        var rows = zip(map.legend.classes, counts).map { each, tiles in
            Row(
                color: each.color, name: each.name,
                share: Self.text(ofShare: total == 0 ? nil : Double(tiles) / Double(total)))
        }
        if map.cells.count > total {
            rows.append(Row(color: map.legend.noDataColor, name: "No data", share: ""))
        }
        self.rows = rows
        nameWidth = rows.map { Self.nameStyle.width(of: $0.name) }.max() ?? 0
    }

    /// Only nothing is written as 0.0 %, and only all as 100.0 %.
    static func text(ofShare share: Double?) -> String {
        guard let share, share.isFinite else { return "" }
        let text = DecimalText.string(100 * share, decimals: 1, padded: true)
        if text == "0.0", share > 0 { return "< 0.1 %" }
        if text == "100.0", share < 1 { return "> 99.9 %" }
        return text + " %"
    }

    private var nameLeft: Double { Self.swatch.width + 16 }
    private var headWidth: Double {
        Self.headStyle.width(of: title) + 40 + Self.headStyle.width(of: Self.shareHead)
    }
    var width: Double { max(300, nameLeft + nameWidth + 40 + 100, headWidth) }
    var height: Double { Self.headHeight + Double(rows.count) * Self.rowHeight }

    func draw(on canvas: inout some PictureCanvas, at corner: PicturePoint) {
        let right = corner.x + width
        canvas.text(title, at: PicturePoint(x: corner.x, y: corner.y + 16), style: Self.headStyle)
        var head = Self.headStyle
        head.anchor = .end
        canvas.text(Self.shareHead, at: PicturePoint(x: right, y: corner.y + 16), style: head)
        canvas.fill(
            PictureRect(x: corner.x, y: corner.y + 28, width: width, height: 1), color: .line)
        for (number, row) in rows.enumerated() {
            let top = corner.y + Self.headHeight + Double(number) * Self.rowHeight
            let swatch = PictureRect(
                x: corner.x + 1, y: top, width: Self.swatch.width, height: Self.swatch.height)
            canvas.fill(swatch, color: row.color)
            canvas.frame(swatch, color: .line)
            let baseline = top + 21
            canvas.text(
                row.name, at: PicturePoint(x: corner.x + nameLeft, y: baseline), style: Self.nameStyle)
            canvas.text(row.share, at: PicturePoint(x: right, y: baseline), style: Self.shareStyle)
        }
    }
}
