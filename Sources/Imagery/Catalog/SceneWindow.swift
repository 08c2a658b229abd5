internal import AerialCore
internal import CGDAL
internal import Foundation

/// The part of a scene that an area needs, at the scene's own resolution and grid: its very pixels.
package struct SceneWindow: Sendable {
    /// The scene's address or path.
    package let scene: String
    let window: PixelWindow
    /// Of its pixels without compression.
    package let bytes: Int

    /// Pixels around the area, so that tiles at its edge are whole.
    private static let marginMeters = 500.0

    /// - Returns: `nil` where the scene misses the area.
    /// - Throws: ``ImageryError`` where it cannot be opened or has no place.
    package init?(of scene: String, over area: SearchedArea) throws {
        let file = try RasterFile(path: scene)
        var transform = [Double](repeating: 0, count: 6)
        guard GDALGetGeoTransform(file.handle, &transform) == CE_None, transform[1] > 0, transform[5] < 0,
            transform[2] == 0, transform[4] == 0, let system = GDALGetSpatialRef(file.handle)
        else {
            throw ImageryError.cannotRead(
                path: CatalogAsset.shown(scene), reason: "it has no place on the ground, or is turned")
        }
        let reference = try SpatialReference(copying: system)
        let toScene = try CoordinateTransform(from: try SpatialReference.degrees(), to: reference)
        guard let box = toScene(Self.widened(area.bounds)) else { return nil }
        func pixels(_ low: Double, _ high: Double, _ size: Int) -> Range<Int>? {
            let first = max(0, min(Double(size), low.rounded(.down)))
            let last = max(0, min(Double(size), high.rounded(.up)))
            return first < last ? Int(first)..<Int(last) : nil
        }
        guard
            let columns = pixels(
                (box.minX - transform[0]) / transform[1],
                (box.maxX - transform[0]) / transform[1], file.width),
            let rows = pixels(
                (box.maxY - transform[3]) / transform[5],
                (box.minY - transform[3]) / transform[5], file.height)
        else { return nil }
        self.scene = scene
        window = PixelWindow(
            column: columns.lowerBound, row: rows.lowerBound, width: columns.count, height: rows.count)
        let sample = max(1, Int(GDALGetDataTypeSizeBytes(GDALGetRasterDataType(file.band(1)))))
        let (count, overflows) = window.pixelCount.multipliedReportingOverflow(by: sample * file.bandCount)
        bytes = overflows ? .max : count
    }

    /// The area with its margin, in degrees: units of the scene's system are no metres where it is in degrees or Mercator's.
    private static func widened(_ area: MapBounds) -> MapBounds {
        let margin = marginMeters / metersPerDegree
        // Areas end at 86 degrees. A degree of longitude is the shorter the farther north or south.
        let farthest = min(86, max(abs(area.minY), abs(area.maxY)) + margin)
        let aside = margin / cos(farthest * .pi / 180)
        return MapBounds(
            minX: max(-180, area.minX - aside), minY: area.minY - margin, maxX: min(180, area.maxX + aside),
            maxY: area.maxY + margin)
    }

    /// Of latitude at the equator, where it has the fewest.
    private static let metersPerDegree = 110_574.0

    private static let attempts = 3

    /// Writes it as a cloud-optimized GeoTIFF, without loss.
    package func write(to path: String, pause: () throws -> Void) throws {
        for attempt in 1...Self.attempts {
            try pause()
            let message = try translated(to: path)
            guard let message else { return }
            unlink(path)
            guard RemotePlace.isRemote(scene), attempt < Self.attempts else {
                throw ImageryError.cannotRead(path: CatalogAsset.shown(scene), reason: message)
            }
            try RemotePlace.waitUntilReachable(scene)
        }
    }

    /// - Returns: what went wrong; `nil` for nothing.
    private func translated(to path: String) throws -> String? {
        let file = try RasterFile(path: scene)
        let words = [
            "-of", "COG", "-srcwin", "\(window.column)", "\(window.row)", "\(window.width)",
            "\(window.height)", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=YES", "-co", "OVERVIEWS=NONE",
            "-co", "BIGTIFF=IF_SAFER",
        ]
        let (made, message) = GDALRuntime.withOptions(words) { list in
            GDALRuntime.call { () -> GDALDatasetH? in
                guard let options = GDALTranslateOptionsNew(list, nil) else { return nil }
                defer { GDALTranslateOptionsFree(options) }
                var failed: Int32 = 0
                let made = GDALTranslate(path, file.handle, options, &failed)
                guard failed == 0 else {
                    if let made { GDALClose(made) }
                    return nil
                }
                return made
            }
        }
        guard let made else { return message.isEmpty ? "no reason was given" : message }
        return GDALRuntime.failureMessage { GDALClose(made) }
    }
}
