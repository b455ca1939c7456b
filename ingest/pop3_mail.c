/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pop3_mail - the octets of a POP3 answer as those of the mail. */
#include "ingest/pop3.h"

#include "config/memory.h"

struct reading_state {
	struct sink sink;
	int64_t octets, max;
};

static enum verdict
put(struct reading_state *r, const unsigned char *data, size_t len, struct fault *f)
{
	r->octets += (int64_t)len;
	return r->octets <= r->max ? r->sink.take(r->sink.state, data, len, f) : DONE;
}

/* A line that begins with a dot: the end, or a doubled dot that goes. */
static enum verdict
read_dot(struct lines *l, struct bytes piece, bool *end_out, struct fault *f)
{
	if (piece.len < 3 && (piece.len < 2 || piece.data[1] == '\r'))
		return lines_more(l, f);
	*end_out = piece.data[1] == '\r' && piece.data[2] == '\n';
	lines_skip(l, *end_out ? 3 : 1);
	return DONE;
}

enum verdict
pop3_read_mail(struct lines *l, struct sink sink, int64_t max, bool *too_large_out, struct fault *f)
{
	struct reading_state r = { sink, 0, max };
	bool line_begins = true, end = false;
	enum verdict v = DONE;

	while (v == DONE && !end) {
		struct bytes piece;
		const unsigned char *dot;
		size_t n;

		v = lines_peek(l, &piece, f);
		if (v != DONE)
			break;
		if (line_begins && piece.data[0] == '.') {
			size_t before = l->end - l->at;

			v = read_dot(l, piece, &end, f);
			line_begins = v == DONE && l->end - l->at >= before;
			continue;
		}
		dot = memmem(piece.data, piece.len, "\r\n.", 3);
		n = dot != NULL ? (size_t)(dot - piece.data) + 2 : piece.len;
		/* A CR at the end may begin the CR LF that makes a dot behind it the end. */
		if (dot == NULL && piece.data[n - 1] == '\r' && --n == 0) {
			v = lines_more(l, f);
			continue;
		}
		v = put(&r, piece.data, n, f);
		line_begins = n >= 2 ? piece.data[n - 1] == '\n' && piece.data[n - 2] == '\r' : false;
		lines_skip(l, n);
	}
	*too_large_out = r.octets > max;
	return v;
}

static void
add_base64(struct buffer *out, const unsigned char *p, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t b = (uint32_t)p[i] << 16 | (i + 1 < len ? (uint32_t)p[i + 1] << 8 : 0) |
		    (i + 2 < len ? p[i + 2] : 0U);

		buffer_char(out, (unsigned char)digits[b >> 18]);
		buffer_char(out, (unsigned char)digits[b >> 12 & 63]);
		buffer_char(out, i + 1 < len ? (unsigned char)digits[b >> 6 & 63] : '=');
		buffer_char(out, i + 2 < len ? (unsigned char)digits[b & 63] : '=');
	}
}

char *
pop3_xoauth2(void *ctx, const char *user, const char *token)
{
	/* Both buffers get their room at once: growing would leave copies of the token behind. */
	size_t len = strlen(user) + strlen(token) + sizeof "user=\001auth=Bearer \001\001";
	struct buffer out = buffer_init(ctx);
	unsigned char *copy = must(talloc_zero_size(NULL, len));

	snprintf((char *)copy, len, "user=%s\001auth=Bearer %s\001\001", user, token);
	out.room = 4 * ((len + 2) / 3) + 1;
	out.data = must(talloc_zero_size(ctx, out.room));
	add_base64(&out, copy, len - 1);
	explicit_bzero(copy, len);
	talloc_free(copy);
	return (char *)out.data;
}
