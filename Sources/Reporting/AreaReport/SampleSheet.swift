/// A sampled tile, as a person labels it.
public struct SampleCard: Sendable, Equatable {
    /// The tile's row and column.
    public let id: String
    /// The class that the map gives it, shown once the tile has a label.
    public let mapClass: String
    /// Its picture, as a path relative to the page.
    public let picture: String
    /// Its cells in `sample.csv`.
    public let cells: [String]

    public init(id: String, mapClass: String, picture: String, cells: [String]) {
        self.id = id
        self.mapClass = mapClass
        self.picture = picture
        self.cells = cells
    }
}

/// A sample for an area estimate, to look at and label in the browser: the map's class stays hidden until a label is given, so
/// that it leads nobody. The page saves `sample.csv`, filled in. Its pictures lie beside it.
public struct SampleSheet: Sendable {
    /// The page's heading.
    public var title: String
    /// Those to choose from, in the legend's order.
    public var classNames: [String]
    /// The columns of `sample.csv`.
    public var header: [String]
    /// In the sample's order.
    public var cards: [SampleCard]
    /// What the pictures show, in a sentence.
    public var pictures: String
    /// What made the page, and when.
    public var provenance: [Fact] = []

    public init(
        title: String, classNames: [String], header: [String], cards: [SampleCard], pictures: String
    ) {
        self.title = title
        self.classNames = classNames
        self.header = header
        self.cards = cards
        self.pictures = pictures
    }

    /// More classes than these stand in a list, not on buttons.
    private static let mostButtons = 8
    private static let labelColumn = "reference"

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Sample to label",
            subtitle: "\(NumberText.count(cards.count)) tiles, drawn by chance in each class of the map",
            sections: [
                .section(
                    "To label",
                    lead: """
                        \(pictures) Choose what is true of most of the ground in the frame. What the map says is shown once you have \
                        chosen. Save the labels as sample.csv in the place of the empty one, then run aerial area estimate.
                        """,
                    [
                        MarkingSheet.tools("Save sample.csv", loads: "Load a sample.csv"),
                        "<ul class=\"sheet single\">\(cards.map(markup))</ul>",
                    ]),
                .section("Provenance", [.factTable(provenance)]),
                "<style>\(MarkingSheet.style)\(Self.style)</style>",
                """
                <script>\(MarkingSheet.script)\(MarkingSheet.counting)\(MarkingSheet.loading)\(saving)</script>
                """,
            ]
        ).html
    }

    private func markup(_ card: SampleCard) -> Markup {
        let buttons: [Markup] = classNames.map {
            "<button type=\"button\" data-mark=\"=\($0)\" aria-pressed=\"false\">\($0)</button>"
        }
        let choice: Markup =
            classNames.count <= Self.mostButtons
            ? "\(buttons)"
            : MarkingSheet.classList(classNames, emptyText: "Class", label: "Class of \(card.id)")
        let column = header.firstIndex(of: Self.labelColumn) ?? header.count
        let head = card.cells.prefix(column).map(CSVText.cell).joined(separator: ",")
        let tail = card.cells.dropFirst(column + 1).map(CSVText.cell).joined(separator: ",")
        return """
            <li class="candidate" data-id="\(card.id)" data-head="\(head)" data-tail="\(tail)">\
            <img src="\(card.picture)" alt="The tile \(card.id) in its surroundings" loading="lazy"/>\
            <p><span class="where">\(card.id)</span> <span class="map">on the map: \(card.mapClass)</span></p>\
            <p class="marks">\(choice)</p></li>
            """
    }

    private static let style = Markup(
        stringLiteral: """

            ul.single{grid-template-columns:repeat(auto-fill,minmax(min(21rem,100%),1fr))}
            .single .map{visibility:hidden;font-size:.8rem;color:var(--soft)}
            .single li[data-marked] .map{visibility:visible}
            .single img{height:auto;aspect-ratio:auto}

            """)

    /// A row without a label keeps its empty cell, so that the file is the whole sample at any time.
    private var saving: Markup {
        let columns = header.map(CSVText.cell).joined(separator: ",")
        return """
            const columns="\(columns)";
            \(Markup(stringLiteral: """
            function content(){
            const rows=cards.map(c=>[c.dataset.head,cell(marked(c)),c.dataset.tail].join(","));
            return [columns,...rows].join("\\r\\n")+"\\r\\n";}
            begin("sample.csv","text/csv");

            """))
            """
    }
}
