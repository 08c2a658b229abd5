internal import AerialCore
internal import CCairo
internal import Foundation
internal import Imagery

/// Draws with Cairo, text with Pango: on pixels for a PNG, or on a page of PDF, where text and lines stay such.
final class CairoCanvas: PictureCanvas {
    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let bytes: WrittenBytes

    private init(_ surface: OpaquePointer, _ bytes: WrittenBytes) {
        self.surface = surface
        self.bytes = bytes
        context = cairo_create(surface)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// A picture of 8-bit red, green and blue.
    static func pixels(width: Int, height: Int) -> CairoCanvas {
        CairoCanvas(
            cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(clamping: width), Int32(clamping: height)),
            WrittenBytes())
    }

    /// A page whose longer side is that of A4, on which a picture of so many pixels fills everything.
    static func page(width: Int, height: Int, title: String) -> CairoCanvas {
        let bytes = WrittenBytes()
        let pointsPerPixel = longerSideInPoints / Double(max(width, height, 1))
        let surface = cairo_pdf_surface_create_for_stream(
            WrittenBytes.append, bytes.pointer, Double(width) * pointsPerPixel,
            Double(height) * pointsPerPixel)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, TypesetLine.shown(title))
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, AerialVersion.programName)
        let canvas = CairoCanvas(surface!, bytes)
        cairo_scale(canvas.context, pointsPerPixel, pointsPerPixel)
        return canvas
    }

    /// A4's 297 mm.
    private static let longerSideInPoints = 297 / 25.4 * 72

    /// The picture as a PNG that names the program; for a canvas of pixels.
    /// - Throws: ``CairoFailure``, ``ImageryError``.
    func png() throws -> Data {
        try check()
        let (width, height) = (
            Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface))
        )
        let picture = EncodedPicture(
            width: width, height: height, pixels: rgb(width, height), channelCount: 3)
        return Data(try picture.encoded(driver: "PNG", options: ["SOFTWARE=\(AerialVersion.programName)"]))
    }

    private func rgb(_ width: Int, _ height: Int) -> [UInt8] {
        cairo_surface_flush(surface)
        guard let start = cairo_image_surface_get_data(surface) else { return [] }
        let rowBytes = Int(cairo_image_surface_get_stride(surface))
        return [UInt8](unsafeUninitializedCapacity: width * height * 3) { bytes, count in
            for row in 0..<height {
                let pixels = UnsafeMutableRawPointer(start + row * rowBytes)
                    .assumingMemoryBound(to: UInt32.self)
                for column in 0..<width {
                    let (pixel, offset) = (pixels[column], (row * width + column) * 3)
                    bytes[offset] = UInt8(truncatingIfNeeded: pixel >> 16)
                    bytes[offset + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
                    bytes[offset + 2] = UInt8(truncatingIfNeeded: pixel)
                }
            }
            count = width * height * 3
        }
    }

    /// The page as PDF; for a canvas that is a page. Nothing can be drawn afterwards.
    /// - Throws: ``CairoFailure``.
    func pdf() throws -> Data {
        try check()
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else { throw CairoFailure(status) }
        return bytes.data
    }

    private func check() throws {
        let status = cairo_status(context)
        guard status == CAIRO_STATUS_SUCCESS else { throw CairoFailure(status) }
    }

    func fill(_ rect: PictureRect, color: LegendColor) {
        setColor(color)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_fill(context)
    }

    func fill(polygon points: [PicturePoint], color: LegendColor) {
        setColor(color)
        // Text leaves a point behind, from which a line would be drawn.
        cairo_new_path(context)
        for point in points { cairo_line_to(context, point.x, point.y) }
        cairo_close_path(context)
        cairo_fill(context)
    }

    func frame(_ rect: PictureRect, color: LegendColor) {
        setColor(color)
        cairo_set_line_width(context, 1)
        cairo_rectangle(context, rect.x - 0.5, rect.y - 0.5, rect.width + 1, rect.height + 1)
        cairo_stroke(context)
    }

    func text(_ text: String, at point: PicturePoint, style: TextStyle) {
        let line = TypesetLine(text, style: style)
        let shift =
            switch style.anchor {
            case .start: 0.0
            case .middle: line.width / 2
            case .end: line.width
            }
        setColor(style.color)
        cairo_move_to(context, point.x - shift, point.y - line.baseline)
        line.show(on: context)
    }

    func cells(of map: ClassMap, at point: PicturePoint, side: Double) {
        guard map.columns > 0, map.rows > 0 else { return }
        let image = Self.image(of: map)
        defer { cairo_surface_destroy(image) }
        cairo_save(context)
        cairo_translate(context, point.x, point.y)
        cairo_scale(context, side, side)
        cairo_set_source_surface(context, image, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
        cairo_rectangle(context, 0, 0, Double(map.columns), Double(map.rows))
        cairo_fill(context)
        cairo_restore(context)
    }

    /// A map's cells, one pixel a tile.
    private static func image(of map: ClassMap) -> OpaquePointer {
        let image = cairo_image_surface_create(
            CAIRO_FORMAT_RGB24, Int32(clamping: map.columns), Int32(clamping: map.rows))!
        cairo_surface_flush(image)
        guard let start = cairo_image_surface_get_data(image) else { return image }
        let rowBytes = Int(cairo_image_surface_get_stride(image))
        let colors = map.legend.classes.map { pixel($0.color) }
        let noData = pixel(map.legend.noDataColor)
        for row in 0..<map.rows {
            let pixels = UnsafeMutableRawPointer(start + row * rowBytes)
                .assumingMemoryBound(to: UInt32.self)
            for column in 0..<map.columns {
                let cell = map[TileIndex(row: row, column: column)]
                pixels[column] = cell.map { colors[Int($0)] } ?? noData
            }
        }
        cairo_surface_mark_dirty(image)
        return image
    }

    private static func pixel(_ color: LegendColor) -> UInt32 {
        UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue)
    }

    private func setColor(_ color: LegendColor) {
        cairo_set_source_rgb(
            context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255)
    }
}

/// Why Cairo could not draw or write.
struct CairoFailure: Error, CustomStringConvertible {
    let reason: String

    init(_ status: cairo_status_t) {
        let advice = "; write a .tif, or map a part of the area"
        reason =
            switch status {
            case CAIRO_STATUS_INVALID_SIZE: "a picture has at most 32,767 pixels a side" + advice
            case CAIRO_STATUS_NO_MEMORY: "there is not enough memory for a picture of this size" + advice
            default: String(cString: cairo_status_to_string(status))
            }
    }

    var description: String { "the map's picture cannot be drawn: \(reason)" }
}

/// What Cairo has written.
private final class WrittenBytes {
    private(set) var data = Data()

    /// Valid as long as the value lives.
    var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let append: cairo_write_func_t = { pointer, bytes, count in
        guard let pointer, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<WrittenBytes>.fromOpaque(pointer).takeUnretainedValue().data.append(
            bytes, count: Int(count))
        return CAIRO_STATUS_SUCCESS
    }
}
