internal import AerialCore
internal import Foundation
internal import Imagery

/// Makes a dataset: label every tile, cut those with a clear label, split, balance, record.
struct Preparation {
    struct Result {
        let plan: PreparePlan
        let record: PreparedDataset
    }

    let plan: PreparePlan
    let observer: any JourneyObserver

    func run() throws -> Result {
        let mosaic = try Mosaic(
            paths: plan.imagery, tile: plan.tile, bands: try plan.bands?.numbers(for: plan.tile))
        for scene in mosaic.scenes { for note in scene.notes { observer.say("\(scene.path): \(note)") } }
        mosaic.datesWarning.map(observer.warn)
        let staging = try StagingFolder(for: plan.out)

        let labelled = try TileLabelling(plan: plan, mosaic: mosaic, observer: observer).labelledTiles()
        labelled.unlisted.sentence(legend: plan.legend).map(observer.warn)
        var tiles = labelled.tiles
        try plan.corrections.map { path in
            let corrections = try LabelCorrectionsFile.read(path: path)
            try TileCorrecting(corrections: corrections, path: path, legend: plan.legend).correct(&tiles)
            observer.say("corrections: \(corrections.summary)")
        }
        try TileCutting(plan: plan, mosaic: mosaic, folder: staging.path, observer: observer).cut(&tiles)
        try checkThatSomethingIsLeft(tiles)
        DatasetDivision(plan: plan, grid: mosaic.grid).divide(&tiles)

        try place(tiles, below: staging.path)
        try TileLayer(plan: plan, mosaic: mosaic).write(tiles, to: staging.path + "/tiles.gpkg")
        let record = try record(of: tiles, mosaic: mosaic, unlisted: labelled.unlisted)
        try record.write(toDataset: staging.path)
        try staging.commit()
        warnOfThinClasses(record)
        return Result(plan: plan, record: record)
    }

    private func checkThatSomethingIsLeft(_ tiles: [PreparedTile]) throws {
        guard !tiles.contains(where: { $0.dropReason == nil }) else { return }
        var counts: [DropReason: Int] = [:]
        for tile in tiles { if let reason = tile.dropReason { counts[reason, default: 0] += 1 } }
        let reasons = counts.sorted { $0.value > $1.value }.map { "\($0.key.rawValue) \($0.value)" }
        throw CommandError(
            "none of the \(tiles.count) tiles of \(plan.imagery.joined(separator: ", ")) gets a label from "
                + "\(plan.labels) (\(reasons.joined(separator: ", "))). Check that both show the same place, that the legend "
                + "'\(plan.legend.name)' \(plan.labelLayer == nil ? "lists the raster's codes" : "has the field's values"), or try --rule purity:0.7."
        )
    }

    /// Moves the cut tiles to `<side>/<Class>/`, and removes those that balancing dropped.
    private func place(_ tiles: [PreparedTile], below folder: String) throws {
        let manager = FileManager.default
        for tile in tiles {
            guard let cut = tile.cutFile else { continue }
            guard let id = tile.imageID(legend: plan.legend, ending: TileFile.ending(of: plan.tile)) else {
                try manager.removeItem(atPath: cut)
                continue
            }
            let target = "\(folder)/\(id)"
            try manager.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try manager.moveItem(atPath: cut, toPath: target)
        }
        try manager.removeItem(atPath: TileCutting.folder(below: folder))
    }

    private func record(
        of tiles: [PreparedTile], mosaic: Mosaic, unlisted: UnlistedCover
    ) throws -> PreparedDataset {
        let kept = tiles.filter { $0.dropReason == nil }
        var counts: [String: [String: Int]] = [:]
        for side in DatasetSide.allCases {
            counts[side.rawValue] = Dictionary(uniqueKeysWithValues: plan.legend.classNames.map { ($0, 0) })
        }
        for tile in kept {
            if let side = tile.side, let name = tile.className(plan.legend) {
                counts[side.rawValue]?[name]? += 1
            }
        }
        var dropped: [String: Int] = [:]
        for tile in tiles { if let reason = tile.dropReason { dropped[reason.rawValue, default: 0] += 1 } }
        let bounds = Dictionary(grouping: kept, by: \.side).mapValues {
            $0.map { mosaic.grid.bounds(of: $0.index) }
        }
        let distance = Leakage.smallestDistance(training: bounds[.train] ?? [], test: bounds[.test] ?? [])
        return PreparedDataset(
            formatVersion: PreparedDataset.currentVersion, program: AerialVersion.programName,
            created: Timestamp.now(), imagery: try plan.imagery.map(Self.source),
            labels: try Self.source(plan.labels),
            areaOfInterest: try plan.area.map(Self.source),
            corrections: try plan.corrections.map(Self.source), rule: plan.rule.description,
            labelsLayer: plan.labelLayer?.name, classField: plan.labelLayer?.field, unlisted: unlisted.tiles,
            legend: plan.legend,
            split: plan.split.description, testFraction: plan.testFraction, balanced: plan.balance,
            seed: plan.seed,
            grid: mosaic.grid, tile: plan.tile, metersPerPixel: mosaic.groundSampleDistance.metersPerPixel,
            tilesConsidered: tiles.count, dropped: dropped, classCounts: counts,
            leakageDistanceMeters: distance.map { $0 * mosaic.grid.reference.metersPerUnit },
            tiles: kept.compactMap { $0.record(legend: plan.legend, grid: mosaic.grid, tile: plan.tile) })
    }

    private static func source(_ path: String) throws -> PreparedDataset.Source {
        // GDAL's virtual files (/vsis3/...) have no bytes of their own here.
        guard !path.hasPrefix("/vsi") else { return PreparedDataset.Source(path: path, sha256: "", bytes: 0) }
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return PreparedDataset.Source(
            path: path, sha256: try FileChecksum.sha256(ofFile: path), bytes: size ?? 0)
    }

    private func warnOfThinClasses(_ record: PreparedDataset) {
        var absent: [String] = []
        for name in plan.legend.classNames {
            let train = record.classCounts[DatasetSide.train.rawValue]?[name] ?? 0
            let test = record.classCounts[DatasetSide.test.rawValue]?[name] ?? 0
            if train == 0, test == 0 {
                absent.append(name)
            } else if train < 2 || (test == 0 && plan.testFraction > 0) {
                observer.warn(
                    "'\(name)' has \(train) training and \(test) test tiles. Add imagery, or smaller "
                        + "blocks in --split.")
            }
        }
        if !absent.isEmpty {
            observer.warn(
                "no tile shows \(absent.joined(separator: ", ")); a model will not know "
                    + (absent.count == 1 ? "it." : "them."))
        }
    }
}
