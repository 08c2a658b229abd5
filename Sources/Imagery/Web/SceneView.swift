public import AerialCore
internal import CGDAL

/// Scenes of one date as a layer of a web map. Sendable: every picture opens the files that it needs.
public struct SceneView: Sendable {
    private let scenes: [Scene]
    /// Of each scene, in EPSG:3857; beyond the world's edge where it crosses the date line.
    private let extents: [MapBounds]
    /// Each scene's pixels have smaller copies in its file.
    public let hasOverviews: Bool
    /// In degrees (WGS 84): the box around all scenes, which goes on beyond 180 where they cross the date line.
    public let degrees: MapBounds
    /// The finest scene's pixel, in metres on the ground.
    public let metersPerPixel: Double
    /// The day it was taken, where the first scene says so.
    public let captured: String?

    /// - Parameter paths: at least one file with a place on Earth; red, green and blue are found as `score` finds them.
    /// - Throws: ``ImageryError``.
    public init(paths: [String]) throws {
        scenes = try paths.map { try Scene(path: $0, bands: BandSelection(names: TileSpec.colorBands)) }
            .inCommonTones()
        let web = try SpatialReference(definition: "EPSG:3857")
        extents = try zip(scenes, paths).map { scene, path in
            let transform = try CoordinateTransform(from: SpatialReference(scene.reference), to: web)
            guard let extent = transform.webMercator(of: scene.extent) else {
                throw ImageryError.cannotRead(path: path, reason: "it has no place on a web map")
            }
            return extent
        }
        hasOverviews = try scenes.allSatisfy { try $0.hasOverviews }
        degrees = WebMercator.degrees(of: WebMercator.together(extents))
        metersPerPixel = scenes.map(\.groundSampleDistance.metersPerPixel).min() ?? 1
        captured = scenes.first?.captured
    }

    /// The most pixels of a scene without overviews that one pixel of a picture may stand for, a side. A scene larger than
    /// a picture at that is not shown from further away: reading all of it for each picture would take seconds.
    private static let mostShrinking = 32.0

    /// The coarsest zoom at which all is shown; 0 where the files have overviews.
    public var firstZoom: Int {
        guard !hasOverviews else { return 0 }
        // A pixel of the map is longer than on the ground by one over the cosine of the latitude: the equator is the worst.
        let coarsest = metersPerPixel * Self.mostShrinking
        let pixels = 2 * WebMercator.reach / Double(WebMercator.tilePixels)
        return (0...WebFrame.lastZoom).first { pixels / Double(1 << $0) <= coarsest } ?? 0
    }

    /// What a frame shows of the scenes; `nil` for ground that none of them covers. Of scenes that overlap the first one
    /// with imagery is seen, as in a mosaic.
    /// - Throws: ``ImageryError``.
    public func picture(_ frame: WebFrame) throws -> WebPixels? {
        let seen = scenes.indices.filter { extents[$0].meetsRound(frame.bounds) }
        guard !seen.isEmpty, hasOverviews || isNear(frame) else { return nil }
        var pixels = WebPixels(frame)
        for index in seen {
            // A scene in Web Mercator that goes on beyond the world's edge lies there alone.
            let rounds = extents[index].maxX > WebMercator.reach ? [0, -1.0, 1] : [0]
            for (ground, firstColumn) in frame.parts {
                for round in rounds {
                    try scenes[index].draw(
                        into: &pixels, ground.movedRound(by: round), firstColumn: firstColumn)
                }
            }
        }
        return pixels
    }

    private func isNear(_ frame: WebFrame) -> Bool {
        frame.metersPerPixel <= metersPerPixel * Self.mostShrinking * 2
    }
}

extension SceneView {
    /// True for a file with a place on Earth whose bands make a picture: a land-cover raster has one band of codes, and makes
    /// none.
    public static func isImagery(_ path: String) -> Bool {
        guard let file = try? RasterFile(path: path), file.geoTransform != nil, !file.projection.isEmpty
        else {
            return false
        }
        return withExtendedLifetime(file) {
            file.bandCount >= 3 && GDALGetMetadataItem(file.handle, ChangeRaster.classesKey, nil) == nil
        }
    }
}
