internal import AerialCore
internal import Foundation
internal import Imagery
internal import Scoring

/// What `score` was given: scenes of one date, or images.
enum ScoreInput {
    case scenes([String])
    case images([ScoredImage])

    /// File name endings of rasters that are scenes unless told otherwise.
    private static let sceneEndings: Set<String> = [
        "tif", "tiff", "jp2", "vrt", "img", "sid", "ntf", "hdr", "asc",
    ]

    init(paths: [String], asImages: Bool) throws {
        var scenes: [String] = []
        var images: [ScoredImage] = []
        for path in paths {
            switch try Self.kind(of: path, asImages: asImages) {
            case .scenes(let found): scenes += found
            case .images(let found): images += found
            }
        }
        guard scenes.isEmpty || images.isEmpty else {
            throw CommandError(
                "the inputs mix scenes (\(scenes[0])) and images (\(images[0].path)). Score them in two "
                    + "runs, or pass --images to take GeoTIFFs as plain images.")
        }
        self = scenes.isEmpty ? .images(images) : .scenes(scenes)
    }

    private static func kind(of path: String, asImages: Bool) throws -> ScoreInput {
        if path.hasPrefix("/vsi") { return .scenes([path]) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandError("there is no file or folder \(path).")
        }
        if isFolder.boolValue { return try contents(of: path, asImages: asImages) }
        let isScene = sceneEndings.contains((path as NSString).pathExtension.lowercased())
        if isScene, !asImages { return .scenes([path]) }
        guard ImageFile.isImage(path) || isScene else {
            throw CommandError(
                "\(path) is no image by its name. Give PNG, JPEG or TIFF images, folders of them, or "
                    + "scenes such as GeoTIFF, COG, JPEG 2000 or VRT.")
        }
        return .images([ScoredImage(path: path, source: path, id: path, folder: nil)])
    }

    /// All images below a folder, in the order of their paths; its scenes when it holds nothing but large georeferenced
    /// rasters.
    private static func contents(of folder: String, asImages: Bool) throws -> ScoreInput {
        let root = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        guard let walk = FileManager.default.enumerator(atPath: root) else {
            throw CommandError("cannot list the folder \(root).")
        }
        let names = walk.compactMap { $0 as? String }.filter { name in
            let last = (name as NSString).lastPathComponent
            return !last.hasPrefix(".") && (ImageFile.isImage(last) || last.lowercased().hasSuffix(".vrt"))
        }.sorted()
        guard !names.isEmpty else {
            throw CommandError(
                "\(root) holds no images. Give a folder with PNG, JPEG or TIFF images, or scenes.")
        }
        if !asImages, holdsScenes(names.map { "\(root)/\($0)" }) {
            return .scenes(names.map { "\(root)/\($0)" })
        }
        return .images(
            names.map { name in
                let parent = (name as NSString).deletingLastPathComponent
                return ScoredImage(
                    path: "\(root)/\(name)", source: root, id: "\(root)/\(name)",
                    folder: parent.isEmpty ? nil : (parent as NSString).lastPathComponent)
            })
    }

    private static func holdsScenes(_ paths: [String]) -> Bool {
        guard paths.allSatisfy({ sceneEndings.contains(($0 as NSString).pathExtension.lowercased()) }),
            let first = paths.first, let scene = try? Scene(path: first)
        else { return false }
        let side = 2 * TileGrid.tileSideMeters / scene.reference.metersPerUnit
        return scene.extent.width >= side || scene.extent.height >= side
    }
}
