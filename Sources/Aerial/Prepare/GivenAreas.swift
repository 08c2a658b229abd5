package import AerialCore
internal import Foundation
internal import Imagery

/// The areas of a list with their labels looked at, and the one legend that all of them have.
package struct GivenAreas: Sendable {
    package let areas: [PrepareArea]
    package let legend: Legend

    /// - Parameters:
    ///   - legend: the name or the file of one; `nil` for `nlcd6` where all labels are rasters, and for the values of the
    ///     fields where all are polygons or points.
    ///   - rule: of areas that name none.
    ///   - field: with the class, of polygons and points of areas that name none.
    ///   - layer: the same.
    /// - Throws: ``CommandError`` that names the area.
    package init(
        _ file: AreasFile, legend: String?, rule: LabelRule?, field: String? = nil, layer: String? = nil
    ) throws {
        let vectors = file.entries.map { LabelLayer.isVector($0.labels) }
        let given = try zip(file.entries, vectors).map { entry, isVector in
            do {
                return try GivenLabels(
                    path: entry.labels, layer: entry.labelsLayer ?? (isVector ? layer : nil),
                    field: entry.classField ?? (isVector ? field : nil), legend: legend,
                    rule: entry.rule ?? rule)
            } catch {
                throw CommandError("area '\(entry.name)': \(error)")
            }
        }
        self.legend = try legend.map(LegendFile.legend) ?? Self.legend(of: given, file: file.path)
        areas = zip(file.entries, given).map { entry, labels in
            var area = PrepareArea(
                name: entry.name, imagery: entry.imagery, labels: entry.labels, rule: labels.rule)
            area.labelLayer = labels.layer
            area.outline = entry.outline
            area.date = entry.date
            area.side = entry.side
            return area
        }
    }

    private static func legend(of given: [GivenLabels], file: String) throws -> Legend {
        let layers = given.compactMap(\.layer)
        if layers.isEmpty { return .nlcd6 }
        guard layers.count == given.count else {
            throw CommandError(
                "\(file): some areas have a land-cover raster and others have polygons or points, so no legend follows from "
                    + "them. Give one with --legend.")
        }
        var names: [String] = []
        for value in layers.flatMap(\.values) where !names.contains(value) { names.append(value) }
        let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
        return try Legend.named(name, classNames: layers.count == 1 ? names : names.sorted())
    }
}
