/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_test - QR codes of printed sheets: written, read, forged. */
#include "config/memory.h"
#include "spool/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct sheet sheets[] = {
	{ SHEET_LETTER, "2026-000123-8", 42, 0, 1, 3 }, { SHEET_OPINION, "2026-000123-8", 0, 0, 2, 2 },
	{ SHEET_NOTE, "2026-1234567-5", 0, 0, 1, 1 }, { SHEET_BATCH, "", 9, 0, 1, 1 },
	{ SHEET_SEPARATOR, "", 9, 39, 1, 1 },
};
enum { SHEETS = sizeof sheets / sizeof sheets[0] };

static const struct seal_key key = { { 1, 2, 3 } }, other = { { 3, 2, 1 } };

static void
test_both_ways(void **state)
{
	static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < SHEETS; i++) {
		char *text = sheet_write(ctx, &key, &sheets[i]);
		struct sheet s;

		assert_int_equal(strspn(text, signs), strlen(text));
		assert_true(strlen(text) < 60);
		assert_int_equal(sheet_read(ctx, &(struct token_keys){ { &key }, 1 }, text, &s), SHEET_OURS);
		assert_int_equal(s.kind, sheets[i].kind);
		assert_string_equal(s.number, sheets[i].number);
		assert_int_equal(s.id, sheets[i].id);
		assert_int_equal(s.place, sheets[i].place);
		assert_int_equal(s.page, sheets[i].page);
		assert_int_equal(s.pages, sheets[i].pages);
		assert_int_equal(sheet_read(ctx, &(struct token_keys){ { &other }, 1 }, text, &s), SHEET_FORGED);
	}
	talloc_free(ctx);
}

static void
test_every_sign_counts(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < SHEETS; i++) {
		char *text = sheet_write(ctx, &key, &sheets[i]);

		for (size_t at = 0; text[at] != 0; at++) {
			char was = text[at];
			struct sheet s;

			text[at] = was == '7' ? '8' : '7';
			assert_int_not_equal(sheet_read(ctx, &(struct token_keys){ { &key }, 1 }, text, &s), SHEET_OURS);
			text[at] = was;
		}
	}
	talloc_free(ctx);
}

static void
test_foreign(void **state)
{
	static const char *const texts[] = { "", "https://example.jp/", "IKEN", "iken:L:1", "WIFI:S:x;;" };
	static const char *const forged[] = { "IKEN:", "IKEN:L", "IKEN::::", "IKEN:L:2026-000123-8.1:1.1:",
		"IKEN:L:2026-000123-8.1:1.1:0000000000000000", "IKEN:L:x:y:z:w:v" };
	void *ctx = talloc_new(NULL);
	struct sheet s;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_int_equal(sheet_read(ctx, &(struct token_keys){ { &key }, 1 }, texts[i], &s), SHEET_FOREIGN);
	for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++)
		assert_int_equal(sheet_read(ctx, &(struct token_keys){ { &key }, 1 }, forged[i], &s), SHEET_FORGED);
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_ways), cmocka_unit_test(test_every_sign_counts), cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
