internal import AerialCore
internal import Imagery

/// The pixels of a few tiles, spread evenly over a mosaic: enough to tell its colours.
struct TileSample {
    /// Only tiles with imagery.
    let images: [TileIndex: TileImage]

    /// - Parameters:
    ///   - area: a vector file that the tiles' centres lie in; `nil` for the whole mosaic.
    ///   - size: how many tiles to look at.
    init(of mosaic: Mosaic, area: String?, size: Int = 100) throws {
        let outline = try area.map { try AreaOfInterest(path: $0, reference: mosaic.grid.reference) }
        let tiles = mosaic.grid.tiles.filter { tile in
            outline.map { $0.contains(mosaic.grid.bounds(of: tile).center) } ?? true
        }
        let reader = try mosaic.makeReader()
        var images: [TileIndex: TileImage] = [:]
        for position in EvenSample.positions(count: size, of: tiles.count) {
            do {
                let image = try reader.read(tiles[position])
                if !image.isNodata { images[tiles[position]] = image }
            } catch let error as ImageryError where !error.endsAll {
                continue  // it is told of when it is needed
            }
        }
        self.images = images
    }

    var colors: [TileColor] { images.values.compactMap(TileColor.init(of:)) }
}
