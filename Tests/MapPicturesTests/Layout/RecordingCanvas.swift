import AerialCore

@testable import MapPictures

/// Keeps what is drawn, to ask where it lies.
struct RecordingCanvas: PictureCanvas {
    struct Words {
        let text: String
        let point: PicturePoint
        let style: TextStyle

        /// From the left to the right end, in pixels.
        var extent: ClosedRange<Double> {
            let width = style.width(of: text)
            let left =
                switch style.anchor {
                case .start: point.x
                case .middle: point.x - width / 2
                case .end: point.x - width
                }
            return left...left + width
        }
    }

    private(set) var fills: [(rect: PictureRect, color: LegendColor)] = []
    private(set) var frames: [PictureRect] = []
    private(set) var polygons: [[PicturePoint]] = []
    private(set) var words: [Words] = []
    private(set) var maps: [(map: ClassMap, rect: PictureRect)] = []

    init(_ drawing: some PictureDrawing) {
        drawing.draw(on: &self)
    }

    mutating func fill(_ rect: PictureRect, color: LegendColor) { fills.append((rect, color)) }
    mutating func fill(polygon points: [PicturePoint], color: LegendColor) { polygons.append(points) }
    mutating func frame(_ rect: PictureRect, color: LegendColor) { frames.append(rect) }

    mutating func text(_ text: String, at point: PicturePoint, style: TextStyle) {
        words.append(Words(text: text, point: point, style: style))
    }

    mutating func cells(of map: ClassMap, at point: PicturePoint, side: Double) {
        let (width, height) = (Double(map.columns) * side, Double(map.rows) * side)
        maps.append((map, PictureRect(x: point.x, y: point.y, width: width, height: height)))
    }

    var texts: [String] { words.map(\.text) }
}
