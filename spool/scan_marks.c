/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_marks - QR codes on a page.
 *
 * zbar reads most of them at once. What it misses is found in a smaller picture, where thick modules and dirt melt, or
 * with the dirt removed. Both are tried in vain on each page without a mark, so they have to be cheap.
 */
#include "spool/scan_marks.h"

#include <iconv.h>
#include <zbar.h>

#include "config/memory.h"
#include "spool/scan_image.h"
#include "spool/scan_wire.h"

void
marks_load(void)
{
	static const char *const charsets[] = { "UTF-8", "ISO8859-1", "SJIS", "BIG5" };

	/* Kept open, so that the converters stay loaded. */
	for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++)
		(void)iconv_open("UTF-8", charsets[i]);
}

static bool
is_known(const struct marks *marks, const char *text)
{
	for (size_t i = 0; i < marks->count; i++)
		if (strcmp(marks->text[i], text) == 0)
			return true;
	return false;
}

static bool
is_printable(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] < ' ' || text.data[i] > '~')
			return false;
	return text.len != 0 && text.len <= SCAN_MARK_MAX;
}

static void
keep_symbol(void *ctx, struct marks *marks, const zbar_symbol_t *symbol)
{
	struct bytes text = { (const unsigned char *)zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol) };
	char *copy;

	if (!is_printable(text) || marks->count == SCAN_MARKS_MAX)
		return;
	copy = must(talloc_strndup(ctx, (const char *)text.data, text.len));
	if (is_known(marks, copy))
		return;
	if (marks->count == 0)
		marks->turn = (4 - (int)zbar_symbol_get_orientation(symbol)) % 4;
	marks->text[marks->count++] = copy;
}

static void
scan(void *ctx, PIX *gray, struct marks *marks)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_t *image = zbar_image_create();
	l_uint8 *raw = NULL;
	size_t len = 0;

	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	if (pixGetRasterData(gray, &raw, &len) == 0) {
		zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
		zbar_image_set_size(image, (unsigned)pixGetWidth(gray), (unsigned)pixGetHeight(gray));
		zbar_image_set_data(image, raw, len, NULL);
		zbar_scan_image(scanner, image);
		for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s != NULL; s = zbar_symbol_next(s))
			keep_symbol(ctx, marks, s);
	}
	zbar_image_destroy(image);
	zbar_image_scanner_destroy(scanner);
	lept_free(raw);
}

/* Thick modules become thinner there, and what is rough becomes smooth. */
static void
scan_smaller(void *ctx, PIX *gray, struct marks *marks)
{
	PIX *small = pixScaleGeneral(gray, 0.6F, 0.6F, 0, 0);

	if (small != NULL)
		scan(ctx, small, marks);
	pixDestroy(&small);
}

struct marks
marks_find(void *ctx, PIX *gray)
{
	struct marks marks = { .text = memory_new(ctx, SCAN_MARKS_MAX * sizeof *marks.text) };
	PIX *clean = NULL;

	scan(ctx, gray, &marks);
	if (marks.count == 0 && image_is_noisy(gray))
		clean = image_clean(gray);
	if (clean != NULL)
		scan(ctx, clean, &marks);
	if (marks.count == 0)
		scan_smaller(ctx, clean != NULL ? clean : gray, &marks);
	pixDestroy(&clean);
	return marks;
}
