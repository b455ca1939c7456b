/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pop3_test - answers cut anywhere by the network are the same mail. */
#include "ingest/pop3.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/memory.h"
#include "ingest/imap.h"

/* A server that has said everything, of which each read gives at most step octets. */
struct script {
	struct bytes rest;
	size_t step;
};

static ssize_t
script_read(mailstream_low *low, void *data, size_t len)
{
	struct script *s = low->data;

	if (len > s->step)
		len = s->step;
	if (len > s->rest.len)
		len = s->rest.len;
	if (len == 0)
		return -1;
	memcpy(data, s->rest.data, len);
	s->rest.data += len;
	s->rest.len -= len;
	return (ssize_t)len;
}

static int
script_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static void
script_free(mailstream_low *low)
{
	free(low);
}

static mailstream_low_driver script_driver = {
	.mailstream_read = script_read, .mailstream_close = script_close, .mailstream_free = script_free,
};

static enum verdict
keep(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

/* Reads a mail in pieces of step octets; what it is, and the line after it, go to out. */
static enum verdict
read_in_steps(struct bytes answer, size_t step, int64_t max, struct buffer *out, bool *too_large)
{
	static const struct wire *no_wire;
	struct script script = { answer, step };
	mailstream *stream = mailstream_new(mailstream_low_new(&script, &script_driver), 8192);
	struct lines *l = lines_new(NULL, stream, no_wire, "test");
	enum verdict v = pop3_read_mail(l, (struct sink){ out, keep }, max, too_large, NULL);

	if (v == DONE) {
		v = lines_next(l, NULL);
		assert_string_equal(l->line, "+OK next");
	}
	mailstream_close(stream);
	talloc_free(l);
	return v;
}

static void
becomes(const char *answer, size_t answer_len, const char *mail, size_t mail_len)
{
	struct buffer whole = buffer_init(NULL);

	buffer_add(&whole, answer, answer_len);
	buffer_string(&whole, ".\r\n+OK next\r\n");
	for (size_t step = 1; step <= whole.len; step++) {
		struct buffer out = buffer_init(NULL);
		bool too_large;

		buffer_add(&out, "", 0);
		assert_int_equal(read_in_steps(buffer_bytes(&whole), step, 1000, &out, &too_large), DONE);
		assert_false(too_large);
		assert_int_equal(out.len, mail_len);
		assert_memory_equal(out.data, mail, mail_len);
		talloc_free(out.data);
	}
	talloc_free(whole.data);
}

#define BECOMES(answer, mail) becomes(answer, sizeof answer - 1, mail, sizeof mail - 1)

static void
only_doubled_dots_go(void **state)
{
	(void)state;
	BECOMES("", "");
	BECOMES("a\r\n", "a\r\n");
	BECOMES("..\r\n", ".\r\n");
	BECOMES("a\r\n...b\r\n.c\r\n", "a\r\n..b\r\nc\r\n");
	BECOMES("..\r\n..\r\n\r\n..\r\n", ".\r\n.\r\n\r\n.\r\n");
	BECOMES("a.\r\n b\r\r\n\r\r\n", "a.\r\n b\r\r\n\r\r\n");
}

static void
nothing_else_is_touched(void **state)
{
	(void)state;
	BECOMES("a\0b\377\r\n\0\r\n", "a\0b\377\r\n\0\r\n");
	/* A dot after a bare LF or CR begins no line. */
	BECOMES("a\n.\nb\n..c\r\n", "a\n.\nb\n..c\r\n");
	BECOMES("a\n.\r\nb\r.\r\n", "a\n.\r\nb\r.\r\n");
}

static void
the_limit_holds_and_the_rest_is_read(void **state)
{
	static const char answer[] = "0123456789\r\n0123456789\r\n.\r\n+OK next\r\n";

	(void)state;
	for (size_t step = 1; step < sizeof answer; step++) {
		struct buffer out = buffer_init(NULL);
		bool too_large;

		assert_int_equal(read_in_steps(bytes_of(answer), step, 15, &out, &too_large), DONE);
		assert_true(too_large);
		assert_true(out.len <= 15);
		talloc_free(out.data);
	}
}

static void
tokens_are_encoded(void **state)
{
	/* The example of Google's and Microsoft's descriptions of XOAUTH2. */
	char *proof = pop3_xoauth2(NULL, "someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");

	(void)state;
	assert_string_equal(proof, "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==");
	talloc_free(proof);
}

static void
mailbox_names_are_modified_utf7(void **state)
{
	static const char *const pairs[][2] = {
		{ "INBOX", "INBOX" }, { "A&B", "A&-B" },
		{ "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		char *name = imap_mailbox_name(NULL, pairs[i][0]);

		assert_string_equal(name, pairs[i][1]);
		talloc_free(name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_doubled_dots_go),
		cmocka_unit_test(nothing_else_is_touched),
		cmocka_unit_test(the_limit_holds_and_the_rest_is_read),
		cmocka_unit_test(tokens_are_encoded),
		cmocka_unit_test(mailbox_names_are_modified_utf7),
	};

	return cmocka_run_group_tests_name("pop3", tests, NULL, NULL);
}
