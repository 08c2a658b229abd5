internal import AerialCore

/// A label that is probably wrong, as a person looks at it.
public struct ReviewCard: Sendable, Equatable {
    /// From 1.
    public let rank: Int
    /// The image's path below its dataset.
    public let path: String
    /// The class that its folder says.
    public let label: String
    /// The class that it looks like.
    public let suggested: String
    /// Of the label being wrong, 0 to 1.
    public let probability: Double
    /// `nil` when it could not be read.
    public let picture: ReportPicture?

    public init(
        rank: Int, path: String, label: String, suggested: String, probability: Double,
        picture: ReportPicture?
    ) {
        self.rank = rank
        self.path = path
        self.label = label
        self.suggested = suggested
        self.probability = probability
        self.picture = picture
    }

    func markup(classNames: [String]) -> Markup {
        let others = classNames.filter { $0 != label && $0 != suggested }
        let list =
            others.isEmpty
            ? Markup.empty
            : MarkingSheet.classList(others, emptyText: "Other class", label: "Other class of \(path)")
        return """
            <li class="candidate" data-id="\(path)" data-rank="\(rank)" data-label="\(label)" data-suggested="\(suggested)" \
            data-probability="\(NumberText.fixed(probability, decimals: 4))">\
            \(Markup.picture(picture, "\(path), labelled \(label)"))\
            <p><b>\(rank)</b> labelled <b>\(label)</b>, looks like <b>\(suggested)</b> \
            <span class="where">wrong with \(NumberText.percent(probability)) · \(path)</span></p>\
            <p class="marks"><button type="button" data-mark="accept" aria-pressed="false">\(suggested)</button>\
            <button type="button" data-mark="keep" aria-pressed="false">Keep \(label)</button>\
            <button type="button" data-mark="drop" aria-pressed="false">Drop</button>\(list)</p></li>
            """
    }
}

/// Labels that are probably wrong, to go through and mark: one page that stands alone.
public struct ReviewReport: Sendable {
    /// The page's heading.
    public var title: String
    /// What stands below it.
    public var subtitle: String
    /// Training labels that were judged.
    public var judged: Int
    /// Of them, labels that are probably wrong.
    public var suspects: Int
    /// In the dataset's order.
    public var classNames: [String]
    /// Labels (rows) by the class that the tiles are confidently of (columns).
    public var joint: [[Double]]
    /// What may make the list worse than it looks.
    public var cautions: [String] = []
    /// The labels to look at, the likeliest to be wrong first.
    public var cards: [ReviewCard] = []
    /// How the labels were judged.
    public var facts: [Fact] = []
    /// What made the page, and when.
    public var provenance: [Fact] = []

    public init(
        title: String, subtitle: String, judged: Int, suspects: Int, classNames: [String], joint: [[Double]]
    ) {
        self.title = title
        self.subtitle = subtitle
        self.judged = judged
        self.suspects = suspects
        self.classNames = classNames
        self.joint = joint
    }

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Label review", subtitle: subtitle,
            sections: [
                headline,
                cautions.isEmpty
                    ? .empty
                    : .section("Before you rely on it", cautions.map { .paragraph($0, class: "notice") }),
                sheet, pairs,
                .section("Provenance", [.factTable(facts), .factTable(provenance)]),
                "<style>\(MarkingSheet.style)</style>",
                cards.isEmpty
                    ? .empty
                    : "<script>\(MarkingSheet.script)\(MarkingSheet.counting)\(MarkingSheet.loading)\(Self.saving)</script>",
            ]
        ).html
    }

    private var headline: Markup {
        let share = judged > 0 ? Double(suspects) / Double(judged) : nil
        return """
            <div class="headline"><div><p class="figure">\(NumberText.count(suspects))</p>\
            <p>training labels are probably wrong</p></div>\(Markup.stats([
                ("Labels judged", NumberText.count(judged), "by classifiers that did not learn from them"),
                ("Share", NumberText.percent(share), "of the labels judged"),
                ("On this page", NumberText.count(cards.count), "the likeliest first"),
            ]))</div>
            """
    }

    private var sheet: Markup {
        guard !cards.isEmpty else {
            return .section(
                "Labels to look at", [.paragraph("No label looks wrong. --top 50 lists the fifty likeliest.")]
            )
        }
        let rest = max(0, suspects - cards.count)
        return .section(
            "Labels to look at",
            lead: """
                Press the class that you see, keep the label, or drop the tile when it shows several classes or none. Save the \
                marks and give them to the next training with --corrections. \(rest > 0 ? "\(NumberText.count(rest)) more stand in review.csv." : "")
                """,
            [
                MarkingSheet.tools("Save corrections as CSV", loads: "Load saved corrections"),
                "<ul class=\"sheet single\">\(cards.map { $0.markup(classNames: classNames) })</ul>",
            ])
    }

    /// Only pairs that occur, the largest first.
    private var pairs: Markup {
        let found = classNames.indices.flatMap { label in
            classNames.indices.filter { $0 != label && joint[label][$0] >= 0.5 }.map {
                (label, $0, joint[label][$0])
            }
        }.sorted { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }
        guard !found.isEmpty else { return .empty }
        let rows: [Markup] = found.prefix(20).map { label, other, count in
            """
            <tr><th scope="row">\(classNames[label])</th><td>\(classNames[other])</td>\
            <td class="number">\(NumberText.count(rounding: count))</td></tr>
            """
        }
        return .section(
            "Which classes are mixed up",
            lead: "How many labels of one class belong to tiles that are confidently of another.",
            [
                .scrolling(
                    """
                    <table><thead><tr><th scope="col">Label</th><th scope="col">Confidently</th>\
                    <th scope="col" class="number">Tiles</th></tr></thead><tbody>\(rows)</tbody></table>
                    """, label: "Which classes are mixed up")
            ])
    }

    private static let saving = Markup(
        stringLiteral: """
            function content(){
            const rows=cards.map(c=>[c.dataset.rank,c.dataset.id,c.dataset.label,c.dataset.suggested,
            c.dataset.probability,marked(c)].map(cell).join(","));
            return ["rank,path,label,suggested,probability,mark",...rows].join("\\r\\n")+"\\r\\n";}
            begin("corrections.csv","text/csv");

            """)
}
