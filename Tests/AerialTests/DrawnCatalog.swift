import AerialCore
import Foundation

@testable import Imagery

/// Quads of a drawn county in a STAC catalogue, one after the other from west to east in each of several years.
struct DrawnCatalog {
    struct Quad {
        let id: String
        let date: String
        let box: [Double]
        var cloud = 0.0
        var href = "quads/none.tif"
        var extra = ""
    }

    /// Two tenths of a degree wide, one high.
    static let area = "10,50,10.2,50.1"

    var quads: [Quad]
    var collection = "naip"

    /// Four quads each year but those that are named.
    static func years(_ years: [Int], without missing: Set<String> = []) -> DrawnCatalog {
        DrawnCatalog(
            quads: years.flatMap { year in
                (0..<4).map { column in
                    let west = 10 + 0.05 * Double(column)
                    return Quad(
                        id: "q\(column)_\(year)", date: "\(year)-07-1\(column)",
                        box: [west, 50, west + 0.05, 50.1])
                }
            }.filter { !missing.contains($0.id) })
    }

    func item(_ quad: Quad) -> String {
        let (west, south, east, north) = (quad.box[0], quad.box[1], quad.box[2], quad.box[3])
        return """
            {"type": "Feature", "stac_version": "1.0.0", "id": "\(quad.id)", "collection": "\(collection)",
             "bbox": [\(west), \(south), \(east), \(north)], "links": [],
             "geometry": {"type": "Polygon", "coordinates": [[[\(west), \(south)], [\(east), \(south)],
               [\(east), \(north)], [\(west), \(north)], [\(west), \(south)]]]},
             "properties": {"datetime": "\(quad.date)T16:00:00Z", "gsd": 0.6, "eo:cloud_cover": \(quad.cloud),
               "license": "PDDL-1.0", "providers": [{"name": "USDA"}]},
             "assets": {"image": {"href": "\(quad.href)", "type": "image/tiff; application=geotiff",
               "roles": ["data"]\(quad.extra)},
               "thumbnail": {"href": "none.jpg", "type": "image/jpeg", "roles": ["thumbnail"]}}}
            """
    }

    /// All items as one answer.
    func page(_ range: Range<Int>? = nil, links: String = "") -> String {
        let items = quads[range ?? 0..<quads.count].map(item).joined(separator: ",")
        return "{\"type\": \"FeatureCollection\", \"features\": [\(items)], \"links\": [\(links)]}"
    }

    static func landing(_ port: String, method: String) -> String {
        """
        {"type": "Catalog", "id": "root", "conformsTo": ["https://api.stacspec.org/v1.0.0/item-search"], "links": [
          {"rel": "search", "href": "\(port)search", "type": "application/geo+json", "method": "\(method)"}]}
        """
    }
}
