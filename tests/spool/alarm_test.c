/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alarm_test - words that call for a person, however they are written, and the sentences around them */
#include "spool/alarm.h"

#include <string.h>

#include "config/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>	/* its fail() would hide ours */

static char *words[] = { (char[]){ "死にたい" }, (char[]){ "爆破" } };
static char *protected_words[] = { (char[]){ "支援措置" }, (char[]){ "ＤＶ" }, (char[]){ "ストーカー" } };
static const struct settings settings = { .danger = { .words = { words, 2 }, .protected_words = { protected_words, 3 } } };

static const struct {
	const char *subject, *text, *html, *file;
	bool danger, protect;
} cases[] = {
	{ "道路", "穴があります。", "", "", false, false },
	{ "死にたい", "", "", "", true, false },
	{ "", "もう死に\nたいです", "", "", true, false },
	{ "", "もう死に　た い", "", "", true, false },
	{ "", "死にたいわけではない", "", "", true, false },	/* better a call too many */
	{ "", "", "爆破する", "", true, false },
	{ "", "x", "", "支援措置申出書.pdf", false, true },
	{ "", "ＤＶを受けた", "", "", false, true },
	{ "", "dv にあった", "", "", false, true },
	{ "", "an advice, DVD, adv1", "", "", false, false },
	{ "", "ｽﾄｰｶｰ と爆破", "", "", true, true },
	{ "支援", "措置", "", "", false, true },		/* a call too many again */
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct part part = { .name = cases[i].file };
		struct reading r = { .subject = cases[i].subject, .text = cases[i].text, .html_text = cases[i].html,
			.parts = &part, .part_count = 1 };
		struct alarm a = alarm_find(&settings, &r);

		if (a.danger != cases[i].danger || a.protect != cases[i].protect)
			fail_msg("case %zu: %d %d", i, a.danger, a.protect);
		assert_int_equal(alarm_rings(&a), a.danger || a.protect);
	}
	assert_false(alarm_find(&settings, NULL).danger);
}

static void
test_sentences(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct reading r = { .subject = "相談", .html_text = "",
		.text = "こんにちは。夫のＤＶで\n困っています！ 公園は好きです。もう死にたい" };
	struct buffer long_text = buffer_init(ctx);
	char *seen;

	(void)state;
	assert_string_equal(alarm_words(ctx, &settings, &r), "死にたい、ＤＶ");
	assert_string_equal(alarm_sentences(ctx, &settings, &r, 5), "夫のＤＶで 困っています！\nもう死にたい\n");
	assert_string_equal(alarm_sentences(ctx, &settings, &r, 1), "夫のＤＶで 困っています！\n");
	/* Of a long one only what stands around the word. */
	for (int i = 0; i < 100000; i++)
		buffer_string(&long_text, i == 50000 ? "死にたい" : "あ");
	r.text = buffer_text(&long_text);
	seen = alarm_sentences(ctx, &settings, &r, 5);
	assert_non_null(strstr(seen, "死にたい"));
	assert_true(strlen(seen) < 1000);
	r.text = "x";
	assert_string_equal(alarm_sentences(ctx, &settings, &r, 5), "");
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
