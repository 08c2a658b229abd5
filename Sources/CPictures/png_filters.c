// The five filters of a PNG row, undone. A filtered byte is the difference from what its neighbours foretell: the pixel
// to the left, the one above, their mean, or the one of left, above and above left that is nearest to
// left + above - above left (Paeth).
#include "formats.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static uint8_t paeth(int left, int above, int corner) {
  int toward_left = abs(above - corner), toward_above = abs(left - corner);
  int toward_corner = abs(left + above - 2 * corner);
  if (toward_left <= toward_above && toward_left <= toward_corner)
    return (uint8_t)left;
  return (uint8_t)(toward_above <= toward_corner ? above : corner);
}

static void undo_paeth(uint8_t *row, const uint8_t *above, size_t count, size_t channels) {
  for (size_t index = 0; index < count; index++) {
    int left = index < channels ? 0 : row[index - channels];
    int corner = index < channels ? 0 : above[index - channels];
    row[index] += paeth(left, above[index], corner);
  }
}

#ifdef __SSE2__
static __m128i widened(const uint8_t *pixel) {
  uint32_t bytes = pixel[0] | (uint32_t)pixel[1] << 8 | (uint32_t)pixel[2] << 16;
  return _mm_unpacklo_epi8(_mm_cvtsi32_si128((int)bytes), _mm_setzero_si128());
}

static __m128i absolute(__m128i value) { return _mm_max_epi16(value, _mm_sub_epi16(_mm_setzero_si128(), value)); }

static __m128i choose(__m128i condition, __m128i yes, __m128i no) {
  return _mm_or_si128(_mm_and_si128(condition, yes), _mm_andnot_si128(condition, no));
}

/// The three channels of a pixel at once.
static void undo_paeth_of_colors(uint8_t *row, const uint8_t *above_row, size_t count) {
  __m128i left = _mm_setzero_si128(), corner = left, byte_mask = _mm_set1_epi16(255);
  for (size_t index = 0; index < count; index += 3) {
    __m128i above = widened(above_row + index);
    __m128i toward_left = _mm_sub_epi16(above, corner), toward_above = _mm_sub_epi16(left, corner);
    __m128i toward_corner = absolute(_mm_add_epi16(toward_left, toward_above));
    toward_left = absolute(toward_left);
    toward_above = absolute(toward_above);
    __m128i least = _mm_min_epi16(toward_corner, _mm_min_epi16(toward_left, toward_above));
    __m128i nearest = choose(_mm_cmpeq_epi16(least, toward_left), left,
                             choose(_mm_cmpeq_epi16(least, toward_above), above, corner));
    left = _mm_and_si128(_mm_add_epi16(widened(row + index), nearest), byte_mask);
    corner = above;
    uint32_t bytes = (uint32_t)_mm_cvtsi128_si32(_mm_packus_epi16(left, left));
    row[index] = (uint8_t)bytes;
    row[index + 1] = (uint8_t)(bytes >> 8);
    row[index + 2] = (uint8_t)(bytes >> 16);
  }
}
#endif

int png_unfilter(int filter, uint8_t *row, const uint8_t *above, size_t count, size_t channels) {
  switch (filter) {
  case 0:
    return 1;
  case 1:
    for (size_t index = channels; index < count; index++)
      row[index] += row[index - channels];
    return 1;
  case 2:
    for (size_t index = 0; index < count; index++)
      row[index] += above[index];
    return 1;
  case 3:
    for (size_t index = 0; index < count; index++)
      row[index] += (uint8_t)(((index < channels ? 0 : row[index - channels]) + above[index]) / 2);
    return 1;
  case 4:
#ifdef __SSE2__
    if (channels == 3) {
      undo_paeth_of_colors(row, above, count);
      return 1;
    }
#endif
    undo_paeth(row, above, count, channels);
    return 1;
  default:
    return 0;
  }
}
