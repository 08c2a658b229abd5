internal import AerialCore
internal import Foundation
internal import Imagery

/// Last steps, whatever the tiles come from: into the folders of their side and class, into the layer for QGIS, on record.
struct DatasetAssembly {
    let areas: [AreaTiles]
    let settings: DatasetSettings
    let corrections: PreparedDataset.Source?
    let files: TileTransfer
    let observer: any JourneyObserver

    /// - Parameter folder: of the dataset that is made.
    func write(to folder: String) throws -> PreparedDataset {
        let count = areas.reduce(0) { $0 + $1.tiles.count { $0.cutFile != nil } }
        let progress = Progress("placing", unit: "tiles", total: count, observer: observer)
        for area in areas { try place(area.tiles, below: folder, progress) }
        progress.finish()
        try TileLayer(areas: areas, legend: settings.legend).write(
            to: folder + "/" + PreparedDataset.layerName)
        let distance = try SideDistance(areas)
        distance.warning.map(observer.warn)
        let record = PreparedDataset(
            program: AerialVersion.programName, created: Timestamp.now(), corrections: corrections,
            legend: settings.legend, split: settings.splitText, testFraction: settings.testFraction,
            balanced: settings.isBalanced, seed: settings.seed, tile: settings.tile,
            leakageDistanceMeters: distance.meters,
            areas: areas.map { $0.record(legend: settings.legend) },
            tiles: areas.flatMap { area in
                area.tiles.compactMap {
                    $0.record(legend: settings.legend, grid: area.grid, tile: settings.tile)
                }
            })
        try record.write(toDataset: folder)
        return record
    }

    /// Files go to `<side>/<Class>/`; those of tiles that balancing dropped go away.
    private func place(_ tiles: [PreparedTile], below folder: String, _ progress: Progress) throws {
        let manager = FileManager.default
        for tile in tiles {
            guard let file = tile.cutFile else { continue }
            try progress.advance()
            guard let id = tile.imageID(legend: settings.legend, ending: TileFile.ending(of: settings.tile))
            else {
                if files == .moved { try manager.removeItem(atPath: file) }
                continue
            }
            let target = "\(folder)/\(id)"
            try manager.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            switch files {
            case .moved: try manager.moveItem(atPath: file, toPath: target)
            case .copied: try copy(file, to: target)
            case .linked:
                do { try manager.linkItem(atPath: file, toPath: target) } catch { try copy(file, to: target) }
            }
        }
    }

    private func copy(_ file: String, to target: String) throws {
        do { try FileManager.default.copyItem(atPath: file, toPath: target) } catch {
            throw CommandError("cannot copy \(file): \(error.fileReason).")
        }
    }
}

/// How the files of tiles come into a dataset.
enum TileTransfer {
    /// They were cut for it.
    case moved
    /// They are another dataset's.
    case copied
    /// They were cut for several datasets; where the file system has no links, each gets a copy.
    case linked
}

/// What holds for a whole dataset.
struct DatasetSettings {
    let legend: Legend
    let tile: TileSpec
    /// How the sides came about.
    let splitText: String
    let testFraction: Double
    let isBalanced: Bool
    let seed: UInt64
}

/// How near the two sides of a dataset lie to each other.
struct SideDistance {
    /// In metres; `nil` where one side has no tiles.
    let meters: Double?
    /// Held-out tiles that show ground of another area's training tiles.
    let sharedCount: Int

    init(_ areas: [AreaTiles]) throws {
        func bounds(_ area: AreaTiles, _ side: DatasetSide) -> [MapBounds] {
            area.tiles.filter { $0.dropReason == nil && $0.side == side }.map {
                area.grid.bounds(of: $0.index)
            }
        }
        guard areas.count > 1 else {
            sharedCount = 0
            meters = areas.first.flatMap { area in
                Leakage.smallestDistance(training: bounds(area, .train), test: bounds(area, .test))
                    .map { $0 * area.grid.reference.metersPerUnit }
            }
            return
        }
        func placed(_ side: DatasetSide) -> [PlacedTiles] {
            areas.map { PlacedTiles(reference: $0.grid.reference, bounds: bounds($0, side)) }
        }
        meters = try GroundDistances.nearest(test: placed(.test), training: placed(.train))?
            .joined().min()
        sharedCount = try GroundDistances.sharedCount(test: placed(.test), training: placed(.train))
    }

    /// What a user should know of it; `nil` where no ground is on both sides.
    var warning: String? {
        guard sharedCount > 0 else { return nil }
        return
            "\(sharedCount == 1 ? "1 held-out tile shows" : "\(sharedCount) held-out tiles show") ground that a training tile of another area shows "
            + "too: areas overlap, and figures on these tiles are flattered. Give each area an outline that ends where the other's begins."
    }
}

extension PreparedDataset.Source {
    /// - Throws: ``CommandError`` for a file that is not there.
    init(file path: String) throws {
        // GDAL's virtual files (/vsis3/...) and addresses have no bytes of their own here.
        guard !RemotePlace.isVirtual(path) else {
            // What follows a question mark may be a signature.
            self.init(path: CatalogAsset.shown(path), sha256: "", bytes: 0)
            return
        }
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        self.init(
            path: FetchedNames.shown(path), sha256: try FileChecksum.sha256(ofFile: path), bytes: size)
        origin = ImagerySources.origin(ofFile: path, bytes: size)
    }
}
