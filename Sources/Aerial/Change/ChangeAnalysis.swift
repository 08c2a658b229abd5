internal import AerialCore
internal import Foundation
internal import Imagery
internal import Scoring

/// Two dates in, the probability of change of each tile out.
struct ChangeAnalysis {
    let model: TrainedModel
    let before: [String]
    let after: [String]
    /// The imagery's band of each of the model's at the first date, and at the second; `nil` to find them by their names.
    let bands: [Int]?
    let bandsAfter: [Int]?
    let area: String?
    let maxEmptyShare: Double
    let target: String
    let length: ListLength
    let normalization: Normalization
    /// By how many right angles each tile is seen.
    let turns: Int
    let marks: ChangeMarks?
    let seed: UInt64
    let observer: any JourneyObserver

    /// With fewer tiles, unchanged ones do not tell what is usual.
    static let leastPairs = 20
    /// A corner without imagery moves a tile's features as a change would, so less may be empty than for a map.
    package static let usualEmptyShare = 0.02

    func run() throws -> ChangeResult {
        let targetIndex = try Self.index(of: target, in: model)
        oneDateTwice.map(observer.warn)
        let earlier = try Mosaic(
            paths: before, tile: model.tile, bands: bands, maxEmptyShare: maxEmptyShare)
        let later = try Mosaic(
            paths: after, tile: model.tile, bands: bandsAfter, grid: earlier.grid,
            maxEmptyShare: maxEmptyShare)
        let fits = try [earlier, later].map { try SceneFit(mosaic: $0, model: model, area: area) }
        for fit in fits { fit.tellNotes(observer) }
        let radiometry = Radiometry(
            normalization, before: fits[0].sample, after: fits[1].sample, learned: model.colors)
        observer.say(
            "\(earlier.grid.tileCount) tiles in \(earlier.grid.rows) rows and \(earlier.grid.columns) columns; "
                + model.description)
        let views = [
            try DateViews(
                of: earlier, matching: radiometry.before, model: model, area: area, turns: turns,
                title: "before", observer: observer),
            try DateViews(
                of: later, matching: radiometry.after, model: model, area: area, turns: turns,
                title: "after", observer: observer),
        ]
        RejectionList(views.flatMap(\.rejections)).tell(observer)
        let (pairs, counts) = Self.pairs(views[0], views[1], grid: earlier.grid)
        try checkPairs(pairs, counts: counts)
        let strange =
            [Self.foreignTiles(views[0], "first"), Self.foreignTiles(views[1], "second")]
            .compactMap { $0 } + [Self.foreignLabels(pairs)].compactMap { $0 }
        (strange + fits.flatMap(\.warnings)).forEach(observer.warn)
        var options = ChangeDetection.Options(target: targetIndex)
        options.alignsFeatures = normalization != .none
        options.seed = seed
        options.marks = marks?.marks ?? [:]
        let detection = ChangeDetection(of: pairs, classCount: model.legend.classes.count, options: options)
        let candidates = length.list(of: detection.changes)
        return ChangeResult(
            model: model, legend: model.legend, before: .imagery(earlier), after: later, target: targetIndex,
            length: length, marks: marks, seed: seed, radiometry: radiometry.description,
            cautions: [oneDateTwice].compactMap { $0 } + strange + fits.flatMap(\.warnings),
            counts: counts,
            naiveCount: pairs.count {
                $0.before.predictedClass != targetIndex && $0.after.predictedClass == targetIndex
            },
            changes: detection.changes.settled(listed: candidates, target: targetIndex),
            candidates: candidates,
            next: ChangeSelection.next(
                ChangeResult.nextCount, after: candidates, among: detection.changes),
            foreignness: views.map(\.foreignness))
    }

    static func index(of target: String, in model: TrainedModel) throws -> Int {
        guard let index = model.legend.classIndex(named: target) else {
            throw CommandError(
                "the model \(model.path) has no class '\(target)'. Give one of its classes with --target: "
                    + "\(model.legend.classNames.joined(separator: ", ")).")
        }
        return index
    }

    private var oneDateTwice: String? {
        let both = Set(before.map(Self.realPath)).intersection(after.map(Self.realPath))
        return both.sorted().first.map {
            "both dates are the same file, \($0): nothing can have changed in it."
        }
    }

    private static func realPath(_ path: String) -> String {
        path.hasPrefix("/vsi") ? path : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// The tiles that were scored at both dates, row by row; a tile counts by the worse of its two ends.
    private static func pairs(_ before: DateViews, _ after: DateViews, grid: TileGrid) -> (
        [TilePair], TileCounts
    ) {
        var pairs: [TilePair] = []
        var counts = TileCounts()
        for tile in grid.tiles {
            if let first = before.views[tile], let second = after.views[tile] {
                pairs.append(TilePair(tile: tile, before: first, after: second))
                counts.record(.scored)
            } else {
                let ends = [before.others[tile], after.others[tile]].compactMap { $0 }
                if let end = ends.first(where: { $0 == .rejected }) ?? ends.first { counts.record(end) }
            }
        }
        return (pairs, counts)
    }

    private func checkPairs(_ pairs: [TilePair], counts: TileCounts) throws {
        guard !pairs.isEmpty else {
            throw CommandError(
                "no tile has imagery at both dates (\(counts.nodata) have none at one of them). Check that "
                    + "\(before[0]) and \(after[0]) show the same place"
                    + (area.map { " and that \($0) lies in it." } ?? "."))
        }
        guard pairs.count >= Self.leastPairs else {
            throw CommandError(
                "only \(pairs.count) tiles have imagery at both dates; what unchanged ones look like cannot "
                    + "be told from fewer than \(Self.leastPairs). Give a larger place.")
        }
    }

    /// A warning where the model learned from nothing like a date's tiles.
    private static func foreignTiles(_ views: DateViews, _ date: String) -> String? {
        ForeignTiles(views.foreignness.values).warning.map { "the \(date) date: \($0)" }
    }

    /// A warning where the model alone gives most tiles another class.
    private static func foreignLabels(_ pairs: [TilePair]) -> String? {
        let others = pairs.count { $0.before.predictedClass != $0.after.predictedClass }
        guard others * 2 > pairs.count else { return nil }
        return
            "\(100 * others / pairs.count) % of the tiles have another class at the second date by the model "
            + "alone. It does not know imagery like this; look at the two maps before you trust the change."
    }
}
