public import AerialCore

/// Pictures of a land-cover raster around tiles, in the colours of classes, the tile itself framed: what stands beside the
/// picture of the other date where one date has labels alone.
public final class LabelSurroundings {
    private let raster: LabelRaster
    private let colors: [Int: LegendColor]
    private let grid: TileGrid

    private static let unlisted = LegendColor(red: 226, green: 226, blue: 226)
    /// Pixels of a picture that share a look at the raster, along each side: labels are coarser than they are.
    private static let block = 2

    /// One a thread.
    /// - Parameters:
    ///   - colors: by code; others are grey.
    ///   - grid: the tiles' grid, in whose system the raster was opened.
    public init(_ raster: LabelRaster, colors: [Int: LegendColor], grid: TileGrid) {
        self.raster = raster
        self.colors = colors
        self.grid = grid
    }

    /// The tile in the middle of a square twice its side.
    /// - Parameter side: the picture's width and height in pixels, a multiple of four.
    /// - Throws: ``ImageryError`` when the raster cannot be read there.
    public func picture(of tile: TileIndex, side: Int) throws -> TileImage {
        let bounds = grid.bounds(of: tile)
        let count = side / Self.block
        let step = 2 * grid.tileSide / Double(count)
        let (left, top) = (bounds.minX - grid.tileSide / 2, bounds.maxY + grid.tileSide / 2)
        let codes = try raster.codes(
            at: (0..<count * count).map {
                MapPoint(
                    x: left + (Double($0 % count) + 0.5) * step, y: top - (Double($0 / count) + 0.5) * step)
            })
        var rgb: [UInt8] = []
        rgb.reserveCapacity(side * side * 3)
        for row in 0..<side {
            for column in 0..<side {
                let code = codes[row / Self.block * count + column / Self.block]
                let color = code.flatMap { colors[$0] } ?? Self.unlisted
                rgb += [color.red, color.green, color.blue]
            }
        }
        return TileSurroundings.framed(rgb, side: side, from: side / 4, to: 3 * side / 4)
    }
}
