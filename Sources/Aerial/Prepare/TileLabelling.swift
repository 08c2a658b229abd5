internal import AerialCore
internal import Imagery

/// First step: what the land-cover raster says of each tile.
struct TileLabelling {
    let plan: PreparePlan
    let mosaic: Mosaic
    let observer: any JourneyObserver

    func labelledTiles() throws -> [PreparedTile] {
        let grid = mosaic.grid
        let raster = try LabelRaster(path: plan.labels, gridReference: grid.reference)
        try checkOverlap(raster)
        let area = try plan.area.map { try AreaOfInterest(path: $0, reference: grid.reference) }
        let codes = plan.legend.classIndexByCode
        let progress = Progress("labelling", unit: "tiles", total: grid.tileCount, observer: observer)
        defer { progress.finish() }

        var tiles: [PreparedTile] = []
        for index in grid.tiles {
            try progress.advance()
            let bounds = grid.bounds(of: index)
            if let area, !area.contains(bounds.center) { continue }
            let (label, text) = try label(of: bounds, in: raster, classIndexByCode: codes)
            tiles.append(tile(index, label: label, codes: text))
        }
        guard !tiles.isEmpty else {
            throw CommandError(
                "no tile of the imagery has its centre in the area of \(plan.area ?? ""). Check that "
                    + "both show the same place.")
        }
        return tiles
    }

    private func checkOverlap(_ raster: LabelRaster) throws {
        let grid = mosaic.grid
        let northWest = grid.bounds(of: TileIndex(row: 0, column: 0))
        let southEast = grid.bounds(of: TileIndex(row: grid.rows - 1, column: grid.columns - 1))
        guard raster.overlaps(northWest.union(southEast)) else {
            throw CommandError(
                "\(plan.labels) does not overlap the imagery (\(plan.imagery.joined(separator: ", "))). "
                    + "Check with gdalinfo that both show the same place.")
        }
    }

    private func label(
        of bounds: MapBounds, in raster: LabelRaster, classIndexByCode: [Int: Int]
    ) throws -> (TileLabel, String) {
        switch plan.rule {
        case .ninePoints:
            let codes = try raster.ninePointCodes(in: bounds)
            let text = codes.map { $0.map(String.init) ?? "-" }.joined(separator: ",")
            return (.ofNinePoints(codes, classIndexByCode: classIndexByCode), text)
        case .purity(let share):
            let found = try raster.codeCounts(in: bounds)
            let text = found.codes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.key):\($0.value)" }.joined(separator: ",")
            let label = TileLabel.ofPixels(
                codeCounts: found.codes, nodataCount: found.nodata, share: share,
                classIndexByCode: classIndexByCode)
            return (label, text)
        }
    }

    private func tile(_ index: TileIndex, label: TileLabel, codes: String) -> PreparedTile {
        let (classIndex, reason): (Int?, DropReason?) =
            switch label {
            case .labelled(let classIndex): (classIndex, nil)
            case .dropped(let reason): (nil, reason)
            }
        return PreparedTile(
            index: index, codes: codes, sources: mosaic.sceneNames(at: index), classIndex: classIndex,
            dropReason: reason)
    }
}
