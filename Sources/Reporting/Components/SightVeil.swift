/// Where in a tile a model sees a class, to lie over the tile's picture: clear where it does, dark where it does not.
public struct SightVeil: Sendable, Equatable {
    private let probabilities: [Float]
    private let cellsPerSide: Int
    private let margin: Double

    /// - Parameters:
    ///   - probabilities: of the class in each cell of the tile, row by row from the north-west, 0...1.
    ///   - cellsPerSide: of the tile; its square is their number.
    ///   - margin: how far the picture reaches beyond the tile on each side, as a share of the tile's side.
    public init(probabilities: [Float], cellsPerSide: Int, margin: Double = 0) {
        self.probabilities = probabilities
        self.cellsPerSide = cellsPerSide
        self.margin = margin
    }

    /// Shades that the eye tells apart.
    private static let levels = 8
    /// What is not of the class can still be made out.
    private static let darkest = 0.8

    /// The cells of one shade are one path.
    private var picture: ReportPicture {
        var paths = [String](repeating: "", count: Self.levels + 1)
        for (cell, probability) in probabilities.enumerated() {
            let level = Int((Double(1 - min(1, max(0, probability))) * Double(Self.levels)).rounded())
            paths[level] += "M\(cell % cellsPerSide) \(cell / cellsPerSide)h1v1h-1z"
        }
        let reach = margin * Double(cellsPerSide)
        let side = Double(cellsPerSide) + 2 * reach
        let shades = paths.enumerated().dropFirst().filter { !$0.element.isEmpty }.map { level, path in
            let opacity = NumberText.fixed(
                Double(level) / Double(Self.levels) * Self.darkest, decimals: 2)
            return "<path fill-opacity=\"\(opacity)\" d=\"\(path)\"/>"
        }
        return .svg(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="\(0 - reach) \(0 - reach) \(side) \(side)" fill="#0a1018" \
            shape-rendering="crispEdges">\(shades.joined())</svg>
            """)
    }

    fileprivate var markup: Markup {
        "<img class=\"veil\" src=\"\(picture.dataAddress)\" alt=\"\" loading=\"lazy\"/>"
    }
}

extension Markup {
    /// A tile's picture, and over it, where it is asked for, where the model sees a class.
    static func picture(_ picture: ReportPicture?, _ caption: String, veil: SightVeil? = nil) -> Markup {
        guard let picture else { return "<div class=\"blank\"></div>" }
        let image: Markup = "<img src=\"\(picture.dataAddress)\" alt=\"\(caption)\" loading=\"lazy\"/>"
        return veil.map { "<div class=\"sight\">\(image)\($0.markup)</div>" } ?? image
    }

    /// Lays the veils over the pictures that follow it in its section.
    /// - Parameter id: of its own on the page.
    static func veilSwitch(_ text: String, id: String) -> Markup {
        "<input type=\"checkbox\" class=\"why\" id=\"\(id)\"/><label for=\"\(id)\">\(text)</label>"
    }
}
