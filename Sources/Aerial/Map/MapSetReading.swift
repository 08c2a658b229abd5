internal import AerialCore
internal import Foundation
internal import Imagery

/// Reads what is drawn side by side: predictions and class maps as `map` does, land cover on the tiles of one of them.
struct MapSetReading {
    let plan: MapSetPlan
    let observer: any JourneyObserver

    struct Read {
        let map: ClassMap
        let tileMeters: Double
        /// The system and the tiles, for a page.
        let place: String
        let steps: [String]
        let foreignTiles: Set<TileIndex>
        let cautions: [String]
    }

    /// In the plan's order.
    /// - Throws: ``CommandError`` where there is no grid or no legend for land cover.
    func maps() throws -> [Read] {
        let made = try plan.maps.map { path in isLandCover(path) ? nil : try making(path).make() }
        let grid = made.compactMap { $0?.grid }.first
        return try zip(plan.maps, made).map { path, made in
            try made.map(read) ?? landCover(path, on: grid)
        }
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
            map: made.map, tileMeters: made.grid.tileSideMeters, place: Self.place(made.grid),
            steps: made.steps, foreignTiles: made.foreignTiles,
            cautions: made.cautions.map { "\(FileName.of(made.predictions)): \($0)" })
    }

    private static func place(_ grid: TileGrid) -> String {
        "\(grid.rows) x \(grid.columns) tiles of \(TileSpec.text(grid.tileSideMeters)) m, "
            + (grid.reference.authorityCode ?? "a coordinate system without a number")
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
        return Read(
            map: map, tileMeters: grid.tileSideMeters, place: Self.place(grid), steps: steps,
            foreignTiles: [], cautions: [])
    }
}
