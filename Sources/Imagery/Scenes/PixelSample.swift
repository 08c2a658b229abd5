internal import CGDAL

/// A few small windows spread over a file, the same for every run: enough to tell a mask from a picture and to measure
/// a range, whatever the file's size.
struct PixelSample {
    private let file: RasterFile
    private static let side = 64

    init(_ file: RasterFile) {
        self.file = file
    }

    /// True for a band whose windows hold "none" and "full" alone, but for a pixel of twenty, and for one that is full in three of
    /// four pixels that it shows at all: a mosaic's edges are often feathered, and near infrared is rarely at its end.
    func looksLikeMask(band: Int) -> Bool {
        var isPlain = true
        var (most, shown, full): (Float, Int, Int) = (0, 0, 0)
        for window in windows(perAxis: 3) {
            // A window that cannot be read says nothing; its tiles will say what is wrong with it.
            guard let values = try? values(ofBand: band, in: window) else { continue }
            let top = values.max() ?? 0
            let between = values.count { $0 != 0 && $0 != top && $0 != 255 }
            if between * 20 > values.count || (top > 1 && top < 250) { isPlain = false }
            if top > most { (most, full) = (top, 0) }
            full += values.count { $0 == most && $0 != 0 }
            shown += values.count { $0 != 0 }
        }
        return isPlain || (most >= 250 && full * 4 >= shown * 3)
    }

    /// The values of some bands, all windows together, without those that are nodata or no numbers.
    func values(ofBands bands: [Int], nodata: Double?) -> [Float] {
        let empty = nodata.map { Float($0) }
        return windows(perAxis: 5).flatMap { window in
            Set(bands).sorted().flatMap { band in (try? values(ofBand: band, in: window)) ?? [] }
        }
        .filter { $0 != empty && Self.isMeasured($0) }
    }

    /// The ends of 32 bits, rounded or not, stand for "no imagery" in many files: no sensor gives such numbers.
    static func isMeasured(_ value: Float) -> Bool { abs(value) < 1e30 }

    /// Windows at the nodes of a regular grid over the file, the middle one first.
    private func windows(perAxis count: Int) -> [PixelWindow] {
        let width = min(Self.side, file.width)
        let height = min(Self.side, file.height)
        let nodes = (0..<count * count).sorted { abs($0 - count * count / 2) < abs($1 - count * count / 2) }
        return nodes.map { node in
            PixelWindow(
                column: (file.width - width) * (2 * (node % count) + 1) / (2 * count),
                row: (file.height - height) * (2 * (node / count) + 1) / (2 * count), width: width,
                height: height)
        }
    }

    private func values(ofBand band: Int, in window: PixelWindow) throws -> [Float] {
        var values = [Float](repeating: 0, count: window.pixelCount)
        try file.read(band: file.band(band), window, into: &values, type: GDT_Float32)
        return values
    }
}
