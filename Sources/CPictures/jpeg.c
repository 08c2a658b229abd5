// JPEG by libjpeg-turbo, with the settings that GDAL uses, so that pixels are the same.
#include "formats.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

typedef struct {
    struct jpeg_error_mgr manager;  // libjpeg's own, first: it is handed on as a pointer to this
    jmp_buf escape;
} escaping_errors;

static void escape(j_common_ptr info) { longjmp(((escaping_errors *)info->err)->escape, 1); }

/// A warning (level -1) means damaged data: the picture is declined.
static void escape_on_warning(j_common_ptr info, int level) {
    if (level < 0) escape(info);
}

static void keep_silent(j_common_ptr info) { (void)info; }

static void start(struct jpeg_decompress_struct *info, escaping_errors *errors) {
    memset(info, 0, sizeof *info);
    info->err = jpeg_std_error(&errors->manager);
    errors->manager.error_exit = escape;
    errors->manager.emit_message = escape_on_warning;
    errors->manager.output_message = keep_silent;
}

int jpeg_is(const uint8_t *bytes, size_t count) {
    return count > 4 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

static int is_plain(const struct jpeg_decompress_struct *info) {
    J_COLOR_SPACE space = info->jpeg_color_space;
    return info->data_precision == 8 && (space == JCS_GRAYSCALE || space == JCS_YCbCr || space == JCS_RGB);
}

int jpeg_size(const uint8_t *bytes, size_t count, int32_t *width, int32_t *height) {
    struct jpeg_decompress_struct info;
    escaping_errors errors;
    start(&info, &errors);
    if (setjmp(errors.escape)) {
        jpeg_destroy_decompress(&info);
        return 0;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, bytes, count);
    jpeg_read_header(&info, TRUE);
    int plain = is_plain(&info);
    *width = (int32_t)info.image_width;
    *height = (int32_t)info.image_height;
    jpeg_destroy_decompress(&info);
    return plain;
}

int jpeg_decode(const uint8_t *bytes, size_t count, uint8_t *rgb, int32_t width, int32_t height) {
    struct jpeg_decompress_struct info;
    escaping_errors errors;
    start(&info, &errors);
    if (setjmp(errors.escape)) {
        jpeg_destroy_decompress(&info);
        return 0;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, bytes, count);
    jpeg_read_header(&info, TRUE);
    int is_good = is_plain(&info) && (int32_t)info.image_width == width && (int32_t)info.image_height == height;
    if (is_good) {
        info.out_color_space = JCS_RGB;
        jpeg_start_decompress(&info);
        while (info.output_scanline < info.output_height) {
            JSAMPROW row = rgb + (size_t)info.output_scanline * (size_t)width * 3;
            jpeg_read_scanlines(&info, &row, 1);
        }
        jpeg_finish_decompress(&info);
        // Something after the picture's end may be a mask.
        is_good = info.src->bytes_in_buffer == 0;
    }
    jpeg_destroy_decompress(&info);
    return is_good;
}
