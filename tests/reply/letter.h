/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter - a letter to send and a buffer to catch it, for the tests of reply */
#ifndef TESTS_REPLY_LETTER_H
#define TESTS_REPLY_LETTER_H

#include "reply/compose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/memory.h"

static inline enum verdict
take_into_buffer(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

static inline struct letter
letter_sample(void *ctx)
{
	struct address *to = must(talloc_zero(ctx, struct address));

	*to = (struct address){ (char *)(uintptr_t)"山田 太郎", (char *)(uintptr_t)"taro@example.jp" };
	return (struct letter){
		.from = { (char *)(uintptr_t)"例区役所", (char *)(uintptr_t)"opinion@city.example.jp" },
		.reply_to = { (char *)(uintptr_t)"", (char *)(uintptr_t)"" },
		.to = to, .to_count = 1, .subject = "受付 2026-000123-7", .text = "ありがとうございます。\n",
		.message_id = "receipt.0123456789abcdef@city.example.jp", .date = 1795410300, .in_reply_to = "",
		.stamp = "receipt 2026-000123-7",
	};
}

/* The whole mail as a string; checks the size that was promised. */
static inline char *
letter_octets(void *ctx, const struct letter *l)
{
	struct buffer out = buffer_init(ctx);
	const struct sink sink = { &out, take_into_buffer };
	struct message *m;
	struct fault f = { "" };

	if (message_compose(ctx, l, &m, &f) != DONE || message_write(m, &sink, &f) != DONE)
		fail_msg("%s", f.text);
	assert_int_equal(out.len, message_size(m));
	return (char *)out.data;
}

#endif
