internal import AerialCore
internal import Imagery
internal import Reporting
internal import Scoring

/// A land-cover raster and imagery of a later date in, the probability of change of each tile out.
struct LabelledAnalysis {
    let model: TrainedModel
    let labels: ChangeLabels
    let after: [String]
    let bands: [Int]?
    let area: String?
    let maxEmptyShare: Double
    let target: String
    let length: ListLength
    /// By how many right angles each tile is seen.
    let turns: Int
    let marks: ChangeMarks?
    let seed: UInt64
    let maker: any ViewMaker
    let store: ViewStore
    let observer: any JourneyObserver

    /// With fewer of them, how often the labels are wrong cannot be told.
    private static let fewestTargets = 10
    private static let explanation = "none: a land-cover raster stands for the first date"

    func run() throws -> ChangeResult {
        let targetIndex = try ChangeAnalysis.index(of: target, in: model)
        let later = try Mosaic(paths: after, tile: model.tile, bands: bands, maxEmptyShare: maxEmptyShare)
        let date = try LabelledDate(
            labels, model: model.legend, target: target, grid: later.grid, area: area, observer: observer)
        let fit = try SceneFit(mosaic: later, model: model, area: area)
        fit.tellNotes(observer)
        try marks?.check(on: later.grid)
        observer.say(
            "\(later.grid.tileCount) tiles in \(later.grid.rows) rows and \(later.grid.columns) columns; "
                + model.description)
        let seen = try DateViews(
            of: later, at: .after, as: TileSight(turns: turns, matching: nil, includesFeatures: false),
            model: model, area: area, target: targetIndex, maker: maker, store: store, observer: observer
        ).seen
        RejectionList(seen.rejections).tell(observer)
        let (plots, counts) = plots(seen, date)
        try check(plots, date)
        let detection = LabelledChangeDetection(
            of: plots, classCount: model.legend.classes.count, target: targetIndex,
            marks: marks?.marks ?? [:])
        let able = detection.changes.able(toBecome: targetIndex)
        let candidates = length.list(of: able)
        let strange =
            [
                ForeignTiles(seen.foreignness.values).warning(in: .changeMap).map {
                    "the second date: \($0)"
                },
                separationCaution(detection), targetCaution(plots, targetIndex),
                emptyCaution(detection, candidates), marks?.remark(comparing: plots.map(\.tile)),
            ].compactMap { $0 }
        (strange + fit.warnings).forEach(observer.warn)
        var result = ChangeResult(
            model: model, legend: date.legend, before: .labels(date), after: later, target: targetIndex,
            length: length, marks: marks, seed: seed, radiometry: Self.explanation,
            cautions: strange + fit.cautions(ofDate: "second"), counts: counts,
            naiveCount: plots.count { $0.label != targetIndex && $0.after.predictedClass == targetIndex },
            changes: detection.changes.settled(listed: candidates, target: targetIndex),
            candidates: candidates,
            next: ChangeSelection.next(ChangeResult.nextCount, after: candidates, among: able),
            foreignness: [[:], seen.foreignness])
        result.landCover = landCover(detection, plots, date)
        return result
    }

    /// Tiles with a label and imagery; one that lacks either counts as without data.
    private func plots(
        _ seen: SeenTiles, _ date: LabelledDate
    ) -> ([LabelledPlot], TileCounts) {
        var plots: [LabelledPlot] = []
        var counts = TileCounts()
        for (tile, end) in zip(seen.tiles, seen.ends) {
            if let label = date.labels[tile], let view = end.view {
                plots.append(
                    LabelledPlot(
                        tile: tile, label: label.classIndex, targetShare: label.targetShare, after: view.seen)
                )
                counts.record(.scored)
            } else {
                counts.record(end.isRejected ? .rejected : .nodata)
            }
        }
        return (plots, counts)
    }

    private func check(_ plots: [LabelledPlot], _ date: LabelledDate) throws {
        guard plots.count < ChangeAnalysis.leastPairs else { return }
        throw CommandError(
            "only \(plots.count) tiles have a label in \(date.path) and imagery in \(after[0]); how labels and imagery agree "
                + "cannot be told from fewer than \(ChangeAnalysis.leastPairs). Check that both show the same place, and "
                + "that --legend and --rule fit the labels.")
    }

    private func separationCaution(_ detection: LabelledChangeDetection) -> String? {
        guard detection.separation < LabelledChangeDetection.leastSeparation else { return nil }
        return
            "the model hardly tells \(target) from other ground here: what it sees of tiles that the labels call \(target) "
            + "is like what it sees of others. Train on imagery of this date, or take the list with care."
    }

    private func targetCaution(_ plots: [LabelledPlot], _ targetIndex: Int) -> String? {
        let targets = plots.count { $0.label == targetIndex }
        guard targets < Self.fewestTargets else { return nil }
        return
            "the labels call \(targets == 1 ? "1 tile" : "\(targets) tiles") \(target): from so few it cannot be told how often "
            + "they are wrong, and candidates may be tiles that were \(target) all along."
    }

    /// A short list is no proof that little changed.
    private func emptyCaution(_ detection: LabelledChangeDetection, _ candidates: [TileChange]) -> String? {
        let (found, errors) = (detection.contradictions.rounded(), detection.labelErrors.rounded())
        guard candidates.isEmpty, found >= 1 else { return nil }
        let these = found == 1 ? "1 tile looks" : "\(Int(found)) tiles look"
        return
            "\(these) \(target) and \(found == 1 ? "is" : "are") not labelled so, but \(Int(errors)) of \(Int(found)) may be errors "
            + "of the labels or of the model: too many to list any within the promised share of false ones. This does not say that nothing "
            + "changed. Look at the likeliest with --top \(Int(found)), and give your marks back with --marks."
    }

    private func landCover(
        _ detection: LabelledChangeDetection, _ plots: [LabelledPlot], _ date: LabelledDate
    ) -> ChangeLandCover {
        var agreement = ConfusionMatrix(classNames: date.legend.classNames)
        for plot in plots {
            agreement.record(
                reference: plot.label, prediction: date.label(ofModelClass: plot.after.predictedClass))
        }
        return ChangeLandCover(
            name: FileName.of(date.path), rule: date.rule.description, legend: date.legend,
            agreement: agreement, contradictions: detection.contradictions,
            labelErrors: detection.labelErrors, reverseContradictions: detection.reverseContradictions,
            unlabelled: date.unlabelled.count)
    }
}
