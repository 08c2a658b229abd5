// Tells formats by their first bytes.
#include "formats.h"

int apc_size(const uint8_t *bytes, size_t count, int32_t *width, int32_t *height) {
    if (png_is(bytes, count)) return png_size(bytes, count, width, height);
    if (jpeg_is(bytes, count)) return jpeg_size(bytes, count, width, height);
    return 0;
}

int apc_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, int32_t width, int32_t height) {
    if (png_is(bytes, count)) return png_decode(bytes, count, rgb, width, height);
    if (jpeg_is(bytes, count)) return jpeg_decode(bytes, count, rgb, width, height);
    return 0;
}
