internal import AerialCore
internal import Foundation
internal import Imagery

/// Draws as SVG: text stays text, the cells are a small PNG inside the file, enlarged without smoothing.
struct SVGCanvas: PictureCanvas {
    private let width: Int
    private let height: Int
    private var elements: [String] = []
    /// The cells' PNGs, one pixel per tile, in the order in which maps are drawn.
    private var cellImages: ArraySlice<Data>

    /// - Parameter cellImages: one for each map that will be drawn, in that order.
    init(width: Int, height: Int, cellImages: [Data]) {
        self.width = width
        self.height = height
        self.cellImages = cellImages[...]
    }

    /// A map's cells as PNG, one pixel per tile.
    static func image(of map: ClassMap) throws -> Data {
        let canvas = CairoCanvas.pixels(width: map.columns, height: map.rows)
        canvas.cells(of: map, at: PicturePoint(x: 0, y: 0), side: 1)
        return try canvas.png()
    }

    /// The whole document, without an XML declaration, so that it also stands inside HTML.
    var document: String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" data-generator=\"aerial\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\""
            + " height=\"\(height)\" font-family=\"\(TextStyle.families)\">\n"
            + elements.joined(separator: "\n") + "\n</svg>\n"
    }

    mutating func fill(_ rect: PictureRect, color: LegendColor) {
        elements.append("<rect \(Self.geometry(rect)) fill=\"\(color.hexadecimal)\"/>")
    }

    mutating func fill(polygon points: [PicturePoint], color: LegendColor) {
        let corners = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        elements.append("<polygon points=\"\(corners)\" fill=\"\(color.hexadecimal)\"/>")
    }

    mutating func frame(_ rect: PictureRect, color: LegendColor) {
        let outer = PictureRect(
            x: rect.x - 0.5, y: rect.y - 0.5, width: rect.width + 1, height: rect.height + 1)
        elements.append("<rect \(Self.geometry(outer)) fill=\"none\" stroke=\"\(color.hexadecimal)\"/>")
    }

    mutating func text(_ text: String, at point: PicturePoint, style: TextStyle) {
        let anchor =
            switch style.anchor {
            case .start: "start"
            case .middle: "middle"
            case .end: "end"
            }
        elements.append(
            "<text x=\"\(Self.number(point.x))\" y=\"\(Self.number(point.y))\""
                + " font-size=\"\(Self.number(style.size))\" text-anchor=\"\(anchor)\""
                + (style.weight == .bold ? " font-weight=\"bold\"" : "")
                + " fill=\"\(style.color.hexadecimal)\">\(XMLText.escaped(text))</text>")
    }

    mutating func cells(of map: ClassMap, at point: PicturePoint, side: Double) {
        let rect = PictureRect(
            x: point.x, y: point.y, width: Double(map.columns) * side,
            height: Double(map.rows) * side)
        guard let cellImage = cellImages.popFirst() else { return }
        elements.append(
            "<image \(Self.geometry(rect)) preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\""
                + " href=\"data:image/png;base64,\(cellImage.base64EncodedString())\"/>")
    }

    private static func geometry(_ rect: PictureRect) -> String {
        "x=\"\(number(rect.x))\" y=\"\(number(rect.y))\" width=\"\(number(rect.width))\""
            + " height=\"\(number(rect.height))\""
    }

    private static func number(_ value: Double) -> String {
        DecimalText.string(value, decimals: 2, padded: false)
    }
}
