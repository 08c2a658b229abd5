/// Leaf colours by species and season.
enum Foliage {
    static let needles = Reflectance(44, 68, 52, 118)
    private static let leaves = Reflectance(70, 100, 58, 190)
    private static let yellow = Reflectance(170, 150, 90, 170)
    private static let orange = Reflectance(164, 124, 84, 156)
    private static let red = Reflectance(142, 94, 80, 148)
    private static let bare = Reflectance(132, 118, 106, 114)

    /// A broad-leaved crown. `plant` decides how early it turns; `stand` 0...1 shifts its whole neighbourhood.
    @inline(__always)
    static func broadleaf(plant: UInt32, stand: Float, season: Season) -> Reflectance {
        var dice = Dice(plant ^ 0x1EAF)
        let green = leaves * Reflectance(dice.roll(0.8, 1.25), dice.roll(0.88, 1.15), dice.roll(0.8, 1.2), 1)
        let turned = season.autumn * (0.25 + 1.3 * stand)
        guard dice.roll() < turned else { return mix(green, yellow, season.autumn * 0.3) }
        let choice = dice.roll() + 0.35 * (stand - 0.5)
        let color = choice < 0.2 ? yellow : choice < 0.36 ? orange : choice < 0.43 ? red : bare
        return color * dice.roll(0.85, 1.12)
    }

    /// A conifer: dark in every season.
    @inline(__always)
    static func conifer(plant: UInt32) -> Reflectance {
        var dice = Dice(plant ^ 0x0F1A)
        return needles * dice.roll(0.8, 1.25)
    }

    /// A bush of dry land.
    @inline(__always)
    static func bush(plant: UInt32, season: Season) -> Reflectance {
        var dice = Dice(plant ^ 0xB5)
        let green = mix(Reflectance(84, 92, 66, 128), Reflectance(104, 104, 78, 132), dice.roll())
        return mix(green, Reflectance(122, 104, 80, 112), season.autumn * dice.roll(0.2, 0.9))
    }
}
