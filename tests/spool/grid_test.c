/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid_test - tables given out as CSV and HTML: what comes in comes back, and nothing becomes a formula or markup. */
#include "config/memory.h"
#include "config/text.h"
#include "spool/cp932.h"
#include "spool/csv.h"
#include "spool/fonts.h"
#include "spool/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define EVENING 1795978800	/* 2026-11-29 19:00 UTC: the next day in Tokyo */

static struct grid *
sample(void *ctx)
{
	struct grid *g = grid_new(ctx, "受付 <1>");

	grid_column(g, "題名", GRID_TEXT, 40);
	grid_column(g, "件数", GRID_NUMBER, 20);
	grid_column(g, "割合", GRID_SHARE, 20);
	grid_column(g, "日数", GRID_DAYS, 20);
	grid_column(g, "日", GRID_DATE, 20);
	grid_column(g, "時刻", GRID_TIME, 20);
	grid_row(g, false);
	grid_text(g, "道路, \"橋\"\n二行目 & <b>");
	grid_number(g, 1234567);
	grid_share(g, 0.125);
	grid_days(g, 3.25);
	grid_date(g, EVENING);
	grid_time(g, EVENING);
	grid_row(g, true);
	grid_text(g, "合計");
	grid_number(g, -12);
	grid_none(g, "x");
	grid_note(g, "期間 2026年度");
	return g;
}

static const char *
csv_of(void *ctx, const struct grid *g, enum grid_charset charset, struct grid *misfits, struct buffer *out)
{
	struct fault f = { "" };

	*out = buffer_init(ctx);
	assert_int_equal(grid_csv(g, charset, out, misfits, &f), DONE);
	return buffer_text(out);
}

static void
test_csv(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer out;

	(void)state;
	assert_string_equal(csv_of(ctx, sample(ctx), GRID_UTF8_BOM, NULL, &out), "\xef\xbb\xbf"
	    "\"題名\",\"件数\",\"割合\",\"日数\",\"日\",\"時刻\"\r\n"
	    "\"道路, \"\"橋\"\"\n二行目 & <b>\",1234567,12.5%,3.3,2026-11-30,2026-11-30 04:00\r\n"
	    "\"合計\",-12,\"x\",,,\r\n"
	    "\"期間 2026年度\",,,,,\r\n");
	talloc_free(ctx);
}

/* A row of one text: what stands in its cell. */
static const char *
text_in_csv(void *ctx, const char *text)
{
	struct grid *g = grid_new(ctx, "");
	struct buffer out;
	struct csv csv;
	struct fault f = { "" };

	grid_column(g, "x", GRID_TEXT, 10);
	grid_row(g, false);
	grid_text(g, text);
	csv_of(ctx, g, GRID_UTF8_BOM, NULL, &out);
	assert_int_equal(csv_read(ctx, buffer_bytes(&out), 10, &csv, &f), DONE);
	assert_int_equal(csv.count, 2);
	return csv.row[1].cell[0];
}

static void
test_formulas(void **state)
{
	static const char *const harmful[] = { "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "　＝1", "＝cmd|' /C calc'!A0",
		"＋1", "－1", "＠a", "\u200b=1", "\ufeff-2", "\u00a0+3", "−5" };
	static const char *const harmless[] = { "1=1", "a@b.example", "・=1", "'=1", "", "ー1", "(=1)" };
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof harmful / sizeof harmful[0]; i++) {
		const char *cell = text_in_csv(ctx, harmful[i]);

		if (cell[0] != '\'')
			fail_msg("%s stands as %s", harmful[i], cell);
		assert_string_equal(grid_harmless(ctx, harmful[i]) + 1, harmful[i]);
	}
	for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
		assert_ptr_equal(grid_harmless(ctx, harmless[i]), harmless[i]);
	assert_string_equal(text_in_csv(ctx, "=1"), "'=1");
	talloc_free(ctx);
}

static void
test_formulas_in_titles_and_notes(void **state)
{
	void *ctx = talloc_new(NULL);
	struct grid *g = grid_new(ctx, "");
	struct buffer out;

	(void)state;
	grid_column(g, "=title", GRID_TEXT, 10);
	grid_column(g, "b", GRID_NUMBER, 10);
	grid_row(g, false);
	grid_none(g, "-");
	grid_number(g, -3);
	grid_note(g, "+note");
	assert_string_equal(csv_of(ctx, g, GRID_UTF8_BOM, NULL, &out), "\xef\xbb\xbf"
	    "\"'=title\",\"b\"\r\n\"'-\",-3\r\n\"'+note\",\r\n");
	talloc_free(ctx);
}

static void
test_cp932(void **state)
{
	void *ctx = talloc_new(NULL);
	struct grid *g = grid_new(ctx, ""), *misfits = grid_misfits(ctx, false);
	struct buffer out;
	struct csv csv;
	struct fault f = { "" };

	(void)state;
	grid_column(g, "番号", GRID_NUMBER, 10);
	grid_column(g, "氏名", GRID_TEXT, 10);
	grid_row(g, false);
	grid_number(g, 1);
	grid_text(g, "髙﨑 𠮷田 辻\U000e0100");
	grid_row(g, false);
	grid_number(g, 2);
	grid_text(g, "か\u3099ハ\u309a〜−\u2016¥£\u00a0ｱ①\ue000");
	csv_of(ctx, g, GRID_CP932, misfits, &out);
	assert_false(text_is_utf8(buffer_bytes(&out)));
	assert_int_equal(csv_read(ctx, buffer_bytes(&out), 10, &csv, &f), DONE);
	assert_string_equal(csv.row[1].cell[1], "髙﨑 〓田 辻");
	assert_string_equal(csv.row[2].cell[1], "がパ～－∥￥￡ ｱ①〓");
	assert_int_equal(misfits->rows, 3);
	assert_int_equal(grid_at(misfits, 0, 0)->integer, 2);
	assert_int_equal(grid_at(misfits, 0, 1)->integer, 2);
	assert_string_equal(grid_at(misfits, 0, 2)->text, "氏名");
	assert_string_equal(grid_at(misfits, 0, 3)->text, "U+20BB7");
	assert_string_equal(grid_at(misfits, 0, 4)->text, "𠮷");
	assert_string_equal(grid_at(misfits, 0, 5)->text, "〓");
	assert_string_equal(grid_at(misfits, 1, 3)->text, "U+E0100");
	assert_string_equal(grid_at(misfits, 1, 5)->text, "");
	assert_int_equal(grid_at(misfits, 2, 0)->integer, 3);
	assert_string_equal(grid_at(misfits, 2, 3)->text, "U+E000");
	/* The list itself can be given out, with what it is about. */
	assert_non_null(strstr(csv_of(ctx, misfits, GRID_UTF8_BOM, NULL, &out), "\"U+20BB7\",\"𠮷\",\"〓\"\r\n"));
	talloc_free(ctx);
}

static void
note_lost(void *state, uint32_t code, bool left_out)
{
	(void)left_out;
	*(uint32_t *)state = code;
}

/* Each character of Unicode comes back as it was, or as a sign of the list in cp932.c, or is told. */
static void
test_every_character(void **state)
{
	void *ctx = talloc_new(NULL);
	struct cp932 *c;
	struct fault f = { "" };
	size_t same = 0, other = 0;

	(void)state;
	assert_int_equal(cp932_open(ctx, &c, &f), DONE);
	for (uint32_t code = ' '; code < 0x110000; code++) {
		void *each = talloc_new(ctx);
		char text[5] = "";
		struct buffer out = buffer_init(each);
		uint32_t lost = 0;
		struct csv csv;

		if ((code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000) || code == '"' || code == ',' || code == 0x3013)
			continue;
		text[text_encode(code, (unsigned char *)text)] = 0;
		cp932_text(c, text, &out, note_lost, &lost);
		if (lost == 0 && code != ' ' && code != 0xa0 && code != 0x3000) {
			assert_int_equal(csv_read(each, buffer_bytes(&out), 10, &csv, &f), DONE);
			if (csv.count != 1)
				fail_msg("U+%04X is gone", (unsigned)code);
			same += strcmp(csv.row[0].cell[0], text) == 0;
			other += strcmp(csv.row[0].cell[0], text) != 0;
		} else if (lost != 0) {
			assert_int_equal(lost, code);
		}
		talloc_free(each);
	}
	/* 9,800 signs of CP932; nine that look the same. */
	assert_true(same > 7400);
	assert_int_equal(other, 9);
	talloc_free(ctx);
}

static void
test_html(void **state)
{
	void *ctx = talloc_new(NULL);
	struct buffer out = buffer_init(ctx);

	(void)state;
	grid_html(sample(ctx), NULL, NULL, &out);
	assert_string_equal(buffer_text(&out), "<table class=\"grid\">\n<caption>受付 &lt;1&gt;</caption>\n<thead><tr>"
	    "<th scope=\"col\">題名</th><th scope=\"col\" class=\"figure\">件数</th><th scope=\"col\" class=\"figure\">割合</th>"
	    "<th scope=\"col\" class=\"figure\">日数</th><th scope=\"col\">日</th><th scope=\"col\">時刻</th></tr></thead>\n<tbody>\n"
	    "<tr><th scope=\"row\">道路, &quot;橋&quot;<br>二行目 &amp; &lt;b&gt;</th><td class=\"figure\">1,234,567</td>"
	    "<td class=\"figure\">12.5%</td><td class=\"figure\">3.3</td><td>2026-11-30</td><td>2026-11-30 04:00</td></tr>\n"
	    "<tr class=\"total\"><th scope=\"row\">合計</th><td class=\"figure\">-12</td><td class=\"figure\">x</td>"
	    "<td class=\"figure\"></td><td></td><td></td></tr>\n</tbody>\n</table>\n<ul class=\"notes\">\n<li>期間 2026年度</li>\n</ul>\n");
	buffer_clear(&out);
	grid_html(sample(ctx), "", "h\"1", &out);
	assert_true(text_starts(buffer_text(&out), "<table class=\"grid\" aria-labelledby=\"h&quot;1\">\n<thead>"));
	talloc_free(ctx);
}

/* ---- what real readers open in tests/report/grid.t; here, that it can be made and what is refused ---- */

static struct grid *
many_rows(void *ctx, size_t count)
{
	struct grid *g = grid_new(ctx, "=[多い]:行/1");

	grid_column(g, "行", GRID_NUMBER, 20);
	grid_column(g, "文", GRID_TEXT, 100);
	for (size_t i = 0; i < count; i++) {
		grid_row(g, false);
		grid_number(g, (int64_t)i);
		grid_text(g, "意見");
	}
	return g;
}

static void
test_xlsx(void **state)
{
	void *ctx = talloc_new(NULL);
	struct grid *g = many_rows(ctx, 3), *long_text = grid_new(ctx, "=[多い]:行/1");
	const struct grid *const both[] = { g, long_text };
	struct buffer out = buffer_init(ctx), text = buffer_init(ctx), again = buffer_init(ctx);
	struct fault f = { "" };
	size_t cut;

	(void)state;
	for (size_t i = 0; i < 16384; i++)
		buffer_string(&text, "𠮷");
	grid_column(long_text, "長い", GRID_TEXT, 50);
	grid_row(long_text, false);
	grid_text(long_text, buffer_text(&text));
	assert_int_equal(grid_xlsx(both, 2, EVENING, &out, &cut, &f), DONE);
	assert_int_equal(cut, 1);
	assert_memory_equal(out.data, "PK", 2);
	/* Nothing of the moment of its making is in it but what was said. */
	assert_int_equal(grid_xlsx(both, 2, EVENING, &again, NULL, &f), DONE);
	assert_true(bytes_equal(buffer_bytes(&out), buffer_bytes(&again)));
	talloc_free(ctx);
}

static void
test_xlsx_has_an_end(void **state)
{
	void *ctx = talloc_new(NULL);
	const struct grid *g = many_rows(ctx, 1048575);
	struct buffer out = buffer_init(ctx);
	struct fault f = { "" };

	(void)state;
	assert_int_equal(grid_xlsx(&g, 1, EVENING, &out, NULL, &f), NEVER);
	assert_int_equal(out.len, 0);
	talloc_free(ctx);
}

static void
test_pdf(void **state)
{
	static const char *const seals[] = { "係員", "係長", NULL };
	void *ctx = talloc_new(NULL);
	struct grid *g = many_rows(ctx, 100);
	const struct grid *grids[] = { g, sample(ctx) };
	struct grid_paper how = { .office = "見本区", .created = EVENING, .seals = seals };
	struct buffer out = buffer_init(ctx);
	struct missing missing = { NULL, 0 };
	struct fonts *fonts;
	struct fault f = { "" };

	(void)state;
	assert_int_equal(fonts_open(ctx, "Noto Serif CJK JP", "", &fonts, &f), DONE);
	how.fonts = fonts;
	grid_row(g, false);
	grid_number(g, 100);
	grid_text(g, "😀");
	assert_int_equal(grid_pdf(ctx, grids, 2, &how, &out, &missing, &f), DONE);
	assert_int_equal(missing.count, 1);
	assert_memory_equal(out.data, "%PDF-", 5);
	how.landscape = true;
	buffer_clear(&out);
	assert_int_equal(grid_pdf(ctx, grids, 2, &how, &out, NULL, &f), DONE);
	assert_memory_equal(out.data, "%PDF-", 5);
	talloc_free(ctx);
	fonts_end_of_program();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_formulas_in_titles_and_notes),
		cmocka_unit_test(test_cp932),
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_xlsx),
		cmocka_unit_test(test_xlsx_has_an_end),
		cmocka_unit_test(test_pdf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
