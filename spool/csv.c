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
	struct fault *fault;
};

static enum verdict
wrong(const struct reader *r, const char *what)
{
	return fail(r->fault, NEVER, "line %zu, column %zu: %s", r->line, r->row.count + 1, what);
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
text_of(void *ctx, struct bytes octets, char **out, struct fault *f)
{
	struct decoded d = charset_to_text(ctx, octets, label_of(octets));
	char *text = text_from(ctx, (struct bytes){ (const unsigned char *)d.text, d.len }, TEXT_RUNNING, NULL);

	if (d.damaged != 0)
		return fail(f, NEVER, "line 1, column 1: it is neither UTF-8 nor Shift_JIS (CP932)");
	*out = text_starts(text, "\xef\xbb\xbf") ? text + 3 : text;
	return DONE;
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
			return wrong(r, "a quote begins here and does not end");
		}
		r->line += *r->p == '\n';
		r->p += *r->p == '"';
		buffer_char(&r->cell, (unsigned char)*r->p);
	}
	r->p++;
	while (*r->p == ' ')
		r->p++;
	return *r->p == r->separator || *r->p == '\n' || *r->p == 0 ? DONE :
	    wrong(r, "something stands behind the closing quote");
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
	struct reader r = { .ctx = ctx, .line = 1, .cell = buffer_init(ctx), .fault = f };
	char *text = NULL;
	size_t room = 0;
	enum verdict v = text_of(ctx, octets, &text, f);

	*out = (struct csv){ NULL, 0 };
	if (v != DONE)
		return v;
	r.p = text;
	r.separator = separator_of(text);
	while (*r.p != 0) {
		v = take_row(&r);
		if (v != DONE)
			return v;
		if (is_empty(&r.row))
			continue;
		if (out->count == max)
			return fail(f, NEVER, "line %zu, column 1: a table has %zu rows at most", r.row.line, max);
		if (out->count == room) {
			room = room != 0 ? 2 * room : 64;
			out->row = must(talloc_realloc(ctx, out->row, struct csv_row, room));
		}
		out->row[out->count++] = r.row;
	}
	return DONE;
}
