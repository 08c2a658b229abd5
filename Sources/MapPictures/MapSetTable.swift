internal import AerialCore

/// The legend below maps that stand beside each other: for each class its colour, its name, and in each map its tiles and
/// their share.
struct MapSetTable {
    private struct Row {
        let color: LegendColor
        let name: String
        let cells: [(tiles: String, share: String)]
    }

    private let heads: [String]
    private let rows: [Row]
    private let nameWidth: Double
    private let columnWidths: [Double]

    private static let rowHeight = 42.0
    private static let headHeight = 44.0
    private static let swatch = (width: 34.0, height: 24.0)
    private static let style = TextStyle(size: 24)
    private static let endStyle = TextStyle(size: 24, anchor: .end)
    private static let headStyle = TextStyle(size: 19, anchor: .end, color: .quietInk)
    private static let shareWidth = 108.0
    private static let gap = 64.0
    private static let nameLeft = swatch.width + 16
    private static let head = "Tiles and their share"

    init(_ set: MapSet) {
        let heads = set.entries.map(\.name)
        self.heads = heads
        let areas = set.entries.map(\.areas)
        var found = set.legend.classes.enumerated().map { index, each in
            Row(
                color: each.color, name: each.name,
                cells: areas.map {
                    (String($0.rows[index].tiles), PictureLegend.text(ofShare: $0.rows[index].share))
                })
        }
        if areas.contains(where: { $0.unscoredTiles > 0 }) {
            found.append(
                Row(
                    color: set.legend.noDataColor, name: "No data",
                    cells: areas.map { (String($0.unscoredTiles), "") }))
        }
        let rows = found
        self.rows = rows
        // The heading of the first column stands over swatches and names.
        let names = rows.map { Self.style.width(of: $0.name) }
        nameWidth = ([Self.headStyle.width(of: Self.head) - Self.nameLeft] + names).max() ?? 0
        columnWidths = heads.indices.map { column in
            let tiles = rows.map { Self.style.width(of: $0.cells[column].tiles) }.max() ?? 0
            return Self.gap + max(Self.headStyle.width(of: heads[column]), tiles + Self.shareWidth)
        }
    }

    var width: Double { Self.nameLeft + nameWidth + columnWidths.reduce(0, +) }
    var height: Double { Self.headHeight + Double(rows.count) * Self.rowHeight }

    func draw(on canvas: inout some PictureCanvas, at corner: PicturePoint) {
        var head = Self.headStyle
        head.anchor = .start
        canvas.text(Self.head, at: PicturePoint(x: corner.x, y: corner.y + 16), style: head)
        var right = corner.x + Self.nameLeft + nameWidth
        let rights = columnWidths.map { width in
            right += width
            return right
        }
        for (name, right) in zip(heads, rights) {
            canvas.text(name, at: PicturePoint(x: right, y: corner.y + 16), style: Self.headStyle)
        }
        canvas.fill(PictureRect(x: corner.x, y: corner.y + 28, width: width, height: 1), color: .line)
        for (number, row) in rows.enumerated() {
            let top = corner.y + Self.headHeight + Double(number) * Self.rowHeight
            let swatch = PictureRect(
                x: corner.x + 1, y: top, width: Self.swatch.width, height: Self.swatch.height)
            canvas.fill(swatch, color: row.color)
            canvas.frame(swatch, color: .line)
            canvas.text(
                row.name, at: PicturePoint(x: corner.x + Self.nameLeft, y: top + 21), style: Self.style)
            for (cell, right) in zip(row.cells, rights) {
                canvas.text(
                    cell.tiles, at: PicturePoint(x: right - Self.shareWidth, y: top + 21),
                    style: Self.endStyle)
                canvas.text(cell.share, at: PicturePoint(x: right, y: top + 21), style: Self.endStyle)
            }
        }
    }
}
