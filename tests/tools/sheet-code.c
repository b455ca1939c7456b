/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet-code - draws the QR code of a sheet that an office would print, as a PBM picture for tests.
 *
 * usage: sheet-code CONF KIND NUMBER ID PLACE	KIND as in spool/sheet.h: L, O, N, B or S; NUMBER - for none
 *        sheet-code -t TEXT			any text
 */
#include <zint.h>

#include "config/memory.h"
#include "config/settings.h"
#include "spool/keys.h"
#include "spool/sheet.h"

enum { SCALE = 5, QUIET = 4 };

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "sheet-code: %s\n", why);
	exit(1);
}

static const char *
text_of(void *ctx, char **argv)
{
	static const char letters[] = "LONBS";
	const char *kind = strchr(letters, argv[2][0]);
	struct sheet sheet = { .number = argv[3][0] != '-' ? argv[3] : "", .id = strtoll(argv[4], NULL, 10),
		.place = strtoll(argv[5], NULL, 10), .page = 1, .pages = 1 };
	struct buffer errors = buffer_init(ctx);
	struct settings *s;
	struct keys *keys;
	struct fault f = { "" };
	const char *text;

	if (kind == NULL || *kind == 0)
		die("there is no such kind");
	sheet.kind = (enum sheet_kind)(kind - letters);
	if (settings_read(ctx, argv[1], &s, &errors, &f) != DONE || seal_begin(&f) != DONE || keys_open(s, KEY_TOKEN, &keys, &f) != DONE)
		die(errors.len != 0 ? buffer_text(&errors) : f.text);
	text = sheet_write(ctx, keys->token, &sheet);
	keys_close(&keys);
	return text;
}

static bool
is_black(const struct zint_symbol *z, int row, int column)
{
	return row >= 0 && column >= 0 && row < z->rows && column < z->width &&
	    (z->encoded_data[row][column >> 3] >> (column & 7) & 1) != 0;
}

int
main(int argc, char **argv)
{
	void *ctx = must(talloc_new(NULL));
	struct zint_symbol *z = ZBarcode_Create();
	const char *text = argc == 3 && strcmp(argv[1], "-t") == 0 ? argv[2] : argc == 6 ? text_of(ctx, argv) : NULL;
	int size;

	if (text == NULL || z == NULL)
		die("CONF KIND NUMBER ID PLACE, or -t TEXT");
	z->symbology = BARCODE_QRCODE;
	z->option_1 = 2;
	if (ZBarcode_Encode(z, (const unsigned char *)text, 0) >= ZINT_ERROR)
		die(z->errtxt);
	size = (z->width + 2 * QUIET) * SCALE;
	printf("P1\n%d %d\n", size, size);
	for (int y = 0; y < size; y++)
		for (int x = 0; x < size; x++)
			printf("%d%c", is_black(z, y / SCALE - QUIET, x / SCALE - QUIET), x + 1 < size && x % 30 != 29 ? ' ' : '\n');
	ZBarcode_Delete(z);
	talloc_free(ctx);
	return 0;
}
