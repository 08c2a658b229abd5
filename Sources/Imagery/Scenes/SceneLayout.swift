internal import AerialCore
internal import CGDAL

/// How a file stores its pixels, as far as that decides what reading tiles of it costs.
struct SceneLayout: Sendable, Equatable, Codable {
    let isJPEG2000: Bool
    /// Blocks have to be decoded; of a virtual raster nobody knows.
    let isCompressed: Bool
    /// By how much each of its overviews shrinks it.
    let overviews: [Double]

    init(_ file: RasterFile, band: Int) {
        let first = file.band(band)
        let driver = GDALGetDatasetDriver(file.handle).map { String(cString: GDALGetDriverShortName($0)) }
        isJPEG2000 = driver?.hasPrefix("JP2") ?? false
        isCompressed = GDALGetMetadataItem(file.handle, "COMPRESSION", "IMAGE_STRUCTURE") != nil
        overviews = (0..<GDALGetOverviewCount(first)).map { number in
            Double(file.width) / Double(max(1, GDALGetRasterBandXSize(GDALGetOverview(first, number))))
        }
    }
}

/// A layout by which reading a scene takes longer than a small network, and what mends it. Said where it was measured: strips
/// and bands one after the other cost no more than tiles do, as every block is decoded once.
public enum LayoutCost: Sendable, Equatable {
    /// Decoding takes about a fifth of a microsecond a pixel, fifteen times what DEFLATE takes.
    case jpeg2000
    /// So many times as many pixels are decoded as tiles show, for want of an overview.
    case noOverview(times: Int)
    /// The same, because overviews hold single pixels instead of averages.
    case overviewOfSinglePixels(times: Int)

    /// What is wrong, after the name of the file.
    public var description: String {
        switch self {
        case .jpeg2000: "JPEG 2000, which takes longer to decode than the usual networks take to see it"
        case .noOverview(let times):
            "read at full resolution, \(times) times as many pixels as tiles show, for want of an overview"
        case .overviewOfSinglePixels(let times):
            "read at full resolution, \(times) times as many pixels as tiles show, because the overviews hold single pixels, "
                + "not averages"
        }
    }
}

extension Scene {
    /// Pixels of a tile whose decoding from JPEG 2000 takes 2 ms.
    private static let costlyPixels = 10_000.0
    /// With overviews no more than this many pixels are read for each of a tile's.
    private static let costlyTimes = 3.9

    /// What of the layout costs more than it need where tiles are cut from the scene; `nil` for a good one, and where it is not
    /// known.
    func layoutCost(for tile: TileSpec) -> LayoutCost? {
        guard let layout else { return nil }
        let finest = min(pixelWidthMeters, pixelHeightMeters)
        let wanted = 1.001 * tile.groundSampleDistance.metersPerPixel / finest
        let shrink = layout.overviews.filter { $0 < wanted }.max() ?? 1
        let side = tile.sideMeters / finest / shrink
        if layout.isJPEG2000 { return side * side >= Self.costlyPixels ? .jpeg2000 : nil }
        guard layout.isCompressed else { return nil }
        func times(_ shrink: Double) -> Double {
            let pixels = tile.sideMeters / finest / shrink / Double(tile.sidePixels)
            return pixels * pixels
        }
        if times(shrink) >= Self.costlyTimes { return .noOverview(times: Int(times(shrink).rounded())) }
        guard shrink > 1, times(1) >= Self.costlyTimes, overviewsAreOfSinglePixels else { return nil }
        return .overviewOfSinglePixels(times: Int(times(1).rounded()))
    }

    /// Whether tiles of it cost what tiles of another scene do: the same layout, and pixels of the same size within a hundredth.
    fileprivate func isStored(like other: Scene) -> Bool {
        func isNear(_ one: Double, _ two: Double) -> Bool { abs(one / two - 1) < 0.01 }
        return layout == other.layout && isNear(pixelWidthMeters, other.pixelWidthMeters)
            && isNear(pixelHeightMeters, other.pixelHeightMeters)
    }

    private var overviewsAreOfSinglePixels: Bool {
        guard !isPaletted, let file = try? RasterFile(path: path) else { return false }
        return !PixelReader(file, PixelFormat(self, bands: bands, maskKind: maskKind)).overviewsAverage
    }
}

extension Mosaic {
    /// What of its scenes' layout costs more than it need: the first scene of which that is so, and how many it is so of. Whether
    /// overviews average is looked at in the first scene alone.
    public var layoutCost: (path: String, sceneCount: Int, cost: LayoutCost)? {
        for (position, scene) in scenes.enumerated() where position == 0 || !scene.isStored(like: scenes[0]) {
            guard let cost = scene.layoutCost(for: tile) else { continue }
            return (scene.path, scenes.count { $0.isStored(like: scene) }, cost)
        }
        return nil
    }
}
