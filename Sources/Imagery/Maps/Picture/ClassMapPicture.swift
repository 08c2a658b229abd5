public import AerialCore
internal import Foundation

/// A class map as people see it: enlarged by whole numbers, with title, legend, shares and scale bar, north up.
public struct ClassMapPicture: Sendable {
    private let map: ClassMap
    private let layout: PictureLayout

    /// - Parameters:
    ///   - title: stands above the map.
    ///   - subtitle: a quieter line below it: the place and the date, say.
    ///   - legendTitle: what the classes are of.
    ///   - tileMeters: a tile's side on the ground.
    public init(
        _ map: ClassMap, title: String, subtitle: String = "", legendTitle: String = "Land use",
        tileMeters: Double
    ) {
        self.map = map
        layout = PictureLayout(
            map, title: title, subtitle: subtitle, legendTitle: legendTitle, tileMeters: tileMeters)
    }

    /// Writes a PNG; the map's longer side is about 1200 pixels.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public func write(to path: String) throws {
        var canvas = RasterCanvas(width: layout.width, height: layout.height)
        layout.draw(on: &canvas)
        let output = try StagedOutput(path: path)
        let failure = { ImageryError.cannotWrite(path: path, reason: $0) }
        let data = try PNGEncoder.data(rgb: canvas.rgb, width: canvas.width, height: canvas.height, failure)
        do { try data.write(to: URL(fileURLWithPath: output.partialPath)) } catch {
            throw failure(error.fileReason)
        }
        try output.publish()
    }

    /// The same picture as an SVG element, for pages: text stays text.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func svg() throws -> String {
        var canvas = SVGCanvas(
            width: layout.width, height: layout.height, cellImages: [try SVGCanvas.image(of: map)])
        layout.draw(on: &canvas)
        return canvas.document
    }
}
