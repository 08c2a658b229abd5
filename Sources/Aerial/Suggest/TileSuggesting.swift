internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// Looks at all tiles with a model, keeps the most uncertain, and chooses among them those that are unlike each other.
struct TileSuggesting {
    /// A tile or picture that the model was asked about.
    struct Item {
        let id: String
        let source: String
        /// `nil` for a picture.
        let tile: TileIndex?
        let probabilities: [Float]
        let features: [Float]
    }

    struct Result {
        let plan: SuggestRequest
        /// The tiles' grid and imagery; `nil` for pictures.
        let mosaic: Mosaic?
        /// In the order in which they were chosen.
        let chosen: [Item]
        /// Tiles or pictures that the model was asked about.
        let consideredCount: Int
        /// Of those that were not offered.
        let reservedCount: Int
        let rejections: [String]
        /// Where reserved tiles come from.
        let reservedSources: [String]
    }

    let plan: SuggestRequest
    let observer: any JourneyObserver

    /// So many of the most uncertain are chosen from, for each that is wanted.
    private static let poolPerItem = 20
    private static let leastPool = 1000

    func run() throws -> Result {
        var looks = Looks(pool: UncertainPool(limit: max(Self.leastPool, Self.poolPerItem * plan.count)))
        var mosaic: Mosaic?
        var sources: [String] = []
        switch plan.input {
        case .scenes(let scenes):
            let found = try Mosaic(
                paths: scenes, tile: plan.model.tile, bands: plan.bands, maxEmptyShare: plan.maxEmptyShare)
            mosaic = found
            sources = try look(atTilesOf: found, &looks)
        case .images(let images): sources = try look(at: images, &looks)
        }
        RejectionList(looks.rejections).tell(observer)
        let pool = looks.pool.items
        let chosen = TileSuggestion.choose(
            plan.count, uncertainties: pool.map(\.uncertainty), features: pool.map(\.item.features),
            seed: plan.seed)
        return Result(
            plan: plan, mosaic: mosaic, chosen: chosen.map { pool[$0].item },
            consideredCount: looks.considered,
            reservedCount: looks.reserved, rejections: looks.rejections, reservedSources: sources)
    }

    private struct Looks {
        var pool: UncertainPool<Item>
        var considered = 0
        var reserved = 0
        var rejections: [String] = []
    }

    private func look(atTilesOf mosaic: Mosaic, _ looks: inout Looks) throws -> [String] {
        let grid = mosaic.grid
        let reserved = try ReservedTiles(reference: grid.reference)
        let sources = try reserve(reserved)
        let (area, model) = (plan.area, plan.model)
        let progress = Progress("looking", unit: "tiles", total: grid.tileCount, observer: observer)
        defer { progress.finish() }
        try InferenceLine(network: plan.model.network, threads: plan.model.threads).run(
            makeSource: {
                let runs = TileRuns(
                    mosaic: mosaic, area: area, runLength: model.batchSize, threads: model.threads)
                return { try runs.next() }
            }, decode: { (read: TileRead) in read.decoded },
            deliver: { read, outcome in
                try progress.advance()
                let isReserved = !reserved.isEmpty && reserved.hold(grid.bounds(of: read.index))
                take(
                    outcome, id: TileGrid.name(of: read.index),
                    source: mosaic.sceneNames(at: read.index).joined(separator: ";"), tile: read.index,
                    isReserved: isReserved, &looks)
            })
        return sources
    }

    private func look(at images: [ScoredImage], _ looks: inout Looks) throws -> [String] {
        let labelled = labelledDatasets()
        let known = Set(
            labelled.flatMap { dataset in dataset.images.map { FileIdentity(ofFileAt: $0.path) } })
        let progress = Progress("looking", unit: "images", total: images.count, observer: observer)
        defer { progress.finish() }
        try plan.model.imageInference.run(paths: images.map(\.path)) { position, outcome in
            try progress.advance()
            let image = images[position]
            let identity = FileIdentity(ofFileAt: image.path)
            take(
                outcome, id: image.id, source: image.source, tile: nil,
                isReserved: identity != nil && known.contains(identity), &looks)
        }
        return labelled.map(\.path)
    }

    private func take(
        _ outcome: InferenceOutcome, id: String, source: String, tile: TileIndex?, isReserved: Bool,
        _ looks: inout Looks
    ) {
        switch outcome {
        case .output(let values):
            looks.considered += 1
            guard !isReserved else {
                looks.reserved += 1
                return
            }
            let count = plan.model.legend.classes.count
            let probabilities = softmax(Array(values.prefix(count)))
            looks.pool.add(
                Item(
                    id: id, source: source, tile: tile, probabilities: probabilities,
                    features: Array(values.dropFirst(count))),
                uncertainty: TileSuggestion.uncertainty(probabilities))
        case .nodata: break
        case .rejected(let reason): looks.rejections.append("\(id): \(reason)")
        }
    }

    /// - Returns: where the reserved tiles come from.
    private func reserve(_ tiles: ReservedTiles) throws -> [String] {
        for sample in plan.areaSamples { try tiles.add(areaSample: sample) }
        let labelled = labelledDatasets().filter { $0.prepared != nil }
        for dataset in labelled {
            guard let prepared = dataset.prepared else { continue }
            for (area, grid) in prepared.grids {
                try tiles.add(
                    prepared.tiles.filter { $0.area == area }.map(\.bounds), reference: grid.reference)
            }
        }
        return plan.areaSamples + labelled.map(\.path)
    }

    /// What is labelled already: datasets that the user names, and those that the model learned from, as far as they are found.
    private func labelledDatasets() -> [ImageDataset] {
        // A model names its dataset first, then the network that it began from.
        let sources = plan.model.model.provenance.sources.prefix(1)
        let own = sources.compactMap { source -> ImageDataset? in
            let found = dataset(at: source)
            if found == nil, plan.labelled.isEmpty {
                observer.warn(
                    "\(source.path), which the model learned from, is not found: its tiles may be offered. Name it with --labelled."
                )
            }
            return found
        }
        return plan.labelled + own
    }

    /// In a store a prepared one alone: others cannot be told before they are fetched.
    private func isDataset(_ path: String) -> Bool {
        guard RemotePlace.isRemote(path) else { return FileKind.isFolder(path) }
        let record = "\(path)/\(PreparedDataset.fileName)"
        return (try? RemoteStore.object(at: record, named: record)) != nil
    }

    /// The folder as it was named when the model was trained, or the same one beside the model.
    private func dataset(at source: SourceFile) -> ImageDataset? {
        if FileKind.isFolder(source.path), let found = try? ImageDataset(path: source.path) { return found }
        let model = FetchedNames.shown(plan.model.path)
        let beside = model.lastIndex(of: "/").map { "\(model[..<$0])/\(source.path)" } ?? source.path
        guard isDataset(beside), let found = try? ImageDataset(path: beside) else { return nil }
        return found.fingerprint == source.checksum ? found : nil
    }
}
