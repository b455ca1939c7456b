/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_code - QR codes and the post's customer barcode on a page. */
#include <zint.h>

#include "spool/paper_pango.h"
#include "spool/postal_barcode.h"

enum { QR_LEVEL_Q = 3 };

/* Of the customer barcode, for each pt of its size. */
#define BAR_PITCH_MM 0.12
#define BAR_WIDTH_MM 0.06
#define BAR_HEIGHT_MM 0.36

static bool
is_module(const struct zint_symbol *symbol, int row, int column)
{
	return (symbol->encoded_data[row][column >> 3] >> (column & 7)) & 1;
}

/* Draws modules as a mask of bits in a box of points: a fill of hundreds of rectangles costs more than all of a
 * letter's text. */
static void
draw_mask(cairo_t *cr, cairo_surface_t *mask, double x, double y, double width, double height)
{
	cairo_pattern_t *pattern;

	cairo_surface_mark_dirty(mask);
	pattern = cairo_pattern_create_for_surface(mask);
	/* a printer's smoothing would blur the edges */
	cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
	cairo_save(cr);
	cairo_translate(cr, x * POINTS_OF_MM, y * POINTS_OF_MM);
	cairo_scale(cr, width * POINTS_OF_MM / cairo_image_surface_get_width(mask),
	    height * POINTS_OF_MM / cairo_image_surface_get_height(mask));
	cairo_mask(cr, pattern);
	cairo_restore(cr);
	cairo_pattern_destroy(pattern);
	cairo_surface_destroy(mask);
}

static cairo_surface_t *
mask_of(const struct zint_symbol *symbol)
{
	cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A8, symbol->width, symbol->rows);
	unsigned char *row = cairo_image_surface_get_data(mask);

	for (int r = 0; row != NULL && r < symbol->rows; r++, row += cairo_image_surface_get_stride(mask)) {
		for (int c = 0; c < symbol->width; c++)
			row[c] = is_module(symbol, r, c) ? 255 : 0;
	}
	return mask;
}

enum verdict
paper_qr(struct paper *paper, const char *text, double x, double y, double size, struct fault *f)
{
	struct zint_symbol *symbol;
	enum verdict v = DONE;

	if (text[strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")] != 0)
		return fail(f, HALT, "a QR code's text has signs that it may not have");
	symbol = ZBarcode_Create();
	if (symbol == NULL)
		return fail(f, HALT, "zint: no memory");
	symbol->symbology = BARCODE_QRCODE;
	symbol->option_1 = QR_LEVEL_Q;
	if (ZBarcode_Encode(symbol, (const unsigned char *)text, (int)strlen(text)) >= ZINT_ERROR || symbol->rows == 0)
		v = fail(f, HALT, "zint: %s", symbol->errtxt);
	else
		draw_mask(paper_cairo(paper), mask_of(symbol), x, y, size, size);
	ZBarcode_Delete(symbol);
	return v;
}

double
paper_postal_width(double size)
{
	return ((POSTAL_BARS - 1) * BAR_PITCH_MM + BAR_WIDTH_MM) * size;
}

double
paper_postal_height(double size)
{
	return BAR_HEIGHT_MM * size;
}

/* Three rows: upper part, middle, lower part. Bars and gaps are a column each. */
static cairo_surface_t *
mask_of_bars(const char *bars)
{
	cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A8, 2 * POSTAL_BARS - 1, 3);
	unsigned char *upper = cairo_image_surface_get_data(mask);
	int stride = cairo_image_surface_get_stride(mask);

	for (int i = 0; upper != NULL && i < POSTAL_BARS; i++) {
		bool up = bars[i] == '1' || bars[i] == '2', down = bars[i] == '1' || bars[i] == '3';

		upper[2 * i] = up ? 255 : 0;
		upper[stride + 2 * i] = 255;
		upper[2 * stride + 2 * i] = down ? 255 : 0;
	}
	return mask;
}

enum verdict
paper_postal_barcode(struct paper *paper, const char *code, double x, double y, double size, struct fault *f)
{
	char bars[POSTAL_BARS + 1];

	if (code == NULL)
		return DONE;
	if (!postal_bars(code, bars))
		return fail(f, HALT, "no text for the post's barcode");
	draw_mask(paper_cairo(paper), mask_of_bars(bars), x, y, paper_postal_width(size), paper_postal_height(size));
	return DONE;
}
