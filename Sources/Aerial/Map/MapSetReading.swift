internal import AerialCore
internal import Foundation
internal import Imagery

/// Reads what is drawn side by side: predictions and class maps as `map` does, land cover on the tiles of one of them.
struct MapSetReading {
    let plan: MapSetPlan
    let observer: any JourneyObserver

    struct Read {
        let map: ClassMap
        let grid: TileGrid
        var steps: [String]
        /// Per cent that the model gives the class on the map; `nil` where nothing says so.
        var shares: [UInt8?]?
        var foreignTiles: Set<TileIndex> = []
        var cautions: [String] = []

        /// The system and the tiles, for a page.
        var place: String {
            "\(grid.columns) x \(grid.rows) tiles of \(TileSpec.text(grid.tileSideMeters)) m, "
                + (grid.reference.authorityCode ?? "a coordinate system without a number")
        }
    }

    /// In the plan's order.
    /// - Throws: ``CommandError`` where there is no grid or no legend for land cover.
    func maps() throws -> [Read] {
        // Of each as little as is drawn, before the next is read.
        let tables = try plan.maps.map { path in isLandCover(path) ? nil : read(try making(path).make()) }
        let grid = tables.compactMap { $0?.grid }.first
        return try zip(plan.maps, tables).map { path, table in try table ?? landCover(path, on: grid) }
    }

    private func making(_ path: String) -> MapMaking {
        MapMaking(
            predictions: path, smoothing: plan.smoothing, minimumHectares: plan.minimumHectares,
            group: plan.group, given: plan.legend)
    }

    /// True for a raster that is no class map of tiles.
    private func isLandCover(_ path: String) -> Bool {
        guard (try? TableFormat(path: path)) == nil else { return false }
        do {
            _ = try ClassMapFile.read(path: path)
            return false
        } catch {
            return error is ClassMapFileError
        }
    }

    private func read(_ made: MadeMap) -> Read {
        Read(
            map: made.map, grid: made.grid, steps: made.steps,
            shares: plan.showsShares ? made.shares : nil, foreignTiles: made.foreignTiles,
            cautions: made.cautions.map { "\(FileName.of(made.predictions)): \($0)" })
    }

    private func landCover(_ path: String, on grid: TileGrid?) throws -> Read {
        guard let grid else {
            throw CommandError(
                "\(path) is a land-cover raster, which is drawn on the tiles of a map. Name one map or table of predictions "
                    + "too.")
        }
        guard let legend = plan.legend else {
            throw CommandError(
                "\(path) is a land-cover raster, and which of its codes are which class is not said. Pass --legend nlcd6, or a "
                    + "file with the codes of each class.")
        }
        let labels = try RasterTileLabels(
            path: path, rule: ChangeLabels.usualRule, legend: legend, grid: grid, observer: observer)
        guard labels.meetsImagery else {
            throw CommandError(
                "\(path) does not overlap the first map. Check with gdalinfo that both show the same place.")
        }
        var map = ClassMap(legend: legend, columns: grid.columns, rows: grid.rows)
        for tile in grid.tiles {
            if case .labelled(let index) = try labels.answer(in: grid.bounds(of: tile)).label {
                map[tile] = UInt8(index)
            }
        }
        var steps = ["the class that more than half of a tile's pixels have"]
        if let group = plan.group {
            let grouping = try ClassGrouping(from: legend, to: group)
            map = map.grouped(by: grouping)
            steps.append("grouped into \(grouping.target.name)")
        }
        return Read(map: map, grid: grid, steps: steps)
    }
}
