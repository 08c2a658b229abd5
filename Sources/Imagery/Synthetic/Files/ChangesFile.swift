internal import AerialCore
internal import Foundation

/// The developments as GeoJSON polygons in degrees (RFC 7946), with the code that each place had before and has after.
struct ChangesFile {
    let world: World
    let frame: CountyFrame

    func write(_ developments: [Development], to path: String) throws {
        let collection = Collection(
            features: try developments.enumerated().map { try feature($0.offset + 1, $0.element) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        do {
            try encoder.encode(collection).write(to: URL(fileURLWithPath: path))
        } catch {
            throw ImageryError.cannotWrite(path: path, reason: error.fileReason)
        }
    }

    private func feature(_ number: Int, _ development: Development) throws -> Feature {
        let from = formerCode(of: development)
        let to = development.unit.code
        return Feature(
            geometry: Geometry(coordinates: [try ring(around: development)]),
            properties: Properties(
                id: number, fromCode: Int(from), fromName: LandCoverPalette.name(ofCode: from),
                toCode: Int(to),
                toName: LandCoverPalette.name(ofCode: to),
                areaHectares: Double(development.columns.count * development.rows.count) / 10_000,
                tiles: wholeTiles(of: development)))
    }

    /// The corners in degrees, counter-clockwise from the south-west, the first again at the end.
    private func ring(around development: Development) throws -> [[Double]] {
        let utm = try SpatialReference(definition: frame.reference)
        let transform = try CoordinateTransform(from: utm, to: .degrees())
        let west = CountyFrame.west + Double(development.columns.lowerBound)
        let east = CountyFrame.west + Double(development.columns.upperBound)
        let south = CountyFrame.north - Double(development.rows.upperBound)
        let north = CountyFrame.north - Double(development.rows.lowerBound)
        let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return transform(corners.map { MapPoint(x: $0.0, y: $0.1) }).compactMap { $0 }.map { [$0.x, $0.y] }
    }

    /// The code that covered most of the development's middle before.
    private func formerCode(of development: Development) -> UInt8 {
        let side = 48
        let window = RenderWindow(
            column: Int(development.center.x) - side / 2, row: Int(development.center.y) - side / 2,
            width: side,
            height: side)
        let codes = Canvas(of: world, window: window, season: .summer).codes
        let counts = Dictionary(codes.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    }

    /// Names of the county's tiles that lie wholly inside.
    private func wholeTiles(of development: Development) -> [String] {
        let side = TileSpec.standard.sidePixels
        func whole(_ range: Range<Int>, _ limit: Int) -> Range<Int> {
            let first = (range.lowerBound + side - 1) / side
            return first..<max(first, min(range.upperBound, limit) / side)
        }
        return whole(development.rows, frame.heightMeters).flatMap { row in
            whole(development.columns, frame.widthMeters).map { column in
                TileGrid.name(of: TileIndex(row: row, column: column))
            }
        }
    }
}

extension ChangesFile {
    private struct Collection: Encodable {
        let type = "FeatureCollection"
        let features: [Feature]
    }

    private struct Feature: Encodable {
        let type = "Feature"
        let geometry: Geometry
        let properties: Properties
    }

    private struct Geometry: Encodable {
        let type = "Polygon"
        let coordinates: [[[Double]]]
    }

    private struct Properties: Encodable {
        let id: Int
        let fromCode: Int
        let fromName: String
        let toCode: Int
        let toName: String
        let areaHectares: Double
        let tiles: [String]
    }
}
