/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_code - QR codes and the post's customer barcode on a page. */
#include <zint.h>

#include "reply/page_pango.h"

enum { QR_LEVEL_Q = 3 };

/* Bars and gaps of the customer barcode in its size's units: JIS-like table of the post's manual for 10 pt. */
#define BAR_PITCH_MM 0.12
#define BAR_WIDTH_MM 0.06
#define BAR_HEIGHT_MM 0.36

static bool
is_module(const struct zint_symbol *symbol, int row, int column)
{
	return (symbol->encoded_data[row][column >> 3] >> (column & 7)) & 1;
}

static enum verdict
encode(struct zint_symbol *symbol, const char *text, struct fault *f)
{
	int status;

	if (symbol == NULL)
		return fail(f, HALT, "zint: no memory");
	status = ZBarcode_Encode(symbol, (const unsigned char *)text, (int)strlen(text));
	if (status >= ZINT_ERROR || symbol->rows == 0)
		return fail(f, HALT, "zint: %s", symbol->errtxt);
	return DONE;
}

/* One bit for each module: a fill of hundreds of rectangles costs more than all of a letter's text. */
static void
draw_modules(cairo_t *cr, const struct zint_symbol *symbol, double x, double y, double width, double height)
{
	cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A8, symbol->width, symbol->rows);
	cairo_pattern_t *pattern;
	unsigned char *row = cairo_image_surface_get_data(mask);

	for (int r = 0; row != NULL && r < symbol->rows; r++, row += cairo_image_surface_get_stride(mask)) {
		for (int c = 0; c < symbol->width; c++)
			row[c] = is_module(symbol, r, c) ? 255 : 0;
	}
	cairo_surface_mark_dirty(mask);
	pattern = cairo_pattern_create_for_surface(mask);
	/* a printer's smoothing would blur the edges */
	cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
	cairo_save(cr);
	cairo_translate(cr, x, y);
	cairo_scale(cr, width / symbol->width, height / symbol->rows);
	cairo_mask(cr, pattern);
	cairo_restore(cr);
	cairo_pattern_destroy(pattern);
	cairo_surface_destroy(mask);
}

enum verdict
paper_qr(struct paper *paper, const char *text, double x, double y, double size, struct fault *f)
{
	struct zint_symbol *symbol = ZBarcode_Create();
	enum verdict v;

	if (text[strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")] != 0) {
		ZBarcode_Delete(symbol);
		return fail(f, HALT, "a QR code's text has signs that it may not have");
	}
	if (symbol != NULL) {
		symbol->symbology = BARCODE_QRCODE;
		symbol->option_1 = QR_LEVEL_Q;
	}
	v = encode(symbol, text, f);
	if (v == DONE)
		draw_modules(paper_cairo(paper), symbol, x * POINTS_OF_MM, y * POINTS_OF_MM,
		    size * POINTS_OF_MM, size * POINTS_OF_MM);
	if (symbol != NULL)
		ZBarcode_Delete(symbol);
	return v;
}

double
paper_postal_width(double size)
{
	return (66 * BAR_PITCH_MM + BAR_WIDTH_MM) * size;
}

double
paper_postal_height(double size)
{
	return BAR_HEIGHT_MM * size;
}

enum verdict
paper_postal_barcode(struct paper *paper, const char *code, double x, double y, double size, struct fault *f)
{
	struct zint_symbol *symbol;
	enum verdict v;

	if (code == NULL)
		return DONE;
	symbol = ZBarcode_Create();
	if (symbol != NULL)
		symbol->symbology = BARCODE_JAPANPOST;
	v = encode(symbol, code, f);
	/* three rows of equal height: upper part, middle, lower part; bars and gaps are a column each */
	if (v == DONE)
		draw_modules(paper_cairo(paper), symbol, x * POINTS_OF_MM, y * POINTS_OF_MM,
		    paper_postal_width(size) * POINTS_OF_MM, paper_postal_height(size) * POINTS_OF_MM);
	if (symbol != NULL)
		ZBarcode_Delete(symbol);
	return v;
}
