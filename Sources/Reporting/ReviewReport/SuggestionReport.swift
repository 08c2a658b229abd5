public import AerialCore

/// A tile whose label would help, as a person looks at it.
public struct SuggestionCard: Sendable, Equatable {
    /// From 1.
    public let rank: Int
    /// A tile's row and column, or a picture's path.
    public let id: String
    /// The likeliest classes with their probabilities, the likeliest first.
    public let likeliest: [(name: String, probability: Double)]
    /// The corners in degrees, WGS 84, longitude first, around the tile; empty for a picture.
    public let corners: [MapPoint]
    /// `nil` when it could not be read.
    public let picture: ReportPicture?

    public init(
        rank: Int, id: String, likeliest: [(name: String, probability: Double)], corners: [MapPoint],
        picture: ReportPicture?
    ) {
        self.rank = rank
        self.id = id
        self.likeliest = likeliest
        self.corners = corners
        self.picture = picture
    }

    public static func == (one: SuggestionCard, other: SuggestionCard) -> Bool {
        one.rank == other.rank && one.id == other.id && one.corners == other.corners
            && one.picture == other.picture
            && one.likeliest.map(\.name) == other.likeliest.map(\.name)
            && one.likeliest.map(\.probability) == other.likeliest.map(\.probability)
    }

    func markup(classNames: [String]) -> Markup {
        let buttons: [Markup] = likeliest.map {
            "<button type=\"button\" data-mark=\"=\($0.name)\" aria-pressed=\"false\">\($0.name)</button>"
        }
        let guesses = likeliest.map { "\($0.name) \(NumberText.percent($0.probability))" }.joined(
            separator: ", ")
        let ring = corners.map {
            "\(NumberText.fixed($0.x, decimals: 8)) \(NumberText.fixed($0.y, decimals: 8))"
        }
        let list = MarkingSheet.classList(classNames, emptyText: "Class", label: "Class of \(id)")
        return """
            <li class="candidate" data-id="\(id)" data-ring="\(ring.joined(separator: ","))">\
            \(Markup.picture(picture, id))\
            <p><b>\(rank)</b> \(guesses) <span class="where">\(id)</span></p>\
            <p class="marks">\(buttons)\(list)</p></li>
            """
    }
}

/// Tiles whose labels would help most, to look at and label: one page that stands alone.
public struct SuggestionReport: Sendable {
    /// The page's heading.
    public var title: String
    /// What stands below it.
    public var subtitle: String
    /// Those to choose from, in the legend's order.
    public var classNames: [String]
    /// Tiles or pictures that were looked at.
    public var considered: Int
    /// Of them, those that are labelled already or belong to a sample for area estimates.
    public var reserved: Int
    /// Whether cards have places: what is saved is a map then, else a table.
    public var hasPlaces: Bool
    /// The tiles to label, in the order in which they were chosen.
    public var cards: [SuggestionCard] = []
    /// How the tiles were chosen.
    public var facts: [Fact] = []
    /// What made the page, and when.
    public var provenance: [Fact] = []

    public init(
        title: String, subtitle: String, classNames: [String], considered: Int, reserved: Int, hasPlaces: Bool
    ) {
        self.title = title
        self.subtitle = subtitle
        self.classNames = classNames
        self.considered = considered
        self.reserved = reserved
        self.hasPlaces = hasPlaces
    }

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Tiles to label", subtitle: subtitle,
            sections: [
                headline, sheet, .section("Provenance", [.factTable(facts), .factTable(provenance)]),
                "<style>\(MarkingSheet.style)</style>",
                cards.isEmpty
                    ? .empty
                    : """
                    <script>\(MarkingSheet.script)\(MarkingSheet.counting)\(MarkingSheet.loading)\
                    \(hasPlaces ? Self.savingMap : Self.savingTable)</script>
                    """,
            ]
        ).html
    }

    private var headline: Markup {
        """
        <div class="headline"><div><p class="figure">\(NumberText.count(cards.count))</p>\
        <p>\(hasPlaces ? "tiles" : "pictures") whose labels would help most</p></div>\(Markup.stats([
            ("Looked at", NumberText.count(considered), hasPlaces ? "tiles" : "pictures"),
            ("Not offered", NumberText.count(reserved), "labelled already, or of a sample for area estimates"),
        ]))</div>
        """
    }

    private var sheet: Markup {
        guard !cards.isEmpty else { return .section("To label", [.paragraph("Nothing is left to label.")]) }
        let lead: Markup =
            hasPlaces
            ? """
            The model is unsure of each, and they are unlike each other. Choose the class that you see in the frame; leave out \
            what shows several. Save the labels and give them to prepare --labels labels.geojson --class-field class.
            """
            : """
            The model is unsure of each, and they are unlike each other. Choose the class that you see; leave out what shows \
            several. Save the labels and give them to aerial dataset gather labels.csv.
            """
        return .section(
            "To label", lead: lead,
            [
                MarkingSheet.tools(
                    hasPlaces ? "Save labels as GeoJSON" : "Save labels as CSV", loads: "Load saved labels"),
                "<ul class=\"sheet single\">\(cards.map { $0.markup(classNames: classNames) })</ul>",
            ])
    }

    private static let savingMap = Markup(
        stringLiteral: """
            function ring(card){
            const points=card.dataset.ring.split(",").map(p=>p.split(" ").map(Number));
            return [...points,points[0]];}
            function content(){
            const features=cards.filter(c=>c.dataset.marked).map(c=>({type:"Feature",
            properties:{id:c.dataset.id,class:marked(c)},geometry:{type:"Polygon",coordinates:[ring(c)]}}));
            return JSON.stringify({type:"FeatureCollection",features});}
            begin("labels.geojson","application/geo+json");

            """)

    private static let savingTable = Markup(
        stringLiteral: """
            function content(){
            const rows=cards.filter(c=>c.dataset.marked).map(c=>[c.dataset.id,marked(c)].map(cell).join(","));
            return ["path,class",...rows].join("\\r\\n")+"\\r\\n";}
            begin("labels.csv","text/csv");

            """)
}
