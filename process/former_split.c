/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_split - the rows of an older system's table, one after the other, each with its own octets. */
#include "process/former_split.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"

enum { BLOCK = 65536, END = -1 };

struct former_split {
	int fd;
	enum former_charset charset;
	bool big;			/* UTF-16: the more significant octet comes first */
	char separator;
	unsigned char block[BLOCK];
	size_t at, len;
	bool failed, ended, begun;
	size_t line;

	/* of the row at hand */
	void *ctx;
	struct former_row *row;
	struct buffer octets, cell;
	size_t room;
};

struct former_split *
former_split_new(void *ctx, int fd, enum former_charset charset, char separator)
{
	struct former_split *s = memory_new(ctx, sizeof *s);

	s->fd = fd;
	s->charset = charset;
	s->separator = separator;
	s->line = 1;
	return s;
}

bool
former_split_is_whole(const struct former_split *s)
{
	return !s->failed;
}

/* ---- units: octets, or pairs of them ---- */

/* So many octets to look at, where there are as many left. */
static bool
have(struct former_split *s, size_t wanted)
{
	while (s->len - s->at < wanted) {
		ssize_t n;

		memmove(s->block, s->block + s->at, s->len - s->at);
		s->len -= s->at;
		s->at = 0;
		n = read(s->fd, s->block + s->len, sizeof s->block - s->len);
		if (n < 0 && errno == EINTR)
			continue;
		s->failed |= n < 0;
		if (n <= 0)
			return false;
		s->len += (size_t)n;
	}
	return true;
}

static size_t
unit_length(const struct former_split *s)
{
	return s->charset == FORMER_UTF16 ? 2 : 1;
}

/* The unit at hand, or END. Half a unit at the end counts as one that is nothing known. */
static int
peek(struct former_split *s)
{
	const unsigned char *p;

	if (!have(s, unit_length(s)))
		return s->at < s->len ? 0xfffd : END;
	p = s->block + s->at;
	if (s->charset != FORMER_UTF16)
		return *p;
	return s->big ? p[0] << 8 | p[1] : p[1] << 8 | p[0];
}

/* Takes the unit at hand into the row, and into the cell when it is one of the cell's. */
static void
take(struct former_split *s, bool into_cell)
{
	size_t n = unit_length(s);

	n = n < s->len - s->at ? n : s->len - s->at;
	buffer_add(&s->octets, s->block + s->at, n);
	if (into_cell)
		buffer_add(&s->cell, s->block + s->at, n);
	s->at += n;
}

/* ---- cells ---- */

static void
wrong(struct former_split *s, const char *what)
{
	if (s->row->wrong[0] != 0)
		return;
	s->row->wrong = what;
	s->row->column = s->row->count + 1;
}

/* As charset_to_text(), which does not believe that something is UTF-16 when it could be ASCII as well. */
static struct decoded
decode_wide(const struct former_split *s)
{
	const unsigned char *p = s->cell.data;
	struct buffer out = buffer_init(s->ctx);
	struct decoded d = { .text = NULL };

	for (size_t i = 0; i + 1 < s->cell.len; i += 2) {
		uint32_t unit = s->big ? p[i] << 8 | p[i + 1] : p[i + 1] << 8 | p[i];
		unsigned char text[4];

		if (unit >= 0xd800 && unit < 0xdc00 && i + 3 < s->cell.len) {
			uint32_t low = s->big ? p[i + 2] << 8 | p[i + 3] : p[i + 3] << 8 | p[i + 2];

			if (low >= 0xdc00 && low < 0xe000) {
				unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		if (unit >= 0xd800 && unit < 0xe000) {
			unit = 0xfffd;
			d.damaged++;
		}
		buffer_add(&out, text, text_encode(unit, text));
	}
	d.damaged += s->cell.len % 2;
	d.text = must(talloc_memdup(s->ctx, buffer_text(&out), out.len + 1));
	d.len = out.len;
	return d;
}

static void
decode_cell(struct former_split *s)
{
	struct former_row *row = s->row;
	struct decoded d = s->charset == FORMER_UTF16 ? decode_wide(s) :
	    charset_to_text(s->ctx, buffer_bytes(&s->cell), s->charset == FORMER_UTF8 ? "utf-8" : "cp932");
	size_t invalid = 0;
	const char *text = text_from(s->ctx, (struct bytes){ (const unsigned char *)d.text, d.len }, TEXT_RUNNING, &invalid);

	if (row->count == s->room) {
		s->room = s->room != 0 ? 2 * s->room : 32;
		row->cell = must(talloc_realloc(s->ctx, row->cell, struct former_cell, s->room));
	}
	row->cell[row->count].text = text_trim(s->ctx, text);
	/* What fits another charset only is not what was said to be in there. */
	row->cell[row->count++].damaged = d.damaged + invalid + d.guessed;
}

static void
end_cell(struct former_split *s)
{
	if (s->row->count < FORMER_CELLS_MAX)
		decode_cell(s);
	else
		wrong(s, "cells");
	buffer_clear(&s->cell);
}

static bool
is_too_long(struct former_split *s)
{
	if (s->octets.len <= FORMER_ROW_MAX)
		return false;
	wrong(s, "long");
	s->ended = true;
	return true;
}

/* Behind the quote that begins a cell, up to and with the one that ends it. */
static void
take_quoted(struct former_split *s)
{
	for (;;) {
		int c = peek(s);

		if (c == END) {
			wrong(s, "quote");
			s->ended = true;
			return;
		}
		if (is_too_long(s))
			return;
		s->line += c == '\n';
		take(s, c != '"');
		if (c != '"')
			continue;
		if (peek(s) != '"')
			return;
		take(s, true);
	}
}

static bool
ends_cell(const struct former_split *s, int c)
{
	return c == END || c == '\n' || c == '\r' || c == (unsigned char)s->separator;
}

static void
take_cell(struct former_split *s)
{
	bool quoted;

	while (peek(s) == ' ')
		take(s, false);
	quoted = peek(s) == '"';
	if (quoted) {
		take(s, false);
		take_quoted(s);
	}
	while (!s->ended && !ends_cell(s, peek(s)) && !is_too_long(s)) {
		if (quoted && peek(s) != ' ')
			wrong(s, "behind");
		take(s, !quoted);
	}
	end_cell(s);
}

/* ---- rows ---- */

static void
take_row(struct former_split *s)
{
	for (;;) {
		take_cell(s);
		if (s->ended || peek(s) != (unsigned char)s->separator)
			break;
		take(s, false);
	}
	s->row->end = s->line;
	if (s->ended)
		return;
	if (peek(s) == '\r') {
		take(s, false);
		if (peek(s) != '\n')
			s->line++;
	}
	if (peek(s) == '\n') {
		take(s, false);
		s->line++;
	}
}

/* The mark at the beginning of a file. False: it is one of another charset, or missing. */
static bool
take_mark(struct former_split *s)
{
	bool two = have(s, 2), le = two && memcmp(s->block, "\xff\xfe", 2) == 0, be = two && memcmp(s->block, "\xfe\xff", 2) == 0;
	bool utf8 = have(s, 3) && memcmp(s->block, "\xef\xbb\xbf", 3) == 0;

	s->big = be;
	if (utf8 && s->charset == FORMER_UTF8) {
		buffer_add(&s->octets, s->block, 3);
		s->at = 3;
	} else if (s->charset == FORMER_UTF16 && (le || be)) {
		take(s, false);
	}
	return s->charset == FORMER_UTF16 ? le || be : !le && !be && (!utf8 || s->charset == FORMER_UTF8);
}

static bool
is_empty(const struct former_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->cell[i].text[0] != 0)
			return false;
	return row->wrong[0] == 0;
}

static void
begin_row(struct former_split *s, void *ctx, struct former_row *out)
{
	*out = (struct former_row){ .line = s->line, .end = s->line, .wrong = "" };
	s->ctx = ctx;
	s->row = out;
	s->room = 0;
	s->octets = buffer_init(ctx);
	s->cell = buffer_init(ctx);
}

bool
former_split_next(struct former_split *s, void *ctx, struct former_row *out)
{
	do {
		begin_row(s, ctx, out);
		if (!s->begun && !take_mark(s)) {
			wrong(s, "mark");
			s->ended = true;
		}
		s->begun = true;
		if (s->ended && out->wrong[0] == 0)
			return false;
		if (!s->ended && peek(s) == END)
			return false;
		if (!s->ended)
			take_row(s);
	} while (is_empty(out));
	out->octets = buffer_bytes(&s->octets);
	return true;
}
