/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_guard - octets of a message as gmime can bear to parse them. */
#include "spool/mime_guard.h"

#include <string.h>

enum {
	BEGINNING = 1024,	/* octets that are looked at for empty lines and for what ends a line */
	BOUNDARIES = 20,	/* boundaries for each part that is allowed: texts have lines with dashes, too */
	BOUNDARIES_LEAST = 10000
};

static void
exceed(struct mime_guard *g, const char *limit)
{
	if (*g->exceeded == 0)
		g->exceeded = limit;
}

/* Two line ends in the place of what would make the field longer: they end the header that it is in. */
static void
end_header(struct mime_guard *g, unsigned char *line, int64_t at, size_t len, int64_t limit)
{
	for (int64_t i = limit; i < limit + 2; i++)
		if (i >= at && i < at + (int64_t)len)
			line[i - at] = '\n';
	if (g->in_header && at + (int64_t)len > limit + 1) {
		g->in_header = false;
		exceed(g, "header");
	}
}

static void
begin_line(struct mime_guard *g, unsigned char *line, size_t len)
{
	if (*line == '\n' || *line == '\r')
		g->in_header = false;
	if (*line != ' ' && *line != '\t')
		g->field_len = 0;
	if (*line == '-' && (len == 1 || line[1] == '-') && ++g->boundaries > g->boundaries_max) {
		*line = ' ';
		exceed(g, "parts");
	}
}

/* line: some octets up to and with a line feed, or as many of them as there are; at: their place. */
static void
mask_line(struct mime_guard *g, unsigned char *line, size_t len, int64_t at)
{
	bool ends = line[len - 1] == '\n';
	int64_t room;

	if (g->at_line_start)
		begin_line(g, line, len);
	room = g->field_len < MIME_FIELD_MAX ? MIME_FIELD_MAX - g->field_len : 0;
	if ((int64_t)len > room) {
		memset(line + room, ' ', len - (size_t)room - (ends ? 1 : 0));
		if (g->in_header)
			exceed(g, "header");
		end_header(g, line, g->field_len, len, MIME_HEADER_MAX);
	}
	if (g->in_header && at + (int64_t)len > MIME_HEADER_MAX)
		end_header(g, line, at, len, MIME_HEADER_MAX);
	g->field_len += (int64_t)len;
	g->at_line_start = ends;
}

static void
mask(struct mime_guard *g, unsigned char *data, size_t len, int64_t at)
{
	if (at != g->expected) {
		g->field_len = 0;
		g->at_line_start = false;
	}
	g->expected = at + (int64_t)len;
	while (len != 0) {
		const unsigned char *end = memchr(data, '\n', len);
		size_t n = end != NULL ? (size_t)(end - data) + 1 : len;

		mask_line(g, data, n, at);
		data += n;
		at += (int64_t)n;
		len -= n;
	}
}

static enum verdict
read_guarded(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	struct mime_guard *g = state;
	enum verdict v = g->message->read(g->message->state, g->start + offset, out, len, f);

	if (v == DONE && g->only_cr)
		for (size_t i = 0; i < len; i++)
			out[i] = out[i] == '\r' ? '\n' : out[i];
	if (v == DONE && g->on)
		mask(g, out, len, offset);
	return v;
}

enum verdict
mime_guard_begin(struct mime_guard *guard, const struct octets *message, int64_t parts_max, struct fault *f)
{
	unsigned char beginning[BEGINNING];
	size_t len = message->size < BEGINNING ? (size_t)message->size : BEGINNING, blank = 0;
	enum verdict v = message->read(message->state, 0, beginning, len, f);

	if (v != DONE)
		return v;
	while (blank < len && (beginning[blank] == '\r' || beginning[blank] == '\n'))
		blank++;
	*guard = (struct mime_guard){ .message = message, .start = (int64_t)blank, .on = true,
		.only_cr = memchr(beginning, '\r', len) != NULL && memchr(beginning, '\n', len) == NULL,
		.at_line_start = true, .in_header = true, .exceeded = "",
		.boundaries_max = parts_max * BOUNDARIES > BOUNDARIES_LEAST ? parts_max * BOUNDARIES : BOUNDARIES_LEAST };
	guard->octets = (struct octets){ .state = guard, .size = message->size - guard->start,
		.read = read_guarded };
	return DONE;
}

void
mime_guard_end(struct mime_guard *guard)
{
	guard->on = false;
}
