/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid_csv - a grid as RFC 4180 has it. */
#include "spool/grid.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/cp932.h"

struct csv_writer {
	const struct grid *g;
	struct buffer *out;
	const struct cp932 *cp932;	/* NULL: UTF-8 */
	struct grid *misfits;
	size_t line, column;		/* where it writes; from 1 and 0 */
};

struct grid *
grid_misfits(void *ctx, bool english)
{
	static const char *const titles[][6] = {
		{ "この文字コードで書けない文字", "行", "列", "列の名前", "文字コード", "文字" },
		{ "Signs that do not fit", "row", "column", "title", "code", "sign" },
	};
	struct grid *g = grid_new(ctx, titles[english][0]);

	grid_column(g, titles[english][1], GRID_NUMBER, 15);
	grid_column(g, titles[english][2], GRID_NUMBER, 15);
	grid_column(g, titles[english][3], GRID_TEXT, 50);
	grid_column(g, titles[english][4], GRID_TEXT, 30);
	grid_column(g, titles[english][5], GRID_TEXT, 20);
	grid_column(g, english ? "written as" : "代わりに書いた文字", GRID_TEXT, 40);
	return g;
}

/* ---- what no program may calculate ------------------------------------------------------------------------------- */

static bool
is_blank(uint32_t code)
{
	return code == ' ' || code == 0xa0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200d) || code == 0x202f ||
	    code == 0x205f || code == 0x2060 || code == 0xfeff;
}

static bool
begins_formula(uint32_t code)
{
	static const uint32_t signs[] = { '=', '+', '-', '@', '\t', '\r', '\n', 0xff1d, 0xff0b, 0xff0d, 0xff20, 0x2212, 0xfe62,
		0xfe63, 0xfe66, 0xfe6b };

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (signs[i] == code)
			return true;
	return false;
}

const char *
grid_harmless(void *ctx, const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	uint32_t code = 0;
	size_t used;

	while ((used = text_decode(p, end, &code)) != 0 && is_blank(code))
		p += used;
	return used != 0 && begins_formula(code) ? must(talloc_asprintf(ctx, "'%s", text)) : text;
}

/* ---- cells --------------------------------------------------------------------------------------------------------- */

static void
lost(void *state, uint32_t code, bool left_out)
{
	struct csv_writer *w = state;
	unsigned char sign[8] = "";
	char name[16];

	(void)snprintf(name, sizeof name, "U+%04X", (unsigned)code);
	sign[text_encode(code, sign)] = 0;
	grid_row(w->misfits, false);
	grid_number(w->misfits, (int64_t)w->line);
	grid_number(w->misfits, (int64_t)w->column + 1);
	grid_text(w->misfits, w->column < w->g->columns ? w->g->column[w->column].title : "");
	grid_text(w->misfits, name);
	grid_text(w->misfits, (const char *)sign);
	grid_text(w->misfits, left_out ? "" : "〓");
}

static void
put(struct csv_writer *w, const char *text)
{
	if (w->cp932 == NULL)
		buffer_string(w->out, text);
	else
		cp932_text(w->cp932, text, w->out, lost, w);
}

static void
put_quoted(struct csv_writer *w, void *ctx, const char *text)
{
	const char *quote;

	text = grid_harmless(ctx, text);
	buffer_char(w->out, '"');
	while ((quote = strchr(text, '"')) != NULL) {
		put(w, must(talloc_strndup(ctx, text, (size_t)(quote - text))));
		buffer_string(w->out, "\"\"");
		text = quote + 1;
	}
	put(w, text);
	buffer_char(w->out, '"');
}

static void
begin_cell(struct csv_writer *w, size_t column)
{
	w->column = column;
	if (column > 0)
		buffer_char(w->out, ',');
}

static void
end_line(struct csv_writer *w)
{
	buffer_string(w->out, "\r\n");
	w->line++;
}

static void
put_cell(struct csv_writer *w, void *ctx, const struct grid_cell *cell)
{
	if (cell == NULL)
		return;
	if (cell->kind == GRID_TEXT || cell->kind == GRID_NONE) {
		if (cell->text[0] != 0)
			put_quoted(w, ctx, cell->text);
	} else {
		put(w, grid_show(ctx, cell, false));
	}
}

static void
put_row(struct csv_writer *w, size_t row)
{
	void *ctx = must(talloc_new(w->out->ctx));

	for (size_t i = 0; i < w->g->columns; i++) {
		begin_cell(w, i);
		put_cell(w, ctx, grid_at(w->g, row, i));
	}
	end_line(w);
	talloc_free(ctx);
}

static void
put_titles(struct csv_writer *w)
{
	void *ctx = must(talloc_new(w->out->ctx));

	for (size_t i = 0; i < w->g->columns; i++) {
		begin_cell(w, i);
		put_quoted(w, ctx, w->g->column[i].title);
	}
	end_line(w);
	talloc_free(ctx);
}

static void
put_note(struct csv_writer *w, const char *note)
{
	void *ctx = must(talloc_new(w->out->ctx));

	for (size_t i = 0; i < w->g->columns; i++) {
		begin_cell(w, i);
		if (i == 0)
			put_quoted(w, ctx, note);
	}
	end_line(w);
	talloc_free(ctx);
}

enum verdict
grid_csv(const struct grid *g, enum grid_charset charset, struct buffer *out, struct grid *misfits, struct fault *f)
{
	struct csv_writer w = { .g = g, .out = out, .misfits = misfits, .line = 1 };
	struct cp932 *cp932 = NULL;
	enum verdict v;

	if (charset == GRID_CP932) {
		v = cp932_open(out->ctx, &cp932, f);
		if (v != DONE)
			return v;
		w.cp932 = cp932;
	} else {
		buffer_string(out, "\xef\xbb\xbf");
	}
	put_titles(&w);
	for (size_t i = 0; i < g->rows; i++)
		put_row(&w, i);
	for (size_t i = 0; i < g->notes; i++)
		put_note(&w, g->note[i]);
	talloc_free(cp932);
	return DONE;
}
