internal import AerialCore
internal import Imagery

/// A tile on its way into a dataset.
struct PreparedTile: Sendable {
    let index: TileIndex
    /// The codes that decided, as the tiles' table shows them.
    let codes: String
    /// The scenes that it lies in.
    let sources: [String]
    /// A position in the legend, while it has a label.
    var classIndex: Int?
    /// What the labels say, where a person corrected it.
    var correctedFrom: Int?
    var dropReason: DropReason?
    /// Where its pixels lie, once cut.
    var cutFile: String?
    var side: DatasetSide?
    /// The block or scene that it is split with.
    var group: String?

    var name: String { TileGrid.name(of: index) }

    func className(_ legend: Legend) -> String? { classIndex.map { legend.classes[$0].name } }

    /// The image's path below the dataset; `nil` for dropped tiles.
    /// - Parameter ending: of its name.
    func imageID(legend: Legend, ending: String) -> String? {
        guard dropReason == nil, let side, let className = className(legend) else { return nil }
        return "\(side.rawValue)/\(ClassFolders.folder(of: className))/\(name)\(ending)"
    }

    func record(legend: Legend, grid: TileGrid, tile: TileSpec) -> PreparedDataset.Tile? {
        imageID(legend: legend, ending: TileFile.ending(of: tile)).map {
            PreparedDataset.Tile(
                id: $0, row: index.row, column: index.column, bounds: grid.bounds(of: index), group: group,
                label: correctedFrom.map { legend.classNames[$0] })
        }
    }
}
