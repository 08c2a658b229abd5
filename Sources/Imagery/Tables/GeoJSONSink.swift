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
        // JSON has no word for what is no number.
        case .real(let number) where !number.isFinite: "null"
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
        let xs = Longitude.together(degrees.map(\.x))
        let together = zip(xs, degrees).map { MapPoint(x: $0, y: $1.y) }
        guard xs.contains(where: { $0 > 180 }) else {
            return "{\"type\": \"Polygon\", \"coordinates\": [\(Self.ring(together))]}"
        }
        // RFC 7946 wants what crosses the date line cut there.
        let west = together.clipped(atX: 180, keepsBelow: true)
        let east = together.clipped(atX: 180, keepsBelow: false).map { MapPoint(x: $0.x - 360, y: $0.y) }
        let rings = [west, east].filter { !$0.isEmpty }.map { "[\(Self.ring($0))]" }
        return "{\"type\": \"MultiPolygon\", \"coordinates\": [\(rings.joined(separator: ", "))]}"
    }

    private static func ring(_ points: [MapPoint]) -> String {
        let text = (points + points.prefix(1)).map { "[\(degree($0.x)), \(degree($0.y))]" }
        return "[\(text.joined(separator: ", "))]"
    }

    /// Seven decimals are a centimetre.
    private static func degree(_ value: Double) -> String {
        DecimalText.string(value, decimals: 7, padded: false)
    }
}

extension TableFormat {
    /// GeoJSON after RFC 7946.
    public static let geoJSON = TableFormat(
        ending: "geojson", streams: true,
        sink: {
            try GeoJSONSink(
                path: $0.path, reportedPath: $0.reportedPath, columns: $0.columns, reference: $0.reference)
        },
        read: { try TextTable.readLayer(at: $0, preferredLayer: $1, $2, $3) },
        ownHeader: { path, layer in
            guard FileHead.text(path).hasPrefix(GeoJSONSink.prologue) else { return nil }
            return (try? TextTable(vectorFileAt: path, preferredLayer: layer, reads: .header))?.header
        },
        // Any feature may be the first with a column.
        mentions: { path, columns in FileWords.stand(in: path, anyOf: columns) })
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

extension [MapPoint] {
    /// The part of a convex ring on one side of a meridian (Sutherland and Hodgman 1974); empty where there is none.
    fileprivate func clipped(atX limit: Double, keepsBelow: Bool) -> [MapPoint] {
        func isInside(_ point: MapPoint) -> Bool { keepsBelow ? point.x <= limit : point.x >= limit }
        guard contains(where: { keepsBelow ? $0.x < limit : $0.x > limit }) else { return [] }
        return indices.flatMap { index -> [MapPoint] in
            let (from, to) = (self[index], self[(index + 1) % count])
            let own = isInside(from) ? [from] : []
            guard isInside(from) != isInside(to), from.x != limit, to.x != limit else { return own }
            let share = (limit - from.x) / (to.x - from.x)
            return own + [MapPoint(x: limit, y: from.y + share * (to.y - from.y))]
        }
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
