internal import AerialCore
internal import CGDAL
internal import Foundation

/// A table as texts, whatever file it came from.
struct TextTable {
    struct Row {
        /// Where the row stands in its file, from 1.
        let line: Int
        /// One a column of the header; `nil` where the row has no value.
        let fields: [String?]
    }

    /// How much of a file is read.
    enum Part { case header, all }

    let header: [String]
    let rows: [Row]
    /// The names of all layers of the file; empty for CSV.
    private(set) var layers: [String] = []

    /// Takes a table's header and gives what takes its rows.
    typealias Reader = ([String]) throws -> (Row) throws -> Void

    /// - Throws: ``ImageryError/cannotOpen(path:reason:)``, ``PredictionFileError/unreadableRow(path:line:reason:)``.
    init(csvAt path: String) throws {
        try self.init { begin in
            try Self.readCSV(at: path, begin)
            return []
        }
    }

    /// A layer's attributes.
    init(vectorFileAt path: String, preferredLayer: String, reads part: Part = .all) throws {
        try self.init { try Self.readLayer(at: path, preferredLayer: preferredLayer, part, $0) }
    }

    /// - Parameter preferredLayer: where the file has several.
    /// - Throws: ``PredictionFileError`` for a name that ends like no ``TableFormat``.
    init(at path: String, preferredLayer: String) throws {
        try self.init { try TableFormat(path: path).read(path, preferredLayer, .all, $0) }
    }

    /// - Parameter read: goes through a file, and gives the names of its layers.
    private init(_ read: (Reader) throws -> [String]) throws {
        var (header, rows): ([String], [Row]) = ([], [])
        layers = try read {
            header = $0
            return { rows.append($0) }
        }
        (self.header, self.rows) = (header, rows)
    }

    /// Where a column stands that is to be read; `nil` where there is none of that name.
    /// - Throws: ``PredictionFileError/unreadableRow(path:line:reason:)`` where two have it, as where two people filled in a table.
    func position(of column: String, path: String) throws -> Int? {
        let found = header.indices.filter { header[$0] == column }
        guard found.count < 2 else {
            throw PredictionFileError.unreadableRow(
                path: path, line: 1,
                reason:
                    "\(found.count) columns are called \(column), and one can count: call the others otherwise."
            )
        }
        return found.first
    }

    /// A column's name whatever a spreadsheet or a person made of it: in small letters, without blanks around.
    static func plainName(_ column: String) -> String {
        column.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    }

    /// Goes through a layer's attributes. GeoJSON's texts stay texts, also those that look like dates.
    /// - Returns: the names of all layers of the file.
    static func readLayer(
        at path: String, preferredLayer: String, _ part: Part, _ begin: Reader
    ) throws -> [String] {
        try SourceTrust.check(path)
        let (handle, message) = GDALRuntime.call {
            GDALRuntime.withOptions(["DATE_AS_STRING=YES"]) { options in
                let list = UnsafeRawPointer(options)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)
                let flags = UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
                return GDALOpenEx(path, flags, nil, list, nil)
            }
        }
        guard let handle else { throw PredictionFileError.cannotOpen(path: path, reason: message) }
        defer { GDALClose(handle) }
        guard let layer = GDALDatasetGetLayerByName(handle, preferredLayer) ?? GDALDatasetGetLayer(handle, 0)
        else {
            throw PredictionFileError.cannotOpen(path: path, reason: "it has no layer")
        }
        let definition = OGR_L_GetLayerDefn(layer)
        let header = (0..<OGR_FD_GetFieldCount(definition)).map { index in
            String(cString: OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, index)))
        }
        let take = try begin(header)
        if part == .all { try read(layer, columnCount: header.count, path: path, take) }
        return (0..<GDALDatasetGetLayerCount(handle)).compactMap { index in
            GDALDatasetGetLayer(handle, index).map { String(cString: OGR_L_GetName($0)) }
        }
    }

    private static func read(
        _ layer: OGRLayerH, columnCount: Int, path: String, _ take: (Row) throws -> Void
    ) throws {
        var count = 0
        OGR_L_ResetReading(layer)
        while true {
            var next: OGRFeatureH?
            let message = GDALRuntime.failureMessage { next = OGR_L_GetNextFeature(layer) }
            if let message { throw ImageryError.cannotRead(path: path, reason: message) }
            guard let feature = next else { return }
            defer { OGR_F_Destroy(feature) }
            let fields = (0..<Int32(columnCount)).map { index in
                OGR_F_IsFieldSetAndNotNull(feature, index) == 0
                    ? nil : String(cString: OGR_F_GetFieldAsString(feature, index))
            }
            count += 1
            try take(Row(line: count, fields: fields))
        }
    }
}
