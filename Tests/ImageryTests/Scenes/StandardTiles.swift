import AerialCore

@testable import Imagery

// Most tests are of standard tiles; those of other ones say so.

extension Mosaic {
    init(
        paths: [String], bands: [Int]? = nil, grid: TileGrid? = nil,
        maxEmptyShare: Double = TileImage.usualEmptyShare
    ) throws {
        try self.init(
            paths: paths, tile: .standard, bands: bands, grid: grid, maxEmptyShare: maxEmptyShare)
    }
}

extension Scene {
    init(path: String, bands: [Int]? = nil) throws {
        try self.init(path: path, bands: BandSelection(of: .standard, numbers: bands))
    }
}
