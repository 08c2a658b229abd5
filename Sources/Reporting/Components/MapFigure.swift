public import AerialCore

/// A picture of a map with what it shows.
public struct MapFigure: Sendable, Equatable {
    /// The map itself, kept within the page.
    public let picture: ReportPicture
    /// For those who cannot see it, and below it for all.
    public let caption: String
    /// The classes that its colours stand for.
    public let legend: Legend?

    /// - Parameter legend: the classes that the colours stand for; `nil` for imagery.
    public init(picture: ReportPicture, caption: String, legend: Legend? = nil) {
        self.picture = picture
        self.caption = caption
        self.legend = legend
    }

    /// A land-use map drawn a cell per tile, north up, in the legend's colours.
    /// - Parameter foreign: tiles that are unlike anything that the model learned from; they are hatched, and the caption
    ///   says so.
    public init(drawing map: ClassMap, foreign: Set<TileIndex> = [], caption: String) {
        let paths = CellRuns.paths(columns: map.columns, rows: map.rows) {
            map[TileIndex(row: $0, column: $1)]
        }
        let shapes: [Markup] = paths.sorted { $0.key < $1.key }.map { index, path in
            "<path fill=\"\(map.legend.classes[Int(index)].color.hexadecimal)\" d=\"\(path)\"/>"
        }
        // Twelve pixels a cell: the size at which a viewer shows it on its own.
        let svg: Markup = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(map.columns) \(map.rows)" \
            width="\(12 * map.columns)" height="\(12 * map.rows)" shape-rendering="crispEdges">\(shapes)\(Hatching(tiles: foreign, columns: map.columns, rows: map.rows).markup)</svg>
            """
        let remark = foreign.isEmpty ? "" : " " + Hatching.remark
        self.init(picture: .svg(svg.html), caption: caption + remark, legend: map.legend)
    }

    var markup: Markup { figure(showsLegend: true) }

    /// - Parameter showsLegend: of maps that share a legend none shows it.
    func figure(showsLegend: Bool) -> Markup {
        let key: Markup = showsLegend ? legend.map { .legend($0) } ?? .empty : .empty
        return """
            <figure class="map"><img src="\(picture.dataAddress)" alt="\(caption)"/>\(key)\
            <figcaption>\(caption)</figcaption></figure>
            """
    }
}
