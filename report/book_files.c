/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_files - a register of an office as files: PDF to print, CSV, XLSX, a page. */
#include "report/book.h"

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "spool/file.h"
#include "spool/fonts.h"
#include "spool/html.h"

struct book_file {
	const struct settings *s;
	void *ctx;
	const struct book_made *made;
	const char *folder, *name;	/* "receipts-20261101-20261130" */
	bool english;
};

enum book_format
book_format_named(const char *name)
{
	static const char *const names[FORMATS] = { "pdf", "csv", "csv-cp932", "xlsx", "html" };
	enum book_format format = 0;

	while (format < FORMATS && strcmp(names[format], name) != 0)
		format++;
	return format;
}

static enum verdict
put(const struct book_file *b, const char *end, const struct buffer *content, struct fault *f)
{
	const char *path = must(talloc_asprintf(b->ctx, "%s/%s%s", b->folder, b->name, end));
	enum verdict v = file_put(path, buffer_bytes(content), FILE_SHOWN, f);

	if (v == DONE)
		printf("  %s\n", path);
	return v;
}

static enum verdict
write_pdf(const struct book_file *b, struct fault *f)
{
	const char *const seals[] = { b->english ? "handled by" : "取扱者", b->english ? "checked by" : "確認", NULL };
	const struct office *o = &b->s->office;
	struct grid_paper paper = { .created = clock_now(), .landscape = true, .english = b->english, .seals = seals,
		.office = must(talloc_asprintf(b->ctx, "%s%s%s", o->name, o->section[0] != 0 ? "　" : "", o->section)) };
	struct buffer out = buffer_init(b->ctx);
	struct missing missing = { NULL, 0 };
	struct fonts *fonts = NULL;
	enum verdict v = fonts_open(b->ctx, b->s->print.font, b->s->print.fallback_font, &fonts, f);

	paper.fonts = fonts;
	if (v == DONE)
		v = grid_pdf(b->ctx, b->made->grid, b->made->grids, &paper, &out, &missing, f);
	if (v == DONE)
		v = put(b, ".pdf", &out, f);
	if (v == DONE && missing.count != 0)
		log_line(LOG_WARNING, "%s.pdf: the fonts lack %zu signs: 〓 stands in their place", b->name, missing.count);
	talloc_free(fonts);
	return v;
}

static enum verdict
write_csv(const struct book_file *b, enum grid_charset charset, struct fault *f)
{
	static const char *const parts[BOOK_GRIDS][2] = { { "", "-cp932" }, { "-mails", "-mails-cp932" } };
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < b->made->grids && i < BOOK_GRIDS; i++) {
		struct buffer out = buffer_init(b->ctx), list = buffer_init(b->ctx);
		struct grid *misfits = grid_misfits(b->ctx, b->english);
		const char *part = parts[i][charset];

		v = grid_csv(b->made->grid[i], charset, &out, misfits, f);
		if (v == DONE)
			v = put(b, must(talloc_asprintf(b->ctx, "%s.csv", part)), &out, f);
		if (v != DONE || misfits->rows == 0)
			continue;
		v = grid_csv(misfits, GRID_UTF8_BOM, &list, NULL, f);
		if (v == DONE)
			v = put(b, must(talloc_asprintf(b->ctx, "%s.misfits.csv", part)), &list, f);
		log_line(LOG_WARNING, "%s%s.csv: %zu signs do not fit into CP932: see %s%s.misfits.csv", b->name, part, misfits->rows,
		    b->name, part);
	}
	return v;
}

static enum verdict
write_xlsx(const struct book_file *b, struct fault *f)
{
	struct buffer out = buffer_init(b->ctx);
	enum verdict v = grid_xlsx(b->made->grid, b->made->grids, clock_now(), &out, NULL, f);

	return v == DONE ? put(b, ".xlsx", &out, f) : v;
}

static enum verdict
write_html(const struct book_file *b, struct fault *f)
{
	static const char style[] = "body{font-family:sans-serif;margin:1em;color:#1a1a1a;background:#fff}"
	    "table{border-collapse:collapse;margin:1em 0}th,td{border:1px solid #767676;padding:.2em .5em;text-align:left;"
	    "vertical-align:top}thead th{background:#e8e8e8}.figure{text-align:right}.total td,.total th{font-weight:bold;"
	    "background:#f3f3f3}caption{text-align:left;font-weight:bold;padding:.3em 0}.wide{overflow-x:auto}"
	    "@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}thead th{background:#333}"
	    ".total td,.total th{background:#2a2a2a}}@media print{thead{display:table-header-group}tr{break-inside:avoid}}";
	struct buffer out = buffer_init(b->ctx);

	buffer_printf(&out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>", b->english ? "en" : "ja");
	html_escape(b->made->grid[0]->title, &out);
	buffer_printf(&out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", style);
	html_escape(b->made->grid[0]->title, &out);
	buffer_string(&out, "</h1>\n<p>");
	html_escape(b->s->office.name, &out);
	buffer_string(&out, " ");
	html_escape(b->s->office.section, &out);
	buffer_printf(&out, " %s</p>\n", clock_local(b->ctx, clock_now()));
	for (size_t i = 0; i < b->made->grids; i++) {
		buffer_string(&out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
		html_escape(b->made->grid[i]->title, &out);
		buffer_string(&out, "\">\n");
		grid_html(b->made->grid[i], NULL, NULL, &out);
		buffer_string(&out, "</div>\n");
	}
	buffer_string(&out, "</main>\n</body>\n</html>\n");
	return put(b, ".html", &out, f);
}

enum verdict
book_write(const struct settings *s, void *ctx, enum book_kind kind, const struct period *period,
    const struct book_made *made, enum book_format format, const char *folder, struct fault *f)
{
	struct book_file b = { .s = s, .ctx = ctx, .made = made, .folder = folder, .name = book_name(ctx, kind, period),
		.english = s->office.language == LANGUAGE_EN };

	file_sweep(folder, b.name);
	switch (format) {
	case FORMAT_PDF:
		return write_pdf(&b, f);
	case FORMAT_CSV:
		return write_csv(&b, GRID_UTF8_BOM, f);
	case FORMAT_CP932:
		return write_csv(&b, GRID_CP932, f);
	case FORMAT_XLSX:
		return write_xlsx(&b, f);
	default:
		return write_html(&b, f);
	}
}
