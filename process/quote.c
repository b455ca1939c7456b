/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quote - what a reply adds to the mail that it answers. */
#include "process/quote.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/furniture.h"
#include "process/notice.h"
#include "process/piece.h"
#include "process/signature.h"

enum label { OWN, BLANK, QUOTED };

/* One or two quoted lines that nothing announces may be the writer's own: > トップ > 道路 */
enum { SHORT_QUOTE = 2 };

/* Lines without a break of quotes. */
struct segment {
	size_t first, end;
};

struct cutting {
	const struct lines *lines;
	unsigned char *label;
	bool announced;			/* an announcement of a quote was found */
	bool own_before;		/* a line of the writer's was passed */
	struct segment first, second;	/* of what was added, without signatures */
	size_t segments;
};

static void
label_lines(struct cutting *c, const unsigned char *known)
{
	for (size_t i = 0; i < c->lines->count; i++) {
		const struct line *line = &c->lines->item[i];

		c->label[i] = known[i] != 0 || line->depth != 0 ? QUOTED : line_is_blank(line) ?
		    BLANK : OWN;
	}
}

static size_t
next_line(const struct cutting *c, size_t i)
{
	while (i < c->lines->count && line_is_blank(&c->lines->item[i]))
		i++;
	return i;
}

/* Octets of a mark other than > that may stand before quoted lines: | or ｜, or a name and >. */
static size_t
odd_mark(const struct line *line)
{
	const char *end = memchr(line->raw, '>', line->raw_len < 24 ? line->raw_len : 24);
	static const char *const wide_bars[] = { "｜", "│", "┃", NULL };
	size_t spaces = 0;

	while (spaces < 8 && spaces < line->raw_len && text_is_space(line->raw[spaces]))
		spaces++;
	if (line->raw_len > spaces && line->raw[spaces] == '|')
		return spaces + 1;
	for (size_t i = 0; wide_bars[i] != NULL; i++)
		if (piece_starts(line->raw + spaces, line->raw_len - spaces, wide_bars[i]))
			return spaces + strlen(wide_bars[i]);
	if (end == NULL || end <= line->raw + spaces || memchr(line->raw + spaces, ' ',
	    (size_t)(end - line->raw) - spaces) != NULL)
		return 0;
	return (size_t)(end - line->raw) + 1;
}

/* Labels the lines from i on that begin with the same odd mark; false when there are none. */
static bool
label_odd_marks(struct cutting *c, size_t i)
{
	const struct line *first = &c->lines->item[i];
	size_t n = odd_mark(first);

	if (n == 0)
		return false;
	for (; i < c->lines->count; i++) {
		const struct line *line = &c->lines->item[i];

		if (line->raw_len < n || memcmp(line->raw, first->raw, n) != 0)
			break;
		c->label[i] = QUOTED;
	}
	return true;
}

static bool
has_own(const struct cutting *c, size_t end)
{
	size_t first = 0;

	while (first < end && c->label[first] != OWN)
		first++;
	first = notice_end(c->lines, first, end);
	return first < end && signature_find(c->lines, first, end) > first;
}

/* An announcement stands on lines first to end. Labels it and, where the original follows without
 * quote marks, all that follows. Returns where to go on. */
static size_t
label_quote(struct cutting *c, size_t first, size_t end)
{
	size_t next = next_line(c, end);
	bool tail = next < c->lines->count && c->lines->item[next].depth == 0 &&
	    !label_odd_marks(c, next);

	c->announced = true;
	if (tail && !has_own(c, first)) {
		/* Nothing stands above it: what was added, if anything, is within. */
		memset(c->label, QUOTED, c->lines->count);
		return c->lines->count;
	}
	if (tail)
		end = c->lines->count;
	memset(c->label + first, QUOTED, end - first);
	return end;
}

/* The lines of an announcement that begins (or, being wrapped, ends) at line i. */
static bool
announcement_at(const struct cutting *c, size_t i, size_t *first_out, size_t *end_out)
{
	const struct lines *lines = c->lines;
	size_t n = furniture_header(lines, i, false), next;
	enum attribution said;

	*first_out = i;
	*end_out = i + n;
	if (n != 0)
		return true;
	if (furniture_marked_announcement(&lines->item[i])) {
		*end_out = i + 1;
		return true;
	}
	next = next_line(c, i + 1);
	n = next < lines->count ? furniture_header(lines, next, true) : 0;
	if (n != 0 && furniture_summary(&lines->item[i])) {
		*end_out = next + n;
		return true;
	}
	if (furniture_separator(&lines->item[i])) {
		*end_out = n != 0 ? next + n : i + 1;
		return true;
	}
	said = furniture_attribution(lines, i, first_out);
	*end_out = i + 1;
	next = next_line(c, i + 1);
	if (said == ATTRIBUTION_NONE || said == ATTRIBUTION_STRONG || (said == ATTRIBUTION_FAINT &&
	    c->own_before))
		return said == ATTRIBUTION_STRONG;
	return next <= i + 2 && next < lines->count && lines->item[next].depth != 0;
}

static void
label_announcements(struct cutting *c)
{
	for (size_t i = 0; i < c->lines->count;) {
		size_t first, end;

		if ((c->label[i] == OWN || furniture_marked_announcement(&c->lines->item[i])) &&
		    announcement_at(c, i, &first, &end))
			i = label_quote(c, first, end);
		else
			c->own_before |= c->label[i++] == OWN;
	}
}

static void
find_segments(struct cutting *c)
{
	for (size_t i = 0; i < c->lines->count;) {
		struct segment s;

		while (i < c->lines->count && c->label[i] != OWN)
			i++;
		s.first = s.end = i;
		for (; i < c->lines->count && c->label[i] != QUOTED; i++)
			if (c->label[i] == OWN)
				s.end = i + 1;
		if (c->segments == 0)
			s.first = notice_end(c->lines, s.first, s.end);
		s.end = notice_start(c->lines, s.first, s.end);
		if (s.first >= s.end)
			continue;
		s.end = signature_find(c->lines, s.first, s.end);
		if (s.first >= s.end)
			continue;
		if (c->segments == 0)
			c->first = s;
		else
			c->second = s;
		c->segments++;
	}
}

static bool
is_greeting(const struct cutting *c, const struct segment *s)
{
	for (size_t i = s->first; i < s->end; i++)
		if (!line_is_blank(&c->lines->item[i]) && !furniture_greeting(&c->lines->item[i]))
			return false;
	return true;
}

static bool
ends_with_short_quote(const struct cutting *c)
{
	size_t count = 0;

	for (size_t i = c->first.end; i < c->lines->count; i++)
		count += c->label[i] == QUOTED;
	return !c->announced && count >= 1 && count <= SHORT_QUOTE;
}

struct quote_cut
quote_cut(void *ctx, const struct lines *lines, const unsigned char *known)
{
	struct cutting c = { .lines = lines };
	struct quote_cut cut = { .text = "" };

	c.label = memory_new(ctx, lines->count + 1);
	label_lines(&c, known);
	label_announcements(&c);
	find_segments(&c);
	cut.announced = c.announced;
	cut.whole = c.segments == 0;
	if (c.segments == 1)
		cut.between = ends_with_short_quote(&c);
	else if (c.segments == 2 && is_greeting(&c, &c.first))
		cut.text = must(talloc_asprintf(ctx, "%s\n\n%s", lines_join(ctx, lines,
		    c.first.first, c.first.end, 0),
		    lines_join(ctx, lines, c.second.first, c.second.end, 0)));
	else
		cut.between = c.segments != 0;
	if (cut.whole || cut.between)
		cut.text = lines_join(ctx, lines, 0, lines->count, 0);
	else if (c.segments == 1)
		cut.text = lines_join(ctx, lines, c.first.first, c.first.end, 0);
	talloc_free(c.label);
	return cut;
}
