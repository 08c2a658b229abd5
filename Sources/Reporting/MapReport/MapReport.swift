public import AerialCore

/// What a land-use map shows and how it came to be: one page that stands alone.
public struct MapReport: Sendable {
    /// How the map agrees with a land-cover raster on the same ground.
    public struct Comparison: Sendable {
        /// `NLCD 2011`
        public let name: String
        /// Rows are the land cover, columns the map.
        public let confusion: ConfusionMatrix
        /// How a tile's land cover was told from the raster's pixels.
        public let rule: String

        public init(name: String, confusion: ConfusionMatrix, rule: String) {
            self.name = name
            self.confusion = confusion
            self.rule = rule
        }
    }

    /// The page's heading, of the browser's tab too.
    public var title: String
    /// What stands below the heading, in one line.
    public var subtitle: String
    /// The map's classes with their colours.
    public var legend: Legend
    /// What became of the tiles of the grid.
    public var counts: TileCounts
    /// Tiles and hectares by class: counts, not an area estimate.
    public var areas: ClassAreas
    /// The ground that one tile covers.
    public let tileHectares: Double
    /// The map itself, and what it is compared with.
    public var view: MapView
    /// How good the model is that made it; `nil` where that is not known.
    public var accuracy: ModelAccuracy?
    /// With one raster or several, of all tiles or of the pure ones.
    public var comparisons: [Comparison] = []
    /// Tiles that could not be read and are blank on the map.
    public var rejected: [RejectedInput] = []
    /// Imagery, model, smoothing, grouping.
    public var facts: [Fact] = []
    /// Checksums, versions, options, the command line: what it takes to do it again.
    public var provenance: [Fact] = []
    /// What else a reader should know, a paragraph each.
    public var notes: [String] = []
    /// What may make the map worse than it looks.
    public var cautions: [String] = []

    /// - Parameters:
    ///   - tileHectares: the ground that one tile covers.
    ///   - view: the map to look into.
    public init(
        title: String, subtitle: String, map: ClassMap, tileHectares: Double, counts: TileCounts,
        view: MapView
    ) {
        self.title = title
        self.subtitle = subtitle
        self.counts = counts
        legend = map.legend
        self.tileHectares = tileHectares
        areas = ClassAreas(of: map, tileHectares: tileHectares)
        self.view = view
    }

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Land-use map", subtitle: subtitle,
            sections: [
                headline, .cautions(cautions),
                "<section class=\"maps\">\(MapView.style)\(view.markup)\(MapView.script)</section>",
                areaSection,
            ] + comparisons.map(comparisonSection) + [
                .rejectedInputs(rejected), factSection,
                notes.isEmpty ? .empty : .section("Notes", [.bullets(notes)]),
            ]
        ).html
    }
}
