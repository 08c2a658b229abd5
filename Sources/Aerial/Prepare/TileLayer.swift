internal import AerialCore
internal import Imagery

/// Last step: every tile that was looked at, for QGIS.
struct TileLayer {
    let plan: PreparePlan
    let mosaic: Mosaic

    func write(_ tiles: [PreparedTile], to path: String) throws {
        let file = try TileLayerFile(path: path, legend: plan.legend, reference: mosaic.grid.reference)
        for tile in tiles {
            let isKept = tile.dropReason == nil
            try file.write(
                TileRecord(
                    id: tile.name, source: tile.sources.first ?? "", tile: tile.index,
                    bounds: mosaic.grid.bounds(of: tile.index),
                    className: isKept ? tile.className(plan.legend) : nil, split: tile.side?.rawValue,
                    status: isKept ? .kept : .dropped, reason: tile.dropReason?.rawValue ?? "",
                    codes: tile.codes, label: tile.correctedFrom.map { plan.legend.classNames[$0] }))
        }
        try file.finish()
    }
}
