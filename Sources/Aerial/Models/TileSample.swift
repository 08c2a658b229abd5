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
        let next = try mosaic.makeTileReader(
            EvenSample.positions(count: size, of: tiles.count).map { tiles[$0] })
        var images: [TileIndex: TileImage] = [:]
        while let (tile, result) = try next() {
            switch result {
            case .success(let image): if !image.isNodata { images[tile] = image }
            // Others are told of when they are needed.
            case .failure(let error): if error.endsAll { throw error }
            }
        }
        self.images = images
    }

    var colors: [TileColor] { images.values.compactMap(TileColor.init(of:)) }
}
