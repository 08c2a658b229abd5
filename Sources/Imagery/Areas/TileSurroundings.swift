public import AerialCore

/// Pictures of tiles with what lies around them, the tile itself framed: what a person needs to judge a place.
public final class TileSurroundings {
    private let reader: TileReader
    private let grid: TileGrid
    private let sidePixels: Int

    /// How far the picture reaches beyond the tile on each side, as a share of the tile's side.
    public static let margin = 0.5
    private static let frame: [UInt8] = [255, 221, 51]
    private static let outside: UInt8 = 226

    /// One a thread.
    public init(_ mosaic: Mosaic) throws {
        reader = try mosaic.makeReader()
        grid = mosaic.grid
        sidePixels = mosaic.tile.sidePixels
    }

    /// The tile in the middle of a square twice its side, light grey beyond the grid.
    /// - Parameter side: the picture's width and height in pixels; a picture of fewer stays as it is.
    /// - Throws: ``ImageryError`` when the tile itself cannot be read; its neighbours may fail.
    public func picture(of tile: TileIndex, side: Int) throws -> TileImage {
        let pixels = sidePixels
        let reach = Int(Double(pixels) * Self.margin)
        let whole = pixels + 2 * reach
        var rgb = [UInt8](repeating: Self.outside, count: whole * whole * 3)
        for row in -1...1 {
            for column in -1...1 {
                let neighbour = TileIndex(row: tile.row + row, column: tile.column + column)
                guard let image = try image(of: neighbour, isNeeded: row == 0 && column == 0) else {
                    continue
                }
                Self.copy(
                    image, into: &rgb, side: whole, left: reach + column * pixels, top: reach + row * pixels)
            }
        }
        return Self.framed(rgb, side: whole, from: reach, to: reach + pixels).reduced(to: side)
    }

    private func image(of tile: TileIndex, isNeeded: Bool) throws -> TileImage? {
        guard (0..<grid.rows).contains(tile.row), (0..<grid.columns).contains(tile.column) else { return nil }
        return isNeeded ? try reader.read(tile) : try? reader.read(tile)
    }

    private static func copy(_ image: TileImage, into rgb: inout [UInt8], side: Int, left: Int, top: Int) {
        let pixels = image.rgb
        let columns = max(0, left)..<min(side, left + image.width)
        for y in max(0, top)..<min(side, top + image.height) {
            let from = ((y - top) * image.width + columns.lowerBound - left) * 3
            let to = (y * side + columns.lowerBound) * 3
            rgb.replaceSubrange(to..<to + columns.count * 3, with: pixels[from..<from + columns.count * 3])
        }
    }

    /// Draws the outline of the square between two positions, three pixels wide.
    static func framed(_ rgb: [UInt8], side: Int, from start: Int, to end: Int) -> TileImage {
        var rgb = rgb
        for line in 0..<3 {
            for position in start - 3..<end + 3 {
                for (x, y) in [
                    (position, start - 1 - line), (position, end + line), (start - 1 - line, position),
                    (end + line, position),
                ] {
                    let pixel = (y * side + x) * 3
                    rgb.replaceSubrange(pixel..<pixel + 3, with: frame)
                }
            }
        }
        return TileImage(width: side, height: side, rgb: rgb, emptyPixelCount: 0)
    }
}

extension TileImage {
    /// A smaller picture, each pixel the mean of those it covers.
    func reduced(to side: Int) -> TileImage {
        guard side < width else { return self }
        let rgb = rgb
        var result = [UInt8](repeating: 0, count: side * side * 3)
        for y in 0..<side {
            let rows = y * height / side..<max(y * height / side + 1, (y + 1) * height / side)
            for x in 0..<side {
                let columns = x * width / side..<max(x * width / side + 1, (x + 1) * width / side)
                for channel in 0..<3 {
                    var sum = 0
                    for row in rows {
                        for column in columns { sum += Int(rgb[(row * width + column) * 3 + channel]) }
                    }
                    result[(y * side + x) * 3 + channel] = UInt8(sum / (rows.count * columns.count))
                }
            }
        }
        return TileImage(width: side, height: side, rgb: result, emptyPixelCount: 0)
    }
}
