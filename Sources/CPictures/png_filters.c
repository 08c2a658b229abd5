// The five filters of PNG rows, undone. A filtered byte is the difference from what its neighbours foretell: nothing, the
// pixel to the left, the one above, their mean, or the one of left, above and corner (above left) that is nearest to
// left + above - corner (Paeth).
#include "formats.h"

#include <stdlib.h>
#include <string.h>

enum { none, from_left, from_above, from_mean, from_nearest };

static uint8_t paeth(int left, int above, int corner) {
    int toward_left = abs(above - corner), toward_above = abs(left - corner);
    int toward_corner = abs(left + above - 2 * corner);
    if (toward_left <= toward_above && toward_left <= toward_corner) return (uint8_t)left;
    return (uint8_t)(toward_above <= toward_corner ? above : corner);
}

static uint8_t foretold(int filter, int left, int above, int corner) {
    switch (filter) {
        case from_left:
            return (uint8_t)left;
        case from_above:
            return (uint8_t)above;
        case from_mean:
            return (uint8_t)((left + above) / 2);
        case from_nearest:
            return paeth(left, above, corner);
        default:
            return 0;
    }
}

/// One row; `above` is of zeros for the first.
static void unfilter_row(
    int filter, const uint8_t *row, const uint8_t *above, uint8_t *out, size_t count, size_t channels) {
    for (size_t index = 0; index < count; index++) {
        int left = index < channels ? 0 : out[index - channels];
        int corner = index < channels ? 0 : above[index - channels];
        out[index] = (uint8_t)(row[index] + foretold(filter, left, above[index], corner));
    }
}

#ifdef __SSE2__
#include <emmintrin.h>

// Eight rows of colours at once. A pixel waits for the one to its left, so a row alone leaves the processor idle; but a row
// may follow the one above it at a distance. Each lane of 32 bits holds a pixel of its own row (and a byte of no meaning),
// `lag` columns behind the lane above; two vectors of four lanes keep the processor busy.
enum { vectors = 2, per_vector = 4, lanes = vectors * per_vector, lag = 2, pixel = 3 };

/// Which neighbours the lanes' filters look at. Without the others Paeth's choice is the one of filters 0, 1 and 2 too.
typedef struct {
    __m128i left, above, corner, mean;
} lane_masks;

static lane_masks masks_of(const uint8_t *const *rows) {
    int left[per_vector], above[per_vector], corner[per_vector], mean[per_vector];
    for (int lane = 0; lane < per_vector; lane++) {
        int filter = rows[lane][-1];
        left[lane] = -(filter == from_left || filter >= from_mean);
        above[lane] = -(filter >= from_above);
        corner[lane] = -(filter == from_nearest);
        mean[lane] = -(filter == from_mean);
    }
    return (lane_masks){
        _mm_loadu_si128((__m128i *)left), _mm_loadu_si128((__m128i *)above), _mm_loadu_si128((__m128i *)corner),
        _mm_loadu_si128((__m128i *)mean)};
}

static inline __m128i choose(__m128i condition, __m128i yes, __m128i no) {
    return _mm_or_si128(_mm_and_si128(condition, yes), _mm_andnot_si128(condition, no));
}

/// Paeth's choice in bytes. With low and high the lesser and the greater of left and above, left + above - corner is
/// high - corner from low, corner - low from high, and the difference of the two from corner; a corner outside of the two
/// makes one of the distances 0, which saturation does.
static inline __m128i nearest(__m128i left, __m128i above, __m128i corner) {
    __m128i zero = _mm_setzero_si128();
    __m128i low = _mm_min_epu8(left, above), high = _mm_max_epu8(left, above);
    __m128i from_low = _mm_subs_epu8(high, corner), from_high = _mm_subs_epu8(corner, low);
    __m128i excess = _mm_subs_epu8(from_low, from_high), lack = _mm_subs_epu8(from_high, from_low);
    __m128i from_corner = _mm_or_si128(excess, lack), lesser = _mm_min_epu8(from_low, from_high);
    __m128i is_low = _mm_cmpeq_epi8(excess, zero);
    __m128i is_outer = _mm_cmpeq_epi8(_mm_subs_epu8(lesser, from_corner), zero);
    return choose(is_outer, choose(is_low, low, high), corner);
}

/// Rounded down, where the instruction rounds up.
static inline __m128i mean_of(__m128i left, __m128i above) {
    __m128i odd = _mm_and_si128(_mm_xor_si128(left, above), _mm_set1_epi8(1));
    return _mm_sub_epi8(_mm_avg_epu8(left, above), odd);
}

static inline __m128i load_pixel(const uint8_t *bytes) {
    int value;
    memcpy(&value, bytes, sizeof value);
    return _mm_cvtsi32_si128(value);
}

/// The pixels of a vector's lanes. `offset` is the first lane's.
static inline __m128i load_pixels(const uint8_t *const *rows, size_t offset) {
    const size_t behind = lag * pixel;
    __m128i even = _mm_unpacklo_epi32(load_pixel(rows[0] + offset), load_pixel(rows[1] + offset - behind));
    __m128i odd =
        _mm_unpacklo_epi32(load_pixel(rows[2] + offset - 2 * behind), load_pixel(rows[3] + offset - 3 * behind));
    return _mm_unpacklo_epi64(even, odd);
}

/// The fourth byte goes where the next pixel will come.
static inline void store_pixels(__m128i values, uint8_t *out, size_t row_count, size_t offset) {
    for (size_t lane = 0; lane < per_vector; lane++) {
        int value = _mm_cvtsi128_si32(values);
        memcpy(out + lane * row_count + offset - lane * lag * pixel, &value, sizeof value);
        values = _mm_srli_si128(values, 4);
    }
}

/// The same where only some lanes are at a column of their row. `column` is the first lane's and may lie before its row.
static __m128i load_some(const uint8_t *const *rows, ptrdiff_t column, ptrdiff_t width) {
    uint8_t bytes[16] = {0};
    for (ptrdiff_t lane = 0; lane < per_vector; lane++, column -= lag)
        if (column >= 0 && column < width) memcpy(bytes + 4 * lane, rows[lane] + column * pixel, pixel);
    return _mm_loadu_si128((__m128i *)bytes);
}

static void store_some(__m128i values, uint8_t *out, ptrdiff_t column, ptrdiff_t width) {
    uint8_t bytes[16];
    _mm_storeu_si128((__m128i *)bytes, values);
    for (ptrdiff_t lane = 0; lane < per_vector; lane++, column -= lag)
        if (column >= 0 && column < width) memcpy(out + (lane * width + column) * pixel, bytes + 4 * lane, pixel);
}

/// What is known when the lanes of a vector move on by a column: the pixels just restored, those before them, and what was
/// above.
typedef struct {
    __m128i restored, earlier, above;
} wave;

/// - Parameter above_first: what is above the first lane, in that lane.
static inline void advance(wave *wave, __m128i filtered, __m128i above_first, const lane_masks *masks, int has_means) {
    __m128i corner = _mm_and_si128(wave->above, masks->corner);
    wave->above = _mm_or_si128(_mm_slli_si128(wave->earlier, 4), above_first);
    __m128i left = _mm_and_si128(wave->restored, masks->left), above = _mm_and_si128(wave->above, masks->above);
    __m128i foretold = nearest(left, above, corner);
    if (has_means) foretold = choose(masks->mean, mean_of(left, above), foretold);
    wave->earlier = wave->restored;
    wave->restored = _mm_add_epi8(filtered, foretold);
}

/// Both vectors by a column. The last lane of the first vector is above the first one of the second.
static inline void advance_all(
    wave waves[vectors], const __m128i filtered[vectors], __m128i above_first, const lane_masks masks[vectors],
    int has_means) {
    __m128i above_second = _mm_srli_si128(waves[0].earlier, 12);
    advance(&waves[0], filtered[0], above_first, &masks[0], has_means);
    advance(&waves[1], filtered[1], above_second, &masks[1], has_means);
}

static inline void unfilter_lanes(
    const uint8_t *packed, const uint8_t *above, uint8_t *out, ptrdiff_t width, int has_means) {
    const ptrdiff_t row_count = width * pixel, begun = (lanes - 1) * lag, half = per_vector * lag;
    const uint8_t *rows[lanes];
    for (int lane = 0; lane < lanes; lane++) rows[lane] = packed + lane * (row_count + 1) + 1;
    const lane_masks masks[vectors] = {masks_of(rows), masks_of(rows + per_vector)};
    uint8_t *second = out + per_vector * row_count;
    wave waves[vectors] = {0};
    __m128i filtered[vectors];
    for (ptrdiff_t column = 0; column < width + begun; column++) {
        // While all lanes are inside their rows and have a pixel to their right.
        for (; column >= begun && column + 1 < width; column++) {
            filtered[0] = load_pixels(rows, (size_t)(column * pixel));
            filtered[1] = load_pixels(rows + per_vector, (size_t)((column - half) * pixel));
            advance_all(waves, filtered, load_pixel(above + column * pixel), masks, has_means);
            store_pixels(waves[0].restored, out, (size_t)row_count, (size_t)(column * pixel));
            store_pixels(waves[1].restored, second, (size_t)row_count, (size_t)((column - half) * pixel));
        }
        int above_first = 0;
        if (column < width) memcpy(&above_first, above + column * pixel, pixel);
        filtered[0] = load_some(rows, column, width);
        filtered[1] = load_some(rows + per_vector, column - half, width);
        advance_all(waves, filtered, _mm_cvtsi32_si128(above_first), masks, has_means);
        store_some(waves[0].restored, out, column, width);
        store_some(waves[1].restored, second, column - half, width);
    }
}

/// As many eights of rows as there are.
/// - Returns: how many rows that were.
static size_t unfilter_colors(const uint8_t *packed, const uint8_t *zeros, uint8_t *out, size_t rows, size_t width) {
    size_t row_count = width * pixel, row = 0;
    for (; row + lanes <= rows; row += lanes) {
        const uint8_t *first = packed + row * (row_count + 1);
        int has_means = 0;
        for (size_t lane = 0; lane < lanes; lane++) has_means |= first[lane * (row_count + 1)] == from_mean;
        const uint8_t *above = row == 0 ? zeros : out + (row - 1) * row_count;
        if (has_means)
            unfilter_lanes(first, above, out + row * row_count, (ptrdiff_t)width, 1);
        else
            unfilter_lanes(first, above, out + row * row_count, (ptrdiff_t)width, 0);
    }
    return row;
}
#endif

int png_unfilter(const uint8_t *packed, uint8_t *out, size_t rows, size_t width, size_t channels) {
    size_t row_count = width * channels, row = 0;
    for (size_t each = 0; each < rows; each++)
        if (packed[each * (row_count + 1)] > from_nearest) return 0;
    uint8_t *zeros = calloc(row_count + 1, 1);
    if (!zeros) return 0;
#ifdef __SSE2__
    if (channels == pixel) row = unfilter_colors(packed, zeros, out, rows, width);
#endif
    for (; row < rows; row++) {
        const uint8_t *filtered = packed + row * (row_count + 1);
        const uint8_t *above = row == 0 ? zeros : out + (row - 1) * row_count;
        unfilter_row(filtered[0], filtered + 1, above, out + row * row_count, row_count, channels);
    }
    free(zeros);
    return 1;
}
