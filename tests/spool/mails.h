/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mails - mails made up by tests, and a parser that reads them. */
#ifndef TESTS_SPOOL_MAILS_H
#define TESTS_SPOOL_MAILS_H

/* cmocka has a macro called fail: our own headers come before it. */
#include "config/memory.h"
#include "spool/parser.h"
#include "spool/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>

static inline struct limits
mail_limits(void)
{
	return (struct limits){ .parse_seconds = 10, .parse_memory = 256 << 20, .parts = 500, .depth = 30,
		.text_size = 1 << 20 };
}

static inline enum verdict
mail_octets_read(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct bytes *mail = state;

	(void)f;
	assert_true(offset >= 0 && offset + (int64_t)len <= (int64_t)mail->len);
	if (len != 0)
		memcpy(out, mail->data + offset, len);
	return DONE;
}

static inline struct octets
mail_octets(struct bytes *mail)
{
	return (struct octets){ .state = mail, .size = (int64_t)mail->len, .read = mail_octets_read };
}

/* The reading of a mail; the test fails where there is none. */
static inline struct reading *
mail_read(struct parser *parser, void *ctx, struct bytes mail)
{
	struct octets octets = mail_octets(&mail);
	struct reading *r = NULL;
	struct fault f = { "" };

	if (parser_read(parser, &octets, ctx, &r, &f) != DONE)
		fail_msg("not read: %s", f.text);
	return r;
}

/* What tests of the parser stand on, with cmocka's setup and teardown for it. */
struct mail_with {
	struct limits limits;
	struct parser *parser;
	struct fault f;
};

static inline int
mail_setup_with(void **state, struct limits limits)
{
	struct mail_with *w = memory_new(NULL, sizeof *w);

	signal(SIGPIPE, SIG_IGN);
	w->limits = limits;
	if (seal_begin(&w->f) != DONE || parser_start(w, &w->limits, &w->parser, &w->f) != DONE)
		fail_msg("%s", w->f.text);
	*state = w;
	return 0;
}

static inline int
mail_setup(void **state)
{
	return mail_setup_with(state, mail_limits());
}

static inline int
mail_teardown(void **state)
{
	struct mail_with *w = *state;

	if (w->parser != NULL)
		parser_stop(&w->parser);
	talloc_free(w);
	return 0;
}

/* Lines of 76 characters, as mail programs write them. */
static inline void
mail_base64(struct buffer *out, struct bytes data)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < data.len; i += 3) {
		size_t n = data.len - i < 3 ? data.len - i : 3;
		unsigned v = (unsigned)data.data[i] << 16 | (n > 1 ? (unsigned)data.data[i + 1] << 8 : 0) |
		    (n > 2 ? data.data[i + 2] : 0);

		buffer_char(out, (unsigned char)letters[v >> 18]);
		buffer_char(out, (unsigned char)letters[v >> 12 & 63]);
		buffer_char(out, n > 1 ? (unsigned char)letters[v >> 6 & 63] : '=');
		buffer_char(out, n > 2 ? (unsigned char)letters[v & 63] : '=');
		if (i / 3 % 19 == 18 || i + 3 >= data.len)
			buffer_string(out, "\r\n");
	}
}

/* Octets without a pattern, the same in every run. */
static inline struct bytes
mail_noise(void *ctx, size_t len)
{
	unsigned char *data = must(talloc_size(ctx, len + 1));
	uint32_t x = 2463534242U;

	for (size_t i = 0; i < len; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		data[i] = (unsigned char)x;
	}
	return (struct bytes){ data, len };
}

/* Two halves of parser_extract()'s answer. */
static inline enum verdict
mail_gather(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

static inline struct bytes
mail_extract(struct parser *parser, void *ctx, struct bytes mail, int index)
{
	struct octets octets = mail_octets(&mail);
	struct buffer out = buffer_init(ctx);
	struct sink sink = { &out, mail_gather };
	struct fault f = { "" };

	if (parser_extract(parser, &octets, index, &sink, &f) != DONE)
		fail_msg("part %d not extracted: %s", index, f.text);
	return buffer_bytes(&out);
}

#endif
