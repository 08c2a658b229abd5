internal import Foundation

/// What covers a land unit, each painted by a material of its own.
enum LandCover: UInt8, Sendable {
    case neighborhood, commercial, farmland, forest, shrub, barren, grassland, marsh, water, road

    /// Land that people laid out: its borders are straight.
    var isLaidOut: Bool {
        switch self {
        case .neighborhood, .commercial, .farmland, .road: true
        case .forest, .shrub, .barren, .grassland, .marsh, .water: false
        }
    }

    var isDeveloped: Bool { self == .neighborhood || self == .commercial || self == .road }
}

/// A patch of land of one kind: a wood, a farm, a suburb.
struct LandUnit: Sendable {
    let cover: LandCover
    /// The unit's National Land Cover Database code; farms and suburbs vary it from field to field.
    let code: UInt8
    let center: Position
    /// Everything random about the unit follows from this.
    let seed: UInt32
    /// The unit's own axes, along which its streets and fields run.
    let axes: Axes
    /// 0..<1, one free choice: how leafy, how stony, how dense.
    let character: Float
    /// Radius of the unit's pond in metres, around `pondCenter`; 0 for none.
    var pondRadius: Float = 0
    var pondCenter: Position = .zero
    /// True for land that was built on between the dates: its ground is new and its code is the same throughout.
    var isNewlyBuilt = false

    init(cover: LandCover, code: UInt8, center: Position, seed: UInt32) {
        var dice = Dice(seed)
        self.cover = cover
        self.code = code
        self.center = center
        self.seed = seed
        axes = Axes(degrees: dice.roll(-42, 42))
        character = dice.roll()
    }
}

/// A turn of the map's axes.
struct Axes: Sendable {
    let cosine: Float
    let sine: Float

    init(degrees: Float) {
        let radians = Double(degrees) * .pi / 180
        cosine = Float(cos(radians))
        sine = Float(sin(radians))
    }

    /// The place in the turned axes.
    @inline(__always)
    func turned(_ p: Position) -> Position {
        Position(p.x * cosine + p.y * sine, p.y * cosine - p.x * sine)
    }
}
