internal import AerialCore
internal import Imagery

/// First step: what the labels say of each tile.
struct TileLabelling {
    struct Result {
        let tiles: [PreparedTile]
        let unlisted: UnlistedCover
    }

    let plan: PreparePlan
    /// The area's name; `nil` where the only one has none.
    let area: String?
    let mosaic: Mosaic
    let observer: any JourneyObserver

    func labelledTiles() throws -> Result {
        let grid = mosaic.grid
        let labels = try source()
        let outline = try plan.area.map { try AreaOfInterest(path: $0, reference: grid.reference) }
        let progress = Progress("labelling", unit: "tiles", total: grid.tileCount, observer: observer)
        defer { progress.finish() }

        var tiles: [PreparedTile] = []
        var unlisted = UnlistedCover()
        for index in grid.tiles {
            try progress.advance()
            let bounds = grid.bounds(of: index)
            if let outline, !outline.contains(bounds.center) { continue }
            let answer = try labels.answer(in: bounds)
            if answer.label == .dropped(.unlistedCode) { unlisted.record(answer.unlisted) }
            tiles.append(tile(index, answer))
        }
        guard !tiles.isEmpty else {
            throw CommandError(
                "no tile of the imagery has its centre in the area of \(plan.area ?? ""). Check that "
                    + "both show the same place.")
        }
        return Result(tiles: tiles, unlisted: unlisted)
    }

    private func source() throws -> any TileLabels {
        let grid = mosaic.grid
        let labels: any TileLabels
        if let layer = plan.labelLayer {
            labels = try VectorTileLabels(layer, plan: plan, grid: grid, observer: observer)
        } else {
            labels = try RasterTileLabels(plan: plan, grid: grid, observer: observer)
        }
        guard labels.meetsImagery else {
            throw CommandError(
                "\(plan.labels) does not overlap the imagery (\(plan.imagery.joined(separator: ", "))). "
                    + "Check with gdalinfo that both show the same place.")
        }
        return labels
    }

    private func tile(_ index: TileIndex, _ answer: TileAnswer) -> PreparedTile {
        let (classIndex, reason): (Int?, DropReason?) =
            switch answer.label {
            case .labelled(let classIndex): (classIndex, nil)
            case .dropped(let reason): (nil, reason)
            }
        return PreparedTile(
            area: area, index: index, codes: answer.text, sources: mosaic.sceneNames(at: index),
            classIndex: classIndex,
            dropReason: reason)
    }
}

/// What labels say of a tile.
struct TileAnswer {
    let label: TileLabel
    /// What the rule looked at, as the tiles' table shows it.
    let text: String
    /// The code or class that most of the tile has, of those that the legend leaves out.
    var unlisted: String?
}

/// Labels of any kind, asked for tiles.
protocol TileLabels {
    var meetsImagery: Bool { get }
    func answer(in bounds: MapBounds) throws -> TileAnswer
}

/// Tiles of cover that the legend leaves out, by what covers most of each.
struct UnlistedCover {
    private(set) var tiles: [String: Int] = [:]

    mutating func record(_ cover: String?) { tiles[cover ?? "several", default: 0] += 1 }

    /// What a user should know of them; `nil` when there are none.
    func sentence(legend: Legend) -> String? {
        let count = tiles.values.reduce(0, +)
        guard count > 0 else { return nil }
        let covers = tiles.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map { cover, tiles in
            let name = Int(cover).flatMap { legend.isOfNLCD ? NLCDCode.name(of: $0) : nil }
            return "\(cover)\(name.map { " \($0)" } ?? "") \(tiles)"
        }
        return
            "\(count == 1 ? "1 tile is" : "\(count) tiles are") mostly of cover that the legend '\(legend.name)' leaves out (\(covers.joined(separator: ", "))). "
            + "A model of this dataset will give such ground one of its classes."
            + (Self.wetLegend(for: legend, tiles).map { " --legend \($0) has Water." } ?? "")
    }

    private static func wetLegend(for legend: Legend, _ tiles: [String: Int]) -> String? {
        guard tiles["11"] != nil else { return nil }
        return [Legend.nlcd6.name: Legend.nlcd7.name, Legend.nlcd3.name: Legend.nlcd4.name][legend.name]
    }
}
