// PNG (W3C, third edition) of 8 bits, grey or colour, not interlaced.
#include "formats.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
/// Length, type, header, checksum.
enum { header_end = 8 + 4 + 4 + 13 + 4 };

typedef struct {
    int32_t width, height;
    size_t channels;
} png_header;

/// The compressed pixels: a stretch of the file, or the file's pieces put together.
typedef struct {
    const uint8_t *bytes;
    size_t count;
    uint8_t *joined;
} png_data;

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

int png_is(const uint8_t *bytes, size_t count) {
    return count > header_end && memcmp(bytes, signature, sizeof signature) == 0;
}

static int read_header(const uint8_t *bytes, png_header *header) {
    if (big_endian(bytes + 8) != 13 || memcmp(bytes + 12, "IHDR", 4) != 0) return 0;
    uint32_t width = big_endian(bytes + 16), height = big_endian(bytes + 20);
    uint8_t depth = bytes[24], color = bytes[25];
    int is_plain = depth == 8 && (color == 0 || color == 2) && bytes[26] == 0 && bytes[27] == 0 && bytes[28] == 0;
    if (!is_plain || width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) return 0;
    *header = (png_header){(int32_t)width, (int32_t)height, color == 2 ? 3 : 1};
    return 1;
}

int png_size(const uint8_t *bytes, size_t count, int32_t *width, int32_t *height) {
    png_header header;
    if (count < header_end || !read_header(bytes, &header)) return 0;
    *width = header.width;
    *height = header.height;
    return 1;
}

static int append(png_data *data, const uint8_t *bytes, size_t count, size_t limit) {
    if (!data->bytes) {
        data->bytes = bytes;
        data->count = count;
        return 1;
    }
    if (!data->joined) {
        data->joined = malloc(limit);
        if (!data->joined) return 0;
        memcpy(data->joined, data->bytes, data->count);
        data->bytes = data->joined;
    }
    memcpy(data->joined + data->count, bytes, count);
    data->count += count;
    return 1;
}

/// Walks the chunks to the end, each against its checksum; 0 where something is out of the ordinary.
static int collect(const uint8_t *bytes, size_t count, png_data *data) {
    size_t position = 8;
    while (position + 12 <= count) {
        size_t length = big_endian(bytes + position);
        const uint8_t *type = bytes + position + 4;
        if (length > count - position - 12) return 0;
        if (libdeflate_crc32(0, type, length + 4) != big_endian(type + 4 + length)) return 0;
        if (memcmp(type, "IDAT", 4) == 0 && !append(data, type + 4, length, count)) return 0;
        if (memcmp(type, "tRNS", 4) == 0 || memcmp(type, "acTL", 4) == 0) return 0;
        if (memcmp(type, "IEND", 4) == 0) return data->bytes != NULL;
        position += length + 12;
    }
    return 0;
}

/// A grey picture as colours, in place: its pixels are the first third of `rgb`.
static void spread(uint8_t *rgb, size_t pixels) {
    for (size_t index = pixels; index-- > 0;) memset(rgb + index * 3, rgb[index], 3);
}

int png_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, int32_t width, int32_t height) {
    png_header header;
    if (!read_header(bytes, &header) || header.width != width || header.height != height) return 0;
    size_t packed_count = (size_t)height * ((size_t)width * header.channels + 1);
    png_data data = {0};
    uint8_t *packed = malloc(packed_count);
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    int is_good = packed && decompressor && collect(bytes, count, &data) &&
                  libdeflate_zlib_decompress(decompressor, data.bytes, data.count, packed, packed_count, NULL) ==
                      LIBDEFLATE_SUCCESS &&
                  png_unfilter(packed, rgb, (size_t)height, (size_t)width, header.channels);
    if (is_good && header.channels == 1) spread(rgb, (size_t)width * (size_t)height);
    if (decompressor) libdeflate_free_decompressor(decompressor);
    free(data.joined);
    free(packed);
    return is_good;
}
