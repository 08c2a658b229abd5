internal import AerialCore
internal import Foundation

/// A place in a picture, in pixels from its top left corner, y down.
struct PicturePoint: Equatable {
    let x: Double
    let y: Double
}

/// A rectangle in a picture, in pixels.
struct PictureRect: Equatable {
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    var maxX: Double { x + width }
    var maxY: Double { y + height }
}

enum TextWeight { case regular, bold }
enum TextAnchor { case start, middle, end }

/// How a piece of text looks.
struct TextStyle {
    /// The first of these that the machine has.
    static let families = "Helvetica, Arial, sans-serif"

    let size: Double
    var weight = TextWeight.regular
    var anchor = TextAnchor.start
    var color = LegendColor.ink

    /// How far a text reaches in this style, in pixels.
    func width(of text: String) -> Double { TypesetLine(text, style: self).width }
}

extension LegendColor {
    static let paper = LegendColor(red: 255, green: 255, blue: 255)
    static let ink = LegendColor(red: 38, green: 42, blue: 48)
    static let quietInk = LegendColor(red: 105, green: 112, blue: 122)
    static let line = LegendColor(red: 150, green: 156, blue: 164)
    private static func grey(_ level: UInt8) -> LegendColor {
        LegendColor(red: level, green: level + 1, blue: level + 3)
    }

    /// What stands for no data, the usual one first.
    fileprivate static let noDataGreys = [236, 196, 160, 120, 80, 30].map { grey($0) }

    /// How far apart two colours are as red, green and blue, of at most 442.
    fileprivate func distance(to other: LegendColor) -> Double {
        let steps = [(red, other.red), (green, other.green), (blue, other.blue)]
        return steps.map { pow(Double($0) - Double($1), 2) }.reduce(0, +).squareRoot()
    }
}

extension Legend {
    /// Colours that are nearer to each other are taken for one on a map.
    static let leastDistance = 40.0

    /// The colour of tiles that were not scored: the first grey that no class's colour can be taken for, else the one that is
    /// farthest from all of them.
    var noDataColor: LegendColor {
        func room(_ grey: LegendColor) -> Double {
            classes.map { grey.distance(to: $0.color) }.min() ?? .infinity
        }
        let greys = LegendColor.noDataGreys
        return greys.first { room($0) >= Self.leastDistance } ?? greys.max { room($0) < room($1) }
            ?? .line
    }
}

/// What a picture is drawn on: pixels, a page or SVG.
protocol PictureCanvas {
    mutating func fill(_ rect: PictureRect, color: LegendColor)
    /// - Parameter points: the corners of a closed shape.
    mutating func fill(polygon points: [PicturePoint], color: LegendColor)
    /// A frame just outside the rectangle.
    mutating func frame(_ rect: PictureRect, color: LegendColor)
    /// - Parameter point: where the anchored end of the baseline lies.
    mutating func text(_ text: String, at point: PicturePoint, style: TextStyle)
    /// The map's cells as squares of `side` pixels, which need not be whole.
    mutating func cells(of map: ClassMap, at point: PicturePoint, side: Double)
}
