public import AerialCore
internal import CGDAL
internal import Foundation

/// Maps beside each other at one scale, with one legend and one table of tiles and shares, north up.
public struct MapSetPicture: Sendable {
    private let set: MapSet
    private let layout: MapSetLayout

    /// - Parameter title: stands above the maps.
    public init(_ set: MapSet, title: String) {
        self.set = set
        layout = MapSetLayout(set, title: title)
    }

    /// Writes a PNG.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public func writePNG(to path: String) throws {
        let canvas = drawn
        let failure = { ImageryError.cannotWrite(path: path, reason: $0) }
        let data = try PNGEncoder.data(rgb: canvas.rgb, width: canvas.width, height: canvas.height, failure)
        let output = try StagedOutput(path: path)
        do { try data.write(to: URL(fileURLWithPath: output.partialPath)) } catch {
            throw failure(error.fileReason)
        }
        try output.publish()
    }

    /// Writes a PDF of one page, as wide as A4 is high; the page is a picture.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public func writePDF(to path: String) throws {
        let canvas = drawn
        let failure = { ImageryError.cannotWrite(path: path, reason: $0) }
        let bands = (0..<3).map { channel in
            stride(from: channel, to: canvas.rgb.count, by: 3).map { canvas.rgb[$0] }
        }
        let raster = try RasterFile.inMemory(
            width: canvas.width, height: canvas.height, bands: bands, failure)
        let output = try StagedOutput(path: path)
        let dotsPerInch = max(72, Double(max(canvas.width, canvas.height)) / Self.pageInches)
        try raster.copy(
            to: output.partialPath, driver: "PDF",
            options: [
                "DPI=\(DecimalText.string(dotsPerInch, decimals: 2, padded: false))", "COMPRESS=DEFLATE",
                "CREATOR=\(AerialVersion.programName)", "GEO_ENCODING=NONE",
            ], failure)
        try output.publish()
    }

    /// The longer side of A4.
    private static let pageInches = 11.69

    private var drawn: RasterCanvas {
        var canvas = RasterCanvas(width: layout.width, height: layout.height)
        layout.draw(on: &canvas)
        return canvas
    }

    /// The same picture as an SVG element: text stays text.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``.
    public func svg() throws -> String {
        var canvas = SVGCanvas(
            width: layout.width, height: layout.height,
            cellImages: try set.entries.map { try SVGCanvas.image(of: $0.map) })
        layout.draw(on: &canvas)
        return canvas.document
    }
}
