internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting
internal import Scoring

/// Writes what a change analysis found.
struct ChangeFiles {
    let result: ChangeResult
    let commandLine: [String]
    let observer: any JourneyObserver

    /// The side of a candidate's picture on the report, in pixels.
    private static let thumbnailSide = 224
    /// More would make a page that browsers struggle with; the tables hold all.
    private static let candidatesShown = 200

    /// All files or none: a page of one run never lies beside tables of another.
    func write(to folder: String) throws { try OutputSet.write(inFolder: folder, writeFiles) }

    private func writeFiles(to folder: String) throws {
        let tags = result.model.provenance.merging(
            [
                "AERIAL_PROGRAM": AerialVersion.programName, "AERIAL_TARGET": result.targetName,
                "AERIAL_NORMALIZATION": result.radiometry,
            ],
            uniquingKeysWith: { $1 })
        try ChangeRaster.write(
            result.changes, foreignness: foreignness, legend: result.legend, grid: result.grid,
            metadata: tags,
            to: "\(folder)/change.tif")
        try ClassMapFile.write(
            try outcomeMap(), grid: result.grid, metadata: tags, to: "\(folder)/change_map.tif")
        for name in ["candidates.csv", "candidates.gpkg"] {
            try CandidateFile.write(
                result.candidates, target: result.target, sample: result.sample, legend: result.legend,
                grid: result.grid,
                to: "\(folder)/\(name)")
        }
        try TextFile.write(TransitionTable(transitions).csv, to: "\(folder)/transitions.csv")
        try TextFile.write(try page().html(), to: "\(folder)/report.html")
    }

    /// By the date that is stranger to the model.
    private var foreignness: [TileIndex: Float] {
        result.foreignness.reduce(into: [:]) { $0.merge($1) { max($0, $1) } }
    }

    private var transitions: TransitionMatrix {
        TransitionMatrix(
            classNames: result.legend.classNames, changes: result.changes,
            tileHectares: result.grid.tileHectares)
    }

    /// Candidates, tiles of the target class at both dates, and the rest: strata for a sample to label.
    private func outcomeMap() throws -> ClassMap {
        let name = result.targetName
        let color = result.legend.classes[result.target].color
        let legend = try Legend(
            name: "change",
            classes: [
                LandUseClass(name: "newly \(name)", codes: [], color: color),
                LandUseClass(
                    name: "already \(name)", codes: [], color: LegendColor(red: 120, green: 110, blue: 105)),
                LandUseClass(
                    name: "not newly \(name)", codes: [], color: LegendColor(red: 226, green: 224, blue: 214)),
            ])
        let chosen = Set(result.candidates.map(\.tile))
        var map = ClassMap(legend: legend, columns: result.grid.columns, rows: result.grid.rows)
        for change in result.changes {
            map[change.tile] = chosen.contains(change.tile) ? 0 : change.from == result.target ? 1 : 2
        }
        return map
    }

    /// A land-cover raster stands for the first date.
    private var isOfLabels: Bool { result.landCover != nil }

    private func page() throws -> ChangeReport {
        var report = ChangeReport(
            title: "Newly \(result.targetName)",
            subtitle: "\(result.before.name) to \(result.after.shortName)",
            target: result.targetName, counts: result.counts, falseShare: result.length.falseShare,
            expectedFalseShare: ChangeSelection.expectedFalseShare(of: result.candidates),
            candidateCount: result.candidates.count, transitions: transitions)
        report.view = try view(of: try outcomeMap())
        report.accuracy = ModelAccuracy(of: result.model)
        report.cautions = result.cautions
        report.landCover = result.landCover
        report.expectedChanged = result.expectedChanged
        report.markedPrecision = result.markedPrecision
        let sample = result.sample
        let ranked = (result.candidates + result.next).enumerated().map { (rank: $0 + 1, change: $1) }
        // The whole sample is shown: marks of a part of it would speak for the likeliest alone.
        let shown = ranked.prefix(result.candidates.count).filter {
            $0.rank <= Self.candidatesShown || sample.contains($0.change.tile)
        }
        let next = Array(ranked.dropFirst(result.candidates.count))
        let sight = ranked.isEmpty ? nil : try CellSight(of: result.model)
        report.candidates = try cards(of: shown, sample: sample, sight: sight)
        report.next = try cards(of: next, sample: [], sight: sight)
        report.earlierMarks = earlierMarks(besides: Set((shown + next).map(\.change.tile)))
        report.facts = [
            Fact("By comparing the labels alone", "\(result.naiveCount) tiles"),
            Fact("Radiometry", result.radiometry),
            !isOfLabels
                ? Fact("Unchanged tiles", "how much they differ is learned from these two dates")
                : Fact("Unchanged tiles", "how labels and model agree on them is learned from this pair"),
        ]
        report.provenance =
            Fact.program()
            + [Fact("Engine", "\(result.model.engineName), \(result.model.precisionName)")]
            + Fact.command(commandLine) + result.model.sources
        return report
    }

    /// The candidates over both dates, and the classes of each.
    private func view(of outcome: ClassMap) throws -> MapView {
        let viewing = MapViewing(grid: result.grid)
        var shares = [UInt8?](repeating: nil, count: result.grid.tileCount)
        for change in result.changes {
            shares[change.tile.row * result.grid.columns + change.tile.column] = UInt8(
                (min(1, max(0, change.probability)) * 100).rounded())
        }
        let layers = [
            try viewing.layer(
                outcome, name: "Candidates", shares: shares, text: "% likely to be newly \(result.targetName)"
            ),
            try viewing.layer(
                result.map(\.from), name: isOfLabels ? "Labels" : "Before",
                foreign: result.foreignTiles(ofDate: 0)),
            try viewing.layer(
                isOfLabels ? result.map(\.seen) : result.map(\.to),
                name: isOfLabels ? "After, by the model alone" : "After",
                foreign: result.foreignTiles(ofDate: 1)),
        ]
        let pictures = PageImagery(grid: result.grid, observer: observer)
        var imagery: [MapView.Imagery?] = []
        if case .imagery(let mosaic) = result.before { imagery.append(pictures.picture(of: mosaic)) }
        imagery.append(pictures.picture(of: result.after))
        return try viewing.view(
            layers, imagery: imagery.compactMap { $0 },
            caption: "\(result.before.name) and \(result.after.shortName). "
                + (isOfLabels
                    ? "Blank where a tile has no clear label or no imagery."
                    : "Blank where a date has no imagery."))
    }

    /// Of tiles that were compared and are not on the page.
    private func earlierMarks(besides shown: Set<TileIndex>) -> [String: Bool] {
        guard let marks = result.marks?.marks else { return [:] }
        let compared = Set(result.changes.map(\.tile)).subtracting(shown)
        return Dictionary(
            uniqueKeysWithValues: marks.filter { compared.contains($0.key) }.map {
                (TileGrid.name(of: $0.key), $0.value)
            })
    }

    private func cards(
        of tiles: [(rank: Int, change: TileChange)], sample: Set<TileIndex>, sight: CellSight?
    ) throws -> [CandidateCard] {
        let dates = [try result.before.pictures(), try TileSurroundings(result.after)] as [any TilePictures]
        let placer = try TilePlacer(grid: result.grid)
        let reader = try result.after.makeReader()
        return try tiles.map { rank, candidate in
            let degrees = try placer.place(of: candidate.tile).degrees.center
            let pictures = dates.map { date in
                (try? date.picture(of: candidate.tile, side: Self.thumbnailSide)).flatMap(ReportPicture.jpeg)
            }
            let tile = try? reader.read(candidate.tile)
            return CandidateCard(
                rank: rank, isSampled: sample.contains(candidate.tile),
                id: TileGrid.name(of: candidate.tile),
                from: result.legend.classNames[candidate.from], probability: candidate.probability,
                longitude: degrees.x, latitude: degrees.y, before: pictures[0], after: pictures[1],
                sight: try tile.flatMap {
                    try sight?.veil(
                        over: result.matchingAfter?.matched($0) ?? $0, showing: result.target,
                        margin: TileSurroundings.margin)
                }, said: result.marks?.marks[candidate.tile])
        }
    }
}
