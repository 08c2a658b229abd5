internal import AerialCore
internal import Imagery

/// Every tile that was looked at, for QGIS.
struct TileLayer {
    let areas: [AreaTiles]
    let legend: Legend

    /// In the grid's system where there is one grid; of named areas, which lie in several, in degrees.
    func write(to path: String) throws {
        guard let only = areas.first, only.name == nil else { return try writeInDegrees(to: path) }
        let file = try TileLayerFile(path: path, legend: legend, reference: only.grid.reference)
        for tile in only.tiles { try file.write(record(of: tile, in: only)) }
        try file.finish()
    }

    private func writeInDegrees(to path: String) throws {
        let file = try TileLayerFile(ofAreasAt: path, legend: legend)
        for area in areas {
            let placer = try TilePlacer(grid: area.grid)
            for tile in area.tiles {
                try file.write(
                    record(of: tile, in: area), corners: placer.cornersInDegrees(of: tile.index))
            }
        }
        try file.finish()
    }

    private func record(of tile: PreparedTile, in area: AreaTiles) -> TileRecord {
        let isKept = tile.dropReason == nil
        return TileRecord(
            id: tile.name, source: tile.sources.first ?? "", tile: tile.index,
            bounds: area.grid.bounds(of: tile.index),
            className: isKept ? tile.className(legend) : nil, split: tile.side?.rawValue,
            status: isKept ? .kept : .dropped, reason: tile.dropReason?.rawValue ?? "",
            codes: tile.codes, label: tile.correctedFrom.map { legend.classNames[$0] },
            area: tile.area, crs: area.name == nil ? nil : area.grid.reference.identifier)
    }
}
