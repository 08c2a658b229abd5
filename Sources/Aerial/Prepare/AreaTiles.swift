internal import AerialCore
internal import Imagery

/// An area with its tiles, on its way into a dataset: out of imagery, or out of another dataset.
struct AreaTiles: Sendable {
    /// `nil` where the dataset's only area has none.
    let name: String?
    let files: AreaFiles
    /// When the imagery was taken, as far as anything says it.
    let date: String?
    /// The side that all its tiles are to stand on; `nil` to divide them, or the area with others.
    var side: DatasetSide?
    let grid: TileGrid
    let metersPerPixel: Double
    /// Every tile that was looked at.
    var tiles: [PreparedTile]
    /// Tiles that are mostly of codes or classes that the legend leaves out, by code or class.
    let unlisted: [String: Int]?

    /// What the dataset keeps of it.
    func record(legend: Legend) -> PreparedArea {
        var dropped: [String: Int] = [:]
        for tile in tiles { if let reason = tile.dropReason { dropped[reason.rawValue, default: 0] += 1 } }
        return PreparedArea(
            name: name, imagery: files.imagery, labels: files.labels, areaOfInterest: files.outline,
            rule: files.rule, labelsLayer: files.labelsLayer, classField: files.classField, date: date,
            side: side, grid: grid, metersPerPixel: metersPerPixel, tilesConsidered: tiles.count,
            dropped: dropped, unlisted: unlisted, classCounts: classCounts(legend))
    }

    private func classCounts(_ legend: Legend) -> [String: [String: Int]] {
        var counts: [String: [String: Int]] = [:]
        for side in DatasetSide.allCases {
            counts[side.rawValue] = Dictionary(uniqueKeysWithValues: legend.classNames.map { ($0, 0) })
        }
        for tile in tiles where tile.dropReason == nil {
            if let side = tile.side, let name = tile.className(legend) {
                counts[side.rawValue]?[name]? += 1
            }
        }
        return counts
    }
}

/// What an area was made of, with checksums.
struct AreaFiles: Sendable {
    let imagery: [PreparedDataset.Source]
    let labels: PreparedDataset.Source
    let outline: PreparedDataset.Source?
    let rule: String
    let labelsLayer: String?
    let classField: String?
}

extension AreaFiles {
    init(_ plan: PreparePlan) throws {
        imagery = try plan.imagery.map { path in
            var source = try PreparedDataset.Source(file: path)
            source.origin = plan.origins[path] ?? source.origin
            return source
        }
        labels = try PreparedDataset.Source(file: plan.labels)
        outline = try plan.area.map(PreparedDataset.Source.init(file:))
        rule = plan.rule.description
        labelsLayer = plan.labelLayer?.name
        classField = plan.labelLayer?.field
    }

    init(_ area: PreparedArea) {
        imagery = area.imagery
        labels = area.labels
        outline = area.areaOfInterest
        rule = area.rule
        labelsLayer = area.labelsLayer
        classField = area.classField
    }
}
