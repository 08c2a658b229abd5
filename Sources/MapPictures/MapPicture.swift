public import AerialCore
internal import Foundation
internal import Imagery

/// What a picture of maps shows, drawn alike on every canvas.
protocol PictureDrawing: Sendable {
    var title: String { get }
    var width: Int { get }
    var height: Int { get }
    /// The maps, in the order in which they are drawn.
    var maps: [ClassMap] { get }
    func draw(on canvas: inout some PictureCanvas)
}

/// Class maps as people see them: enlarged by whole numbers, with title, legend, shares and scale bar, north up.
public struct MapPicture: Sendable {
    private let drawing: any PictureDrawing

    /// One map.
    /// - Parameters:
    ///   - title: stands above the map.
    ///   - subtitle: a quieter line below it: the place and the date, say.
    ///   - legendTitle: what the classes are of.
    ///   - tileMeters: a tile's side on the ground.
    public init(
        _ map: ClassMap, title: String, subtitle: String = "", legendTitle: String = "Land use",
        tileMeters: Double
    ) {
        drawing = PictureLayout(
            map, title: title, subtitle: subtitle, legendTitle: legendTitle, tileMeters: tileMeters)
    }

    /// Maps beside each other at one scale, with one legend and one table of tiles and shares.
    /// - Parameter title: stands above the maps.
    public init(_ set: MapSet, title: String) { drawing = MapSetLayout(set, title: title) }

    /// The endings of ``write(to:)``.
    public static let endings = ["png", "svg", "pdf"]

    /// Writes a PNG, an SVG or, where the name ends so, a PDF of one page, whose longer side is that of A4. A lone map's longer
    /// side is about 1200 pixels. In SVG and PDF text stays text.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public func write(to path: String) throws {
        let output = try StagedOutput(path: path)
        do { try data(for: path).write(to: URL(fileURLWithPath: output.partialPath)) } catch {
            throw ImageryError.cannotWrite(
                path: path, reason: (error as? CairoFailure)?.reason ?? error.fileReason)
        }
        try output.publish()
    }

    /// The same picture as an SVG element, for pages: text stays text.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func svg() throws -> String {
        do { return try svgDocument() } catch let failure as CairoFailure {
            throw ImageryError.cannotWrite(path: "the map's picture", reason: failure.reason)
        }
    }

    private func data(for path: String) throws -> Data {
        switch (path as NSString).pathExtension.lowercased() {
        case "svg": return Data(try svgDocument().utf8)
        case "pdf":
            var canvas = CairoCanvas.page(
                width: drawing.width, height: drawing.height, title: drawing.title)
            drawing.draw(on: &canvas)
            return try canvas.pdf()
        default:
            var canvas = CairoCanvas.pixels(width: drawing.width, height: drawing.height)
            drawing.draw(on: &canvas)
            return try canvas.png()
        }
    }

    private func svgDocument() throws -> String {
        var canvas = SVGCanvas(
            width: drawing.width, height: drawing.height,
            cellImages: try drawing.maps.map(SVGCanvas.image))
        drawing.draw(on: &canvas)
        return canvas.document
    }
}
