/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lines - the answers of a mail server as lines and as large pieces of octets. */
#include "ingest/lines.h"

#include "config/memory.h"

struct lines *
lines_new(void *ctx, mailstream *stream, const struct wire *wire, const char *host)
{
	struct lines *l = must(talloc_size(ctx, sizeof *l));

	l->stream = stream;
	l->wire = wire;
	l->host = host;
	l->at = l->end = 0;
	return l;
}

static enum verdict
broken(const struct lines *l, struct fault *f)
{
	return fail(f, LATER, "%s: %s", l->host, wire_error(l->wire));
}

/* mailstream_read() would wait for more even when its own buffer holds something. */
static enum verdict
fill(struct lines *l, struct fault *f)
{
	ssize_t n;

	if (l->stream->read_buffer_len != 0)
		n = mailstream_read(l->stream, l->data, l->stream->read_buffer_len);
	else
		n = mailstream_low_read(l->stream->low, l->data, sizeof l->data);
	if (n <= 0)
		return broken(l, f);
	l->at = 0;
	l->end = (size_t)n;
	return DONE;
}

enum verdict
lines_peek(struct lines *l, struct bytes *out, struct fault *f)
{
	enum verdict v = l->at == l->end ? fill(l, f) : DONE;

	*out = (struct bytes){ l->data + l->at, l->end - l->at };
	return v;
}

void
lines_skip(struct lines *l, size_t octets)
{
	l->at += octets;
}

enum verdict
lines_next(struct lines *l, struct fault *f)
{
	const unsigned char *newline = NULL;
	size_t len = 0;

	while (newline == NULL) {
		struct bytes piece;
		size_t n;

		if (lines_peek(l, &piece, f) != DONE)
			return LATER;
		newline = memchr(piece.data, '\n', piece.len);
		n = newline != NULL ? (size_t)(newline - piece.data) + 1 : piece.len;
		if (n > LINE_MAX_OCTETS - len)
			return fail(f, LATER, "%s: an answer's line has more than %d octets", l->host, LINE_MAX_OCTETS);
		memcpy(l->line + len, piece.data, n);
		len += n;
		lines_skip(l, n);
	}
	len--;
	if (len > 0 && l->line[len - 1] == '\r')
		len--;
	l->line[len] = 0;
	for (char *zero; (zero = memchr(l->line, 0, len)) != NULL;)
		*zero = '?';
	return DONE;
}

enum verdict
lines_more(struct lines *l, struct fault *f)
{
	ssize_t n;

	memmove(l->data, l->data + l->at, l->end - l->at);
	l->end -= l->at;
	l->at = 0;
	if (l->end == sizeof l->data)
		return fail(f, LATER, "%s: an answer that cannot be understood", l->host);
	n = mailstream_read(l->stream, l->data + l->end, sizeof l->data - l->end);
	if (n <= 0)
		return broken(l, f);
	l->end += (size_t)n;
	return DONE;
}

enum verdict
lines_send(struct lines *l, const char *command, struct fault *f)
{
	if (mailstream_write(l->stream, command, strlen(command)) < 0 ||
	    mailstream_write(l->stream, "\r\n", 2) < 0 || mailstream_flush(l->stream) < 0)
		return broken(l, f);
	return DONE;
}

enum verdict
lines_at_end(struct lines *l, struct fault *f)
{
	if (l->at == l->end)
		return DONE;
	return fail(f, LATER, "%s: octets came before the TLS handshake; somebody may be listening", l->host);
}
