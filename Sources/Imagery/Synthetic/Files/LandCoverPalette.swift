/// Names and colours of the National Land Cover Database's codes, as its legend has them (mrlc.gov).
enum LandCoverPalette {
    static let classes: [(code: Int, name: String, rgb: UInt32)] = [
        (11, "Open Water", 0x466B9F), (21, "Developed, Open Space", 0xDEC5C5),
        (22, "Developed, Low Intensity", 0xD99282), (23, "Developed, Medium Intensity", 0xEB0000),
        (24, "Developed, High Intensity", 0xAB0000), (31, "Barren Land", 0xB3AC9F),
        (41, "Deciduous Forest", 0x68AB5F), (42, "Evergreen Forest", 0x1C5F2C),
        (43, "Mixed Forest", 0xB5C58F), (52, "Shrub/Scrub", 0xCCB879),
        (71, "Grassland/Herbaceous", 0xDFDFC2), (81, "Pasture/Hay", 0xDCD939),
        (82, "Cultivated Crops", 0xAB6C28), (90, "Woody Wetlands", 0xB8D9EB),
        (95, "Emergent Herbaceous Wetlands", 0x6C9FB8),
    ]

    static func name(ofCode code: UInt8) -> String {
        classes.first { $0.code == Int(code) }?.name ?? "Unclassified"
    }
}
