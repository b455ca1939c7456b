/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bundle - files that came together as one message. */
#include "spool/bundle.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/seal.h"

enum { NAME_OCTETS = 255, BOUNDARY = 16 };

struct bundle {
	const struct sink *out;
	char boundary[2 * BOUNDARY + 1];	/* random, so that no file can hold it */
	struct buffer line;
};

static enum verdict
put_lines(struct bundle *b, struct fault *f)
{
	enum verdict v = b->out->take(b->out->state, b->line.data, b->line.len, f);

	buffer_clear(&b->line);
	return v;
}

/* The name raw, as RFC 6532 and old programs write it: the reader of mails finds out its charset. */
static void
add_raw(struct bundle *b, struct bytes name)
{
	for (size_t i = 0; i < name.len && i < NAME_OCTETS; i++)
		buffer_char(&b->line, name.data[i] < ' ' || name.data[i] == 127 ? '?' : name.data[i]);
}

/* RFC 2231. */
static void
add_parameter(struct bundle *b, struct bytes name)
{
	buffer_printf(&b->line, "; filename*=%s''", text_is_utf8(name) ? "UTF-8" : "Windows-31J");
	for (size_t i = 0; i < name.len && i < NAME_OCTETS; i++)
		buffer_printf(&b->line, "%%%02X", name.data[i] < ' ' || name.data[i] == 127 ? '?' : name.data[i]);
}

enum verdict
bundle_begin(void *ctx, const struct sink *out, struct bytes name, struct bundle **bundle_out, struct fault *f)
{
	struct bundle *b = memory_new(ctx, sizeof *b);
	unsigned char random[BOUNDARY];

	b->out = out;
	b->line = buffer_init(b);
	seal_random(random, sizeof random);
	seal_hex(random, sizeof random, b->boundary);
	buffer_string(&b->line, "X-Ikenbako-Bundle: 1\r\nSubject: ");
	add_raw(b, name);
	buffer_printf(&b->line, "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"%s\"\r\n", b->boundary);
	*bundle_out = b;
	return put_lines(b, f);
}

enum verdict
bundle_form(struct bundle *b, struct fault *f)
{
	buffer_printf(&b->line, "\r\n--%s\r\nContent-Type: text/plain\r\nContent-Disposition: inline\r\n"
	    "Content-Transfer-Encoding: binary\r\n\r\n", b->boundary);
	return put_lines(b, f);
}

enum verdict
bundle_file(struct bundle *b, struct bytes name, struct fault *f)
{
	buffer_printf(&b->line, "\r\n--%s\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment",
	    b->boundary);
	add_parameter(b, name);
	buffer_string(&b->line, "\r\nContent-Transfer-Encoding: binary\r\n\r\n");
	return put_lines(b, f);
}

enum verdict
bundle_write(struct bundle *b, const void *data, size_t len, struct fault *f)
{
	return b->out->take(b->out->state, data, len, f);
}

enum verdict
bundle_end(struct bundle **b, struct fault *f)
{
	enum verdict v;

	buffer_printf(&(*b)->line, "\r\n--%s--\r\n", (*b)->boundary);
	v = put_lines(*b, f);
	talloc_free(*b);
	*b = NULL;
	return v;
}
