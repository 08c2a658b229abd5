internal import CGDAL

/// Whether a file's overviews average what they stand for. Some tools keep single pixels instead (GDAL's own `gdaladdo`
/// does unless told otherwise): texture then becomes noise that no averaging afterwards mends.
struct OverviewCheck {
    private let file: RasterFile
    private let band: GDALRasterBandH
    private let overview: GDALRasterBandH

    /// - Parameters:
    ///   - band: from 1.
    ///   - overview: the number of the one that is looked at.
    init(_ file: RasterFile, band: Int, overview: Int32) {
        self.file = file
        self.band = file.band(band)
        self.overview = GDALGetOverview(self.band, overview)
    }

    /// The file's own pixels that are looked at in one place, a side.
    private static let sideOfSample = 256
    /// Places are looked at until one is found whose texture tells.
    private static let places = [(1, 1), (0, 1), (2, 1), (1, 0), (1, 2)]
    /// The mean departure of the file's pixels from their averages, in grey levels, below which nothing can be told.
    private static let flat = 0.5
    /// From here on what a lossy compression adds does not hide the texture.
    private static let textured = 2.0
    /// Averages depart from single pixels more than from the averages of these, whatever noise a lossy compression has added to
    /// both: by 0.83 at the most of GDAL's averaging kernels in JPEG of qualities 60 to 90, single pixels by 0.98 at the least.
    private static let largestRatio = 0.95

    /// True also where nothing can be told: of flat imagery any overview is as good, and of one that shrinks more than what
    /// is looked at a file says nothing that memory should hold.
    func averages() -> Bool {
        let factor = (Double(GDALGetRasterBandXSize(band)) / Double(GDALGetRasterBandXSize(overview)))
            .rounded()
        guard factor >= 2, factor <= Double(Self.sideOfSample), let factor = Int(exactly: factor) else {
            return true
        }
        var clearest: Departures?
        for place in Self.places {
            guard let found = try? departures(factor: factor, place) else { continue }
            if found.texture > clearest?.texture ?? Self.flat { clearest = found }
            if found.texture > Self.textured { break }
        }
        return clearest.map { $0.fromAverages <= Self.largestRatio * $0.fromPixels } ?? true
    }

    /// Mean differences in one place, in grey levels.
    private struct Departures {
        /// Of the file's pixels from their averages.
        let texture: Double
        /// Of the overview from those averages.
        let fromAverages: Double
        /// Of the overview from single pixels: those of the place in each cell that it is nearest to.
        let fromPixels: Double
    }

    private func departures(factor: Int, _ place: (Int, Int)) throws -> Departures {
        let limits = (
            Int(GDALGetRasterBandXSize(overview)), Int(GDALGetRasterBandYSize(overview))
        )
        let side = max(1, min(Self.sideOfSample / factor, min(limits.0, limits.1) - 1))
        // The last pixels of an overview may stand for a part of a pixel more.
        let column = max(0, limits.0 - 1 - side) * place.0 / 2
        let row = max(0, limits.1 - 1 - side) * place.1 / 2
        var small = [Float](repeating: 0, count: side * side)
        try file.read(
            band: overview, PixelWindow(column: column, row: row, width: side, height: side), into: &small,
            type: GDT_Float32)
        let width = side * factor
        var large = [Float](repeating: 0, count: width * width)
        try file.read(
            band: band,
            PixelWindow(column: column * factor, row: row * factor, width: width, height: width),
            into: &large, type: GDT_Float32)
        var (texture, fromAverages) = (0.0, 0.0)
        var fromPixels = [Double](repeating: 0, count: factor * factor)
        for position in small.indices {
            let (top, left) = (position / side * factor, position % side * factor)
            let cell = fromPixels.indices.map {
                Double(large[(top + $0 / factor) * width + left + $0 % factor])
            }
            let (mean, shown) = (cell.reduce(0, +) / Double(cell.count), Double(small[position]))
            fromAverages += abs(shown - mean)
            texture += cell.reduce(0) { $0 + abs($1 - mean) } / Double(cell.count)
            for index in cell.indices { fromPixels[index] += abs(shown - cell[index]) }
        }
        let count = Double(small.count)
        return Departures(
            texture: texture / count, fromAverages: fromAverages / count,
            fromPixels: (fromPixels.min() ?? 0) / count)
    }
}
