/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_image - scans on a page: a JPEG goes into the PDF as it is. */
#include "config/memory.h"
#include "spool/paper_pango.h"

struct picture {
	int width, height;
};

static unsigned
word_at(struct bytes b, size_t at)
{
	return (unsigned)b.data[at] << 8 | b.data[at + 1];
}

/* Reads the size off the frame header (ITU T.81, B.2.2). */
static bool
jpeg_size(struct bytes jpeg, struct picture *out)
{
	size_t at = 2;

	if (jpeg.len < 4 || word_at(jpeg, 0) != 0xffd8)
		return false;
	while (at + 9 <= jpeg.len && jpeg.data[at] == 0xff) {
		unsigned char marker = jpeg.data[at + 1];

		if (marker == 0xff) {
			at++;
			continue;
		}
		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
			out->height = (int)word_at(jpeg, at + 5);
			out->width = (int)word_at(jpeg, at + 7);
			return out->width > 0 && out->height > 0 && out->width <= 20000 && out->height <= 20000;
		}
		if (marker == 0xda || marker == 0xd9)
			return false;
		at += 2 + word_at(jpeg, at + 2);
	}
	return false;
}

bool
paper_is_jpeg(struct bytes jpeg)
{
	struct picture size;

	return jpeg_size(jpeg, &size);
}

/* cairo keeps the octets until the PDF is written. */
static cairo_surface_t *
surface_of(struct bytes jpeg, const struct picture *size)
{
	/* never touched, so that its memory is never really taken */
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, size->width, size->height);
	unsigned char *copy = g_memdup2(jpeg.data, jpeg.len);

	if (cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG, copy, jpeg.len, g_free, copy) !=
	    CAIRO_STATUS_SUCCESS)
		g_free(copy);
	return surface;
}

enum verdict
paper_jpeg(struct paper *paper, struct bytes jpeg, double x, double y, double width, double height, struct fault *f)
{
	cairo_t *cr = paper_cairo(paper);
	cairo_surface_t *surface;
	struct picture size;
	double scale;

	if (!jpeg_size(jpeg, &size))
		return fail(f, NEVER, "a picture is no JPEG");
	scale = width * POINTS_OF_MM / size.width;
	if (size.height * scale > height * POINTS_OF_MM)
		scale = height * POINTS_OF_MM / size.height;
	surface = surface_of(jpeg, &size);
	cairo_save(cr);
	cairo_translate(cr, x * POINTS_OF_MM + (width * POINTS_OF_MM - size.width * scale) / 2,
	    y * POINTS_OF_MM + (height * POINTS_OF_MM - size.height * scale) / 2);
	cairo_scale(cr, scale, scale);
	cairo_set_source_surface(cr, surface, 0, 0);
	cairo_paint(cr);
	cairo_restore(cr);
	cairo_surface_destroy(surface);
	return cairo_status(cr) == CAIRO_STATUS_SUCCESS ? DONE : fail(f, NEVER, "a picture cannot be drawn");
}
