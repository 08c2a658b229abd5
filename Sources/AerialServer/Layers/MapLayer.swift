internal import AerialCore
internal import Foundation
internal import Imagery

/// Something that is drawn on the map: imagery, or a value of each tile.
struct MapLayer: Sendable {
    enum Content: Sendable {
        case imagery(SceneView)
        /// The bytes of tiles and what they are coloured by.
        case cells(CellView, CellColors)
    }

    /// An entry of the key that stands beside the map.
    struct Key: Sendable {
        let name: String
        let color: String

        var json: JSONValue { ["name": .text(name), "color": .text(color)] }
    }

    /// What is drawn, `classes` say: the layer's address is the item's with this behind it.
    let part: String
    let title: String
    let content: Content
    var key: [Key] = []

    /// - Parameter values: of tiles that are drawn; `nil` for all.
    func picture(_ frame: WebFrame, only values: Set<UInt8>? = nil) throws -> WebPixels? {
        switch content {
        case .imagery(let scenes):
            return try scenes.picture(frame)
        case .cells(let cells, let colors):
            return try cells.picture(frame, colors: values.map(colors.only) ?? colors)
        }
    }

    var degrees: MapBounds {
        switch content {
        case .imagery(let scenes): scenes.degrees
        case .cells(let cells, _): cells.degrees
        }
    }

    func json(of item: ProjectItem) -> JSONValue {
        let id = item.id
        var members: [String: JSONValue] = [
            "id": .text("\(id).\(part)"), "item": .text(id), "part": .text(part), "title": .text(title),
            "bounds": degrees.json, "tiles": .text("/tiles/\(id).\(part)/{z}/{x}/{y}.png"),
            "key": .array(key.map(\.json)), "stamp": .text(ProjectItem.checksum(item.stamp)),
        ]
        if case .imagery(let scenes) = content {
            members["captured"] = JSONValue(scenes.captured)
            members["firstZoom"] = .integer(scenes.firstZoom)
            members["metersPerPixel"] = .number(scenes.metersPerPixel)
            members["hasOverviews"] = .bool(scenes.hasOverviews)
        }
        return .object(members)
    }
}

extension MapBounds {
    /// West, south, east, north.
    var json: JSONValue { [.number(minX), .number(minY), .number(maxX), .number(maxY)] }
}

extension Legend {
    var key: [MapLayer.Key] { classes.map { MapLayer.Key(name: $0.name, color: $0.color.hexadecimal) } }
}
