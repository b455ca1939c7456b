/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_pdf - pages of PDFs as pictures (poppler); what else is in them: scan_objects.c. */
/* Declares something called ctime, which banned.h does not let pass. */
#define __POPPLER_ATTACHMENT_H__
#include <poppler.h>

#include "config/memory.h"
#include "spool/scan_image.h"
#include "spool/scan_objects.h"
#include "spool/scan_source.h"

#define POINTS_PER_INCH 72.0
#define MM10_PER_INCH 254.0
#define PICTURE_DPI 150			/* a picture that fills its page has so many at least */

struct pdf {
	PopplerDocument *document;
	struct objects *objects;
};

static int
close_pdf(struct pdf *pdf)
{
	if (pdf->document != NULL)
		g_object_unref(pdf->document);
	return 0;
}

/* What poppler says in words may quote the file. */
static enum verdict
open_document(struct pdf *pdf, struct bytes file, struct fault *f)
{
	GBytes *bytes = g_bytes_new_static(file.data, file.len);
	GError *error = NULL;
	bool encrypted;

	pdf->document = poppler_document_new_from_bytes(bytes, NULL, &error);
	g_bytes_unref(bytes);
	encrypted = error != NULL && error->code == POPPLER_ERROR_ENCRYPTED;
	g_clear_error(&error);
	if (pdf->document != NULL)
		return DONE;
	return fail(f, NEVER, encrypted ? "it is encrypted: a PDF that opens with a password" : "it is a damaged PDF");
}

static enum verdict
pdf_open(struct scan_source *source, size_t *pages, bool *active, struct fault *f)
{
	struct pdf *pdf = memory_new(source, sizeof *pdf);
	enum verdict v;

	source->state = pdf;
	talloc_set_destructor(pdf, close_pdf);
	v = open_document(pdf, source->file, f);
	if (v != DONE)
		return v;
	*pages = (size_t)poppler_document_get_n_pages(pdf->document);
	if (*pages > SCAN_PAGES_MAX)
		return DONE;
	v = objects_open(pdf, source->file, &pdf->objects, f);
	if (v == DONE && objects_pages(pdf->objects) != *pages)
		v = fail(f, NEVER, "it is a damaged PDF: how many pages it has can be read in two ways");
	if (v == DONE)
		*active = objects_are_active(pdf->objects);
	return v;
}

/* Pixels of cairo are words of red, green and blue from the top, those of leptonica one octet further up. */
static PIX *
to_colours(const unsigned char *data, int stride, int width, int height)
{
	PIX *pix = pixCreateNoInit(width, height, 32);

	for (int y = 0; pix != NULL && y < height; y++) {
		const uint32_t *from = (const uint32_t *)(const void *)(data + (ptrdiff_t)y * stride);
		l_uint32 *to = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);

		for (int x = 0; x < width; x++)
			to[x] = from[x] << 8;
	}
	return pix;
}

static PIX *
to_gray(const unsigned char *data, int stride, int width, int height)
{
	PIX *pix = pixCreateNoInit(width, height, 8);

	for (int y = 0; pix != NULL && y < height; y++) {
		const uint32_t *from = (const uint32_t *)(const void *)(data + (ptrdiff_t)y * stride);
		l_uint32 *to = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);

		for (int x = 0; x < width; x++) {
			uint32_t p = from[x];

			SET_DATA_BYTE(to, x, ((p >> 16 & 255) * 77 + (p >> 8 & 255) * 151 + (p & 255) * 28) >> 8);
		}
	}
	return pix;
}

static enum verdict
draw(PopplerPage *page, double factor, int width, int height, bool colour, PIX **out, struct fault *f)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *cairo = cairo_create(surface);
	PIX *pix = NULL;

	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, factor, factor);
	poppler_page_render(page, cairo);
	if (cairo_status(cairo) == CAIRO_STATUS_SUCCESS) {
		const unsigned char *data;

		cairo_surface_flush(surface);
		data = cairo_image_surface_get_data(surface);
		if (data != NULL)
			pix = (colour ? to_colours : to_gray)(data, cairo_image_surface_get_stride(surface), width, height);
	}
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	*out = pix;
	return pix != NULL ? DONE : image_failed(f);
}

static enum verdict
pdf_page(struct scan_source *source, size_t number, const struct source_wish *wish, struct source_page *out, struct fault *f)
{
	struct pdf *pdf = source->state;
	double width = 0, height = 0, longer, dpi, best;
	int64_t pixels = 0;
	PopplerPage *page;
	enum verdict v = objects_check_page(pdf->objects, number, &pixels, f);

	if (v != DONE)
		return v;
	page = poppler_document_get_page(pdf->document, (int)number);
	if (page == NULL)
		return fail(f, NEVER, "it is a damaged PDF: a page is missing");
	poppler_page_get_size(page, &width, &height);
	longer = width > height ? width : height;
	if (!(width >= 1 && height >= 1 && longer <= 14400 * 10)) {
		g_object_unref(page);
		return fail(f, NEVER, "it is a damaged PDF: a page has no size, or an impossible one");
	}
	best = (double)pixels * POINTS_PER_INCH / longer;
	dpi = image_dpi(wish, longer / POINTS_PER_INCH, best >= PICTURE_DPI ? best : 0);
	v = draw(page, dpi / POINTS_PER_INCH, (int)(width * dpi / POINTS_PER_INCH + 0.5),
	    (int)(height * dpi / POINTS_PER_INCH + 0.5), wish->colour, &out->pix, f);
	g_object_unref(page);
	if (v != DONE)
		return v;
	pixSetResolution(out->pix, (l_int32)(dpi + 0.5), (l_int32)(dpi + 0.5));
	out->width = (int64_t)(width * MM10_PER_INCH / POINTS_PER_INCH + 0.5);
	out->height = (int64_t)(height * MM10_PER_INCH / POINTS_PER_INCH + 0.5);
	return DONE;
}

static enum verdict
pdf_extract(struct scan_source *source, size_t first, size_t count, struct buffer *out, struct fault *f)
{
	const struct pdf *pdf = source->state;

	return objects_extract(pdf->objects, first, count, out, f);
}

const struct source_format source_pdf = { pdf_open, pdf_page, pdf_extract };
