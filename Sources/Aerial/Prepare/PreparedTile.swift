internal import AerialCore
internal import Imagery

/// A tile on its way into a dataset.
struct PreparedTile: Sendable {
    /// The area that it lies in; `nil` where the dataset's only one has no name.
    let area: String?
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
    /// The block or scene that it is split with, in a split by areas the block that it lies in.
    var group: String?

    var name: String { Self.name(of: index, in: area) }

    /// `r0012_c0345`, or `north_r0012_c0345` in an area with a name: the end tells them apart, whatever areas are called.
    static func name(of index: TileIndex, in area: String?) -> String {
        (area.map { "\($0)_" } ?? "") + TileGrid.name(of: index)
    }

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
                id: $0, area: area, row: index.row, column: index.column, bounds: grid.bounds(of: index),
                group: group,
                label: correctedFrom.map { legend.classNames[$0] })
        }
    }
}
