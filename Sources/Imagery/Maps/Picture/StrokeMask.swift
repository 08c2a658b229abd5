/// How much of each pixel a round pen covers on its way along polylines. Where strokes cross, the larger cover
/// counts, so that letters are even.
struct StrokeMask {
    private let canvasWidth: Int
    private let canvasHeight: Int
    private var coverage: [Int: Double] = [:]

    init(canvasWidth: Int, canvasHeight: Int) {
        self.canvasWidth = canvasWidth
        self.canvasHeight = canvasHeight
    }

    /// The pixels that are touched, with their cover from 0 to 1.
    var covered: some Sequence<(column: Int, row: Int, coverage: Double)> {
        coverage.lazy.map { [canvasWidth] in ($0.key % canvasWidth, $0.key / canvasWidth, $0.value) }
    }

    mutating func draw(_ lines: [StrokeFont.Polyline], penWidth: Double) {
        for line in lines {
            // A dot is a little larger than the pen, as dots are in print.
            guard line.count > 1 else {
                draw(from: line[0], to: line[0], radius: penWidth * 0.68)
                continue
            }
            for (start, end) in zip(line, line.dropFirst()) {
                draw(from: start, to: end, radius: penWidth / 2)
            }
        }
    }

    private mutating func draw(from start: PicturePoint, to end: PicturePoint, radius: Double) {
        let reach = radius + 1
        let rows = max(0, Int(min(start.y, end.y) - reach))...max(0, Int(max(start.y, end.y) + reach))
        let columns = max(0, Int(min(start.x, end.x) - reach))...max(0, Int(max(start.x, end.x) + reach))
        for row in rows where row < canvasHeight {
            for column in columns where column < canvasWidth {
                let center = PicturePoint(x: Double(column) + 0.5, y: Double(row) + 0.5)
                let cover = min(1, radius + 0.5 - Self.distance(from: center, toSegment: start, end))
                if cover > 0 { coverage[row * canvasWidth + column, default: 0].formMaximum(cover) }
            }
        }
    }

    private static func distance(
        from point: PicturePoint, toSegment start: PicturePoint, _ end: PicturePoint
    ) -> Double {
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let squared = dx * dx + dy * dy
        let along = squared == 0 ? 0 : ((point.x - start.x) * dx + (point.y - start.y) * dy) / squared
        let nearest = max(0, min(1, along))
        let (gapX, gapY) = (point.x - start.x - nearest * dx, point.y - start.y - nearest * dy)
        return (gapX * gapX + gapY * gapY).squareRoot()
    }
}

extension Double {
    fileprivate mutating func formMaximum(_ other: Double) { self = Swift.max(self, other) }
}
