internal import AerialCore

/// Where the parts of a map's picture lie, in pixels, and how they are drawn on any canvas.
struct PictureLayout: PictureDrawing {
    private let map: ClassMap
    let title: String
    private let subtitle: String
    private let legend: PictureLegend
    /// Pixels a tile.
    let cellSide: Int
    private let mapRect: PictureRect
    private let tileMeters: Double

    private static let margin = 56.0
    private static let gap = 48.0
    private static let footerHeight = 108.0
    private static let titleStyle = TextStyle(size: 40, weight: .bold)
    private static let subtitleStyle = TextStyle(size: 24, color: .quietInk)
    private static let noteStyle = TextStyle(size: 18, color: .quietInk)

    /// - Parameter tileMeters: a tile's side on the ground.
    init(
        _ map: ClassMap, title: String, subtitle: String, legendTitle: String = "Land use", tileMeters: Double
    ) {
        self.tileMeters = tileMeters
        self.map = map
        self.title = title
        self.subtitle = subtitle
        legend = PictureLegend(map, title: legendTitle)
        // A tile is never wider than 96 pixels: a map of a few tiles stays a small picture.
        cellSide = min(96, max(1, 1200 / max(1, map.columns, map.rows)))
        mapRect = PictureRect(
            x: Self.margin, y: Self.margin + 40 + (subtitle.isEmpty ? 0 : 40) + 24,
            width: Double(map.columns * cellSide), height: Double(map.rows * cellSide))
    }

    /// The map's first pixel.
    var mapLeft: Int { Int(mapRect.x) }
    var mapTop: Int { Int(mapRect.y) }

    var width: Int {
        let body = mapRect.maxX + Self.gap + legend.width
        let texts = [(title, Self.titleStyle), (subtitle, Self.subtitleStyle), (note, Self.noteStyle)].map {
            Self.margin + $1.width(of: $0)
        }
        return Int(([body] + texts).max() ?? body) + Int(Self.margin)
    }

    var maps: [ClassMap] { [map] }

    var height: Int {
        Int(max(mapRect.maxY + Self.footerHeight, mapRect.y + legend.height + 48) + Self.margin - 16)
    }

    func draw(on canvas: inout some PictureCanvas) {
        canvas.fill(
            PictureRect(x: 0, y: 0, width: Double(width), height: Double(height)), color: .paper)
        let left = Self.margin
        canvas.text(title, at: PicturePoint(x: left, y: Self.margin + 30), style: Self.titleStyle)
        if !subtitle.isEmpty {
            canvas.text(subtitle, at: PicturePoint(x: left, y: Self.margin + 72), style: Self.subtitleStyle)
        }
        canvas.cells(of: map, at: PicturePoint(x: mapRect.x, y: mapRect.y), side: Double(cellSide))
        canvas.frame(mapRect, color: .line)
        legend.draw(on: &canvas, at: PicturePoint(x: mapRect.maxX + Self.gap, y: mapRect.y))
        drawScaleBar(on: &canvas)
        drawNorthArrow(on: &canvas)
        canvas.text(
            note, at: PicturePoint(x: left, y: Double(height) - Self.margin + 12), style: Self.noteStyle)
    }

    private var note: String {
        let side = TileSpec.text(tileMeters)
        return "One cell is a tile of \(side) m × \(side) m. Shares are \(ClassAreas.caution)."
    }

    private var metersPerPixel: Double { tileMeters / Double(cellSide) }

    /// Two halves, dark and light, with the length below.
    private func drawScaleBar(on canvas: inout some PictureCanvas) {
        let bar = ScaleBar(metersPerPixel: metersPerPixel, limit: max(80, mapRect.width * 0.3))
        let top = mapRect.maxY + 22
        let whole = PictureRect(x: mapRect.x, y: top, width: bar.pixels.rounded(), height: 8)
        let half = PictureRect(x: whole.x, y: top, width: (bar.pixels / 2).rounded(), height: 8)
        canvas.fill(whole, color: .paper)
        canvas.fill(half, color: .ink)
        canvas.frame(whole, color: .ink)
        let baseline = top + 32
        let style = TextStyle(size: 20)
        canvas.text("0", at: PicturePoint(x: whole.x, y: baseline), style: style)
        if bar.pixels > 150 {
            let middle = TextStyle(size: 20, anchor: .middle)
            canvas.text(bar.labels.middle, at: PicturePoint(x: half.maxX, y: baseline), style: middle)
        }
        let number = bar.labels.end.prefix { $0 != " " }
        let shift = style.width(of: String(number)) / 2
        canvas.text(bar.labels.end, at: PicturePoint(x: whole.maxX - shift, y: baseline), style: style)
    }

    private func drawNorthArrow(on canvas: inout some PictureCanvas) {
        let x = mapRect.maxX - 12
        let top = mapRect.maxY + 16
        canvas.fill(
            polygon: [
                PicturePoint(x: x, y: top), PicturePoint(x: x + 10, y: top + 26),
                PicturePoint(x: x, y: top + 20), PicturePoint(x: x - 10, y: top + 26),
            ], color: .ink)
        canvas.text(
            "N", at: PicturePoint(x: x, y: top + 48),
            style: TextStyle(size: 20, weight: .bold, anchor: .middle))
    }
}
