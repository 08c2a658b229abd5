internal import AerialCore
internal import Foundation

/// GeoJSON after RFC 7946: longitude and latitude in WGS 84, a line a feature, written as the rows come. OGR's own
/// driver does not report a full disk, so the text is made here.
final class GeoJSONSink: TableSink {
    private let file: CheckedTextFile
    private let columns: [FieldColumn]
    private let keys: [String]
    private let toDegrees: CoordinateTransform?
    private var isFirst = true

    /// How a file begins.
    static let prologue = "{\n\"type\": \"FeatureCollection\",\n\"features\": [\n"

    init(path: String, reportedPath: String, columns: [FieldColumn], reference: CoordinateReference?) throws {
        file = try CheckedTextFile(path: path, reportedPath: reportedPath)
        self.columns = columns
        keys = columns.map { JSONText.quoted($0.name) }
        toDegrees = try reference.map {
            try CoordinateTransform(from: SpatialReference($0), to: SpatialReference.degrees())
        }
        try file.write(Self.prologue)
    }

    func write(_ values: [FieldValue?], bounds: MapBounds?) throws {
        let geometry = try bounds.map(polygon) ?? "null"
        let properties = zip(zip(keys, columns), values).map { column, value in
            "\(column.0): \(json(value, kind: column.1.kind))"
        }
        try file.write(
            (isFirst ? "" : ",\n") + "{\"type\": \"Feature\", \"properties\": {"
                + properties.joined(separator: ", ") + "}, \"geometry\": \(geometry)}")
        isFirst = false
    }

    func close() throws {
        try file.write("\n]\n}\n")
        try file.flush()
    }

    private func json(_ value: FieldValue?, kind: FieldKind) -> String {
        switch value {
        case .text(let text): JSONText.quoted(text)
        case nil: "null"
        default: kind.text(of: value) ?? "null"
        }
    }

    /// The square's corners, counter-clockwise as RFC 7946 asks.
    private func polygon(_ bounds: MapBounds) throws -> String {
        let corners = bounds.cornersCounterClockwise
        let degrees = toDegrees?(corners).compactMap { $0 } ?? []
        guard degrees.count == corners.count else {
            throw ImageryError.cannotTransform(
                from: "the tile at \(bounds.minX), \(bounds.maxY)", to: "WGS 84", reason: "")
        }
        let text = (degrees + [degrees[0]]).map { point in
            "[\(Self.degree(point.x)), \(Self.degree(point.y))]"
        }
        return "{\"type\": \"Polygon\", \"coordinates\": [[\(text.joined(separator: ", "))]]}"
    }

    /// Seven decimals are a centimetre.
    private static func degree(_ value: Double) -> String {
        DecimalText.string(value, decimals: 7, padded: false)
    }
}

extension MapBounds {
    /// South-west, south-east, north-east, north-west.
    var cornersCounterClockwise: [MapPoint] {
        [
            MapPoint(x: minX, y: minY), MapPoint(x: maxX, y: minY),
            MapPoint(x: maxX, y: maxY), MapPoint(x: minX, y: maxY),
        ]
    }
}

/// Strings as JSON writes them.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
