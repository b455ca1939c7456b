/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fill_test - words with holes: marks, blocks, quote marks, and faults with their lines */
#include "config/fill.h"

#include <string.h>

#include "config/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>	/* its fail() would hide ours */

static const char *const names[] = { "number text", "due name", NULL };

static const struct {
	const char *words, *filled;
} cases[] = {
	{ "", "" },
	{ "{number}", "7\n" },
	{ "{{number}\n", "{number}\n" },
	{ "a\n{?due}\nb {due}\n{/due}\n{!due}\nc\n{/due}\nd\n", "a\nc\nd\n" },
	{ "{?number}x{/number}{!number}y{/number}z\n", "xz\n" },
	{ "{?number}\n{?due}\na\n{/due}\n{!due}\nb\n{/due}\n{/number}\n", "b\n" },
	{ "> {text}\n＞ {text}\nno {text}\n", "> one\n> {name}\n＞ one\n＞ {name}\nno one\n{name}\n" },
};

static void
test_filled(void **state)
{
	const struct hole holes[] = { { "number", "7" }, { "text", "one\n{name}\n\n" }, { "due", NULL }, { NULL, NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		void *ctx = must(talloc_new(NULL));
		struct fill_source source = { "f", 1, cases[i].words, names, "this" };
		struct buffer out = buffer_init(ctx);
		struct fill *words;
		struct fault f = { "" };

		if (fill_read(ctx, &source, &words, &f) != DONE)
			fail_msg("case %zu: %s", i, f.text);
		fill_write(words, holes, &out);
		assert_string_equal(buffer_text(&out), cases[i].filled);
		talloc_free(ctx);
	}
}

static const struct {
	const char *words, *fault;
} faults[] = {
	{ "a\n{nummer}\n", "f:4: this has no hole of that name: nummer" },
	{ "{num}\n", "f:3: this has no hole of that name: num" },
	{ "{\n", "f:3: a { without its }" },
	{ "{}\n", "f:3: this is no name" },
	{ "{?due}\n", "f:4: not closed: due" },
	{ "{/due}", "f:3: nothing is open that this would close: due" },
	{ "{?due}{?name}{/due}{/name}\n", "f:3: nothing is open that this would close: due" },
	{ "{?due}{?due}{?due}{?due}{?due}{?due}{?due}{?due}{?due}", "f:3: too many marks" },
};

static void
test_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		void *ctx = must(talloc_new(NULL));
		struct fill_source source = { "f", 3, faults[i].words, names, "this" };
		struct fill *words;
		struct fault f = { "" };

		assert_int_equal(fill_read(ctx, &source, &words, &f), HALT);
		if (strstr(f.text, faults[i].fault) != f.text)
			fail_msg("case %zu: %s", i, f.text);
		talloc_free(ctx);
	}
}

static void
test_has(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct fill_source source = { "f", 1, "{number}{?due}x{/due}\n", names, "this" };
	struct fill *words;
	struct fault f = { "" };

	(void)state;
	assert_int_equal(fill_read(ctx, &source, &words, &f), DONE);
	assert_true(fill_has(words, "number", 6));
	assert_false(fill_has(words, "numb", 4));
	assert_false(fill_has(words, "due", 3));	/* asked for, and never shown */
	assert_int_equal(fill_end_line(words), 2);
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filled),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
