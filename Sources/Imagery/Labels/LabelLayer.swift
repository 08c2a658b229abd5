internal import CGDAL
internal import Foundation

/// A layer of polygons or points that a person gave classes: which layer, which field, which values. No geometry is kept.
public struct LabelLayer: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case polygons
        case points
    }

    public let path: String
    public let name: String
    /// The field that names the class.
    public let field: String
    public let kind: Kind
    /// The field's values, each once: numbers by size, texts by the alphabet.
    public let values: [String]
    public let featureCount: Int
    /// Features without a value or without a geometry.
    public let skippedCount: Int

    /// True for a file that holds vectors and no raster.
    public static func isVector(_ path: String) -> Bool {
        opens(path, GDAL_OF_VECTOR) && !opens(path, GDAL_OF_RASTER)
    }

    private static func opens(_ path: String, _ kind: Int32) -> Bool {
        let flags = UInt32(kind | GDAL_OF_READONLY)
        guard let handle = RemotePlace.opening(path, { GDALOpenEx($0, flags, nil, nil, nil) }).value else {
            return false
        }
        GDALClose(handle)
        return true
    }

    /// Reads the layer once.
    /// - Parameters:
    ///   - layer: `nil` for the only one with polygons or points.
    ///   - field: `nil` for the only field of text.
    /// - Throws: ``LabelError``, ``ImageryError``.
    public init(path: String, layer: String? = nil, field: String? = nil) throws {
        let file = try LabelLayerFile(path: path, layer: layer)
        let fields = file.fields
        guard let position = Self.position(of: field, among: fields) else {
            throw LabelError.noField(
                path: path, layer: file.name, wanted: field, fields: fields.map(\.name))
        }
        let chosen = fields[position].name
        var values: Set<String> = []
        var kinds: Set<Kind> = []
        var others: Set<String> = []
        var (count, skipped) = (0, 0)
        try file.forEachFeature(field: position) { value, geometry in
            count += 1
            guard let geometry, !geometry.isEmpty else {
                skipped += 1
                return
            }
            if geometry.isPolygon {
                kinds.insert(.polygons)
            } else if geometry.isPoint {
                kinds.insert(.points)
            } else {
                others.insert(geometry.kindName)
            }
            if let value { values.insert(value) } else { skipped += 1 }
        }
        guard others.isEmpty, kinds.count < 2 else {
            let seen = (kinds.map { "\($0)" } + others.map { "geometries of the kind \($0)" }).sorted()
            throw LabelError.otherGeometry(
                path: path, layer: file.name, seen: seen.joined(separator: " and "))
        }
        guard let kind = kinds.first, !values.isEmpty else {
            throw LabelError.noValues(path: path, layer: file.name, field: chosen)
        }
        guard values.count <= 255 else {
            throw LabelError.tooManyValues(path: path, field: chosen, count: values.count)
        }
        self.path = path
        name = file.name
        self.field = chosen
        self.kind = kind
        self.values = Self.ordered(values)
        featureCount = count
        skippedCount = skipped
    }

    private static func position(
        of wanted: String?, among fields: [(name: String, isText: Bool)]
    ) -> Int? {
        guard let wanted else {
            let texts = fields.indices.filter { fields[$0].isText }
            return texts.count == 1 ? texts[0] : nil
        }
        return LabelLayerFile.position(of: wanted, among: fields.map(\.name))
    }

    /// By size only where all are numbers: "nan" and "inf" are words, and have none.
    private static func ordered(_ values: Set<String>) -> [String] {
        let numbers = values.compactMap { text in
            Double(text).flatMap { $0.isFinite ? (text, $0) : nil }
        }
        guard numbers.count == values.count else { return values.sorted() }
        return numbers.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    }
}

/// An open layer of labels. One a thread.
final class LabelLayerFile {
    let name: String
    let path: String
    private let file: RasterFile
    private let layer: OGRLayerH

    /// - Throws: ``LabelError``, ``ImageryError/cannotOpenVectors(path:reason:)``.
    init(path: String, layer wanted: String?) throws {
        let flags = UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
        let (handle, message) = RemotePlace.opening(path) { GDALOpenEx($0, flags, nil, nil, nil) }
        guard let handle else {
            throw ImageryError.cannotOpenVectors(
                path: path, reason: OpeningFailure.reason(message, for: path))
        }
        file = RasterFile(adopting: handle, path: path)
        self.path = path
        let layers = (0..<GDALDatasetGetLayerCount(handle)).compactMap { GDALDatasetGetLayer(handle, $0) }
        // A table without geometry holds styles, say.
        let drawn = layers.filter { OGR_L_GetGeomType($0) != wkbNone }
        let names = drawn.map { String(cString: OGR_L_GetName($0)) }
        if let wanted {
            guard let index = names.firstIndex(of: wanted) else {
                throw LabelError.noLayer(path: path, wanted: wanted, layers: names)
            }
            layer = drawn[index]
        } else {
            guard let only = drawn.first else {
                throw LabelError.noLayer(path: path, wanted: nil, layers: [])
            }
            guard drawn.count == 1 else { throw LabelError.severalLayers(path: path, layers: names) }
            layer = only
        }
        name = String(cString: OGR_L_GetName(layer))
    }

    var fields: [(name: String, isText: Bool)] {
        let definition = OGR_L_GetLayerDefn(layer)
        return (0..<OGR_FD_GetFieldCount(definition)).map { index in
            let field = OGR_FD_GetFieldDefn(definition, index)
            return (String(cString: OGR_Fld_GetNameRef(field)), OGR_Fld_GetType(field) == OFTString)
        }
    }

    /// The field with this name or, where none has it, the first that differs by capitals alone: shapefiles and databases write
    /// names as they like.
    static func position(of name: String, among names: [String]) -> Int? {
        names.firstIndex(of: name) ?? names.firstIndex { $0.lowercased() == name.lowercased() }
    }

    /// The layer's system; `nil` where the file says none.
    func reference() throws -> SpatialReference? {
        try OGR_L_GetSpatialRef(layer).map { try SpatialReference(copying: $0) }
    }

    /// Calls `body` with the class of each feature, `nil` where the field is empty, and its geometry.
    /// - Parameter field: its position among ``fields``; GDAL takes names that differ by capitals alone for one.
    /// - Throws: ``ImageryError/cannotRead(path:reason:)`` and what `body` throws.
    func forEachFeature(field: Int, _ body: (String?, VectorGeometry?) throws -> Void) throws {
        let index = Int32(field)
        OGR_L_ResetReading(layer)
        while true {
            var next: OGRFeatureH?
            let message = GDALRuntime.failureMessage { next = OGR_L_GetNextFeature(layer) }
            if let message { throw ImageryError.cannotRead(path: path, reason: message) }
            guard let feature = next else { return }
            defer { OGR_F_Destroy(feature) }
            let isSet = OGR_F_IsFieldSetAndNotNull(feature, index) != 0
            let text = isSet ? String(cString: OGR_F_GetFieldAsString(feature, index)) : ""
            let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
            try body(value.isEmpty ? nil : value, OGR_F_StealGeometry(feature).map(VectorGeometry.init))
        }
    }
}
