public import AerialCore

/// What changed between two dates, with a contact sheet to judge it by: one page that stands alone.
public struct ChangeReport: Sendable {
    /// The page's heading, of the browser's tab too.
    public var title: String
    /// What stands below the heading, in one line.
    public var subtitle: String
    /// The class that tiles changed into.
    public var target: String
    /// What became of the tiles of the grid: those scored are scored at both dates.
    public var counts: TileCounts
    /// The share of false candidates that was allowed; `nil` where the list's length was given.
    public var falseShare: Double?
    /// The share that is expected; `nil` without candidates.
    public var expectedFalseShare: Double?
    /// The length of the whole list, of which ``candidates`` may be only the beginning.
    public var candidateCount: Int
    /// How many tiles went from which class to which; only listed candidates count as changed into ``target``.
    public var transitions: TransitionMatrix
    /// What may make the result worse than it says.
    public var cautions: [String] = []
    /// The candidates and the two dates, to look into.
    public var view: MapView?
    /// How good the model is; `nil` where that is not known.
    public var accuracy: ModelAccuracy?
    /// Those that are shown, by rank.
    public var candidates: [CandidateCard] = []
    /// What comes after the list, the likeliest first.
    public var next: [CandidateCard] = []
    /// The number of tiles that probably changed, listed or not.
    public var expectedChanged = 0.0
    /// What was said before of tiles that are not on the page, by their names on the grid: false for one that was rejected. It is saved
    /// with the page's marks.
    public var earlierMarks: [String: Bool] = [:]
    /// What the marks of an earlier list's sample say of it; `nil` without.
    public var markedPrecision: ListPrecision?
    /// How labels and model agree, where a land-cover map stands for the first date; `nil` where that date has imagery.
    public var landCover: ChangeLandCover?
    /// How the result came to be: how the dates were made comparable, what comparing labels alone gives.
    public var facts: [Fact] = []
    /// Checksums, versions, options, the command line: what it takes to do it again.
    public var provenance: [Fact] = []

    /// A report without maps and candidates, which may be set afterwards.
    public init(
        title: String, subtitle: String, target: String, counts: TileCounts, falseShare: Double?,
        expectedFalseShare: Double?, candidateCount: Int, transitions: TransitionMatrix
    ) {
        self.title = title
        self.subtitle = subtitle
        self.target = target
        self.counts = counts
        self.falseShare = falseShare
        self.expectedFalseShare = expectedFalseShare
        self.candidateCount = candidateCount
        self.transitions = transitions
    }

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Land-use change", subtitle: subtitle,
            sections: [
                headline, .cautions(cautions),
                view.map { .section("The map", [MapView.style, $0.markup, MapView.script]) } ?? .empty,
                landCover.map { $0.section(target: target) } ?? .empty,
                transitionSection, sheetSection, nextSection, factSection,
                "<style>\(MarkingSheet.base)</style>",
                candidates.isEmpty && next.isEmpty
                    ? .empty : "\(ContactSheet.earlier(earlierMarks))<script>\(ContactSheet.script)</script>",
            ]
        ).html
    }

    private var headline: Markup {
        """
        <div class="headline"><div><p class="figure">\(NumberText.count(candidateCount))</p>\
        <p>tiles are candidates for being newly \(target)</p></div>\(Markup.stats([
            ("Expected to be false", NumberText.percent(expectedFalseShare), falseShare.map { "at most \(NumberText.percent($0)) asked for" } ?? "so many tiles were asked for"),
            ("Expected to have changed", NumberText.fixed(expectedChanged, decimals: 1), "tiles, listed or not"),
            (landCover == nil ? "Tiles at both dates" : "Tiles with label and imagery", NumberText.count(counts.scored), "of \(NumberText.count(counts.tiles))"),
        ] + [accuracy?.stat].compactMap { $0 } + markedStat))</div>
        """
    }

    private var markedStat: [(String, String, String)] {
        guard let markedPrecision else { return [] }
        return [
            (
                "Right by the marks", NumberText.percent(markedPrecision.share),
                "of the list that was marked, \(markedPrecision.right) of \(markedPrecision.judged) sampled, 95 % interval "
                    + NumberText.percentRange(markedPrecision.interval)
            )
        ]
    }

    /// Looking on where the list ends tells whether it ends too early, and teaches the most.
    private var nextSection: Markup {
        guard !next.isEmpty else { return .empty }
        return .section(
            "What to look at next",
            lead: """
                The likeliest tiles that are not in the list. Marks of these teach the most: with --marks the same command \
                gives a list that knows them.
                """,
            [
                candidates.isEmpty ? sheetKey : .empty, candidates.isEmpty ? ContactSheet.tools : .empty,
                sightSwitch(of: next, id: "why-next"), ContactSheet.markup(next, target: target),
            ])
    }

    private var sheetSection: Markup {
        guard !candidates.isEmpty else {
            return .section(
                "Candidates",
                [
                    .paragraph(
                        falseShare == nil
                            ? "No tile can have changed: all were \(target) before, do not show it now, or were rejected."
                            : "No tile is likely enough to have changed. --top 20 lists the twenty likeliest, however likely they are."
                    )
                ])
        }
        let rest = candidateCount - candidates.count
        return .section(
            "Candidates",
            lead: """
                \(landCover == nil ? "Before" : "The labels") on the left, after on the right, the tile framed, its surroundings around it; the most probable \
                first. Judge the tiles marked "sample" and the page knows how much of the whole list is right. \(rest > 0 ? "\(NumberText.count(rest)) more stand in the tables." : "")
                """,
            [
                sheetKey, ContactSheet.tools, sightSwitch(of: candidates, id: "why"),
                ContactSheet.markup(candidates, target: target),
            ])
    }

    private func sightSwitch(of cards: [CandidateCard], id: String) -> Markup {
        cards.contains { $0.sight != nil }
            ? .veilSwitch("Show where in each tile the model sees \(target) at the later date", id: id)
            : .empty
    }

    /// What the colours of the first date's pictures mean, where they are labels.
    private var sheetKey: Markup { landCover.map { .legend($0.legend) } ?? .empty }

    private var transitionSection: Markup {
        .section(
            "From class to class",
            lead: """
                These are \(ClassAreas.caution): a labelled sample gives areas with intervals. \(landCover == nil
                    ? "A tile that differs no more than unchanged tiles do, or more likely did not change, keeps its class."
                    : "Only candidates change; all other tiles keep the class that the labels give them.")
                """,
            [.scrolling(TransitionTable(transitions).markup, label: "From class to class")])
    }

    private var factSection: Markup {
        let reconciled = [
            Fact("Tiles", NumberText.count(counts.tiles)),
            Fact(
                landCover == nil ? "With imagery at both dates" : "With a clear label and imagery",
                NumberText.count(counts.scored)),
            Fact(
                landCover == nil ? "Without at one of them" : "Without one of them",
                NumberText.count(counts.nodata)),
            Fact("Rejected", NumberText.count(counts.rejected)),
        ]
        return .section(
            "Tiles and provenance",
            [.factTable(reconciled + facts), "<h3>Provenance</h3>", .factTable(provenance)])
    }
}
