internal import AerialCore
internal import Foundation

/// QGIS styles (QML) that colour by class or by probability.
enum ClassStyle {
    /// The style of a layer of tiles.
    /// - Parameters:
    ///   - column: the text column that names a tile's class.
    ///   - isFilledIn: whether a person fills it in: QGIS then offers the classes in a list.
    static func vector(_ legend: Legend, column: String, isFilledIn: Bool = false) -> String {
        let categories = legend.classes.enumerated().map { index, each in
            let name = XMLText.escaped(each.name)
            return
                "      <category value=\"\(name)\" label=\"\(name)\" symbol=\"\(index)\" render=\"true\"/>\n"
        }
        let symbols = legend.classes.enumerated().map { symbol(number: $0, fill: $1.color, opacity: 200) }
        let other = legend.classes.count
        let form = isFilledIn ? choice(of: legend, column: column) : ""
        return (isFilledIn ? header.replacing("\"Symbology\"", with: "\"Symbology|Fields|Forms\"") : header)
            + "  <renderer-v2 type=\"categorizedSymbol\" attr=\"\(XMLText.escaped(column))\" symbollevels=\"0\""
            + " enableorderby=\"0\" forceraster=\"0\">\n"
            + "    <categories>\n" + categories.joined()
            + "      <category value=\"\" label=\"no class\" symbol=\"\(other)\" render=\"true\"/>\n"
            + "    </categories>\n    <symbols>\n" + symbols.joined()
            + symbol(number: other, fill: LegendColor(red: 255, green: 255, blue: 255), opacity: 0)
            + "    </symbols>\n  </renderer-v2>\n" + form + "  <blendMode>0</blendMode>\n"
            + "  <featureBlendMode>0</featureBlendMode>\n  <layerGeometryType>2</layerGeometryType>\n</qgis>\n"
    }

    /// A list of the classes to choose from, in forms and tables of QGIS.
    private static func choice(of legend: Legend, column: String) -> String {
        let entries = legend.classNames.map(XMLText.escaped).map {
            "              <Option type=\"Map\"><Option name=\"\($0)\" type=\"QString\" value=\"\($0)\"/></Option>\n"
        }
        return
            "  <fieldConfiguration>\n    <field name=\"\(XMLText.escaped(column))\" configurationFlags=\"None\">\n"
            + "      <editWidget type=\"ValueMap\">\n        <config>\n          <Option type=\"Map\">\n"
            + "            <Option name=\"map\" type=\"List\">\n" + entries.joined()
            + "            </Option>\n          </Option>\n        </config>\n      </editWidget>\n"
            + "    </field>\n  </fieldConfiguration>\n"
    }

    /// The style of a class raster: class position + 1 is the cell's value.
    static func raster(_ legend: Legend) -> String {
        let entries = legend.classes.enumerated().map { index, each in
            "        <paletteEntry value=\"\(index + 1)\" color=\"\(each.color.hexadecimal)\" alpha=\"255\""
                + " label=\"\(XMLText.escaped(each.name))\"/>\n"
        }
        return header
            + "  <pipe>\n    <rasterrenderer type=\"paletted\" band=\"1\" opacity=\"1\" alphaBand=\"-1\""
            + " nodataColor=\"\">\n      <rasterTransparency/>\n      <colorPalette>\n" + entries.joined()
            + "      </colorPalette>\n    </rasterrenderer>\n  </pipe>\n  <blendMode>0</blendMode>\n</qgis>\n"
    }

    /// Clear where a probability is small, red where it is large.
    static let probabilityStops: [(percent: Int, color: LegendColor, alpha: Int)] = [
        (0, LegendColor(red: 255, green: 255, blue: 204), 0),
        (10, LegendColor(red: 255, green: 237, blue: 160), 150),
        (50, LegendColor(red: 253, green: 141, blue: 60), 220),
        (100, LegendColor(red: 189, green: 0, blue: 38), 255),
    ]

    /// The style of a raster whose first band holds a probability in per cent: clear where it is small, red where it is
    /// large.
    static let probability: String = {
        let items = probabilityStops.map {
            "          <item value=\"\($0.percent)\" color=\"\($0.color.hexadecimal)\" alpha=\"\($0.alpha)\""
                + " label=\"\($0.percent) %\"/>\n"
        }
        return header
            + "  <pipe>\n    <rasterrenderer type=\"singlebandpseudocolor\" band=\"1\" opacity=\"1\""
            + " alphaBand=\"-1\" classificationMin=\"0\" classificationMax=\"100\" nodataColor=\"\">\n"
            + "      <rasterTransparency/>\n      <rastershader>\n"
            + "        <colorrampshader colorRampType=\"INTERPOLATED\" classificationMode=\"1\" clip=\"0\""
            + " minimumValue=\"0\" maximumValue=\"100\">\n" + items.joined()
            + "        </colorrampshader>\n      </rastershader>\n    </rasterrenderer>\n  </pipe>\n"
            + "  <blendMode>0</blendMode>\n</qgis>\n"
    }()

    /// `map.qml` for `map.tif`: QGIS looks for the style under the file's stem.
    static func fileName(forRaster path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent + ".qml"
    }

    /// The style of a layer of tiles by a probability from 0 to 1: pale where it is small, red where it is large.
    static func graded(column: String) -> String {
        let steps = [
            (0.0, LegendColor(red: 255, green: 255, blue: 204)),
            (0.2, LegendColor(red: 254, green: 217, blue: 118)),
            (0.4, LegendColor(red: 253, green: 141, blue: 60)),
            (0.6, LegendColor(red: 227, green: 26, blue: 28)),
            (0.8, LegendColor(red: 128, green: 0, blue: 38)),
        ]
        let ranges = steps.enumerated().map { number, step in
            let upper = number + 1 < steps.count ? steps[number + 1].0 : 1
            return "      <range lower=\"\(step.0)\" upper=\"\(upper)\" symbol=\"\(number)\" render=\"true\""
                + " label=\"\(step.0) to \(upper)\"/>\n"
        }
        let symbols = steps.enumerated().map { symbol(number: $0, fill: $1.1, opacity: 200) }
        return header
            + "  <renderer-v2 type=\"graduatedSymbol\" attr=\"\(XMLText.escaped(column))\" graduatedMethod=\"GraduatedColor\""
            + " symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\n"
            + "    <ranges>\n" + ranges.joined() + "    </ranges>\n    <symbols>\n" + symbols.joined()
            + "    </symbols>\n  </renderer-v2>\n  <blendMode>0</blendMode>\n"
            + "  <featureBlendMode>0</featureBlendMode>\n  <layerGeometryType>2</layerGeometryType>\n</qgis>\n"
    }

    /// How a style of the program's begins.
    static let header =
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        + "<qgis version=\"3.22.0\" styleCategories=\"Symbology\">\n"

    /// A fill with a thin outline, transparent enough to see the imagery below.
    private static func symbol(number: Int, fill: LegendColor, opacity: Int) -> String {
        let color = "\(fill.red),\(fill.green),\(fill.blue),\(opacity)"
        let properties = [
            ("color", color), ("style", "solid"), ("outline_color", "90,90,90,160"),
            ("outline_style", "solid"),
            ("outline_width", "0.1"), ("outline_width_unit", "MM"), ("joinstyle", "bevel"),
        ]
        let lines = properties.map { "          <prop k=\"\($0)\" v=\"\($1)\"/>\n" }.joined()
        return "      <symbol type=\"fill\" name=\"\(number)\" alpha=\"1\" clip_to_extent=\"1\""
            + " force_rhr=\"0\">\n        <layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\">\n"
            + lines + "        </layer>\n      </symbol>\n"
    }
}

/// Text inside XML.
package enum XMLText {
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            // XML 1.0 has no way to write other control characters, nor these two code points.
            case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
