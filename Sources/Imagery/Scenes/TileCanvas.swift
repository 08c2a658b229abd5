internal import AerialCore

/// What one scene has of a tile: the pixels in these columns and rows of it.
struct TilePatch {
    let columns: Range<Int>
    let rows: Range<Int>
    let rgb: [UInt8]
    let mask: [UInt8]?
    let nodata: UInt8?
}

/// A tile being put together from scenes: the first scene that has a pixel gives it.
struct TileCanvas {
    private var rgb = [UInt8](repeating: 0, count: side * side * 3)
    private var isFilled = [Bool](repeating: false, count: side * side)
    private(set) var emptyPixelCount = side * side
    private static let side = TileGrid.tileSidePixels

    mutating func fill(with patch: TilePatch) {
        if patch.isWholeTile(side: Self.side), emptyPixelCount == isFilled.count, patch.holdsImageryThroughout
        {
            rgb = patch.rgb
            isFilled = [Bool](repeating: true, count: isFilled.count)
            emptyPixelCount = 0
            return
        }
        var source = 0
        for row in patch.rows {
            for column in patch.columns {
                let target = row * Self.side + column
                if !isFilled[target], patch.holdsImagery(source) {
                    isFilled[target] = true
                    emptyPixelCount -= 1
                    for channel in 0..<3 { rgb[target * 3 + channel] = patch.rgb[source * 3 + channel] }
                }
                source += 1
            }
        }
    }

    var image: TileImage {
        TileImage(width: Self.side, height: Self.side, rgb: rgb, emptyPixelCount: emptyPixelCount)
    }
}

extension TilePatch {
    fileprivate func isWholeTile(side: Int) -> Bool { columns.count == side && rows.count == side }

    /// The usual case, told fast: nothing masks, and no pixel is black.
    fileprivate var holdsImageryThroughout: Bool {
        guard mask == nil, nodata == nil || nodata == 0 else { return false }
        return rgb.withUnsafeBufferPointer { bytes in
            stride(from: 0, to: bytes.count, by: 3).allSatisfy {
                bytes[$0] | bytes[$0 + 1] | bytes[$0 + 2] != 0
            }
        }
    }

    /// False where the mask says so, and where all three channels are the nodata value or zero.
    fileprivate func holdsImagery(_ pixel: Int) -> Bool {
        if let mask, mask[pixel] == 0 { return false }
        let (red, green, blue) = (rgb[pixel * 3], rgb[pixel * 3 + 1], rgb[pixel * 3 + 2])
        if red | green | blue == 0 { return false }
        guard let nodata else { return true }
        return red != nodata || green != nodata || blue != nodata
    }
}
