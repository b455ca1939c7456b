/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_picture - files that hold one picture: JPEG, PNG and what telephones make (HEIC). */
#include <libheif/heif.h>

#include "config/memory.h"
#include "spool/scan_exif.h"
#include "spool/scan_image.h"
#include "spool/scan_source.h"

static enum verdict
damaged(struct fault *f)
{
	return fail(f, NEVER, "it is a damaged picture");
}

/* ---- JPEG ---- */

/* The last end mark has to come after the last beginning of pixels. The decoder fills up with gray what is missing. */
static bool
is_cut_off(struct bytes file)
{
	for (size_t i = file.len; i >= 2; i--) {
		if (file.data[i - 2] != 0xff)
			continue;
		if (file.data[i - 1] == 0xd9)
			return false;
		if (file.data[i - 1] == 0xda)
			return true;
	}
	return true;
}

static enum verdict
jpeg_open(struct scan_source *source, size_t *pages, bool *active, struct fault *f)
{
	l_int32 width = 0, height = 0;

	(void)active;
	if (readHeaderMemJpeg(source->file.data, source->file.len, &width, &height, NULL, NULL, NULL) != 0 ||
	    is_cut_off(source->file))
		return damaged(f);
	*pages = 1;
	return source_size(width, height, f);
}

/* The decoder reduces by 2, 4 or 8 for nothing: as far as it stays larger than what is wanted. */
static enum verdict
jpeg_page(struct scan_source *source, size_t page, const struct source_wish *wish, struct source_page *out, struct fault *f)
{
	l_int32 width = 0, height = 0, x = 0, y = 0, warnings = 0, reduce = 1;
	struct resolution r;
	double longer;
	PIX *pix;

	(void)page;
	if (readHeaderMemJpeg(source->file.data, source->file.len, &width, &height, NULL, NULL, NULL) != 0)
		return damaged(f);
	readResolutionMemJpeg(source->file.data, source->file.len, &x, &y);
	r = image_resolution(width, height, x, y);
	longer = width > height ? width : height;
	while (reduce < 8 && r.x / (reduce * 2) >= image_dpi(wish, longer / r.x, 0))
		reduce *= 2;
	pix = pixReadMemJpeg(source->file.data, source->file.len, 0, reduce, &warnings,
	    wish->colour ? 0 : L_JPEG_READ_LUMINANCE);
	out->turn = exif_turn(source->file);
	r.x /= reduce;
	r.y /= reduce;
	return image_fit(&pix, r, wish, out, f);
}

const struct source_format source_jpeg = { jpeg_open, jpeg_page, NULL };

/* ---- PNG ---- */

static enum verdict
png_open(struct scan_source *source, size_t *pages, bool *active, struct fault *f)
{
	l_int32 width = 0, height = 0;

	(void)active;
	if (readHeaderMemPng(source->file.data, source->file.len, &width, &height, NULL, NULL, NULL) != 0)
		return damaged(f);
	*pages = 1;
	return source_size(width, height, f);
}

static enum verdict
png_page(struct scan_source *source, size_t page, const struct source_wish *wish, struct source_page *out, struct fault *f)
{
	PIX *pix = pixReadMemPng(source->file.data, source->file.len);
	struct resolution r = { 0, 0 };

	(void)page;
	if (pix != NULL)
		r = image_resolution(pixGetWidth(pix), pixGetHeight(pix), pixGetXRes(pix), pixGetYRes(pix));
	return image_fit(&pix, r, wish, out, f);
}

const struct source_format source_png = { png_open, png_page, NULL };

/* ---- HEIC ---- */

struct heic {
	struct heif_context *context;
	struct heif_image_handle *picture;
};

static int
close_heic(struct heic *heic)
{
	heif_image_handle_release(heic->picture);
	heif_context_free(heic->context);
	return 0;
}

static enum verdict
heic_open(struct scan_source *source, size_t *pages, bool *active, struct fault *f)
{
	struct heic *heic = memory_new(source, sizeof *heic);

	(void)active;
	source->state = heic;
	heic->context = heif_context_alloc();
	talloc_set_destructor(heic, close_heic);
	heif_context_set_maximum_image_size_limit(heic->context, SOURCE_SIDE_MAX);
	heif_context_set_max_decoding_threads(heic->context, 0);
	if (heif_context_read_from_memory_without_copy(heic->context, source->file.data, source->file.len, NULL).code !=
	    heif_error_Ok ||
	    heif_context_get_primary_image_handle(heic->context, &heic->picture).code != heif_error_Ok)
		return damaged(f);
	*pages = 1;
	return source_size(heif_image_handle_get_width(heic->picture), heif_image_handle_get_height(heic->picture), f);
}

static PIX *
to_pix(const struct heif_image *image)
{
	int stride = 0, width = heif_image_get_width(image, heif_channel_interleaved),
	    height = heif_image_get_height(image, heif_channel_interleaved);
	const uint8_t *data = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
	PIX *pix = data != NULL ? pixCreateNoInit(width, height, 32) : NULL;

	for (int y = 0; pix != NULL && y < height; y++) {
		const uint8_t *from = data + (ptrdiff_t)y * stride;
		l_uint32 *to = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);

		for (int x = 0; x < width; x++, from += 3)
			to[x] = (l_uint32)from[0] << 24 | (l_uint32)from[1] << 16 | (l_uint32)from[2] << 8;
	}
	return pix;
}

/* The decoder turns the picture itself. */
static enum verdict
heic_page(struct scan_source *source, size_t page, const struct source_wish *wish, struct source_page *out, struct fault *f)
{
	const struct heic *heic = source->state;
	struct heif_image *image = NULL;
	struct resolution r = { 0, 0 };
	PIX *pix;

	(void)page;
	if (heif_decode_image(heic->picture, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, NULL).code !=
	    heif_error_Ok)
		return damaged(f);
	pix = to_pix(image);
	heif_image_release(image);
	if (pix != NULL)
		r = image_resolution(pixGetWidth(pix), pixGetHeight(pix), 0, 0);
	return image_fit(&pix, r, wish, out, f);
}

const struct source_format source_heic = { heic_open, heic_page, NULL };
