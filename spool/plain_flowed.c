/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_flowed - format=flowed text as it was before it was folded (RFC 3676). */
#include "spool/plain.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

struct line {
	const char *text;	/* without quote marks, stuffing and the line end */
	size_t len;
	size_t quotes;
	bool soft;		/* goes on in the next line */
};

static struct line
take_line(const char **p)
{
	const char *end = strchrnul(*p, '\n');
	struct line line = { .text = *p };

	while (*line.text == '>') {
		line.text++;
		line.quotes++;
	}
	if (line.text < end && *line.text == ' ')
		line.text++;
	line.len = (size_t)(end - line.text);
	/* the mark of a signature is never soft */
	line.soft = line.len > 0 && line.text[line.len - 1] == ' ' &&
	    !(line.len == 3 && memcmp(line.text, "-- ", 3) == 0);
	*p = *end == '\n' ? end + 1 : end;
	return line;
}

static void
begin(struct buffer *out, const struct line *line)
{
	for (size_t i = 0; i < line->quotes; i++)
		buffer_char(out, '>');
	if (line->quotes != 0 && line->len != 0)
		buffer_char(out, ' ');
}

char *
plain_from_flowed(void *ctx, const char *text, bool delsp)
{
	struct buffer out = buffer_init(ctx);
	struct line before = { .soft = false };
	bool open = false, ends_line = *text != 0 && text[strlen(text) - 1] == '\n';

	buffer_add(&out, "", 0);
	while (*text != 0) {
		struct line line = take_line(&text);
		bool signature = line.len == 3 && memcmp(line.text, "-- ", 3) == 0;
		bool joins = open && before.soft && before.quotes == line.quotes && !signature;

		if (!joins) {
			if (open)
				buffer_char(&out, '\n');
			begin(&out, &line);
		}
		buffer_add(&out, line.text, line.len - (line.soft && delsp));
		open = true;
		before = line;
	}
	if (ends_line)
		buffer_char(&out, '\n');
	return (char *)out.data;
}
