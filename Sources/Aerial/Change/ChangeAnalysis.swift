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
    let maker: any ViewMaker
    let store: ViewStore
    let observer: any JourneyObserver

    /// With fewer tiles, unchanged ones do not tell what is usual.
    static let leastPairs = 20

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
        let swapped = earlier.orderWarning(before: later)
        swapped.map(observer.warn)
        try marks?.check(on: earlier.grid)
        let radiometry = Radiometry(
            normalization, before: fits[0].sample, after: fits[1].sample, learned: model.colors)
        observer.say(
            "\(earlier.grid.tileCount) tiles in \(earlier.grid.rows) rows and \(earlier.grid.columns) columns; "
                + model.description)
        let layout = DateViews.layout(
            classCount: model.legend.classes.count, featureCount: model.featureCount)
        if area == nil {
            store.checkRoom(
                tiles: earlier.grid.tileCount, dates: 2,
                tileBytes: layout.byteCount(of: layout.narrow.upperBound))
        }
        let views = try [
            (earlier, PlotDate.before, radiometry.before), (later, .after, radiometry.after),
        ].map { mosaic, date, matching in
            try DateViews(
                of: mosaic, at: date,
                as: TileSight(turns: turns, matching: matching, includesFeatures: true), model: model,
                area: area, target: targetIndex, maker: maker, store: store, observer: observer)
        }
        let seen = views.map(\.seen)
        RejectionList(seen.flatMap(\.rejections)).tell(observer)
        let (pairs, counts) = Self.pairs(seen[0], seen[1])
        let features = PairedViews(
            ledgers: views.map(\.ledger), positions: seen.map { Self.positions(of: $0, where: seen) },
            layout: layout)
        try checkPairs(pairs, counts: counts)
        let strange =
            [Self.foreignTiles(seen[0], "first"), Self.foreignTiles(seen[1], "second")]
            .compactMap { $0 }
            + [Self.foreignLabels(pairs), marks?.remark(comparing: pairs.map(\.tile))].compactMap { $0 }
        (strange + fits.flatMap(\.warnings)).forEach(observer.warn)
        var options = ChangeDetection.Options(target: targetIndex)
        options.alignsFeatures = normalization != .none
        options.seed = seed
        options.marks = marks?.marks ?? [:]
        observer.say("weighing what the two dates show")
        let detection = try ChangeDetection(
            of: pairs, features: features, classCount: model.legend.classes.count, options: options)
        let able = detection.changes.able(toBecome: targetIndex)
        let candidates = length.list(of: able)
        return ChangeResult(
            model: model, legend: model.legend, before: .imagery(earlier), after: later, target: targetIndex,
            length: length, marks: marks, seed: seed, radiometry: radiometry.description,
            matchingAfter: radiometry.after,
            cautions: [oneDateTwice, swapped].compactMap { $0 } + strange
                + fits[0].cautions(ofDate: "first") + fits[1].cautions(ofDate: "second"),
            counts: counts,
            naiveCount: pairs.count {
                $0.before.predictedClass != targetIndex && $0.after.predictedClass == targetIndex
            },
            changes: detection.changes.settled(listed: candidates, target: targetIndex),
            candidates: candidates,
            next: ChangeSelection.next(ChangeResult.nextCount, after: candidates, among: able),
            foreignness: seen.map(\.foreignness))
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
        RemotePlace.isVirtual(path) ? path : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// The tiles that were scored at both dates, row by row; a tile counts by the worse of its two ends.
    private static func pairs(_ before: SeenTiles, _ after: SeenTiles) -> ([PlotPair], TileCounts) {
        var pairs: [PlotPair] = []
        var counts = TileCounts()
        for (position, tile) in before.tiles.enumerated() {
            let ends = [before.ends[position], after.ends[position]]
            if let first = ends[0].view, let second = ends[1].view {
                pairs.append(PlotPair(tile: tile, before: first.seen, after: second.seen))
                counts.record(.scored)
            } else {
                counts.record(ends.contains(where: \.isRejected) ? .rejected : .nodata)
            }
        }
        return (pairs, counts)
    }

    /// Where the features of the tiles lie that were scored at all dates, in the ledger of one of them.
    private static func positions(of date: SeenTiles, where dates: [SeenTiles]) -> [Int] {
        date.ends.indices.compactMap { position in
            dates.allSatisfy { $0.ends[position].view != nil } ? date.ends[position].view?.position : nil
        }
    }

    private func checkPairs(_ pairs: [PlotPair], counts: TileCounts) throws {
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
    private static func foreignTiles(_ seen: SeenTiles, _ date: String) -> String? {
        ForeignTiles(seen.foreignness.values).warning(in: .changeMap).map { "the \(date) date: \($0)" }
    }

    /// A warning where the model alone gives most tiles another class.
    private static func foreignLabels(_ pairs: [PlotPair]) -> String? {
        let others = pairs.count { $0.before.predictedClass != $0.after.predictedClass }
        guard others * 2 > pairs.count else { return nil }
        return
            "\(100 * others / pairs.count) % of the tiles have another class at the second date by the model "
            + "alone. It does not know imagery like this; look at the two maps before you trust the change."
    }
}
