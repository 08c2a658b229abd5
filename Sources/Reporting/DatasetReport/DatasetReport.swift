public import AerialCore

/// What a dataset holds, for those who want to know what a model learns from: counts, and tiles of each class. One page that
/// stands alone.
public struct DatasetReport: Sendable {
    /// Images of a class, an area or a date, by side.
    public struct Count: Sendable, Equatable {
        public let name: String
        public let train: Int
        public let test: Int
        /// Of datasets whose folders say no sides.
        public let undivided: Int

        public init(name: String, train: Int, test: Int, undivided: Int = 0) {
            self.name = name
            self.train = train
            self.test = test
            self.undivided = undivided
        }

        var all: Int { train + test + undivided }
    }

    /// An area of the dataset.
    public struct Area: Sendable, Equatable {
        public let name: String
        /// Of its grid: `EPSG:26919` say.
        public let system: String
        /// A day, or two with a slash between; `nil` where nothing says it.
        public let date: String?
        /// Tiles that were looked at.
        public let looked: Int
        /// In the legend's order.
        public let classes: [Count]

        public init(name: String, system: String, date: String?, looked: Int, classes: [Count]) {
            self.name = name
            self.system = system
            self.date = date
            self.looked = looked
            self.classes = classes
        }
    }

    /// Some tiles of a class.
    public struct Sample: Sendable, Equatable {
        /// The class's name.
        public let name: String
        /// How many tiles it has.
        public let count: Int
        public let tiles: [ShownTile]

        public init(name: String, count: Int, tiles: [ShownTile]) {
            self.name = name
            self.count = count
            self.tiles = tiles
        }
    }

    /// The page's heading.
    public var title: String
    /// What the samples are, for the page's words.
    public var kind: SampleKind
    /// The classes' colours.
    public var legend: Legend
    /// In the legend's order.
    public var classes: [Count]
    /// Empty where places are not known.
    public var areas: [Area] = []
    /// Empty where no date is known.
    public var dates: [Count] = []
    /// Why tiles were left out, and how many, the most first.
    public var dropped: [(reason: String, count: Int)] = []
    /// From a held-out tile to the nearest training tile; `nil` where it is not known.
    public var leakageMeters: Double?
    /// Tiles of each class, in the legend's order.
    public var samples: [Sample] = []
    /// Where the tiles come from: imagery, labels, rule, split.
    public var facts: [Fact] = []
    /// What made the page, and when.
    public var provenance: [Fact] = []

    public init(title: String, kind: SampleKind, legend: Legend, classes: [Count]) {
        self.title = title
        self.kind = kind
        self.legend = legend
        self.classes = classes
    }

    /// The page.
    public func html() -> String {
        let named = areas.count > 1 ? " of \(NumberText.count(areas.count)) areas" : ""
        return Page(
            title: title, kind: "Dataset",
            subtitle: "\(kind.counted(total))\(named), the classes of the legend \(legend.name)",
            sections: [
                headline, classSection, areaSection, dateSection, droppedSection, sampleSection,
                .section("Provenance", [.factTable(facts), .factTable(provenance)]),
                "<style>\(Self.style)</style>",
            ]
        ).html
    }

    private var total: Int { classes.reduce(0) { $0 + $1.all } }
    private var hasSides: Bool { classes.contains { $0.train + $0.test > 0 } }
    private var hasUndivided: Bool { !hasSides || classes.contains { $0.undivided > 0 } }

    private var headline: Markup {
        let (train, test) = (classes.reduce(0) { $0 + $1.train }, classes.reduce(0) { $0 + $1.test })
        var stats: [(name: String, figure: String, remark: String)] = [
            ("Classes", NumberText.count(classes.count { $0.all > 0 }), "with \(kind.plural)")
        ]
        if hasSides {
            stats.append(("To learn from", NumberText.count(train), kind.plural))
            stats.append(
                ("Held out", NumberText.count(test), test > 0 ? heldOutRemark : "nothing to judge a model by")
            )
        }
        if hasUndivided {
            let undivided = classes.reduce(0) { $0 + $1.undivided }
            stats.append(
                hasSides
                    ? ("On neither side", NumberText.count(undivided), kind.plural)
                    : ("Sides", "none", "training keeps a part by chance to judge by"))
        }
        return """
            <div class="headline"><div><p class="figure">\(NumberText.count(total))</p>\
            <p>labelled \(kind.plural)</p></div>\(Markup.stats(stats))</div>
            """
    }

    private var heldOutRemark: String {
        guard let meters = leakageMeters, meters.isFinite else { return kind.plural }
        let distance = NumberText.distance(meters: meters).replacing(" ", with: "\u{A0}")
        return meters < 1 ? "some beside training tiles" : "\(distance) or more from training tiles"
    }

    private func cells(_ count: Count) -> [String] {
        ((hasSides ? [count.train, count.test] : []) + (hasUndivided ? [count.undivided] : []))
            .map(NumberText.count)
    }

    private func heads(_ first: String) -> [String] {
        [first] + (hasSides ? ["To learn from", "Held out"] : [])
            + (hasUndivided ? [hasSides ? "On neither side" : kind.plural] : [])
    }

    private var classSection: Markup {
        let sums = Count(
            name: "all", train: classes.reduce(0) { $0 + $1.train },
            test: classes.reduce(0) { $0 + $1.test },
            undivided: classes.reduce(0) { $0 + $1.undivided })
        return .section(
            "By class",
            [
                .counts(
                    heads("Class"), rows: classes.map { (name(ofClass: $0.name), cells($0)) },
                    total: ["all"] + cells(sums))
            ])
    }

    private func name(ofClass name: String) -> Markup {
        let color = legend.classIndex(named: name).map { legend.classes[$0].color }
        return "\(color.map { Markup.swatch($0) } ?? .empty)\(name)"
    }

    private var areaSection: Markup {
        guard areas.count > 1 else { return .empty }
        let sides = Markup.counts(
            heads("Area") + ["Looked at", "Date", "System"],
            rows: areas.map { area in
                let count = Count(
                    name: area.name, train: area.classes.reduce(0) { $0 + $1.train },
                    test: area.classes.reduce(0) { $0 + $1.test },
                    undivided: area.classes.reduce(0) { $0 + $1.undivided })
                let facts = [NumberText.count(area.looked), area.date ?? "-", area.system]
                return ("\(area.name)", cells(count) + facts)
            })
        let byClass = Markup.counts(
            ["Area"] + classes.map(\.name),
            rows: areas.map { ("\($0.name)", $0.classes.map { NumberText.count($0.all) }) })
        return .section("By area", [sides, byClass])
    }

    private var dateSection: Markup {
        guard dates.count > 1 else { return .empty }
        return .section(
            "By date", [.counts(heads("Imagery of"), rows: dates.map { ("\($0.name)", cells($0)) })])
    }

    private var droppedSection: Markup {
        guard !dropped.isEmpty else { return .empty }
        return .section(
            "Left out",
            [
                .counts(
                    ["Because of", "Tiles"],
                    rows: dropped.map { ("\($0.reason)", [NumberText.count($0.count)]) })
            ])
    }

    private var sampleSection: Markup {
        guard !samples.isEmpty else { return .empty }
        let hasPoints = samples.contains { $0.tiles.contains { !$0.points.isEmpty } }
        return .section(
            "What the classes look like",
            lead: """
                Spread evenly over the \(kind.plural) of each class.\(hasPoints ? " Circles are the points that the labelling rule looked at, in the colour of the class that the labels have there." : "")
                """,
            samples.map { sample in
                """
                <h3>\(name(ofClass: sample.name))\(sample.tiles.count < sample.count ? ", \(NumberText.count(sample.tiles.count)) of \(NumberText.count(sample.count))" : "")</h3>
                <ul class="gallery">\(sample.tiles.map(\.markup))</ul>
                """
            })
    }

    private static let style = Markup(
        stringLiteral: """

            .look{position:relative}.look svg{position:absolute;inset:0;width:100%;height:100%}
            .look circle{stroke:#fff;stroke-width:.07;paint-order:stroke}
            .gallery .held{border:1px solid var(--line);border-radius:4px;padding:0 .35rem;white-space:nowrap}
            @media (min-width:44.01rem){ul.gallery{grid-template-columns:repeat(4,1fr)}}

            """)
}
