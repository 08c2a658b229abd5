internal import CCairo

/// A line of text as Pango sets it, in whatever script and with the fonts that the machine has.
final class TypesetLine {
    private let layout: OpaquePointer

    /// What no line can show (breaks, tabs, code points that are no characters) is shown as a sign.
    init(_ text: String, style: TextStyle) {
        let context = pango_font_map_create_context(pango_cairo_font_map_get_default())!
        defer { g_object_unref(UnsafeMutableRawPointer(context)) }
        // Letters stand where the type says, not on whole pixels: pages and pictures of all sizes look alike.
        pango_context_set_round_glyph_positions(context, 0)
        let options = cairo_font_options_create()
        defer { cairo_font_options_destroy(options) }
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        pango_cairo_context_set_font_options(context, options)
        layout = pango_layout_new(context)
        let font = pango_font_description_new()
        defer { pango_font_description_free(font) }
        pango_font_description_set_family(font, TextStyle.families)
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        if style.weight == .bold { pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD) }
        pango_layout_set_font_description(layout, font)
        pango_layout_set_single_paragraph_mode(layout, 1)
        pango_layout_set_text(layout, Self.shown(text), -1)
    }

    /// The text with a sign for each code point at which C ends a text, or that Cairo takes for damage.
    static func shown(_ text: String) -> String {
        func isShown(_ scalar: Unicode.Scalar) -> Bool {
            scalar != "\0" && !scalar.properties.isNoncharacterCodePoint
        }
        guard !text.unicodeScalars.allSatisfy(isShown) else { return text }
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: text.unicodeScalars.map { isShown($0) ? $0 : "\u{FFFD}" })
        return String(shown)
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// How far the text reaches, in pixels.
    var width: Double {
        var width: Int32 = 0
        pango_layout_get_size(layout, &width, nil)
        return Double(width) / Double(PANGO_SCALE)
    }

    /// How far the line's foot lies below its top, in pixels.
    var baseline: Double { Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE) }

    /// Draws the line with its top left corner at the current point.
    func show(on context: OpaquePointer) { pango_cairo_show_layout(context, layout) }
}
