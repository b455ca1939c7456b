/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write-grid - grids with what people write, in all formats (spool/grid.h), for real readers.
 *
 *	write-grid FOLDER [ROWS]
 *
 * FOLDER gets utf8.csv, cp932.csv, misfits.csv, grid.xlsx (two sheets), upright.pdf, across.pdf and grid.html. ROWS: so many
 * plain rows more in the second sheet and the PDFs.
 */
#include <sysexits.h>

#include "config/memory.h"
#include "spool/file.h"
#include "spool/fonts.h"
#include "spool/grid.h"

#define EVENING 1795978800	/* 2026-11-29 19:00 UTC: the next day in Tokyo */

static const char *folder;

static const char *const texts[] = { "道路の穴", "=1+1", "+81-3-1234-5678", "-1", "@SUM(A1:A9)", "\t=2", " =3", "＝HYPERLINK(\"http://x.example\")",
	"=cmd|' /C calc'!A0", "http://example.jp/a", "mailto:a@b.example", "1,234", "00123", "2026-11-30", "１２３", "「引用\"符」, と; 点",
	"二行\nある", "<b>&amp;</b>", "_x0041_ と _x3042_", "髙﨑 𠮷田 🙂", "か\u3099", "'引用", "TRUE", "1E5", "12%", "",
	"http://example.jp/?a=1&b=\"2\"", "{=1}", "／", "ｶﾅ〜−" };

static void
stop(const char *what, const char *why)
{
	fprintf(stderr, "write-grid: %s: %s\n", what, why);
	exit(EX_SOFTWARE);
}

static void
put(const char *name, const struct buffer *content)
{
	char *path = must(talloc_asprintf(content->ctx, "%s/%s", folder, name));
	struct fault f = { "" };

	if (file_put(path, buffer_bytes(content), 0644, &f) != DONE)
		stop(name, f.text);
}

static struct grid *
made_up(void *ctx)
{
	struct grid *g = grid_new(ctx, "見本の表 <1> & \"2\"");

	grid_column(g, "文", GRID_TEXT, 60);
	grid_column(g, "件数", GRID_NUMBER, 20);
	grid_column(g, "割合", GRID_SHARE, 20);
	grid_column(g, "日数", GRID_DAYS, 20);
	grid_column(g, "日", GRID_DATE, 25);
	grid_column(g, "時刻", GRID_TIME, 30);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		grid_row(g, false);
		grid_text(g, texts[i]);
		grid_number(g, (int64_t)(i * i * i * 137) - 5);
		grid_share(g, (double)i / 40);
		grid_days(g, (double)i / 4);
		grid_date(g, EVENING + (int64_t)i * 86400);
		grid_time(g, EVENING + (int64_t)i * 61);
	}
	grid_row(g, true);
	grid_text(g, "合計");
	grid_number(g, 1234567);
	grid_none(g, "x");
	grid_note(g, "=注 期間 2026年度");
	return g;
}

static struct grid *
plain_rows(void *ctx, long rows)
{
	struct grid *g = grid_new(ctx, "行の多い表");

	grid_column(g, "番号", GRID_NUMBER, 20);
	grid_column(g, "文", GRID_TEXT, 100);
	for (long i = 1; i <= rows; i++) {
		grid_row(g, false);
		grid_number(g, i);
		grid_text(g, i % 7 == 0 ? "長い文は折り返して二行になるまで続けて書かれていて、用紙の幅に入りきらないので、その行だけが高くなる。" : "意見");
	}
	return g;
}

/* A cell that is higher than a page. */
static struct grid *
high_cell(void *ctx)
{
	struct grid *g = grid_new(ctx, "高い行");
	struct buffer text = buffer_init(ctx);

	for (int i = 1; i <= 150; i++)
		buffer_printf(&text, "%sだい%d段", i > 1 ? "\n" : "", i);
	grid_column(g, "番号", GRID_NUMBER, 20);
	grid_column(g, "文", GRID_TEXT, 100);
	grid_row(g, false);
	grid_number(g, 1);
	grid_text(g, buffer_text(&text));
	return g;
}

static void
write_tables(void *ctx, const struct grid *g)
{
	struct grid *misfits = grid_misfits(ctx, false);
	struct buffer utf8 = buffer_init(ctx), cp932 = buffer_init(ctx), list = buffer_init(ctx), page = buffer_init(ctx);
	struct fault f = { "" };

	if (grid_csv(g, GRID_UTF8_BOM, &utf8, NULL, &f) != DONE || grid_csv(g, GRID_CP932, &cp932, misfits, &f) != DONE ||
	    grid_csv(misfits, GRID_UTF8_BOM, &list, NULL, &f) != DONE)
		stop("CSV", f.text);
	put("utf8.csv", &utf8);
	put("cp932.csv", &cp932);
	put("misfits.csv", &list);
	buffer_string(&page, "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>表</title></head><body>\n<h1>表</h1>\n");
	grid_html(g, NULL, NULL, &page);
	buffer_string(&page, "<h2 id=\"h\">表</h2>\n");
	grid_html(g, "", "h", &page);
	buffer_string(&page, "</body></html>\n");
	put("grid.html", &page);
}

static void
write_sheets(void *ctx, const struct grid *const *grids, size_t count)
{
	static const char *const seals[] = { "係員", "係長", NULL };
	struct grid_paper how = { .office = "見本区 区政情報課", .created = EVENING, .seals = seals };
	struct buffer book = buffer_init(ctx), upright = buffer_init(ctx), across = buffer_init(ctx);
	struct fonts *fonts;
	struct fault f = { "" };

	if (grid_xlsx(grids, 2, EVENING, &book, NULL, &f) != DONE)
		stop("XLSX", f.text);
	put("grid.xlsx", &book);
	if (fonts_open(ctx, "Noto Serif CJK JP", "", &fonts, &f) != DONE)
		stop("fonts", f.text);
	how.fonts = fonts;
	if (grid_pdf(ctx, grids, count, &how, &upright, NULL, &f) != DONE)
		stop("PDF", f.text);
	how.landscape = true;
	if (grid_pdf(ctx, grids, count, &how, &across, NULL, &f) != DONE)
		stop("PDF", f.text);
	put("upright.pdf", &upright);
	put("across.pdf", &across);
}

int
main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	const struct grid *grids[3];

	if (argc < 2) {
		fputs("usage: write-grid FOLDER [ROWS]\n", stderr);
		return EX_USAGE;
	}
	folder = argv[1];
	grids[0] = made_up(ctx);
	grids[1] = plain_rows(ctx, argc > 2 ? strtol(argv[2], NULL, 10) : 3);
	grids[2] = high_cell(ctx);
	write_tables(ctx, grids[0]);
	write_sheets(ctx, grids, 3);
	talloc_free(ctx);
	fonts_end_of_program();
	return 0;
}
