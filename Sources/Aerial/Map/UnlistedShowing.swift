internal import AerialCore
internal import Imagery

/// A map on which tiles of cover that its legend leaves out are a class of their own, by a land-cover raster.
struct UnlistedShowing {
    let landCover: String
    let map: ClassMap
    let grid: TileGrid
    let observer: any JourneyObserver

    func shown() throws -> ClassMap {
        guard map.legend.classes.contains(where: { !$0.codes.isEmpty }) else {
            throw CommandError(
                "the map's classes have no land-cover codes, so \(landCover) cannot say what they leave out. "
                    + "Pass --legend FILE.yaml with the codes of each class.")
        }
        let raster = try LabelRaster(path: landCover, gridReference: grid.reference)
        let listed = Set(
            try LabelRasterReading.classes(
                of: raster, beside: map, on: grid, observer, tellsUnlisted: false
            ).keys)
        var unlisted: Set<TileIndex> = []
        var seen = 0
        for tile in grid.tiles where map[tile] != nil {
            let counts = try raster.codeCounts(in: grid.bounds(of: tile)).codes
            if !counts.isEmpty { seen += 1 }
            if UnlistedTiles.isUnlisted(counts, listed: listed) { unlisted.insert(tile) }
        }
        guard seen > 0 else {
            throw CommandError(
                "\(landCover) says nothing about the map's tiles: it does not overlap them. Check with gdalinfo that both "
                    + "show the same place.")
        }
        return try map.showing(unlisted: unlisted)
    }
}
