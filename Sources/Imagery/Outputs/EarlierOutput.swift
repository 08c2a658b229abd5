internal import AerialCore
internal import CGDAL
internal import Foundation

/// Whether a file is what this program wrote under that name before, by its content. A file that somebody has added to (a
/// column, a layer, a style of their own) is not.
public enum EarlierOutput {
    /// A table of predictions with no column but its own.
    public static func isPredictions(_ path: String) -> Bool {
        guard let header = header(of: path, layer: PredictionFile.layerName) else { return false }
        let known = Set(PredictionColumns(classNames: []).columns.map(\.name))
        let required: Set = ["id", "source", "pred_label", "status"]
        return required.isSubset(of: header)
            && header.allSatisfy { known.contains($0) || $0.hasPrefix(PredictionColumns.probabilityPrefix) }
    }

    /// A sample of tiles, labelled or not.
    public static func isAreaSample(_ path: String) -> Bool {
        header(of: path, layer: AreaSampleFile.layerName) == AreaSampleFile.columns.map(\.name)
    }

    /// Labels that are probably wrong, by rank.
    public static func isReview(_ path: String) -> Bool {
        header(of: path, layer: "review") == ["rank", "path", "label", "suggested", "probability"]
    }

    /// Changed tiles by rank.
    public static func isCandidates(_ path: String) -> Bool {
        guard let header = header(of: path, layer: "candidates") else { return false }
        return header.starts(with: ["rank", "id", "row", "column"])
            && ["probability", "sample"].contains(header.last)
    }

    /// The polygons of a class map.
    public static func isClassPolygons(_ path: String) -> Bool {
        header(of: path, layer: ClassPolygonFile.layerName) == ClassPolygonFile.columns.map(\.name)
    }

    /// A GeoTIFF with these tags of the program's.
    public static func isRaster(_ path: String, tagged tags: [String], without others: [String] = []) -> Bool
    {
        guard let file = try? RasterFile(path: path) else { return false }
        func has(_ tag: String) -> Bool { GDALGetMetadataItem(file.handle, tag, nil) != nil }
        return tags.allSatisfy(has) && !others.contains(where: has)
    }

    /// A style for QGIS as the program writes it; QGIS itself writes others.
    public static func isStyle(_ path: String) -> Bool {
        FileHead.text(path).hasPrefix(ClassStyle.header)
    }

    /// The columns of a table; `nil` for what is none or has other layers than this one.
    static func header(of path: String, layer: String) -> [String]? {
        (try? TableFormat(path: path))?.ownHeader(path, layer)
    }
}
