extension Legend {
    /// The six classes of the 2017 scenario over the codes of the National Land Cover Database (NLCD).
    /// Open water and perennial ice and snow (11, 12) are in no class.
    public static let nlcd6 = Legend(
        builtIn: "nlcd6",
        classes: [
            LandUseClass(name: "Developed", codes: [21, 22, 23, 24], color: rgb(0xE2_3B2E)),
            LandUseClass(name: "Cultivated", codes: [81, 82], color: rgb(0xE0_B23A)),
            LandUseClass(name: "Forest", codes: [41, 42, 43, 90], color: rgb(0x2F_7D3B)),
            LandUseClass(name: "Shrub", codes: [51, 52], color: rgb(0xB8_A369)),
            LandUseClass(name: "Barren", codes: [31], color: rgb(0x9A_948A)),
            LandUseClass(name: "Herbaceous", codes: [71, 72, 73, 74, 95], color: rgb(0xB5_D67A)),
        ])

    /// The second grouping of the 2017 scenario: developed, cultivated, and the rest of ``nlcd6``,
    /// in its map's colours (red, white, green).
    public static let nlcd3 = Legend(
        builtIn: "nlcd3",
        classes: [
            LandUseClass(name: "Developed", codes: [21, 22, 23, 24], color: rgb(0xE2_3B2E)),
            LandUseClass(name: "Cultivated", codes: [81, 82], color: rgb(0xF4_F1E6)),
            LandUseClass(
                name: "Undeveloped",
                codes: [41, 42, 43, 90, 51, 52, 31, 71, 72, 73, 74, 95], color: rgb(0x3F_8F4A)),
        ])

    /// ``nlcd6`` and water: lakes, rivers, the sea (11). Perennial ice and snow (12) stay in no class: from above they look
    /// like neither water nor land, and nobody who reads "Water" on a map expects a glacier.
    public static let nlcd7 = Legend(builtIn: "nlcd7", classes: nlcd6.classes + [water])

    /// ``nlcd3`` and water, as ``nlcd7`` has it.
    public static let nlcd4 = Legend(builtIn: "nlcd4", classes: nlcd3.classes + [water])

    private static let water = LandUseClass(name: "Water", codes: [11], color: rgb(0x46_7F_BF))

    /// Whether a map and a land-cover raster say the same, in colours that everyone tells apart.
    public static let agreement = Legend(
        builtIn: "agreement",
        classes: [
            LandUseClass(name: "Agree", codes: [], color: rgb(0xAA_C7DE)),
            LandUseClass(name: "Differ", codes: [], color: rgb(0xD5_5E00)),
            LandUseClass(name: "No land cover", codes: [], color: rgb(0xE1_E1E1)),
        ])

    /// The legends that are known by name.
    public static let builtIn: [Legend] = [nlcd6, nlcd3, nlcd7, nlcd4]

    /// A legend for class names that come without codes or colours (a folder of images, say): built-in
    /// classes keep their codes and colours, the others get well-separated colours in a fixed order.
    public static func named(_ name: String, classNames: [String]) throws -> Legend {
        let known = Dictionary(
            builtIn.flatMap(\.classes).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let classes = classNames.enumerated().map { index, className in
            known[className] ?? LandUseClass(name: className, codes: [], color: paletteColor(index))
        }
        return try Legend(name: name, classes: classes)
    }

    private static func rgb(_ value: UInt32) -> LegendColor {
        LegendColor(
            red: UInt8(value >> 16 & 0xFF), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
    }

    /// Hues a golden angle apart, in three rows of saturation and value, so that neighbours differ.
    private static func paletteColor(_ index: Int) -> LegendColor {
        let hue = (Double(index) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
        let rows: [(saturation: Double, value: Double)] = [(0.72, 0.82), (0.45, 0.92), (0.85, 0.58)]
        let row = rows[index % rows.count]
        func channel(_ shift: Double) -> UInt8 {
            let turn = (hue * 6 + shift).truncatingRemainder(dividingBy: 6)
            let ramp = max(0, min(turn, 4 - turn, 1))
            return UInt8((255 * row.value * (1 - row.saturation * ramp)).rounded())
        }
        return LegendColor(red: channel(5), green: channel(3), blue: channel(1))
    }
}
