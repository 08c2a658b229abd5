internal import AerialCore
internal import Foundation
internal import Imagery

/// A file that is a scene though its name does not say so: a PNG or JPEG whose place lies beside it, or a raster of any format of
/// GDAL's.
enum PlacedPicture {
    /// Whether a picture has its place beside it and is two tiles long or more: pictures of one tile may have a place too.
    static func isScene(_ path: String, _ tile: TileSpec) -> Bool {
        hasPlaceBeside(path) && isLarge(path, tile)
    }

    /// Whether GDAL finds a place in the file, or beside it.
    static func opens(_ path: String, _ tile: TileSpec) -> Bool { scene(path, tile) != nil }

    /// The same, and its ground is two tiles long or more.
    static func isLarge(_ path: String, _ tile: TileSpec) -> Bool {
        guard let scene = scene(path, tile) else { return false }
        let side = 2 * tile.sideMeters
        return Double(scene.width) * scene.pixelWidthMeters >= side
            || Double(scene.height) * scene.pixelHeightMeters >= side
    }

    /// Whether a world file, GDAL's or ArcGIS's notes, or MapInfo's table lie beside a picture: `a.jgw`, `a.jpgw` and `a.wld`,
    /// `a.jpg.aux.xml` and `a.tab` of `a.jpg`.
    static func hasPlaceBeside(_ path: String) -> Bool {
        let name = path as NSString
        let ending = name.pathExtension
        guard let first = ending.first, let last = ending.last else { return false }
        let endings = ["\(first)\(last)w", "\(ending)w", "wld", "tab"]
        let beside = endings.flatMap { [$0, $0.uppercased()] }.map { "\(name.deletingPathExtension).\($0)" }
        return ([path + ".aux.xml"] + beside).contains(where: FileKind.isRegular)
    }

    private static func scene(_ path: String, _ tile: TileSpec) -> Scene? {
        try? Scene(path: path, bands: BandSelection(of: tile))
    }
}
