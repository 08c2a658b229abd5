public import AerialCore

/// What is wrong with a file of labels: what was seen, in which file, and what to do next.
public enum LabelError: Error, Equatable, CustomStringConvertible {
    case doubtful(path: String, LabelDoubt)
    case contradictingPalette(path: String, LabelPalette.Contradiction)
    case severalBands(path: String, bandCount: Int)
    case noLayer(path: String, wanted: String?, layers: [String])
    case severalLayers(path: String, layers: [String])
    case noField(path: String, layer: String, wanted: String?, fields: [String])
    case otherGeometry(path: String, layer: String, seen: String)
    case noValues(path: String, layer: String, field: String)
    case tooManyValues(path: String, field: String, count: Int)
    case cannotIntersect(path: String, reason: String)

    public var description: String {
        switch self {
        case .doubtful(let path, .interpolated(let examples, let share)):
            "\(path) holds numbers between its codes where codes meet (\(Self.list(examples)); \(Self.percent(share)) of "
                + "its pixels): it was averaged on the way, which makes codes of other classes too. Resample the original "
                + "with nearest neighbour: gdalwarp -r near."
        case .doubtful(let path, .measured(let distinct, let share)):
            "\(path) holds \(distinct) different values, \(Self.percent(share)) of its pixels with none of the legend's "
                + "codes: it shows or measures something and is no map of codes. Give the land-cover raster, or a legend "
                + "file that lists its codes."
        case .contradictingPalette(let path, let found):
            "\(path) calls \(found.number) '\(found.meaning)', and the legend "
                + (found.className.map { "has that number for \($0)" } ?? "has no such code")
                + ": its numbers are not the legend's codes, and its names and colours do not explain all of them. Write a "
                + "legend file with its own numbers under 'codes:' (--legend FILE.yaml)."
        case .severalBands(let path, let bandCount):
            "\(path) has \(bandCount) bands; land cover has one, of codes. If one of them holds the codes, take it out: "
                + "gdal_translate -b NUMBER."
        case .noLayer(let path, let wanted, let layers):
            (wanted.map { "\(path) has no layer '\($0)'." } ?? "\(path) has no layer with polygons or points.")
                + (layers.isEmpty ? "" : " Its layers: \(layers.joined(separator: ", ")).")
                + " Name one with --labels-layer."
        case .severalLayers(let path, let layers):
            "\(path) has several layers: \(layers.joined(separator: ", ")). Name the one with the labels: --labels-layer."
        case .noField(let path, let layer, let wanted, let fields):
            (wanted.map { "the layer '\(layer)' of \(path) has no field '\($0)'." }
                ?? "which field of the layer '\(layer)' of \(path) names the class?")
                + (fields.isEmpty
                    ? " It has no fields: give each feature its class in one."
                    : " Its fields: \(fields.joined(separator: ", ")). Name one with --class-field.")
        case .otherGeometry(let path, let layer, let seen):
            "the layer '\(layer)' of \(path) holds \(seen). Labels are either polygons or points: keep each kind in a layer of "
                + "its own."
        case .noValues(let path, let layer, let field):
            "no feature of the layer '\(layer)' of \(path) has a class in the field '\(field)'. Fill it in, or name another "
                + "with --class-field."
        case .tooManyValues(let path, let field, let count):
            "the field '\(field)' of \(path) has \(count) different values, more than a legend has classes (255). Name the "
                + "field of the class with --class-field."
        case .cannotIntersect(let path, let reason):
            "cannot work out how a polygon of \(path) lies on the tiles: \(reason). Repair it: ogr2ogr -makevalid."
        }
    }

    private static func list(_ codes: [Int]) -> String { codes.map(String.init).joined(separator: ", ") }

    private static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded() / 10
        return "\(tenths >= 10 ? String(Int(tenths.rounded())) : String(tenths)) %"
    }
}
