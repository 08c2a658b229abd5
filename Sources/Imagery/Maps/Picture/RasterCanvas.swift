internal import AerialCore

/// Draws on pixels: 8-bit RGB, edges smoothed by how much of a pixel they cover.
struct RasterCanvas: PictureCanvas {
    let width: Int
    let height: Int
    /// `height * width * 3` bytes, red first.
    private(set) var rgb: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        rgb = [UInt8](repeating: 255, count: width * height * 3)
    }

    mutating func fill(_ rect: PictureRect, color: LegendColor) {
        let columns = clamped(rect.x, rect.maxX, limit: width)
        for row in clamped(rect.y, rect.maxY, limit: height) {
            for column in columns { set(column, row, color) }
        }
    }

    mutating func fill(polygon points: [PicturePoint], color: LegendColor) {
        let samples = [0.125, 0.375, 0.625, 0.875]
        for row in clamped(points.map(\.y).min() ?? 0, (points.map(\.y).max() ?? 0) + 1, limit: height) {
            for column in clamped(points.map(\.x).min() ?? 0, (points.map(\.x).max() ?? 0) + 1, limit: width)
            {
                var inside = 0
                for dy in samples {
                    for dx in samples where Self.contains(points, x: Double(column) + dx, y: Double(row) + dy)
                    {
                        inside += 1
                    }
                }
                blend(column, row, color, coverage: Double(inside) / 16)
            }
        }
    }

    mutating func frame(_ rect: PictureRect, color: LegendColor) {
        fill(PictureRect(x: rect.x - 1, y: rect.y - 1, width: rect.width + 2, height: 1), color: color)
        fill(PictureRect(x: rect.x - 1, y: rect.maxY, width: rect.width + 2, height: 1), color: color)
        fill(PictureRect(x: rect.x - 1, y: rect.y, width: 1, height: rect.height), color: color)
        fill(PictureRect(x: rect.maxX, y: rect.y, width: 1, height: rect.height), color: color)
    }

    mutating func text(_ text: String, at point: PicturePoint, style: TextStyle) {
        let pen = style.size * StrokeFont.penWidth(style.weight)
        let textWidth = StrokeFont.width(of: text, size: style.size)
        // The pen's own half reaches over the letters' outer points.
        let shift =
            switch style.anchor {
            case .start: -pen / 2
            case .middle: textWidth / 2
            case .end: textWidth + pen / 2
            }
        let origin = PicturePoint(x: point.x - shift, y: point.y)
        let lines = StrokeFont.polylines(of: text, origin: origin, size: style.size)
        var mask = StrokeMask(canvasWidth: width, canvasHeight: height)
        mask.draw(lines, penWidth: pen)
        for (column, row, coverage) in mask.covered { blend(column, row, style.color, coverage: coverage) }
    }

    mutating func cells(of map: ClassMap, at point: PicturePoint, side: Int) {
        let colors = map.legend.classes.map(\.color)
        for row in 0..<map.rows * side {
            for column in 0..<map.columns * side {
                let cell = map[TileIndex(row: row / side, column: column / side)]
                set(Int(point.x) + column, Int(point.y) + row, cell.map { colors[Int($0)] } ?? .noData)
            }
        }
    }

    private func clamped(_ from: Double, _ to: Double, limit: Int) -> Range<Int> {
        let lower = min(max(0, Int(from.rounded(.down))), limit)
        return lower..<max(lower, min(limit, Int(to.rounded(.up))))
    }

    private mutating func set(_ column: Int, _ row: Int, _ color: LegendColor) {
        let offset = (row * width + column) * 3
        rgb[offset] = color.red
        rgb[offset + 1] = color.green
        rgb[offset + 2] = color.blue
    }

    private mutating func blend(_ column: Int, _ row: Int, _ color: LegendColor, coverage: Double) {
        guard coverage > 0 else { return }
        let offset = (row * width + column) * 3
        for (channel, value) in [color.red, color.green, color.blue].enumerated() {
            let below = Double(rgb[offset + channel])
            rgb[offset + channel] = UInt8((below + (Double(value) - below) * coverage).rounded())
        }
    }

    /// Whether a ray to the east crosses the outline an odd number of times.
    private static func contains(_ points: [PicturePoint], x: Double, y: Double) -> Bool {
        var isInside = false
        for (first, second) in zip(points, points.dropFirst() + points.prefix(1))
        where (first.y > y) != (second.y > y) {
            let crossing = first.x + (y - first.y) / (second.y - first.y) * (second.x - first.x)
            if crossing > x { isInside.toggle() }
        }
        return isInside
    }
}
