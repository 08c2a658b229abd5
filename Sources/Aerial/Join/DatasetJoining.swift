internal import AerialCore
internal import Foundation
internal import Imagery

/// Reads the datasets, gives their areas names of their own, and assembles them anew.
struct DatasetJoining {
    let plan: DatasetJoinPlan
    let observer: any JourneyObserver

    func run() throws -> PrepareSummary {
        let datasets = try plan.datasets.map(StoredDataset.init)
        let first = datasets[0].record
        for other in datasets.dropFirst() { try check(other, against: datasets[0]) }
        var areas = try datasets.flatMap { try $0.areas(legend: first.legend) }
        do { try PrepareArea.check(names: areas.compactMap(\.name)) } catch {
            throw CommandError("\(error) NAME=FOLDER gives a dataset another name than its folder's.")
        }
        if plan.holdsOutAreas {
            for position in areas.indices { areas[position].side = nil }
            try DatasetDivision(
                split: .areas, testFraction: plan.testFraction, seed: plan.seed, balances: false
            ).divide(&areas)
        }
        let staging = try StagingFolder(for: plan.out)
        let assembly = DatasetAssembly(
            areas: areas, settings: settings(datasets.map(\.record), areas: areas),
            corrections: Self.common(datasets.compactMap(\.record.corrections)), files: .copied,
            observer: observer)
        let record = try assembly.write(to: staging.path)
        try staging.commit()
        ThinClasses(record).tell(observer)
        return PrepareSummary(record, dataset: plan.out)
    }

    private func settings(_ records: [PreparedDataset], areas: [AreaTiles]) -> DatasetSettings {
        let split =
            plan.holdsOutAreas
            ? SplitRule.areas.description : Self.common(records.map(\.split)) ?? Self.mixedSplit
        let kept = areas.flatMap { $0.tiles.filter { $0.dropReason == nil } }
        let share = Double(kept.count { $0.side == .test }) / Double(max(1, kept.count))
        return DatasetSettings(
            legend: records[0].legend, tile: records[0].tile, splitText: split,
            testFraction: plan.holdsOutAreas
                ? plan.testFraction : Self.common(records.map(\.testFraction)) ?? share,
            isBalanced: records.allSatisfy(\.balanced),
            seed: plan.holdsOutAreas ? plan.seed : Self.common(records.map(\.seed)) ?? plan.seed)
    }

    /// What is recorded where the datasets were split in different ways.
    private static let mixedSplit = "joined"

    /// The value that all have.
    private static func common<Value: Equatable>(_ values: [Value]) -> Value? {
        values.allSatisfy { $0 == values.first } ? values.first : nil
    }

    private func check(_ other: StoredDataset, against first: StoredDataset) throws {
        guard other.record.tile == first.record.tile else {
            throw CommandError(
                "the tiles of \(other.path) are of another kind (\(other.record.tile)) than those of \(first.path) "
                    + "(\(first.record.tile)). Prepare both with the same --tile-meters, --tile-pixels and --bands."
            )
        }
        let (legend, wanted) = (other.record.legend, first.record.legend)
        guard Set(legend.classNames) == Set(wanted.classNames) else {
            let odd = Set(legend.classNames).symmetricDifference(wanted.classNames).sorted()
            throw CommandError(
                "the legends of \(first.path) ('\(wanted.name)') and \(other.path) ('\(legend.name)') differ: "
                    + "\(odd.joined(separator: ", ")) \(odd.count == 1 ? "is" : "are") in one of them alone. Prepare both with the "
                    + "same --legend.")
        }
        if legend.classIndexByCode != wanted.classIndexByCode || legend.classNames != wanted.classNames {
            observer.warn(
                "the legends of \(first.path) and \(other.path) have the same classes with other codes or in another order; that "
                    + "of \(first.path) is taken.")
        }
    }
}

/// A dataset with its tiles, as it lies in its folder.
private struct StoredDataset {
    let path: String
    let record: PreparedDataset
    private let name: String?

    init(_ dataset: DatasetToJoin) throws {
        guard FileKind.isFolder(dataset.path) else {
            throw CommandError("there is no dataset folder \(dataset.path).")
        }
        guard let record = try PreparedDataset.read(fromDataset: dataset.path) else {
            throw CommandError(
                "\(dataset.path) has no \(PreparedDataset.fileName), so it was not made by 'aerial prepare', and nothing says where its "
                    + "pictures lie. Only prepared datasets are joined.")
        }
        path = dataset.path
        name = dataset.name
        self.record = record
    }

    /// - Parameter legend: of the dataset that is made; the same classes, in an order of its own perhaps.
    func areas(legend: Legend) throws -> [AreaTiles] {
        let layer = Dictionary(grouping: try record.layer(ofDataset: path), by: \.area)
        let tiles = record.tilesByID
        try checkFiles()
        return try record.areas.map { area in
            let name = newName(of: area)
            let found = try (layer[area.name] ?? []).map {
                try tile($0, of: area, named: name, legend: legend, recorded: tiles)
            }
            guard found.count == area.tilesConsidered,
                found.count(where: { $0.dropReason == nil })
                    == record.tiles.count(where: { $0.area == area.name })
            else { throw disagreement }
            return AreaTiles(
                name: name, files: AreaFiles(area), date: area.date, side: area.side, grid: area.grid,
                metersPerPixel: area.metersPerPixel, tiles: found, unlisted: area.unlisted)
        }
    }

    private func newName(of area: PreparedArea) -> String {
        guard let own = area.name else { return name ?? FileName.of(path) }
        return name.map { "\($0)-\(own)" } ?? own
    }

    private var disagreement: CommandError {
        CommandError(
            "\(path)/\(PreparedDataset.layerName) and \(path)/\(PreparedDataset.fileName) tell of different tiles. Make the dataset "
                + "again with 'aerial prepare'.")
    }

    private func checkFiles() throws {
        let absent = record.tiles.filter { !FileManager.default.fileExists(atPath: "\(path)/\($0.id)") }
        guard let first = absent.first else { return }
        throw CommandError(
            "\(path) lacks \(absent.count) of the tiles that its \(PreparedDataset.fileName) lists: \(first.id)\(absent.count > 1 ? " and others" : ""). "
                + "Put them back, or make the dataset again; tiles are dropped and given other classes with --corrections."
        )
    }

    private func tile(
        _ stored: TileRecord, of area: PreparedArea, named name: String, legend: Legend,
        recorded: [String: PreparedDataset.Tile]
    ) throws -> PreparedTile {
        var tile = PreparedTile(
            area: name, index: stored.tile, codes: stored.codes,
            sources: stored.source.isEmpty ? [] : [stored.source])
        guard stored.status == .kept else {
            guard let reason = DropReason(rawValue: stored.reason) else { throw disagreement }
            tile.dropReason = reason
            return tile
        }
        let classIndex = stored.className.flatMap(legend.classIndex(named:))
        let id = [
            stored.split ?? "", ClassFolders.folder(of: stored.className ?? ""),
            stored.id + TileFile.ending(of: record.tile),
        ].joined(separator: "/")
        guard let classIndex, let known = recorded[id] else { throw disagreement }
        tile.classIndex = classIndex
        tile.correctedFrom = known.label.flatMap(legend.classIndex(named:))
        tile.side = stored.split.flatMap(DatasetSide.init)
        tile.group = known.group.map { "\(name) " + Self.local($0, in: area.name) }
        tile.cutFile = "\(path)/\(id)"
        return tile
    }

    /// A block's or scene's name without its area's.
    private static func local(_ group: String, in area: String?) -> String {
        guard let area, group.hasPrefix("\(area) ") else { return group }
        return String(group.dropFirst(area.count + 1))
    }
}
