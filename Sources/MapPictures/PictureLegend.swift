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

    static func text(ofShare share: Double?) -> String {
        guard let share else { return "" }
        let percent = 100 * share
        if percent > 0, percent < 0.05 { return "< 0.1 %" }
        return DecimalText.string(percent, decimals: 1, padded: true) + " %"
    }

    private var nameLeft: Double { Self.swatch.width + 16 }
    var width: Double { max(300, nameLeft + nameWidth + 40 + 100) }
    var height: Double { Self.headHeight + Double(rows.count) * Self.rowHeight }

    func draw(on canvas: inout some PictureCanvas, at corner: PicturePoint) {
        let right = corner.x + width
        canvas.text(title, at: PicturePoint(x: corner.x, y: corner.y + 16), style: Self.headStyle)
        var head = Self.headStyle
        head.anchor = .end
        canvas.text("share of tiles", at: PicturePoint(x: right, y: corner.y + 16), style: head)
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
