/// A code of the National Land Cover Database, with the name and the colour of its legend (mrlc.gov).
public struct NLCDCode: Sendable, Hashable {
    public let code: Int
    public let name: String
    public let color: LegendColor

    /// In ascending order.
    public static let all: [NLCDCode] = [
        code(11, "Open Water", 0x466B9F), code(12, "Perennial Ice/Snow", 0xD1DEF8),
        code(21, "Developed, Open Space", 0xDEC5C5), code(22, "Developed, Low Intensity", 0xD99282),
        code(23, "Developed, Medium Intensity", 0xEB0000), code(24, "Developed, High Intensity", 0xAB0000),
        code(31, "Barren Land", 0xB3AC9F), code(41, "Deciduous Forest", 0x68AB5F),
        code(42, "Evergreen Forest", 0x1C5F2C), code(43, "Mixed Forest", 0xB5C58F),
        code(51, "Dwarf Scrub", 0xAF963C), code(52, "Shrub/Scrub", 0xCCB879),
        code(71, "Grassland/Herbaceous", 0xDFDFC2), code(72, "Sedge/Herbaceous", 0xD1D182),
        code(73, "Lichens", 0xA3CC51), code(74, "Moss", 0x82BA9E), code(81, "Pasture/Hay", 0xDCD939),
        code(82, "Cultivated Crops", 0xAB6C28), code(90, "Woody Wetlands", 0xB8D9EB),
        code(95, "Emergent Herbaceous Wetlands", 0x6C9FB8),
    ]

    /// The name of a code; `nil` for numbers that are none.
    public static func name(of code: Int) -> String? { all.first { $0.code == code }?.name }

    private static func code(_ code: Int, _ name: String, _ rgb: UInt32) -> NLCDCode {
        NLCDCode(
            code: code, name: name,
            color: LegendColor(
                red: UInt8(rgb >> 16 & 0xFF), green: UInt8(rgb >> 8 & 0xFF), blue: UInt8(rgb & 0xFF)))
    }
}

extension Legend {
    /// True when the legend speaks of codes of the National Land Cover Database alone.
    public var isOfNLCD: Bool {
        let known = Set(NLCDCode.all.map(\.code))
        let codes = classes.flatMap(\.codes)
        return !codes.isEmpty && known.isSuperset(of: codes)
    }
}
