public import AerialCore
internal import Foundation
internal import Imagery

/// One labelled image of a dataset.
public struct DatasetImage: Sendable {
    /// The file.
    public let path: String
    /// The path below the dataset's folder: unique, and the same wherever the dataset lies.
    public let id: String
    /// A position in ``ImageDataset/classNames``.
    public let label: Int
    /// The side that the dataset's own folders put it on; `nil` where it has no such folders.
    public let side: DatasetSide?
    /// Where the tile lies and with which others it belongs; `nil` for datasets that `prepare` did not write.
    package let place: PreparedDataset.Tile?

    /// Tells it from every other image of its dataset.
    var exactID: ExactName { ExactName(id) }

    func relabelled(_ label: Int) -> DatasetImage {
        DatasetImage(path: path, id: id, label: label, side: side, place: place)
    }
}

/// A folder of labelled images: what `prepare` writes or any `<Class>/<image>` tree, with or without `train/` and
/// `test/` above the classes.
public struct ImageDataset: Sendable {
    /// Its folder, or the address that it was fetched from.
    public let path: String
    /// Where its files lie on this machine.
    package let folder: String
    /// In the legend's order where the dataset has one, else sorted.
    public let classNames: [String]
    /// In the order of their paths.
    public private(set) var images: [DatasetImage]
    /// What sides are drawn from: the images with the labels of their folders, whatever a person corrected.
    private(set) var uncorrectedImages: [DatasetImage]
    /// How ``images`` differ from what the folders hold, by the name of the option that says so.
    private(set) var alterations: [String: String] = [:]
    /// What `prepare` recorded, if it wrote the dataset.
    package let prepared: PreparedDataset?
    /// How classes were renamed on the way in.
    private let mapping: ClassMapping
    /// Changes when an image comes, goes or changes its size.
    public let fingerprint: String
    /// The one range of values for all its pictures; `nil` where they have 8 bits.
    package let tones: ToneRange?
    /// What a user should know of how the folders were read, in sentences.
    public let notes: [String]

    /// What a network sees of its images: what they are as `prepare` recorded it, else standard tiles; or less of these
    /// (``seen(throughPixels:)``).
    public private(set) var tile: TileSpec

    /// Whether its own folders say which images are held out.
    public var hasSides: Bool { images.contains { $0.side != nil } }

    /// Looks at the folder; images are not opened. One in an object store is fetched, unless the same is here from an earlier
    /// time.
    /// - Parameters:
    ///   - classMapping: renames, merges or drops classes on the way in.
    ///   - observer: is told how the fetching goes.
    /// - Throws: ``CommandError`` for a folder without labelled images.
    public init(
        path: String, classMapping: ClassMapping? = nil, observer: any JourneyObserver = SilentObserver()
    ) throws {
        let place = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        let root =
            RemotePlace.isRemote(place)
            ? try FetchedFolder(place, kind: "dataset", observer: observer).path : place
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue else {
            let what =
                FileManager.default.fileExists(atPath: root)
                ? "\(root) is a file, and a dataset is a folder" : "there is no dataset folder \(root)"
            throw CommandError(
                "\(what). Make one with 'aerial prepare', or give a folder with one sub-folder of images for each class."
            )
        }
        prepared = try PreparedDataset.read(fromDataset: root)
        if DatasetFolds.lie(in: root) {
            throw CommandError("\(place) holds the folds of a dataset. Give one of them: \(place)/fold-1.")
        }
        let sides = try SideFolders(in: PictureListing.folders(in: root), of: root)
        let files = try Self.files(in: root, sides: sides, legend: prepared?.legend)
        fingerprint = FileChecksum.sha256(of: files.map { "\($0.id) \($0.size)" }.joined(separator: "\n"))

        let mapping = classMapping ?? ClassMapping(names: [:])
        try Self.check(mapping, against: Set(files.map(\.className)), dataset: place)
        let named = files.compactMap { file in mapping.className(forFolder: file.className).map { (file, $0) }
        }
        guard !named.isEmpty else {
            throw CommandError(
                "\(place) holds no images in class folders. A dataset is <Class>/<image> with PNG, JPEG "
                    + "or TIFF images, with or without train/ and test/ above the classes."
                    + Self.listingNotes(on: root, sides: sides).map { " \($0)" }.joined())
        }
        if let (file, _) = named.first(where: { ClassName.isBlank($1) }) {
            throw CommandError(
                "\(place)/\(file.id) is of a class without a name. Give the class one: its folder, or its line of --map-classes."
            )
        }
        let names = Self.order(Set(named.map(\.1)), legend: prepared?.legend)
        try ClassFolders.checkCase(
            names, advice: "Rename one, or merge them with --map-classes where the command has it.")
        let indexes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let tiles = prepared?.tilesByID ?? [:]
        self.mapping = mapping
        classNames = names
        images = named.compactMap { file, name in
            indexes[name].map { label in
                DatasetImage(
                    path: root + "/" + file.id, id: file.id, label: label, side: file.side,
                    place: tiles[file.id])
            }
        }
        uncorrectedImages = images
        tile = prepared?.tile ?? .standard
        self.path = place
        folder = root
        tones = Self.tones(of: images)
        notes =
            try sides.notes + Self.listingNotes(on: root, sides: sides)
            + (prepared == nil ? Self.passedOver(in: root, sides: sides) : [])
    }

    /// What it is called, without the folders above it.
    var name: String { FileName.of(folder) }

    /// How an image is named to people and in tables.
    func shownPath(of image: DatasetImage) -> String { path == folder ? image.path : "\(path)/\(image.id)" }

    /// What is learned from: changes with the files, and with what is taken of them and for what.
    package var identity: String {
        let labels = images.map { "\($0.id)\t\(classNames[$0.label])" }.joined(separator: "\n")
        return fingerprint + alterations.sorted { $0.key < $1.key }.map { " \($0.key) \($0.value)" }.joined()
            + " labels \(FileChecksum.sha256(of: labels))"
    }

    /// Under this name a model keeps which part of the images it was made of.
    static let sampleKey = "sample-fraction"

    /// A random part of the images, of each class and side in proportion.
    public func sampled(by part: SampleFraction?) -> ImageDataset {
        guard let part else { return self }
        // Drawn from the labels of the folders: corrections bring no image into the part and take none out but those that they drop.
        let strata = uncorrectedImages.map {
            3 * $0.label + ($0.side == .test ? 2 : $0.side == .train ? 1 : 0)
        }
        let drawn = part.positions(labels: strata).map { uncorrectedImages[$0] }
        let taken = Set(drawn.map(\.exactID))
        var sampled = self
        sampled.uncorrectedImages = drawn
        sampled.images = images.filter { taken.contains($0.exactID) }
        sampled.alterations[Self.sampleKey] = part.text
        return sampled
    }

    /// The same images of the same ground through fewer pixels: each is averaged as it is read, just as scenes are at that
    /// ground sample distance.
    /// - Parameter sidePixels: of a tile, at most what the images have.
    /// - Throws: `TileSpecError`; ``CommandError`` for more pixels than the images have.
    public func seen(throughPixels sidePixels: Int) throws -> ImageDataset {
        var reduced = self
        reduced.tile = try TileSpec(
            sideMeters: tile.sideMeters, sidePixels: sidePixels, bands: tile.bands)
        let own = prepared.map(\.tile.sidePixels) ?? sampledSides().first ?? tile.sidePixels
        guard sidePixels <= own else {
            throw CommandError(
                "the tiles of \(path) have \(own) pixels a side, and \(sidePixels) would show nothing more of them. Give at most "
                    + "\(own)"
                    + (prepared == nil
                        ? "." : ", or make finer tiles: aerial prepare --tile-pixels \(sidePixels)."))
        }
        if reduced.tile != tile { reduced.alterations[Self.pixelsKey] = String(sidePixels) }
        return reduced
    }

    /// Under this name a model keeps that it saw its images through other pixels.
    private static let pixelsKey = "tile-pixels"

    /// The shorter sides in pixels of a sample of the pictures, ascending; those that cannot be read are told when they are used.
    func sampledSides() -> [Int] {
        EvenSample.positions(count: Self.sizeSampleSize, of: images.count).compactMap {
            (try? ImageFile.size(path: images[$0].path)).map { min($0.width, $0.height) }
        }.sorted()
    }

    private static let sizeSampleSize = 100

    /// The dataset with what a person said of its labels. Its folders stay as they are.
    /// - Parameter path: of the corrections, for messages and the record.
    /// - Throws: ``CommandError`` for corrections of another dataset, and for classes that it does not have.
    public func corrected(by corrections: LabelCorrections, from path: String) throws -> ImageDataset {
        let known = positionFinder()
        var labels: [Int: Int?] = [:]
        for entry in corrections.entries {
            guard let position = known(entry.path), classNames[images[position].label] == entry.label else {
                let found =
                    known(entry.path).map { "labelled \(classNames[images[$0].label])" } ?? "not there"
                throw CommandError(
                    "\(path) corrects \(entry.path), labelled \(entry.label), which is \(found) in \(self.path). Review this dataset "
                        + "and mark that page.")
            }
            switch entry.correction {
            case .keep: break
            case .drop: labels.updateValue(nil, forKey: position)
            case .relabel(let name):
                guard let label = classNames.firstIndex(of: name) else {
                    throw CommandError(
                        "\(path) gives \(entry.path) the class '\(name)', which \(self.path) does not have. Its classes are "
                            + "\(classNames.joined(separator: ", ")).")
                }
                labels[position] = label
            }
        }
        var corrected = self
        corrected.images = images.indices.compactMap { position in
            guard let change = labels[position] else { return images[position] }
            return change.map { images[position].relabelled($0) }
        }
        corrected.alterations["corrections"] = "\(path): \(corrections.summary)"
        return corrected
    }

    /// Finds an image by its id; where no image has it byte by byte, by the other Unicode form of its letters, in which a
    /// table may have been saved.
    private func positionFinder() -> (String) -> Int? {
        let exact = Dictionary(
            images.enumerated().map { ($1.exactID, $0) }, uniquingKeysWith: { first, _ in first })
        let alike = Dictionary(
            images.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        return { exact[ExactName($0)] ?? alike[$0] }
    }

    /// So many pictures tell the range of all.
    private static let toneSampleSize = 200

    /// Held-out pictures have no say where folders tell which they are.
    private static func tones(of images: [DatasetImage]) -> ToneRange? {
        let paths = images.filter { $0.side != .test }.map(\.path)
        return ImageFile.tones(
            of: EvenSample.positions(count: toneSampleSize, of: paths.count).map { paths[$0] })
    }

    /// How a model's training brought pictures of more than 8 bits to 8, in words; or why its labels of these are
    /// doubtful.
    func tonesNote(of modelTones: ToneRange?) -> String? {
        guard tones != nil, modelTones == nil else { return nil }
        return
            "the pictures of \(path) have more than 8 bits, and the model learned from others: each is brought to 8 by the "
            + "range of its own values, so that classes that differ in brightness look alike. Train the model on such "
            + "pictures."
    }

    /// The dataset's legend: recorded by `prepare`, or made from the class names. A class has the codes of all classes that were
    /// brought to its name.
    package func legend() throws -> Legend {
        let recorded = classNames.map(recordedClass)
        let name = (path as NSString).lastPathComponent
        let classes = recorded.compactMap(\.self)
        guard classes.count == classNames.count else {
            let made = try Legend.named(name, classNames: classNames)
            return try Legend(name: name, classes: zip(recorded, made.classes).map { $0 ?? $1 })
        }
        if let legend = prepared?.legend, legend.classes == classes { return legend }
        return try Legend(name: name, classes: classes)
    }

    private func recordedClass(_ name: String) -> LandUseClass? {
        let recorded = prepared?.legend.classes ?? []
        let sources = recorded.filter { mapping.className(forFolder: $0.name) == name }
        guard let first = sources.first else { return nil }
        let own = recorded.first { $0.name == name } ?? first
        return LandUseClass(name: name, codes: sources.flatMap(\.codes), color: own.color)
    }

    // MARK: Reading the folders

    private struct File {
        let id: String
        /// The folder's name, or the class that it stands for in a prepared dataset.
        let className: String
        let side: DatasetSide?
        let size: Int
    }

    /// All images two levels down, or three below `train` and `test`, sorted by path.
    private static func files(in root: String, sides: SideFolders, legend: Legend?) throws -> [File] {
        let className = ClassFolders.reading(dataset: root, legend: legend)
        return try sides.parents.flatMap { prefix, side in
            try PictureListing.folders(in: "\(root)/\(prefix)").flatMap { folder in
                try images(in: "\(root)/\(prefix)\(folder)").map { name, size in
                    File(
                        id: "\(prefix)\(folder)/\(name)", className: className(folder), side: side, size: size
                    )
                }
            }
        }
    }

    /// Pictures that lie where none are looked for: deeper than the classes, or beside the sides.
    private static func passedOver(in root: String, sides: SideFolders) throws -> [String] {
        let classes = try sides.parents.flatMap { prefix, _ in
            try PictureListing.folders(in: "\(root)/\(prefix)").map { prefix + $0 }
        }
        let deeper = try classes.flatMap { name in
            try PictureListing.folders(in: "\(root)/\(name)").map { "\(name)/\($0)" }
        }
        let beside =
            sides.parents.contains { $0.prefix.isEmpty }
            ? [] : try PictureListing.folders(in: root).filter { !sides.isKnown($0) }
        let counts = try (deeper + beside).map {
            (name: $0, count: try PictureListing.allPictures(below: "\(root)/\($0)").count)
        }.filter { $0.count > 0 }
        guard let first = counts.first else { return [] }
        let more = counts.count > 1 ? " and \(counts.count - 1) more folders" : ""
        return [
            "\(counts.reduce(0) { $0 + $1.count }) pictures in \(first.name)\(more) are not looked at: a dataset is <Class>/<image>, "
                + "with or without train/ and test/ above the classes. Move them there."
        ]
    }

    /// Of the dataset's folder and of those of its sides and classes.
    private static func listingNotes(on root: String, sides: SideFolders) -> [String] {
        let sides = sides.parents.map { "\(root)/\($0.prefix)" }
        let classes = sides.flatMap { side in
            ((try? PictureListing.folders(in: side)) ?? []).map { side + $0 }
        }
        let top = sides.contains("\(root)/") ? [] : ["\(root)/"]
        return [
            PictureListing.systemNote(in: top + sides + classes),
            PictureListing.brokenLinksNote(below: [root]),
        ].compactMap(\.self)
    }

    private static func images(in folder: String) throws -> [(name: String, size: Int)] {
        try PictureListing.pictures(in: folder).map { name in
            let path = URL(fileURLWithPath: folder + "/" + name).resolvingSymlinksInPath().path
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return (name, (attributes[.size] as? Int) ?? 0)
        }
    }

    private static func check(_ mapping: ClassMapping, against folders: Set<String>, dataset: String) throws {
        let unknown = mapping.folders.subtracting(folders).sorted()
        guard unknown.isEmpty else {
            throw CommandError(
                "the class map names '\(unknown.joined(separator: "', '"))', but \(dataset) has no such "
                    + "folder. It has: \(folders.sorted().joined(separator: ", ")).")
        }
    }

    private static func order(_ names: Set<String>, legend: Legend?) -> [String] {
        let known = (legend ?? .nlcd7).classNames.filter(names.contains)
        // The scenario's own order when all classes are its own, else the alphabet.
        guard known.count == names.count else { return names.sorted() }
        return known
    }
}
