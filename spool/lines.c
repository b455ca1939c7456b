/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lines - running text line by line, with the quote marks that mail programs put before it. */
#include "spool/lines.h"

#include <string.h>

#include "config/bytes.h"
#include "config/memory.h"
#include "config/text.h"

#define WIDE_SPACE	"\xe3\x80\x80"
#define WIDE_GREATER	"\xef\xbc\x9e"

/* Octets of one space at p, ASCII or ideographic; 0 when there is none. */
static size_t
space_at(const char *p, const char *end)
{
	if (p < end && (*p == ' ' || *p == '\t'))
		return 1;
	return end - p >= 3 && memcmp(p, WIDE_SPACE, 3) == 0 ? 3 : 0;
}

static size_t
mark_at(const char *p, const char *end)
{
	if (p < end && *p == '>')
		return 1;
	return end - p >= 3 && memcmp(p, WIDE_GREATER, 3) == 0 ? 3 : 0;
}

/* Takes up to max quote marks off, each with the space after it. Up to three spaces may stand
 * before the first one. */
static const char *
after_marks(const char *p, const char *end, size_t max, size_t *depth_out)
{
	const char *next = p;
	size_t depth = 0;

	for (int i = 0; i < 3 && next < end && *next == ' '; i++)
		next++;
	while (depth < max && mark_at(next, end) != 0) {
		next += mark_at(next, end);
		depth++;
		p = next + space_at(next, end);
		if (mark_at(p, end) != 0)
			next = p;
	}
	*depth_out = depth;
	return p;
}

static size_t
without_spaces_at_end(const char *p, size_t len)
{
	for (;;) {
		if (len >= 1 && text_is_space(p[len - 1]))
			len--;
		else if (len >= 3 && memcmp(p + len - 3, WIDE_SPACE, 3) == 0)
			len -= 3;
		else
			return len;
	}
}

static void
set_folded(struct line *line, const char *p, const char *end)
{
	size_t depth, n;

	p = after_marks(p, end, SIZE_MAX, &depth);
	while ((n = space_at(p, end)) != 0)
		p += n;
	line->folded = p;
	line->folded_len = without_spaces_at_end(p, (size_t)(end - p));
}

struct lines
lines_split(void *ctx, const char *text)
{
	struct lines lines = { NULL, 0 };
	const char *folded = text_fold(ctx, text), *folded_end;
	const char *end = text + strlen(text);
	size_t room = 1;

	for (const char *p = text; p < end; p++)
		if (*p == '\n')
			room++;
	lines.item = must(talloc_array(ctx, struct line, (unsigned)room));
	while (text < end) {
		struct line *line = &lines.item[lines.count++];
		const char *line_end = memchr(text, '\n', (size_t)(end - text));

		if (line_end == NULL)
			line_end = end;
		folded_end = strchrnul(folded, '\n');
		line->raw = text;
		line->raw_len = (size_t)(line_end - text);
		line->text = after_marks(text, line_end, SIZE_MAX, &line->depth);
		line->len = without_spaces_at_end(line->text, (size_t)(line_end - line->text));
		set_folded(line, folded, folded_end);
		text = line_end < end ? line_end + 1 : end;
		folded = *folded_end != 0 ? folded_end + 1 : folded_end;
	}
	return lines;
}

bool
line_is_blank(const struct line *line)
{
	return line->folded_len == 0;
}

size_t
line_squeeze(const struct line *line, char *out, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < line->folded_len && n < room - 1; i++)
		if (!text_is_space(line->folded[i]))
			out[n++] = line->folded[i];
	out[n] = 0;
	return n;
}

static bool
is_nothing(const struct line *line, size_t depth)
{
	return line->depth <= depth && line_is_blank(line);
}

char *
lines_join(void *ctx, const struct lines *lines, size_t first, size_t end, size_t depth)
{
	struct buffer out = buffer_init(ctx);

	while (first < end && is_nothing(&lines->item[first], depth))
		first++;
	while (end > first && is_nothing(&lines->item[end - 1], depth))
		end--;
	buffer_add(&out, "", 0);
	for (size_t i = first; i < end; i++) {
		const struct line *line = &lines->item[i];
		const char *line_end = line->raw + line->raw_len;
		size_t taken;
		const char *p = depth == 0 ? line->raw : after_marks(line->raw, line_end, depth,
		    &taken);

		if (i != first)
			buffer_char(&out, '\n');
		buffer_add(&out, p, without_spaces_at_end(p, (size_t)(line_end - p)));
	}
	return (char *)out.data;
}
