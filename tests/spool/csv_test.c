/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_test - tables as spreadsheets write them, and broken ones. */
#include "config/memory.h"
#include "spool/csv.h"
#include "spool/formdate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum verdict
read_table(void *ctx, const char *octets, size_t len, struct csv *out)
{
	struct fault f = { "" };

	return csv_read(ctx, (struct bytes){ (const unsigned char *)octets, len }, 3, out, &f);
}

#define READ(literal, out) read_table(ctx, literal, sizeof literal - 1, out)

static void
test_tables(void **state)
{
	void *ctx = talloc_new(NULL);
	struct csv csv;

	(void)state;
	assert_int_equal(READ("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n,\r\n 2 ,\n", &csv), DONE);
	assert_int_equal(csv.count, 3);
	assert_int_equal(csv.row[1].line, 2);
	assert_string_equal(csv.row[1].cell[1], "x, \"y\"\nz");
	/* A row begins where it begins, whatever stood over two lines before it; empty ones are none. */
	assert_int_equal(csv.row[2].line, 6);
	assert_int_equal(csv.row[2].count, 2);
	assert_string_equal(csv.row[2].cell[0], "2");
	assert_string_equal(csv.row[2].cell[1], "");
	assert_int_equal(READ("\xef\xbb\xbf" "a\tb\n1,5\t2", &csv), DONE);
	assert_string_equal(csv.row[0].cell[0], "a");
	assert_string_equal(csv.row[1].cell[0], "1,5");
	assert_string_equal(csv.row[1].cell[1], "2");
	/* CP932: 氏名, and UTF-16 with its mark. */
	assert_int_equal(READ("\x8e\x81\x96\xbc,b\n", &csv), DONE);
	assert_string_equal(csv.row[0].cell[0], "氏名");
	assert_int_equal(READ("\xff\xfe" "a\0,\0b\0", &csv), DONE);
	assert_string_equal(csv.row[0].cell[1], "b");
	assert_int_equal(READ("", &csv), DONE);
	assert_int_equal(csv.count, 0);
	talloc_free(ctx);
}

static void
test_broken(void **state)
{
	void *ctx = talloc_new(NULL);
	struct csv csv;

	(void)state;
	assert_int_equal(READ("a,b\n1,\"x\ny\n", &csv), NEVER);
	assert_int_equal(csv.wrong, CSV_QUOTE);
	assert_int_equal(csv.line, 2);
	assert_int_equal(csv.column, 2);
	assert_int_equal(READ("a,b\n\"1\"x,2\n", &csv), NEVER);
	assert_int_equal(csv.wrong, CSV_BEHIND);
	assert_int_equal(csv.column, 1);
	assert_int_equal(READ("a\n1\n2\n3\n", &csv), NEVER);
	assert_int_equal(csv.wrong, CSV_ROWS);
	assert_int_equal(csv.line, 4);
	assert_int_equal(READ("a\n\x81\xff\xfd\n", &csv), NEVER);
	assert_int_equal(csv.wrong, CSV_CHARSET);
	talloc_free(ctx);
}

static void
test_dates(void **state)
{
	static const char *const good[] = { "2026-11-05", "2026/11/5", "2026.11.5", "20261105", "2026年11月5日", "令和8年11月5日",
		"Ｒ８．１１．５", "R8/11/05", " 令和 8年 11月 5日（木） ", "西暦2026年11月5日" };
	static const char *const wrong[] = { "", "11月5日", "26-11-05", "2026-13-01", "2026-02-30", "令和8年11月", "きのう", "2026-11-05 x",
		"2026-11-005", "99999999999" };
	char text[CALENDAR_TEXT];
	daynum day = 0;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_true(formdate_read(good[i], &day));
		assert_string_equal(calendar_text(day, text), "2026-11-05");
	}
	assert_true(formdate_read("令和元年5月1日", &day));
	assert_string_equal(calendar_text(day, text), "2019-05-01");
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(formdate_read(wrong[i], &day));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables), cmocka_unit_test(test_broken), cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
