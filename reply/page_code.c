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

/* Dark modules side by side are one rectangle, so that no hair of white stands between them. */
static void
draw_modules(cairo_t *cr, const struct zint_symbol *symbol, double x, double y, double module)
{
	for (int row = 0; row < symbol->rows; row++) {
		for (int from = 0, to; from < symbol->width; from = to + 1) {
			for (to = from; to < symbol->width && is_module(symbol, row, to); to++)
				;
			if (to > from)
				cairo_rectangle(cr, x + from * module, y + row * module, (to - from) * module, module);
		}
	}
	cairo_fill(cr);
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
		    size * POINTS_OF_MM / symbol->width);
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
	cairo_t *cr = paper_cairo(paper);
	double third = BAR_HEIGHT_MM * size * POINTS_OF_MM / 3;
	enum verdict v;

	if (code == NULL)
		return DONE;
	symbol = ZBarcode_Create();
	if (symbol != NULL)
		symbol->symbology = BARCODE_JAPANPOST;
	v = encode(symbol, code, f);
	/* rows: upper part, middle, lower part; each bar is two columns of zint's */
	for (int column = 0; v == DONE && column < symbol->width; column += 2) {
		bool up = is_module(symbol, 0, column), down = is_module(symbol, 2, column);
		double top = y * POINTS_OF_MM + (up ? 0 : third);

		cairo_rectangle(cr, (x + column / 2 * BAR_PITCH_MM * size) * POINTS_OF_MM, top,
		    BAR_WIDTH_MM * size * POINTS_OF_MM, third * (1 + up + down));
	}
	cairo_fill(cr);
	if (symbol != NULL)
		ZBarcode_Delete(symbol);
	return v;
}
