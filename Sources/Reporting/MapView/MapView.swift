public import AerialCore
internal import Foundation

/// A map to look into: imagery with classes over it that let it through, to zoom and move, each tile told when it is pointed
/// at. It stands in a page with all that it needs; without scripts it is a picture with its legend.
public struct MapView: Sendable, Equatable {
    /// A class map.
    public struct Layer: Sendable, Equatable {
        /// On its button where there are several: `Before`.
        public let name: String
        /// A pixel per cell in the legend's colours, clear where there is no class.
        public let picture: ReportPicture
        /// A pixel per cell: red is the class's position plus one, green the share in per cent plus one, 0 for none; blue is above
        /// 0 where the cell is foreign.
        public let values: ReportPicture
        /// The classes.
        public let legend: Legend
        /// What stands behind the share's number: `% probable`.
        public let share: String
        /// Cells that are hatched.
        public let foreign: Set<TileIndex>

        /// - Parameters:
        ///   - share: what stands behind the share's number.
        ///   - foreign: cells that are hatched.
        public init(
            name: String, picture: ReportPicture, values: ReportPicture, legend: Legend,
            share: String = "% probable", foreign: Set<TileIndex> = []
        ) {
            self.name = name
            self.picture = picture
            self.values = values
            self.legend = legend
            self.share = share
            self.foreign = foreign
        }
    }

    /// Imagery on the ground of the whole grid.
    public struct Imagery: Sendable, Equatable {
        /// The scene, or its date.
        public let name: String
        /// Lies exactly on the grid.
        public let picture: ReportPicture

        /// - Parameter picture: lies exactly on the grid.
        public init(name: String, picture: ReportPicture) {
            self.name = name
            self.picture = picture
        }
    }

    /// Cells from west to east.
    public let columns: Int
    /// Cells from north to south.
    public let rows: Int
    /// Tiles along a cell's side: 1 where each tile is a cell.
    public let tilesPerCell: Int
    /// A tile's side on the ground.
    public let tileMeters: Double
    /// How far true north lies clockwise of the map's upper edge, in degrees; `nil` where it is not known.
    public let northDegrees: Double?
    /// The class maps, one of which is shown.
    public let layers: [Layer]
    /// None, one, or two dates with a line to swipe between them.
    public var imagery: [Imagery]
    /// Below it.
    public let caption: String

    /// - Parameters:
    ///   - tilesPerCell: tiles along a cell's side.
    ///   - tileMeters: a tile's side on the ground.
    ///   - northDegrees: how far true north lies clockwise of the map's upper edge.
    public init(
        columns: Int, rows: Int, tilesPerCell: Int = 1, tileMeters: Double, northDegrees: Double? = nil,
        layers: [Layer], imagery: [Imagery] = [], caption: String
    ) {
        self.columns = columns
        self.rows = rows
        self.tilesPerCell = tilesPerCell
        self.tileMeters = tileMeters
        self.northDegrees = northDegrees
        self.layers = layers
        self.imagery = imagery
        self.caption = caption
    }

    var markup: Markup { markup(showsLegend: true) }

    /// - Parameter showsLegend: false where one legend stands for several views.
    func markup(showsLegend: Bool) -> Markup {
        """
        <figure class="view" data-columns="\(columns)" data-rows="\(rows)" data-side="\(tilesPerCell)" \
        data-meters="\(tileMeters)">
        <div class="stage" tabindex="0" role="group" style="\(shape)" \
        aria-label="Map. Arrow keys go from tile to tile, with Shift they move the map, + and - zoom, 0 shows all.">
        <div class="plate">\(grounds)\(classes)</div>
        <i class="cell"></i>\(imagery.count > 1 ? "<i class=\"seam\"></i>" : Markup.empty)\(north)\
        <p class="scale"><i></i><span></span></p>
        <p class="zoom"><button type="button" data-zoom="2" aria-label="Nearer">+</button>\
        <button type="button" data-zoom="0.5" aria-label="Farther">−</button>\
        <button type="button" data-zoom="0" aria-label="All">All</button></p>
        </div>
        <p class="readout" role="status">Point at a tile, or tap it. Click the map, then scroll or pinch to zoom.</p>
        \(dials)\(showsLegend ? legends : [])<figcaption>\(caption)\(remarks)</figcaption></figure>
        """
    }

    /// As wide as the page, but no higher than three quarters of the window; a strip of tiles stays one that can be pointed at.
    private var shape: Markup {
        let ratio = min(3, max(0.4, Double(max(1, columns)) / Double(max(1, rows))))
        let text = NumberText.fixed(ratio, decimals: 4)
        return Markup(stringLiteral: "aspect-ratio:\(text);width:min(100%,calc(75vh*\(text)))")
    }

    private var grounds: [Markup] {
        imagery.map {
            "<img class=\"ground\" src=\"\($0.picture.dataAddress)\" alt=\"Imagery: \($0.name)\" draggable=\"false\"/>"
        }
    }

    private var classes: [Markup] {
        layers.enumerated().map { number, layer in
            let hatching: Markup =
                Hatching(tiles: layer.foreign, columns: columns, rows: rows).picture.map {
                    "<img class=\"hatch\" src=\"\($0.dataAddress)\" alt=\"\(Hatching.remark)\" draggable=\"false\"/>"
                } ?? .empty
            return """
                <div class="layer"\(number == 0 ? Markup.empty : " hidden=\"\"") data-name="\(layer.name)" \
                data-classes="\(Self.json(layer.legend.classNames))" data-share="\(layer.share)" \
                data-values="\(layer.values.dataAddress)">\
                <img class="classes" src="\(layer.picture.dataAddress)" alt="\(layer.name): \(caption)" draggable="false"/>\
                \(hatching)</div>
                """
        }
    }

    private static func json(_ texts: [String]) -> String {
        (try? JSONEncoder().encode(texts)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    private var north: Markup {
        guard let northDegrees else { return .empty }
        return """
            <svg class="north" viewBox="0 0 30 40" role="img" aria-label="North" \
            style="transform:rotate(\(northDegrees)deg)"><path d="M15 3L23 27L15 22L7 27Z"/><text x="15" y="38">N</text></svg>
            """
    }

    private var dials: Markup {
        var dials: [Markup] = []
        if layers.count > 1 {
            let buttons: [Markup] = layers.enumerated().map { number, layer in
                """
                <button type="button" data-layer="\(number)" aria-pressed="\(number == 0 ? "true" : "false")">\(layer.name)</button>
                """
            }
            dials.append("<span class=\"choice\" role=\"group\" aria-label=\"Map\">\(buttons)</span>")
        }
        if !imagery.isEmpty {
            dials.append(
                "<label>Classes <input type=\"range\" class=\"opacity\" min=\"0\" max=\"100\" value=\"55\"/></label>"
            )
        }
        if imagery.count > 1 {
            dials.append(
                """
                <label>\(imagery[0].name) <input type="range" class="swipe" min="0" max="100" value="50" \
                aria-label="From \(imagery[0].name) to \(imagery[1].name)"/> \(imagery[1].name)</label>
                """)
        }
        return dials.isEmpty ? .empty : "<div class=\"dials\">\(dials)</div>"
    }

    private var legends: [Markup] {
        layers.enumerated().map { number, layer in
            "<div class=\"key\"\(number == 0 ? Markup.empty : " hidden=\"\"")>\(Markup.legend(layer.legend))</div>"
        }
    }

    private var remarks: String {
        var remarks = layers.contains { !$0.foreign.isEmpty } ? " " + Hatching.remark : ""
        if tilesPerCell > 1 {
            remarks +=
                " So that the page stays small, each square stands for \(tilesPerCell) x \(tilesPerCell) tiles and shows the most "
                + "frequent class."
        }
        return remarks
    }
}
