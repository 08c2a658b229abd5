internal import AerialCore

/// What one scene has of a tile: the pixels in these columns and rows of it.
struct TilePatch {
    let columns: Range<Int>
    let rows: Range<Int>
    /// The bands of a pixel beside each other.
    let samples: [UInt8]
    let bandCount: Int
    let mask: [UInt8]?
    let nodata: UInt8?
}

/// A tile being put together from scenes: the first scene that has a pixel gives it.
struct TileCanvas {
    /// Empty until the first patch comes: most tiles are one patch, taken as it is.
    private var samples: [UInt8] = []
    private var isFilled: [Bool] = []
    private(set) var emptyPixelCount: Int
    private let tile: TileSpec
    private let pixelCount: Int

    init(_ tile: TileSpec) {
        self.tile = tile
        pixelCount = tile.sidePixels * tile.sidePixels
        emptyPixelCount = pixelCount
    }

    mutating func fill(with patch: TilePatch) {
        guard emptyPixelCount > 0 else { return }
        if patch.isWholeTile(side: tile.sidePixels), emptyPixelCount == pixelCount,
            patch.holdsImageryThroughout
        {
            samples = patch.samples
            emptyPixelCount = 0
            return
        }
        prepare()
        let bandCount = patch.bandCount
        var source = 0
        for row in patch.rows {
            for column in patch.columns {
                let target = row * tile.sidePixels + column
                if !isFilled[target], patch.holdsImagery(source) {
                    isFilled[target] = true
                    emptyPixelCount -= 1
                    for band in 0..<bandCount {
                        samples[target * bandCount + band] = patch.samples[source * bandCount + band]
                    }
                }
                source += 1
            }
        }
    }

    private mutating func prepare() {
        guard isFilled.isEmpty else { return }
        samples = [UInt8](repeating: 0, count: pixelCount * tile.bands.count)
        isFilled = [Bool](repeating: false, count: pixelCount)
    }

    var image: TileImage {
        TileImage(
            width: tile.sidePixels, height: tile.sidePixels,
            samples: samples.isEmpty ? [UInt8](repeating: 0, count: pixelCount * tile.bands.count) : samples,
            bandCount: tile.bands.count, pictureBands: tile.pictureBands, emptyPixelCount: emptyPixelCount)
    }
}

extension TilePatch {
    fileprivate func isWholeTile(side: Int) -> Bool { columns.count == side && rows.count == side }

    /// The usual case, told fast: nothing masks, and no pixel has the nodata value.
    fileprivate var holdsImageryThroughout: Bool {
        guard mask == nil else { return false }
        guard let nodata else { return true }
        return !samples.hasPixel(of: nodata, bandCount: bandCount)
    }

    /// False where the mask says so, and where all bands are the nodata value. Black is a colour.
    fileprivate func holdsImagery(_ pixel: Int) -> Bool {
        if let mask, mask[pixel] == 0 { return false }
        guard let nodata else { return true }
        let first = pixel * bandCount
        return (0..<bandCount).contains { samples[first + $0] != nodata }
    }
}
