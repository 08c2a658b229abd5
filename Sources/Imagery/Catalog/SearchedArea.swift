package import AerialCore
internal import CGDAL
internal import Foundation

/// The ground that imagery is looked for, and how much of it footprints cover. For one thread.
package final class SearchedArea {
    /// In degrees.
    package let bounds: MapBounds
    /// `west,south,east,north` in degrees, as records name the area.
    package var boundsText: String { "\(bounds.minX),\(bounds.minY),\(bounds.maxX),\(bounds.maxY)" }
    let degrees: VectorGeometry
    /// On a map on which areas are true.
    let flat: VectorGeometry
    private let transform: CoordinateTransform
    private static let name = "the area"

    /// EPSG:6933, cylindrical and equal in area: up to 86 degrees north and south.
    private static let equalArea = "EPSG:6933"

    /// All polygons of a vector file.
    /// - Throws: ``ImageryError`` when it has none.
    package convenience init(path: String) throws {
        let polygons = try PolygonFile(path: path).polygons(in: .degrees(), path: path)
        var whole = try polygons[0].repaired(path: path)
        for polygon in polygons.dropFirst() {
            whole = try whole.union(try polygon.repaired(path: path), path: path)
        }
        try self.init(degrees: whole, name: path)
    }

    /// A box in degrees.
    package convenience init(bounds: MapBounds) throws {
        try self.init(degrees: try VectorGeometry(bounds), name: "the box")
    }

    /// GeoJSON, as ``geoJSON`` gives it.
    package convenience init(geoJSON: CatalogValue) throws {
        guard let geometry = Self.geometry(geoJSON) else {
            throw ImageryError.cannotRead(path: Self.name, reason: "it is no polygon")
        }
        try self.init(degrees: geometry, name: Self.name)
    }

    private init(degrees: VectorGeometry, name: String) throws {
        self.degrees = degrees
        bounds = degrees.bounds
        guard bounds.minX >= -180, bounds.maxX <= 180, bounds.minY >= -86, bounds.maxY <= 86 else {
            throw ImageryError.cannotRead(
                path: name, reason: "it lies beyond 180 degrees of longitude or 86 of latitude")
        }
        transform = try CoordinateTransform(
            from: try SpatialReference.degrees(), to: try SpatialReference(definition: Self.equalArea))
        guard let flat = Self.moved(degrees, transform), flat.area > 0 else {
            throw ImageryError.cannotRead(path: name, reason: "it has no area")
        }
        self.flat = flat
    }

    package var squareKilometers: Double { flat.area / 1e6 }

    /// In degrees.
    package var geoJSON: CatalogValue {
        guard let text = OGR_G_ExportToJson(degrees.handle) else { return .null }
        defer { VSIFree(text) }
        return (try? CatalogValue(parsing: Data(String(cString: text).utf8))) ?? .null
    }

    /// The part of the area that an item's footprint covers; `nil` where it misses the area or is no polygon.
    func part(under item: CatalogItem) -> VectorGeometry? {
        guard let footprint = Self.geometry(item.footprint), let flat = Self.moved(footprint, transform),
            let part = try? flat.intersection(self.flat, path: item.id), part.area > 0
        else { return nil }
        return part
    }

    private static func moved(_ geometry: VectorGeometry, _ transform: CoordinateTransform) -> VectorGeometry?
    {
        guard let copy = OGR_G_Clone(geometry.handle) else { return nil }
        let moved = VectorGeometry(copy)
        guard transform.move(moved.handle) else { return nil }
        return try? moved.repaired(path: name)
    }

    /// A polygon without edges across each other; `nil` for anything else.
    static func geometry(_ json: CatalogValue) -> VectorGeometry? {
        guard json.members != nil else { return nil }
        let text = String(decoding: json.encoded, as: UTF8.self)
        guard let handle = GDALRuntime.call({ OGR_G_CreateGeometryFromJson(text) }).value else { return nil }
        let geometry = VectorGeometry(handle)
        guard geometry.isPolygon, !geometry.isEmpty else { return nil }
        return try? geometry.repaired(path: name)
    }
}
