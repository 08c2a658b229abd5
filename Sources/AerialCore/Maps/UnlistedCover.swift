/// Tiles whose land cover a legend leaves out: open water on a map without a class of water, say.
public enum UnlistedTiles {
    /// The name of their class on a map.
    public static let className = "Unlisted"
    /// A grey-blue that no built-in class has.
    public static let color = LegendColor(red: 0x8C, green: 0x9B, blue: 0xA8)

    /// True where more than half of a tile's land-cover pixels have codes that no class of the legend lists.
    public static func isUnlisted(_ codeCounts: [Int: Int], listed: Set<Int>) -> Bool {
        let total = codeCounts.values.reduce(0, +)
        let unlisted = codeCounts.filter { !listed.contains($0.key) }.values.reduce(0, +)
        return 2 * unlisted > total
    }
}

extension ClassMap {
    /// The map with one class more, in which these tiles are; tiles without a class keep none.
    /// - Throws: ``LegendError`` when the legend has such a class already, or no room for one.
    public func showing(unlisted tiles: Set<TileIndex>) throws -> ClassMap {
        let extra = LandUseClass(name: UnlistedTiles.className, codes: [], color: UnlistedTiles.color)
        var map = ClassMap(
            legend: try Legend(name: legend.name, classes: legend.classes + [extra]), columns: columns,
            rows: rows)
        map.cells = cells
        for tile in tiles where self[tile] != nil { map[tile] = UInt8(legend.classes.count) }
        return map
    }
}
