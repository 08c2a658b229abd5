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
    /// Empty until the first patch comes: most tiles are one patch, taken as it is.
    private var rgb: [UInt8] = []
    private var isFilled: [Bool] = []
    private(set) var emptyPixelCount = pixelCount
    private static let side = TileGrid.tileSidePixels
    private static let pixelCount = side * side

    mutating func fill(with patch: TilePatch) {
        guard emptyPixelCount > 0 else { return }
        if patch.isWholeTile(side: Self.side), emptyPixelCount == Self.pixelCount,
            patch.holdsImageryThroughout
        {
            rgb = patch.rgb
            emptyPixelCount = 0
            return
        }
        prepare()
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

    private mutating func prepare() {
        guard isFilled.isEmpty else { return }
        rgb = [UInt8](repeating: 0, count: Self.pixelCount * 3)
        isFilled = [Bool](repeating: false, count: Self.pixelCount)
    }

    var image: TileImage {
        let pixels = rgb.isEmpty ? [UInt8](repeating: 0, count: Self.pixelCount * 3) : rgb
        return TileImage(width: Self.side, height: Self.side, rgb: pixels, emptyPixelCount: emptyPixelCount)
    }
}

extension TilePatch {
    fileprivate func isWholeTile(side: Int) -> Bool { columns.count == side && rows.count == side }

    /// The usual case, told fast: nothing masks, and no pixel has the nodata value.
    fileprivate var holdsImageryThroughout: Bool {
        guard mask == nil else { return false }
        guard let nodata else { return true }
        return rgb.withUnsafeBufferPointer { bytes in
            stride(from: 0, to: bytes.count, by: 3).allSatisfy {
                bytes[$0] != nodata || bytes[$0 + 1] != nodata || bytes[$0 + 2] != nodata
            }
        }
    }

    /// False where the mask says so, and where all three channels are the nodata value. Black is a colour.
    fileprivate func holdsImagery(_ pixel: Int) -> Bool {
        if let mask, mask[pixel] == 0 { return false }
        let (red, green, blue) = (rgb[pixel * 3], rgb[pixel * 3 + 1], rgb[pixel * 3 + 2])
        guard let nodata else { return true }
        return red != nodata || green != nodata || blue != nodata
    }
}
