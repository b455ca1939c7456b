/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_writer - lines of text from the elements of a document. */
#include "spool/plain_writer.h"

#include <string.h>

#include "config/text.h"
#include "spool/charset_table.h"

enum {
	BREAKS_MAX = 3,		/* two empty lines: more says nothing */
	QUOTES_MAX = 20
};

struct writer
writer_init(void *ctx, size_t max)
{
	struct writer w = { .out = buffer_init(ctx), .max = max };

	buffer_add(&w.out, "", 0);
	return w;
}

static void
add(struct writer *w, const void *octets, size_t len)
{
	if (w->full || w->out.len + len > w->max) {
		w->full = true;
		return;
	}
	buffer_add(&w->out, octets, len);
}

static void
add_quotes(struct writer *w, size_t depth)
{
	for (size_t i = 0; i < depth && i < QUOTES_MAX; i++)
		add(w, ">", 1);
}

/* Ends the line, leaves lines empty, and begins the next. */
static void
begin_line(struct writer *w)
{
	size_t both = w->quotes < w->line_quotes ? w->quotes : w->line_quotes;

	if (w->out.len == 0)
		w->breaks = 0;
	for (unsigned i = 0; i < w->breaks; i++) {
		if (i > 0)
			add_quotes(w, both);
		add(w, "\n", 1);
	}
	w->breaks = 0;
	w->space = w->cell = w->held = false;
	w->last = 0;
	w->line_quotes = w->quotes;
	add_quotes(w, w->quotes);
	if (w->quotes != 0)
		add(w, " ", 1);
	add(w, w->marker, strlen(w->marker));
	w->marker[0] = 0;
}

/* Characters between which a line end of the source is no space. */
static bool
is_wide(uint32_t code)
{
	return (code >= 0x2e80 && code < 0xa4d0) || (code >= 0xf900 && code < 0xfb00) ||
	    (code >= 0xff01 && code < 0xff61) || (code >= 0x20000 && code < 0x40000);
}

void
writer_put(struct writer *w, uint32_t code)
{
	unsigned char octets[4];

	if (w->breaks != 0 || w->out.len == 0 || w->marker[0] != 0)
		begin_line(w);
	if (w->cell)
		add(w, " | ", 3);
	else if (w->space && w->last != 0 && !(w->soft && is_wide(w->last) && is_wide(code)))
		add(w, " ", 1);
	w->space = w->cell = false;
	add(w, octets, text_encode(code, octets));
	w->last = code;
}

void
writer_string(struct writer *w, const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	uint32_t code;
	size_t n;

	for (; p < end && (n = text_decode(p, end, &code)) != 0; p += n)
		writer_put(w, code);
}

/* A space that is meant: at the beginning of a line it only keeps the line from vanishing. */
static void
put_hard_space(struct writer *w)
{
	if (w->breaks == 0 && w->out.len != 0)
		writer_put(w, ' ');
	else
		w->held = true;
}

/* What a character of HTML stands for; 0 for those that only separate or hide. */
static uint32_t
meant_by(uint32_t code)
{
	const uint16_t *table;

	if (code == 0xad || code == 0x200b || code == 0x34f || code == 0xfeff)
		return 0;
	/* "&#146;": old programs number characters as windows-1252 does */
	if (code >= 0x80 && code < 0xa0 && (table = table_single("windows-1252")) != NULL)
		return table[code - 0x80];
	return code;
}

void
writer_flow(struct writer *w, struct bytes text)
{
	const unsigned char *p = text.data, *end = text.len != 0 ? p + text.len : p;
	uint32_t code;

	while (p < end && !w->full) {
		size_t n = text_decode(p, end, &code);

		p += n != 0 ? n : 1;
		if (n == 0)
			continue;
		if (text_is_space((char)code) && code < 0x80) {
			bool line_end = code == '\n' || code == '\r';

			w->soft = w->space ? w->soft || line_end : line_end;
			w->space = true;
			continue;
		}
		code = meant_by(code);
		if (code == 0xa0)
			put_hard_space(w);
		else if (code != 0)
			writer_put(w, code);
	}
}

void
writer_verbatim(struct writer *w, struct bytes text)
{
	const unsigned char *p = text.data, *end = text.len != 0 ? p + text.len : p;
	uint32_t code;

	while (p < end && !w->full) {
		size_t n = text_decode(p, end, &code);

		p += n != 0 ? n : 1;
		if (n == 0 || code == '\r')
			continue;
		code = meant_by(code);
		if (code == 0xa0)
			code = ' ';
		if (code == '\n')
			w->breaks++;
		else if (code != 0)
			writer_put(w, code);
	}
}

/* The line that held only a space ends. */
static void
end_held(struct writer *w)
{
	if (w->held && w->breaks < 2)
		w->breaks++;
	w->held = false;
}

void
writer_break(struct writer *w, unsigned breaks)
{
	end_held(w);
	if (w->breaks < breaks)
		w->breaks = breaks;
	w->space = w->cell = false;
}

void
writer_line_end(struct writer *w)
{
	w->held = false;
	if (w->breaks < BREAKS_MAX)
		w->breaks++;
	w->space = w->cell = false;
}

void
writer_cell(struct writer *w)
{
	w->cell = w->breaks == 0 && w->out.len != 0 && w->last != 0;
	w->space = false;
}

void
writer_item(struct writer *w, const char *marker)
{
	writer_break(w, 1);
	snprintf(w->marker, sizeof w->marker, "%s", marker);
}
