/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv - a table of RFC 4180. */
#include "spool/csv.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"

struct reader {
	void *ctx;
	const char *p;
	size_t line;			/* on which p stands */
	char separator;
	struct csv_row row;		/* as it grows */
	size_t room;			/* of row.cell */
	struct buffer cell;
	struct csv *out;
	struct fault *fault;
};

const char *
csv_wrong_name(enum csv_wrong wrong)
{
	static const char *const names[CSV_WRONGS] = { "quote", "behind", "charset", "rows" };

	return names[wrong];
}

static enum verdict
wrong(const struct reader *r, enum csv_wrong what)
{
	r->out->wrong = what;
	r->out->line = r->line;
	r->out->column = r->row.count + 1;
	return fail(r->fault, NEVER, "line %zu, column %zu of the table: %s", r->line, r->row.count + 1, csv_wrong_name(what));
}

/* ---- text ------------------------------------------------------------------------------------------- */

static const char *
label_of(struct bytes octets)
{
	if (octets.len >= 2 && memcmp(octets.data, "\xff\xfe", 2) == 0)
		return "utf-16le";
	if (octets.len >= 2 && memcmp(octets.data, "\xfe\xff", 2) == 0)
		return "utf-16be";
	return text_is_utf8(octets) ? "utf-8" : "cp932";
}

static enum verdict
take_text(struct reader *r, struct bytes octets)
{
	struct decoded d = charset_to_text(r->ctx, octets, label_of(octets));
	char *text = text_from(r->ctx, (struct bytes){ (const unsigned char *)d.text, d.len }, TEXT_RUNNING, NULL);

	r->p = text_starts(text, "\xef\xbb\xbf") ? text + 3 : text;
	return d.damaged != 0 ? wrong(r, CSV_CHARSET) : DONE;
}

static char
separator_of(const char *text)
{
	size_t len = strcspn(text, "\n");

	return memchr(text, '\t', len) != NULL && memchr(text, ',', len) == NULL ? '\t' : ',';
}

/* ---- cells -------------------------------------------------------------------------------------------- */

static void
end_cell(struct reader *r)
{
	if (r->row.count == r->room) {
		r->room = r->room != 0 ? 2 * r->room : 16;
		r->row.cell = must(talloc_realloc(r->ctx, r->row.cell, const char *, r->room));
	}
	r->row.cell[r->row.count++] = text_trim(r->ctx, buffer_text(&r->cell));
	buffer_clear(&r->cell);
}

static enum verdict
take_quoted(struct reader *r)
{
	size_t began = r->line;

	for (r->p++; *r->p != '"' || r->p[1] == '"'; r->p++) {
		if (*r->p == 0) {
			r->line = began;
			return wrong(r, CSV_QUOTE);
		}
		r->line += *r->p == '\n';
		r->p += *r->p == '"';
		buffer_char(&r->cell, (unsigned char)*r->p);
	}
	r->p++;
	while (*r->p == ' ')
		r->p++;
	return *r->p == r->separator || *r->p == '\n' || *r->p == 0 ? DONE :
	    wrong(r, CSV_BEHIND);
}

static enum verdict
take_cell(struct reader *r)
{
	const char *p = r->p;

	while (*p == ' ')
		p++;
	if (*p == '"') {
		r->p = p;
		return take_quoted(r);
	}
	for (; *r->p != r->separator && *r->p != '\n' && *r->p != 0; r->p++)
		buffer_char(&r->cell, (unsigned char)*r->p);
	return DONE;
}

static bool
is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->cell[i][0] != 0)
			return false;
	return true;
}

static enum verdict
take_row(struct reader *r)
{
	enum verdict v;

	r->row = (struct csv_row){ .line = r->line };
	r->room = 0;
	do {
		v = take_cell(r);
		if (v != DONE)
			return v;
		end_cell(r);
	} while (*r->p == r->separator && *r->p++ != 0);
	r->line += *r->p == '\n';
	r->p += *r->p == '\n';
	return DONE;
}

enum verdict
csv_read(void *ctx, struct bytes octets, size_t max, struct csv *out, struct fault *f)
{
	struct reader r = { .ctx = ctx, .line = 1, .cell = buffer_init(ctx), .out = out, .fault = f };
	size_t room = 0;
	enum verdict v;

	*out = (struct csv){ .row = NULL };
	v = take_text(&r, octets);
	if (v != DONE)
		return v;
	r.separator = separator_of(r.p);
	while (*r.p != 0) {
		v = take_row(&r);
		if (v != DONE)
			return v;
		if (is_empty(&r.row))
			continue;
		if (out->count == max) {
			r.line = r.row.line;
			r.row.count = 0;
			return wrong(&r, CSV_ROWS);
		}
		if (out->count == room) {
			room = room != 0 ? 2 * room : 64;
			out->row = must(talloc_realloc(ctx, out->row, struct csv_row, room));
		}
		out->row[out->count++] = r.row;
	}
	return DONE;
}
