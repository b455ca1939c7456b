/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base64 - RFC 4648: for attachments in lines and for what AUTH sends. */
#include "reply/base64.h"

enum { LINE_OCTETS = 57, LINE_SIGNS = 76 };

/* Writes the signs for len octets to out; returns how many. */
static size_t
encode(const unsigned char *in, size_t len, unsigned char *out)
{
	static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char *o = out;

	for (; len >= 3; in += 3, len -= 3) {
		uint32_t bits = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];

		*o++ = (unsigned char)signs[bits >> 18];
		*o++ = (unsigned char)signs[bits >> 12 & 63];
		*o++ = (unsigned char)signs[bits >> 6 & 63];
		*o++ = (unsigned char)signs[bits & 63];
	}
	if (len != 0) {
		uint32_t bits = (uint32_t)in[0] << 16 | (len == 2 ? (uint32_t)in[1] << 8 : 0);

		*o++ = (unsigned char)signs[bits >> 18];
		*o++ = (unsigned char)signs[bits >> 12 & 63];
		*o++ = len == 2 ? (unsigned char)signs[bits >> 6 & 63] : '=';
		*o++ = '=';
	}
	return (size_t)(o - out);
}

void
base64_add(struct buffer *out, struct bytes in)
{
	unsigned char signs[LINE_SIGNS];

	for (size_t at = 0; at < in.len; at += LINE_OCTETS) {
		size_t n = in.len - at < LINE_OCTETS ? in.len - at : LINE_OCTETS;

		buffer_add(out, signs, encode(in.data + at, n, signs));
	}
}

int64_t
base64_lines_size(int64_t size)
{
	int64_t rest = size % LINE_OCTETS;

	return size / LINE_OCTETS * (LINE_SIGNS + 2) + (rest != 0 ? (rest + 2) / 3 * 4 + 2 : 0);
}

void
base64_lines_begin(struct base64_lines *b, const struct sink *out)
{
	b->out = out;
	b->kept = 0;
}

static enum verdict
flush(struct base64_lines *b, struct fault *f)
{
	unsigned char *o = b->signs;

	for (size_t at = 0; at < b->kept; at += LINE_OCTETS) {
		o += encode(b->octets + at, b->kept - at < LINE_OCTETS ? b->kept - at : LINE_OCTETS, o);
		*o++ = '\r';
		*o++ = '\n';
	}
	b->kept = 0;
	return b->out->take(b->out->state, b->signs, (size_t)(o - b->signs), f);
}

enum verdict
base64_lines_add(struct base64_lines *b, const unsigned char *data, size_t len, struct fault *f)
{
	while (len > 0) {
		size_t room = sizeof b->octets - b->kept, n = len < room ? len : room;

		memcpy(b->octets + b->kept, data, n);
		b->kept += n;
		data += n;
		len -= n;
		if (b->kept == sizeof b->octets) {
			enum verdict v = flush(b, f);

			if (v != DONE)
				return v;
		}
	}
	return DONE;
}

enum verdict
base64_lines_end(struct base64_lines *b, struct fault *f)
{
	return b->kept != 0 ? flush(b, f) : DONE;
}
