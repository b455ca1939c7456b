/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message - a composed mail: its octets, and its attachments encoded as it is written. */
#include "reply/message.h"

#include "config/memory.h"
#include "reply/base64.h"

enum { LINE_MAX_OCTETS = 998 };

enum verdict
message_check(const struct message *m, struct fault *f)
{
	const unsigned char *line = m->octets.data, *end = line + m->octets.len;

	while (line < end) {
		const unsigned char *lf = memchr(line, '\n', (size_t)(end - line));

		if (lf == NULL || lf == line || lf[-1] != '\r' || lf - 1 - line > LINE_MAX_OCTETS ||
		    memchr(line, '\r', (size_t)(lf - 1 - line)) != NULL)
			return fail(f, NEVER, "a mail was composed with a line that no server would take");
		for (const unsigned char *p = line; p < lf; p++)
			if (*p >= 0x80 || *p == 0)
				return fail(f, NEVER, "a mail was composed with octets that are not ASCII");
		line = lf + 1;
	}
	return DONE;
}

int64_t
message_size(const struct message *m)
{
	int64_t size = (int64_t)m->octets.len;

	for (size_t i = 0; i < m->attachment_count; i++)
		size += base64_lines_size(m->attachments[i].size);
	return size;
}

struct encoder {
	struct base64_lines lines;
	int64_t left;
};

static enum verdict
take_attachment(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct encoder *e = state;

	e->left -= (int64_t)len;
	if (e->left < 0)
		return fail(f, NEVER, "an attachment is longer than it was registered");
	return base64_lines_add(&e->lines, data, len, f);
}

static enum verdict
write_attachment(const struct attachment *a, const struct sink *sink, struct fault *f)
{
	struct encoder *e = memory_new(NULL, sizeof *e);
	const struct sink encoder = { e, take_attachment };
	enum verdict v;

	e->left = a->size;
	base64_lines_begin(&e->lines, sink);
	v = a->give(a->state, &encoder, f);
	if (v == DONE && e->left != 0)
		v = fail(f, NEVER, "an attachment is shorter than it was registered");
	if (v == DONE)
		v = base64_lines_end(&e->lines, f);
	talloc_free(e);
	return v;
}

enum verdict
message_write(const struct message *m, const struct sink *sink, struct fault *f)
{
	size_t at = 0;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < m->attachment_count; i++) {
		v = sink->take(sink->state, m->octets.data + at, m->gap[i] - at, f);
		at = m->gap[i];
		if (v == DONE)
			v = write_attachment(&m->attachments[i], sink, f);
	}
	if (v == DONE)
		v = sink->take(sink->state, m->octets.data + at, m->octets.len - at, f);
	return v;
}
