package import AerialCore
internal import Foundation
package import Imagery

/// What labels are, and with them the legend and the rule where the user leaves these to the program.
package struct GivenLabels {
    /// `nil` for a raster of codes.
    package let layer: LabelLayer?
    package let legend: Legend
    package let rule: LabelRule

    /// - Throws: `LabelError`, `ImageryError`; ``CommandError`` for settings that labels of this kind do not have.
    package init(path: String, layer: String?, field: String?, legend: String?, rule: LabelRule?) throws {
        try Self.refuseAreaSample(path)
        guard LabelLayer.isVector(path) else {
            if let option = layer.map({ _ in "--labels-layer" }) ?? field.map({ _ in "--class-field" }) {
                throw CommandError(
                    "\(option) is of polygons and points, and \(path) is no vector file that GDAL reads. Leave it out for a "
                        + "raster, or check the file with ogrinfo.")
            }
            self.layer = nil
            self.legend = try LegendFile.legend(legend ?? Legend.nlcd6.name)
            self.rule = rule ?? .ninePoints
            return
        }
        let found = try LabelLayer(path: path, layer: layer, field: field)
        self.layer = found
        self.legend =
            try legend.map(LegendFile.legend)
            ?? Legend.named(
                ((path as NSString).lastPathComponent as NSString).deletingPathExtension,
                classNames: found.values)
        self.rule = try Self.rule(rule, for: found)
    }

    /// - Throws: ``CommandError`` for a sample that areas are estimated from.
    static func refuseAreaSample(_ path: String) throws {
        guard AreaSampleFile.isSample(at: path) else { return }
        throw CommandError(
            "\(path) is a sample that areas are estimated from. A model that learns from it makes that estimate wrong: label "
                + "other tiles, which 'aerial suggest' names.")
    }

    private static func rule(_ given: LabelRule?, for layer: LabelLayer) throws -> LabelRule {
        switch (layer.kind, given) {
        case (.points, nil), (.points, .points): return .points
        case (.polygons, nil): return .purity(0.9)
        case (.polygons, .purity), (.polygons, .ninePoints): return given ?? .purity(0.9)
        case (.points, let rule?):
            throw CommandError(
                "\(layer.path) holds points, of which --rule \(rule) says nothing. Take --rule points.")
        case (.polygons, .points):
            throw CommandError(
                "\(layer.path) holds polygons, and --rule points is for points. Take purity:0.9 or nine-points."
            )
        }
    }
}
