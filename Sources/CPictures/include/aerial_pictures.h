#ifndef AERIAL_PICTURES_H
#define AERIAL_PICTURES_H

// Plain pictures out of memory, fast: 8-bit grey or colour PNG (libdeflate) and JPEG (libjpeg-turbo). Whatever is out
// of the ordinary (palettes, transparency, 16 bits, interlacing, CMYK, damage) is declined, and left to a decoder
// that knows all of it and has words for what is wrong.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Columns and rows of a picture that can be decoded here; 0 where it cannot, 1 where it seems so.
int apc_size(const uint8_t *bytes, size_t count, int32_t *width, int32_t *height);

/// Decodes into `rgb`: width * height * 3 bytes, row by row from the top, red first. 0 for a picture that is declined
/// after all; then `rgb` holds nothing of use.
int apc_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, int32_t width, int32_t height);

#ifdef __cplusplus
}
#endif
#endif
