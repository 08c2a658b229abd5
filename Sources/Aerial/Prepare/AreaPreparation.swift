internal import AerialCore
internal import Imagery

/// One area of a dataset to be made: its imagery opened, its tiles labelled, then cut.
struct AreaPreparation {
    /// `nil` where the dataset's only area has none.
    let name: String?
    let date: String?
    let side: DatasetSide?
    /// The area's files, with what all areas share.
    let plan: PreparePlan
    let observer: any JourneyObserver

    /// - Throws: what ``run(_:)`` makes of errors.
    func opened() throws -> Mosaic {
        try run { observer in
            let mosaic = try Mosaic(
                paths: plan.imagery, tile: plan.tile, bands: try plan.bands?.numbers(for: plan.tile))
            mosaic.tellNotes(observer)
            [mosaic.datesWarning, mosaic.singleBandWarning].compactMap { $0 }.forEach(observer.warn)
            return mosaic
        }
    }

    func labelled(_ mosaic: Mosaic) throws -> AreaTiles {
        try run { observer in
            let labelled = try TileLabelling(plan: plan, area: name, mosaic: mosaic, observer: observer)
                .labelledTiles()
            labelled.unlisted.sentence(legend: plan.legend).map(observer.warn)
            return AreaTiles(
                name: name, files: try AreaFiles(plan), date: name == nil ? nil : date ?? mosaic.dates,
                side: side, grid: mosaic.grid,
                metersPerPixel: mosaic.groundSampleDistance.metersPerPixel, tiles: labelled.tiles,
                unlisted: labelled.unlisted.tiles)
        }
    }

    /// - Parameter folder: of the dataset that is made.
    func cut(_ area: inout AreaTiles, _ mosaic: Mosaic, below folder: String) throws {
        try run { observer in
            try TileCutting(plan: plan, area: name, mosaic: mosaic, folder: folder, observer: observer)
                .cut(&area.tiles)
            try checkThatSomethingIsLeft(area.tiles)
        }
    }

    /// Errors and remarks say which area they are of, where there are several.
    private func run<Value>(_ body: (any JourneyObserver) throws -> Value) throws -> Value {
        guard let name else { return try body(observer) }
        do {
            return try body(AreaObserver(area: name, observer: observer))
        } catch let end as JourneyCancelled {
            throw end
        } catch {
            throw CommandError("area '\(name)': \(error)")
        }
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
}

extension Mosaic {
    /// When its scenes were taken, a day or the first and the last with a slash between (ISO 8601); `nil` where none says it.
    var dates: String? {
        let days = scenes.compactMap(\.captured)
        guard let first = days.min(), let last = days.max() else { return nil }
        return first == last ? first : "\(first)/\(last)"
    }
}

/// Passes on what an area's work tells, with the area's name.
private struct AreaObserver: JourneyObserver {
    let area: String
    let observer: any JourneyObserver

    func say(_ line: String) { observer.say("\(area): \(line)") }
    func warn(_ line: String) { observer.warn("\(area): \(line)") }
    func show(_ progress: JourneyProgress) { observer.show(progress.titled("\(progress.title) \(area)")) }
    var isCancelled: Bool { observer.isCancelled }
}
