internal import Foundation

/// Sets text as polylines for a round pen, in any size, without a font file.
enum StrokeFont {
    /// Points of a polyline, y down as in pictures; a single point is a dot.
    typealias Polyline = [PicturePoint]

    /// The height of a capital letter as a part of the text's size, as in common typefaces.
    static let capitalHeight = 0.72
    /// The pen's width as a part of the text's size.
    static func penWidth(_ weight: TextWeight) -> Double { weight == .bold ? 0.125 : 0.082 }

    private static let unitsPerCapital = 14.0
    private static let letterGap = 3.5
    private static let wordGap = 6.0

    /// How far the text reaches, in the units of `size`.
    static func width(of text: String, size: Double) -> Double {
        let widths = glyphs(of: text).map(\.width)
        let units = widths.reduce(0, +) + letterGap * Double(max(0, widths.count - 1))
        return units * size * capitalHeight / unitsPerCapital
    }

    /// - Parameters:
    ///   - origin: the left end of the baseline.
    ///   - size: as type sizes are: a capital letter is ``capitalHeight`` of it.
    static func polylines(of text: String, origin: PicturePoint, size: Double) -> [Polyline] {
        let scale = size * capitalHeight / unitsPerCapital
        var left = 0.0
        var result: [Polyline] = []
        for glyph in glyphs(of: text) {
            result += glyph.strokes.map { stroke in
                stroke.map { PicturePoint(x: origin.x + (left + $0.x) * scale, y: origin.y - $0.y * scale) }
            }
            left += glyph.width + letterGap
        }
        return result
    }

    /// A letter in font units, its leftmost point at 0 and y up.
    private struct Glyph {
        var strokes: [Polyline]
        let width: Double
    }

    private static func glyphs(of text: String) -> [Glyph] {
        text.map { character in
            if character.isWhitespace { return Glyph(strokes: [], width: wordGap - letterGap) }
            if let path = path(of: character) {
                return glyph(path, isDigit: StrokeGlyphs.digits[character] != nil)
            }
            return accented(character)
        }
    }

    private static func path(of character: Character) -> String? {
        StrokeGlyphs.smallLetters[character] ?? StrokeGlyphs.capitals[character]
            ?? StrokeGlyphs.digits[character] ?? StrokeGlyphs.signs[character]
    }

    /// A letter with its accents, from Unicode's decomposition; a box for what is not known.
    private static func accented(_ character: Character) -> Glyph {
        let scalars = Array(String(character).decomposedStringWithCanonicalMapping.unicodeScalars)
        guard let base = scalars.first, let path = path(of: Character(base)) else {
            return glyph(StrokeGlyphs.unknown, isDigit: false)
        }
        var letter = glyph(path, isDigit: false)
        let rise = Character(base).isUppercase ? 4.0 : 0.0
        for scalar in scalars.dropFirst() {
            guard let accent = StrokeGlyphs.accents[scalar] else { continue }
            let isBelow = scalar == "\u{0327}"
            letter.strokes += StrokePath.strokes(accent).map { stroke in
                stroke.map { PicturePoint(x: $0.x + letter.width / 2, y: $0.y + (isBelow ? 0 : rise)) }
            }
        }
        return letter
    }

    private static func glyph(_ path: String, isDigit: Bool) -> Glyph {
        let strokes = StrokePath.strokes(path)
        guard !isDigit else { return Glyph(strokes: strokes, width: StrokeGlyphs.digitWidth) }
        let xs = strokes.joined().map(\.x)
        let left = xs.min() ?? 0
        let moved = strokes.map { $0.map { PicturePoint(x: $0.x - left, y: $0.y) } }
        return Glyph(strokes: moved, width: (xs.max() ?? 0) - left)
    }
}

/// Reads the path language of ``StrokeGlyphs``.
enum StrokePath {
    static func strokes(_ path: String) -> [StrokeFont.Polyline] {
        var strokes: [StrokeFont.Polyline] = []
        var current: StrokeFont.Polyline = []
        func lift() {
            if current.count > 1 { strokes.append(current) }
            current = []
        }
        for (command, numbers) in commands(path) {
            switch command {
            case "A": current += arc(numbers)
            case "L":
                current += stride(from: 0, to: numbers.count - 1, by: 2).map {
                    PicturePoint(x: numbers[$0], y: numbers[$0 + 1])
                }
            case "O":
                lift()
                strokes.append(arc(numbers + [0, 360]))
            case "D":
                lift()
                strokes.append([PicturePoint(x: numbers[0], y: numbers[1])])
            default:
                lift()
                current = [PicturePoint(x: numbers[0], y: numbers[1])]
            }
        }
        lift()
        return strokes
    }

    private static func commands(_ path: String) -> [(command: Substring, numbers: [Double])] {
        var commands: [(command: Substring, numbers: [Double])] = []
        for word in path.split(separator: " ") {
            if let number = Double(word) {
                commands[commands.count - 1].numbers.append(number)
            } else {
                commands.append((word, []))
            }
        }
        return commands
    }

    /// Center x, y, radius x, y, from and to in degrees; a point every 10 degrees or less.
    private static func arc(_ numbers: [Double]) -> StrokeFont.Polyline {
        let (from, to) = (numbers[4], numbers[5])
        let steps = max(2, Int((abs(to - from) / 10).rounded(.up)))
        return (0...steps).map { step in
            let angle = (from + (to - from) * Double(step) / Double(steps)) * .pi / 180
            return PicturePoint(
                x: numbers[0] + numbers[2] * cos(angle), y: numbers[1] + numbers[3] * sin(angle))
        }
    }
}
