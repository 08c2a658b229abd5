/// What grows in a field, or what is left of it.
enum Crop {
    case maize, beans, grain, bare, stubble, orchard, hay, pasture

    /// The land cover code: 81 for hay and pasture, 82 for what is sown.
    var code: UInt8 { self == .hay || self == .pasture ? 81 : 82 }

    /// The crop of a field in a year. Orchards, hay and pasture stay where they are; the others rotate.
    static func growing(fieldSeed: UInt32, season: Season) -> Crop {
        var dice = Dice(fieldSeed)
        let use = dice.roll()
        if use < 0.13 { return .hay }
        if use < 0.22 { return .pasture }
        if use < 0.32 { return .orchard }
        var yearly = Dice(fieldSeed ^ season.year &* 0x9E37)
        if yearly.roll() < season.harvested { return yearly.roll() < 0.5 ? .bare : .stubble }
        let choice = yearly.roll()
        return choice < 0.4 ? .maize : choice < 0.72 ? .beans : .grain
    }

    /// Colours of the rows and of what shows between them.
    var colors: (row: Reflectance, gap: Reflectance) {
        switch self {
        case .maize: (Reflectance(84, 118, 66, 206), Reflectance(96, 110, 72, 160))
        case .beans: (Reflectance(112, 142, 84, 200), Reflectance(146, 134, 104, 140))
        case .grain: (Reflectance(198, 180, 122, 158), Reflectance(176, 156, 106, 140))
        case .bare: (Reflectance(166, 144, 118, 126), Reflectance(136, 114, 92, 104))
        case .stubble: (Reflectance(190, 172, 132, 146), Reflectance(152, 132, 104, 120))
        case .orchard: (Reflectance(132, 136, 90, 168), Reflectance(158, 148, 112, 146))
        case .hay: (Reflectance(122, 140, 84, 182), Reflectance(152, 154, 102, 164))
        case .pasture: (Reflectance(110, 128, 80, 176), Reflectance(132, 136, 92, 164))
        }
    }
}
