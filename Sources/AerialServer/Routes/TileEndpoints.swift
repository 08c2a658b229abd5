internal import AerialCore
internal import Foundation
internal import Imagery

extension Workbench {
    /// A browser shows a picture again without asking where the page has had its address before.
    private static let stamp = Parameter.query(
        "stamp", .name, "The layer's stamp: an address of its own for each state of the file.")

    var tileEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/tiles/{layer}/{z}/{x}/{y}.png",
                about:
                    "A map tile of a layer, Web Mercator, 256 pixels: what QGIS and others add as an XYZ layer.",
                parameters: [
                    .path("layer", .name, "A layer's id."),
                    .path("z", .integer(0...WebFrame.lastZoom), "The zoom."),
                    .path("x", .integer(0...((1 << WebFrame.lastZoom) - 1)), "The column, from the west."),
                    .path("y", .integer(0...((1 << WebFrame.lastZoom) - 1)), "The row, from the north."),
                    .query(
                        "only", .bytes,
                        "Draws these classes alone, by their places in the layer's key from 1: 1-3-4."),
                    Self.stamp,
                ],
                answer: .png
            ) { arguments in
                guard let zoom = arguments.integer("z"), let x = arguments.integer("x"),
                    let y = arguments.integer("y"),
                    let frame = WebFrame(zoom: zoom, column: x, row: y)
                else { throw Problem.notFound("The world has no such tile.") }
                return try await picture(
                    ofLayer: arguments.text("layer"), frame,
                    only: arguments.bytes("only"))
            },
            Endpoint(
                method: .get, path: "/api/layers/{layer}/picture.png", about: "A picture of a layer.",
                parameters: [
                    .path("layer", .name, "A layer's id."),
                    .query(
                        "box", .box, "What it shows: west, south, east, north in degrees.", required: true),
                    .query("width", .integer(1...1024), "In pixels; the height follows. 256 unless given."),
                    Self.stamp,
                ],
                answer: .png
            ) { arguments in
                let width = arguments.integer("width") ?? 256
                guard let box = try arguments.box("box"), abs(box.minY) <= 90, abs(box.maxY) <= 90 else {
                    throw Problem.badRequest("'box' lies beyond the poles.")
                }
                let bounds = WebMercator.bounds(ofDegrees: box)
                let height = (Double(width) * bounds.height / max(bounds.width, 1e-9)).rounded()
                guard height.isFinite, height >= 1, height <= 1024,
                    let frame = WebFrame(bounds: bounds, width: width, height: Int(height))
                else { throw Problem.badRequest("'box' is too thin, too small or too large for a picture.") }
                return try await picture(ofLayer: arguments.text("layer"), frame)
            },
        ]
    }

    private func picture(
        ofLayer id: String, _ frame: WebFrame, only classes: Set<UInt8>? = nil
    ) async throws -> Endpoint.Reply {
        let (layer, stamp) = try await layers.layer(id)
        let bounds = frame.bounds
        let key =
            "\(id) \(stamp) \(bounds.minX) \(bounds.minY) \(bounds.maxX) \(bounds.maxY) \(frame.width) "
            + (classes.map { "\($0.sorted())" } ?? "")
        let tag = ProjectItem.checksum(key)
        if let known = pictures[key] { return known.isEmpty ? .noPicture : .png(known, tag: tag) }
        let bytes = try await pool.run {
            guard let pixels = try layer.picture(frame, only: classes), !pixels.isEmpty else {
                return [UInt8]()
            }
            return try pixels.png()
        }
        pictures[key] = bytes
        return bytes.isEmpty ? .noPicture : .png(bytes, tag: tag)
    }
}
