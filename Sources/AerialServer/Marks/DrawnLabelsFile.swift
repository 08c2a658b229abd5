internal import AerialCore
internal import Foundation

/// GeoJSON, as the page's labels are written.
enum GeoJSONText {
    static func polygon(
        _ rings: [[[Double]]], _ properties: [String: JSONValue]
    ) -> JSONValue {
        [
            "type": "Feature", "properties": .object(properties),
            "geometry": [
                "type": "Polygon",
                "coordinates": .array(
                    rings.map { ring in
                        .array(
                            ring.map { point in .array(point.map { .number(($0 * 1e8).rounded() / 1e8) }) })
                    }),
            ],
        ]
    }

    static func collection(_ features: [JSONValue]) -> Data {
        JSONValue.object(["type": "FeatureCollection", "features": .array(features)]).encoded
    }
}

/// A polygon with the class that a person gave it.
struct DrawnLabel: Codable, Equatable, Sendable {
    let className: String
    /// Closed, in degrees, the outer one first; longitude before latitude.
    let rings: [[[Double]]]

    private enum CodingKeys: String, CodingKey {
        case className = "class"
        case rings
    }

    /// Points of a polygon at most.
    static let mostPoints = 5_000

    /// - Throws: ``Problem`` (400) for what is no polygon with a class.
    func check() throws {
        let name = className.trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, name == className, className.unicodeScalars.count <= 200,
            !className.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
        else {
            throw Problem.badRequest(
                "'class' takes a name of 1 to 200 characters, with no space at its ends and no control character."
            )
        }
        guard let outer = rings.first, rings.reduce(0, { $0 + $1.count }) <= Self.mostPoints else {
            throw Problem.badRequest(
                "'rings' takes 1 ring or more, of at most \(Self.mostPoints) points together.")
        }
        guard !rings.joined().contains(where: { $0.count == 2 && abs($0[0]) > 180 && abs($0[0]) <= 540 })
        else {
            throw Problem.badRequest(
                "The polygon reaches over the date line (180 degrees). Draw one on each side of it.")
        }
        for ring in rings {
            guard ring.count >= 4, ring.first == ring.last,
                ring.allSatisfy({ $0.count == 2 && abs($0[0]) <= 180 && abs($0[1]) <= 90 })
            else {
                throw Problem.badRequest(
                    "A ring takes 4 points or more, longitude before latitude in degrees, the last the same as the first."
                )
            }
        }
        guard !Self.crossesItself(outer) else {
            throw Problem.badRequest(
                "The polygon's outline crosses itself. Draw it again without a crossing.")
        }
        guard Self.hasGround(outer) else {
            throw Problem.badRequest(
                "The polygon's outline lies on one line and encloses no ground. Draw it again around some.")
        }
    }

    /// Whether a ring encloses more than what rounding leaves of a line.
    private static func hasGround(_ ring: [[Double]]) -> Bool {
        let xs = ring.map { $0[0] - ring[0][0] }
        let ys = ring.map { $0[1] - ring[0][1] }
        var twiceArea = 0.0
        for end in 1..<ring.count {
            twiceArea += xs[end - 1] * ys[end]
            twiceArea -= xs[end] * ys[end - 1]
        }
        func extent(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
        return abs(twiceArea) > 1e-6 * extent(xs) * extent(ys)
    }

    /// Outlines of more points come from programs and are left to those.
    private static let mostChecked = 600

    private static func crossesItself(_ ring: [[Double]]) -> Bool {
        guard ring.count <= mostChecked else { return false }
        func side(_ a: [Double], _ b: [Double], _ c: [Double]) -> Double {
            (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        }
        let count = ring.count - 1
        for first in 0..<count {
            for second in first + 1..<count where second - first > 1 && !(first == 0 && second == count - 1) {
                let (a, b, c, d) = (ring[first], ring[first + 1], ring[second], ring[second + 1])
                if side(a, b, c) * side(a, b, d) < 0, side(c, d, a) * side(c, d, b) < 0 { return true }
            }
        }
        return false
    }

    /// As the journal keeps it.
    var text: String {
        JSONValue.object([
            "class": .text(className),
            "rings": .array(rings.map { .array($0.map { .array($0.map { .number($0) }) }) }),
        ]).encodedText
    }

    init(className: String, rings: [[[Double]]]) {
        self.className = className
        // As precise as the file: what is read back is what was said.
        self.rings = rings.map { $0.map { $0.map { ($0 * 1e8).rounded() / 1e8 } } }
    }

    init?(text: String) {
        guard let label = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self.init(className: label.className, rings: label.rings)
    }
}

/// `drawn-labels.geojson` in a folder that is served: polygons that were drawn or imported, which `prepare --labels` reads with
/// `--class-field class`.
struct DrawnLabelsFile: MarkedFile {
    static let fileName = "drawn-labels.geojson"
    let path: String

    init(folder: String) {
        path = "\(folder)/\(Self.fileName)"
    }

    private struct Collection: Decodable {
        struct Feature: Decodable {
            struct Geometry: Decodable {
                let type: String
                let coordinates: [[[Double]]]
            }
            struct Properties: Decodable {
                let id: String
                let className: String
                private enum CodingKeys: String, CodingKey {
                    case id
                    case className = "class"
                }
            }
            let properties: Properties
            let geometry: Geometry
        }
        let features: [Feature]
    }

    func read() throws -> [String: String?]? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        guard let collection = try? JSONDecoder().decode(Collection.self, from: data),
            collection.features.allSatisfy({ $0.geometry.type == "Polygon" })
        else {
            throw Problem.unusable(
                "\(path) is not as the page wrote it: polygons with an id and a class each. Move it away, or import it as labels."
            )
        }
        var marks: [String: String?] = [:]
        for feature in collection.features {
            let rings = feature.geometry.coordinates.map { $0.map { Array($0.prefix(2)) } }
            guard rings.joined().allSatisfy({ $0.count == 2 && abs($0[0]) <= 180 && abs($0[1]) <= 90 }) else {
                throw Problem.unusable(
                    "\(path) has places that are no degrees. Save it in WGS 84 (EPSG:4326), or import it as labels."
                )
            }
            let label = DrawnLabel(className: feature.properties.className, rings: rings)
            guard marks.updateValue(label.text, forKey: feature.properties.id) == nil else {
                throw Problem.unusable(
                    "\(path) has two polygons with the id '\(feature.properties.id)', as after a split or a copy elsewhere. Give each "
                        + "its own.")
            }
        }
        return marks
    }

    func says(_ words: [String: String?], _ marks: [String: String]) -> Bool {
        words.compactMapValues { $0 } == marks
    }

    /// A polygon that somebody removed elsewhere, in QGIS say, is one no more.
    var namesAll: Bool { true }

    func bytes(with marks: [String: String]) throws -> [UInt8] {
        let others = ForeignMembers(ofFileAt: path)
        return Array(others.collection(Self.features(marks).map(others.feature)).encoded)
    }

    static func features(_ marks: [String: String]) -> [JSONValue] {
        marks.sorted { $0.key < $1.key }.compactMap { id, text in
            DrawnLabel(text: text).map {
                GeoJSONText.polygon($0.rings, ["id": .text(id), "class": .text($0.className)])
            }
        }
    }
}
