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

    /// - Throws: ``ImageryError/cannotOpen(path:reason:)``, ``PredictionFileError/unreadableRow(path:line:reason:)``.
    init(csvAt path: String) throws {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw PredictionFileError.cannotOpen(path: path, reason: error.fileReason)
        }
        let lines = try Self.lines(of: Array(data), path: path)
        header = (lines.first?.fields ?? []).map(SpreadsheetText.opened)
        let columnCount = header.count
        let isPath = header.map { $0 == "filepath" }
        // Spreadsheets write rows of separators alone below their last one.
        rows = try lines.dropFirst().filter { !$0.fields.allSatisfy(\.isEmpty) }.map { line in
            guard line.fields.count == columnCount else {
                throw PredictionFileError.unreadableRow(
                    path: path, line: line.line,
                    reason: "the header has \(columnCount) columns, this line \(line.fields.count).")
            }
            return Row(
                line: line.line,
                fields: zip(line.fields, isPath).map { field, isPath in
                    field.isEmpty ? nil : isPath ? field : SpreadsheetText.opened(field)
                })
        }
    }

    /// - Parameter preferredLayer: where the file has several.
    /// - Throws: ``PredictionFileError`` for a name that ends like no ``TableFormat``.
    init(at path: String, preferredLayer: String) throws {
        self = try TableFormat(path: path).table(path, preferredLayer, .all)
    }

    private static func lines(of bytes: [UInt8], path: String) throws -> [(line: Int, fields: [String])] {
        do { return try CSVRow.rows(of: TableEncoding.utf8(bytes)) } catch let failure
            as TableEncoding.Failure
        {
            throw PredictionFileError.unreadableRow(path: path, line: failure.line, reason: failure.reason)
        } catch CSVError.unclosedQuote(let line) {
            throw PredictionFileError.unreadableRow(
                path: path, line: line, reason: "a quote opens here and never closes.")
        } catch CSVError.textAfterQuote(let line) {
            throw PredictionFileError.unreadableRow(
                path: path, line: line, reason: "text follows a closing quote.")
        }
    }

    /// A layer's attributes. GeoJSON's texts stay texts, also those that look like dates.
    init(vectorFileAt path: String, preferredLayer: String, reads part: Part = .all) throws {
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
        header = (0..<OGR_FD_GetFieldCount(definition)).map { index in
            String(cString: OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, index)))
        }
        rows = part == .header ? [] : try Self.rows(of: layer, columnCount: header.count, path: path)
        layers = (0..<GDALDatasetGetLayerCount(handle)).compactMap { index in
            GDALDatasetGetLayer(handle, index).map { String(cString: OGR_L_GetName($0)) }
        }
    }

    private static func rows(of layer: OGRLayerH, columnCount: Int, path: String) throws -> [Row] {
        var rows: [Row] = []
        OGR_L_ResetReading(layer)
        while true {
            var next: OGRFeatureH?
            let message = GDALRuntime.failureMessage { next = OGR_L_GetNextFeature(layer) }
            if let message { throw ImageryError.cannotRead(path: path, reason: message) }
            guard let feature = next else { return rows }
            defer { OGR_F_Destroy(feature) }
            let fields = (0..<Int32(columnCount)).map { index in
                OGR_F_IsFieldSetAndNotNull(feature, index) == 0
                    ? nil : String(cString: OGR_F_GetFieldAsString(feature, index))
            }
            rows.append(Row(line: rows.count + 1, fields: fields))
        }
    }
}
