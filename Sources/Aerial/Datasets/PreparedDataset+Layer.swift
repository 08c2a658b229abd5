internal import AerialCore
internal import Foundation
internal import Imagery

extension PreparedDataset {
    /// The name of the layer with every tile that was looked at.
    static let layerName = "tiles.gpkg"

    /// Every tile that was looked at.
    /// - Parameter folder: the dataset's.
    /// - Throws: ``CommandError`` for a dataset without its layer, or with another's.
    func layer(ofDataset folder: String) throws -> [TileRecord] {
        let path = "\(folder)/\(Self.layerName)"
        let grids = grids
        do {
            return try TileLayerFile.read(path: path) { area, tile in grids[area]?.bounds(of: tile) }
        } catch {
            throw CommandError(
                "cannot read \(path), which shows every tile of the dataset: \(error) Make the dataset again with 'aerial "
                    + "prepare'.")
        }
    }
}
