internal import AerialCore

extension Markup {
    static func swatch(_ color: LegendColor) -> Markup {
        "<i class=\"swatch\" style=\"background:\(color.hexadecimal)\"></i>"
    }

    /// The classes of a map with their colours.
    static func legend(_ legend: Legend) -> Markup {
        let items: [Markup] = legend.classes.map { "<li>\(swatch($0.color))\($0.name)</li>" }
        return "<ul class=\"legend\">\(items)</ul>"
    }
}
