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

    /// - Parameter tile: what scenes would be cut into.
    init(paths: [String], asImages: Bool, tile: TileSpec) throws {
        var scenes: [String] = []
        var images: [ScoredImage] = []
        for path in paths {
            switch try Self.kind(of: path, asImages: asImages, tile: tile) {
            case .scenes(let found): scenes += found
            case .images(let found): images += found
            }
        }
        guard scenes.isEmpty || images.isEmpty else {
            throw CommandError(
                "the inputs mix scenes (\(scenes[0])) and images (\(images[0].path)). Score them in two "
                    + "runs, or pass --images to take GeoTIFFs as plain images.")
        }
        // A folder beside one that it lies in, or named twice.
        self =
            scenes.isEmpty
            ? .images(Self.once(images, among: paths, path: \.path))
            : .scenes(Self.once(scenes, among: paths, path: \.self))
    }

    /// Each file by the first of its names that say the same place. Links stay what they are, files of their own.
    private static func once<Input>(
        _ inputs: [Input], among paths: [String], path: (Input) -> String
    ) -> [Input] {
        guard paths.count > 1 else { return inputs }
        var seen: Set<ExactName> = []
        return inputs.filter { input in
            let name = path(input)
            let place =
                RemotePlace.isVirtual(name)
                ? name : URL(fileURLWithPath: name).standardizedFileURL.path
            return seen.insert(ExactName(place)).inserted
        }
    }

    /// Of images a random part, of each folder's class in proportion; tiles of scenes are sampled where they are walked.
    func sampled(by part: SampleFraction?) -> ScoreInput {
        guard let part, case .images(let images) = self else { return self }
        var labels: [String: Int] = [:]
        let numbers = images.map { image in
            let number = labels[image.folder ?? "", default: labels.count]
            labels[image.folder ?? ""] = number
            return number
        }
        return .images(part.positions(labels: numbers).map { images[$0] })
    }

    private static func kind(of path: String, asImages: Bool, tile: TileSpec) throws -> ScoreInput {
        if CatalogScenes.isItems(path) { return .scenes(try CatalogScenes([path]).paths) }
        if RemotePlace.isVirtual(path) { return try kind(ofVirtual: path, asImages: asImages, tile: tile) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandError("there is no file or folder \(path).")
        }
        if isFolder.boolValue { return try contents(of: path, asImages: asImages, tile: tile) }
        guard FileKind.isRegular(path) else {
            throw CommandError("\(path) is a pipe or a device, from which no image is read. Give a file.")
        }
        let isPicture = ImageFile.isImage(path)
        if !asImages,
            isScene(path) || (isPicture ? PlacedPicture.isScene(path, tile) : PlacedPicture.opens(path, tile))
        {
            return .scenes([path])
        }
        guard isPicture || isScene(path) else {
            throw CommandError(
                "\(path) is no image by its name. Give PNG, JPEG or TIFF images, folders of them, or "
                    + "scenes such as GeoTIFF, COG, JPEG 2000 or VRT.")
        }
        return .images([ScoredImage(path: path, source: path, id: path, folder: nil)])
    }

    private static func isScene(_ path: String) -> Bool {
        sceneEndings.contains((path as NSString).pathExtension.lowercased())
    }

    /// In an object store and in an archive a name without an image's ending, or with a slash at its end, is a folder's. What
    /// has GDAL's own names is a scene.
    private static func kind(ofVirtual path: String, asImages: Bool, tile: TileSpec) throws -> ScoreInput {
        if !path.hasSuffix("/"), isScene(path) || ImageFile.isImage(path) {
            guard asImages || !isScene(path) else { return .scenes([path]) }
            return .images([ScoredImage(path: path, source: path, id: path, folder: nil)])
        }
        guard path.hasSuffix("/") || RemoteStore.takesFiles(path) else { return .scenes([path]) }
        return try contents(
            ofStore: String(path.hasSuffix("/") ? path.dropLast() : path[...]), asImages: asImages, tile: tile
        )
    }

    /// The same as of a folder here. The listing tells sizes and versions, so that no file is asked for them.
    private static func contents(ofStore root: String, asImages: Bool, tile: TileSpec) throws -> ScoreInput {
        let objects = try RemoteStore.objects(below: root).filter {
            PictureListing.isListed($0.name) && (ImageFile.isImage($0.name) || isScene($0.name))
        }
        guard !objects.isEmpty else {
            throw CommandError(
                "\(root) holds no images, or is not there. Check the address and the name of the bucket, and give a folder with "
                    + "PNG, JPEG or TIFF images, or scenes.")
        }
        for object in objects {
            FileState.remember("\(root)/\(object.name)", as: "\(object.bytes) bytes, \(object.version)")
        }
        let sizes = Dictionary(
            objects.map { ("\(root)/\($0.name)", $0.bytes) }, uniquingKeysWith: { first, _ in first })
        if !asImages,
            let scenes = SceneFolder(
                paths: objects.map { "\(root)/\($0.name)" }, endings: sceneEndings, tile: tile,
                size: { sizes[$0] ?? 0 }
            ).scenes
        {
            return .scenes(scenes)
        }
        return .images(try images(objects.map(\.name), below: root))
    }

    private static func images(_ names: [String], below root: String) throws -> [ScoredImage] {
        let labels = try FolderLabels(of: root)
        return names.map { name in
            ScoredImage(
                path: "\(root)/\(name)", source: root, id: "\(root)/\(name)", folder: labels.label(of: name))
        }
    }

    /// All images below a folder, in the order of their paths; its scenes where one of them is a large georeferenced
    /// raster.
    private static func contents(
        of folder: String, asImages: Bool, tile: TileSpec
    ) throws -> ScoreInput {
        let root = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let names = try PictureListing.allPictures(below: root, endings: ["vrt"])
        guard !names.isEmpty else {
            throw CommandError(
                "\(root) holds no images. Give a folder with PNG, JPEG or TIFF images, or scenes."
                    + (PictureListing.brokenLinksNote(below: [root]).map { " \($0)" } ?? ""))
        }
        if !asImages,
            let scenes = SceneFolder(
                paths: names.map { "\(root)/\($0)" }, endings: sceneEndings, tile: tile,
                size: SceneFolder.size
            ).scenes
        {
            return .scenes(scenes)
        }
        return .images(try images(names, below: root))
    }
}

/// A folder that may hold scenes, with previews beside them perhaps.
private struct SceneFolder {
    let paths: [String]
    let endings: Set<String>
    let tile: TileSpec
    /// Of a file, in bytes.
    let size: (String) -> Int

    /// Pictures of one tile each may be very many: a scene is among the largest files.
    private static let filesOpened = 16

    /// The folder's georeferenced rasters where one of them is larger than two tiles; `nil` for a folder of pictures. PNG and JPEG
    /// files whose place lies beside them count where no other raster does: they may be previews.
    var scenes: [String]? {
        let candidates = paths.filter { endings.contains(($0 as NSString).pathExtension.lowercased()) }
        if largest(candidates).contains(where: { PlacedPicture.isLarge($0, tile) }) { return candidates }
        let others = paths.filter { !endings.contains(($0 as NSString).pathExtension.lowercased()) }
        guard largest(others).contains(where: { PlacedPicture.isScene($0, tile) }) else { return nil }
        return others.filter(PlacedPicture.hasPlaceBeside)
    }

    private func largest(_ paths: [String]) -> [String] {
        // A virtual raster is as large as what it reads.
        paths.map { ($0, $0.lowercased().hasSuffix(".vrt") ? .max : size($0)) }.sorted { $0.1 > $1.1 }
            .prefix(Self.filesOpened).map(\.0)
    }

    static func size(of path: String) -> Int {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }
}

/// The classes that a folder's sub-folders name.
private struct FolderLabels {
    /// Folders of datasets that the program made stand for class names.
    private let className: (String) -> String

    init(of root: String) throws {
        let prepared = try PreparedDataset.read(aroundFolder: root)
        className = ClassFolders.reading(dataset: root, legend: prepared?.legend)
    }

    /// `nil` for an image that lies in no sub-folder.
    func label(of name: String) -> String? {
        let folder = ((name as NSString).deletingLastPathComponent as NSString).lastPathComponent
        return folder.isEmpty ? nil : className(folder)
    }
}
