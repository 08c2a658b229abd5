#ifndef AERIAL_PICTURE_FORMATS_H
#define AERIAL_PICTURE_FORMATS_H

#include "aerial_pictures.h"

int png_is(const uint8_t *bytes, size_t count);
int png_size(const uint8_t *bytes, size_t count, int32_t *width, int32_t *height);
int png_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, int32_t width, int32_t height);
/// Undoes a row's filter in place. `above` is the row above, of zeros for the first.
int png_unfilter(int filter, uint8_t *row, const uint8_t *above, size_t count, size_t channels);

int jpeg_is(const uint8_t *bytes, size_t count);
int jpeg_size(const uint8_t *bytes, size_t count, int32_t *width, int32_t *height);
int jpeg_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, int32_t width, int32_t height);

#endif
