internal import AerialCore

/// Where maps that stand beside each other lie, in pixels, and how they are drawn on any canvas.
struct MapSetLayout: PictureDrawing {
    private let set: MapSet
    let title: String
    private let table: MapSetTable
    private let places: [Place]
    private let pixelsPerMeter: Double
    private let tableTop: Double

    private struct Place {
        let rect: PictureRect
        /// Pixels a tile, whole or not: all maps are drawn at one scale.
        let cellSide: Double
    }

    private static let margin = 56.0
    private static let gap = 48.0
    private static let titleHeight = 64.0
    private static let nameHeight = 40.0
    private static let mostInRow = 3
    /// The longer side of the largest map.
    private static let mapSide = 640.0
    private static let scaleHeight = 84.0
    private static let titleStyle = TextStyle(size: 40, weight: .bold)
    private static let nameStyle = TextStyle(size: 24, weight: .bold)
    private static let noteStyle = TextStyle(size: 18, color: .quietInk)

    init(_ set: MapSet, title: String) {
        self.set = set
        self.title = title
        table = MapSetTable(set)
        let longest =
            set.entries.map { $0.tileMeters * Double(max($0.map.columns, $0.map.rows, 1)) }.max() ?? 1
        let coarsest = set.entries.map(\.tileMeters).max() ?? 1
        // The coarsest tiles are whole pixels, at most 96 as on a map that stands alone; the others are as wide as that scale makes
        // them.
        let side = min(96, max(1, (coarsest * Self.mapSide / longest).rounded(.down)))
        let scale = side / coarsest
        pixelsPerMeter = scale
        let sides = set.entries.map { $0.tileMeters == coarsest ? side : $0.tileMeters * scale }
        let rects = zip(set.entries, sides).map { entry, side in
            (width: Double(entry.map.columns) * side, height: Double(entry.map.rows) * side)
        }
        let names = set.entries.map { Self.nameStyle.width(of: $0.name) }
        var places: [Place] = []
        var top = Self.margin + Self.titleHeight
        for start in stride(from: 0, to: rects.count, by: Self.mostInRow) {
            var left = Self.margin
            let row = start..<min(rects.count, start + Self.mostInRow)
            for index in row {
                places.append(
                    Place(
                        rect: PictureRect(
                            x: left, y: top + Self.nameHeight, width: rects[index].width,
                            height: rects[index].height),
                        cellSide: sides[index]))
                left += max(rects[index].width, names[index]) + Self.gap
            }
            top += Self.nameHeight + (row.map { rects[$0].height }.max() ?? 0) + Self.gap
        }
        self.places = places
        tableTop = top - Self.gap + Self.scaleHeight
    }

    var width: Int {
        let names = zip(places, set.entries).map { $0.rect.x + Self.nameStyle.width(of: $1.name) }
        let texts = [
            Self.margin + Self.titleStyle.width(of: title),
            Self.margin + Self.noteStyle.width(of: note),
            Self.margin + table.width,
        ]
        return Int((places.map(\.rect.maxX) + names + texts).max() ?? 0) + Int(Self.margin)
    }

    var maps: [ClassMap] { self.set.entries.map(\.map) }

    var height: Int { Int(tableTop + table.height + 48 + Self.margin) }

    func draw(on canvas: inout some PictureCanvas) {
        canvas.fill(PictureRect(x: 0, y: 0, width: Double(width), height: Double(height)), color: .paper)
        canvas.text(title, at: PicturePoint(x: Self.margin, y: Self.margin + 30), style: Self.titleStyle)
        for (place, entry) in zip(places, set.entries) {
            canvas.text(
                entry.name, at: PicturePoint(x: place.rect.x, y: place.rect.y - 14), style: Self.nameStyle)
            canvas.cells(
                of: entry.map, at: PicturePoint(x: place.rect.x, y: place.rect.y), side: place.cellSide)
            canvas.frame(place.rect, color: .line)
        }
        drawScaleBar(on: &canvas)
        table.draw(on: &canvas, at: PicturePoint(x: Self.margin, y: tableTop))
        canvas.text(
            note, at: PicturePoint(x: Self.margin, y: tableTop + table.height + 36), style: Self.noteStyle)
    }

    private var note: String {
        let sides = Set(set.entries.map(\.tileMeters)).sorted().map { TileSpec.text($0) }
        return
            "One cell is a tile of \(sides.joined(separator: " or ")) m. North is up. Shares are \(ClassAreas.caution)."
    }

    private func drawScaleBar(on canvas: inout some PictureCanvas) {
        let bar = ScaleBar(metersPerPixel: 1 / pixelsPerMeter, limit: 220)
        let top = tableTop - Self.scaleHeight + 22
        let whole = PictureRect(x: Self.margin, y: top, width: bar.pixels.rounded(), height: 8)
        canvas.fill(whole, color: .paper)
        canvas.fill(
            PictureRect(x: whole.x, y: top, width: (bar.pixels / 2).rounded(), height: 8), color: .ink)
        canvas.frame(whole, color: .ink)
        canvas.text(
            bar.labels.end, at: PicturePoint(x: whole.maxX + 14, y: top + 11), style: TextStyle(size: 20))
    }
}
