#ifndef AERIAL_PICTURE_FORMATS_H
#define AERIAL_PICTURE_FORMATS_H

#include "aerial_pictures.h"

int png_is(const uint8_t *bytes, size_t count);
int png_size(const uint8_t *bytes, size_t count, int32_t *width, int32_t *height);
int png_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, int32_t width, int32_t height);
/// Undoes the filters of rows of `width` pixels, each with its filter before it; `out` has no filters. 0 where a filter is
/// none of PNG's.
int png_unfilter(const uint8_t *packed, uint8_t *out, size_t rows, size_t width, size_t channels);

int jpeg_is(const uint8_t *bytes, size_t count);
int jpeg_size(const uint8_t *bytes, size_t count, int32_t *width, int32_t *height);
int jpeg_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, int32_t width, int32_t height);

#endif
