/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_test - holes, blocks, faults with their lines, and the templates that are built in */
#include "reply/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"

struct fixture {
	char *folder;
	struct office office;
	struct fault fault;
};

static int
set_up(void **state)
{
	struct fixture *fx = memory_new(NULL, sizeof *fx);
	const char *tmp = getenv("TMPDIR");

	fx->folder = must(talloc_asprintf(fx, "%s/iken-XXXXXX", tmp != NULL ? tmp : "/tmp"));
	assert_non_null(mkdtemp(fx->folder));
	assert_int_equal(mkdir(must(talloc_asprintf(fx, "%s/ja", fx->folder)), 0700), 0);
	fx->office = (struct office){ .name = "例区役所", .section = "区政情報課", .contact = "電話 00-0000-0000",
		.templates = fx->folder };
	*state = fx;
	return 0;
}

static int
remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int
tear_down(void **state)
{
	struct fixture *fx = *state;

	nftw(fx->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	talloc_free(fx);
	return 0;
}

static void
own_file(struct fixture *fx, const char *name, const char *content)
{
	FILE *file = fopen(must(talloc_asprintf(fx, "%s/ja/%s", fx->folder, name)), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(content, 1, strlen(content), file), strlen(content));
	assert_int_equal(fclose(file), 0);
}

static struct rendered
fill(struct fixture *fx, enum language language, const char *kind, const struct hole *holes)
{
	const struct template *t;
	struct rendered r = { 0 };

	if (template_read(fx, &fx->office, language, kind, &t, &fx->fault) != DONE ||
	    template_fill(fx, t, holes, &r, &fx->fault) != DONE)
		fail_msg("%s", fx->fault.text);
	return r;
}

static void
test_built_in_are_sound(void **state)
{
	struct fixture *fx = *state;
	struct buffer errors = buffer_init(fx);

	if (template_check(fx, &fx->office, &errors, &fx->fault) != DONE)
		fail_msg("%s", buffer_text(&errors));
}

static void
test_own_file_is_used(void **state)
{
	struct fixture *fx = *state;
	const struct hole holes[] = { { "number", "2026-000123-7" }, { "purpose", "" }, { NULL, NULL } };
	struct rendered r;

	own_file(fx, "receipt", "Subject: 受付 {number}\n\n{{x} {number}。\n{?purpose}\n種別 {purpose}\n{/purpose}\n"
	    "{!purpose}\n種別なし\n{/purpose}\n終{?received}（{received}）{/received}わり\n");
	r = fill(fx, LANGUAGE_JA, "receipt", holes);
	assert_string_equal(r.subject, "受付 2026-000123-7");
	assert_string_equal(r.text, "{x} 2026-000123-7。\n種別なし\n終わり\n");
	/* The other language still has the one built in. */
	r = fill(fx, LANGUAGE_EN, "receipt", holes);
	assert_non_null(strstr(r.text, "Number:   2026-000123-7\n"));
}

static void
test_values_are_not_interpreted(void **state)
{
	struct fixture *fx = *state;
	const struct hole holes[] = { { "number", "1\r\nBcc: x@example.jp" }, { "text", "{number}\n{?x}\n" }, { NULL, NULL } };
	struct rendered r;

	own_file(fx, "answer", "Subject: {number}\n\n{text}\n");
	r = fill(fx, LANGUAGE_JA, "answer", holes);
	assert_null(strpbrk(r.subject, "\r\n"));
	assert_string_equal(r.text, "{number}\n{?x}\n");
}

static void
test_quote_marks_repeat(void **state)
{
	struct fixture *fx = *state;
	const struct hole holes[] = { { "number", "a\nb" }, { "text", "一\n\n三\n\n" }, { NULL, NULL } };
	struct rendered r;

	own_file(fx, "answer", "Subject: x\n\n> {text}\n＞ {text}\n番号 {number}\n");
	r = fill(fx, LANGUAGE_JA, "answer", holes);
	assert_string_equal(r.text, "> 一\n> \n> 三\n＞ 一\n＞ \n＞ 三\n番号 a\nb\n");
}

static void
test_empty_text_does_not_leave(void **state)
{
	struct fixture *fx = *state;
	const struct hole holes[] = { { "number", "1" }, { "text", "" }, { NULL, NULL } };
	const struct template *t;
	struct rendered r;

	assert_int_equal(template_read(fx, &fx->office, LANGUAGE_JA, "answer", &t, &fx->fault), DONE);
	assert_int_equal(template_fill(fx, t, holes, &r, &fx->fault), NEVER);
}

static void
test_faults_name_file_and_line(void **state)
{
	static const struct {
		const char *content, *fault;
	} cases[] = {
		{ "Betreff: x\n\n{number}\n", "ja/receipt:1: the first line" },
		{ "Subject: x\ny\n", "ja/receipt:2: the second line" },
		{ "Subject: x\n\n{number}\n{nummer}\n", "ja/receipt:4: this kind of mail has no hole of that name: nummer" },
		{ "Subject: x\n\n{number}\n{text}\n", "ja/receipt:4: this kind of mail has no hole of that name: text" },
		{ "Subject: x\n\n\n{number\n", "ja/receipt:4: a { without its }" },
		{ "Subject: x\n\nnothing\n", "ja/receipt:4: it ends without the hole {number}" },
		{ "Subject: x\n\n{number}\n{?due}\n{/due}\n", "ja/receipt:4: this kind of mail has no hole" },
		{ "Subject: x\n\n{number}\n{?purpose}\n", "ja/receipt:5: not closed: purpose" },
		{ "Subject: x\n\n{number}\n{/purpose}\n", "ja/receipt:4: nothing is open that this would close: purpose" },
		{ "Subject: {?purpose}x\n\n{number}\n", "ja/receipt:1: not closed: purpose" },
		{ "", "ja/receipt:1: the first line" },
	};
	struct fixture *fx = *state;
	const struct template *t;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		own_file(fx, "receipt", cases[i].content);
		assert_int_equal(template_read(fx, &fx->office, LANGUAGE_JA, "receipt", &t, &fx->fault), HALT);
		if (strstr(fx->fault.text, cases[i].fault) == NULL)
			fail_msg("case %zu: %s", i, fx->fault.text);
	}
}

static void
test_all_faults_at_once(void **state)
{
	struct fixture *fx = *state;
	struct buffer errors = buffer_init(fx);

	own_file(fx, "receipt", "Subject: x\n\n");
	own_file(fx, "held", "Subject: x\n\n{arrival}\n{wer}\n");
	own_file(fx, "reasons", "old-token: alt\nno colon here\n");
	assert_int_equal(template_check(fx, &fx->office, &errors, &fx->fault), HALT);
	assert_non_null(strstr(buffer_text(&errors), "ja/receipt:3:"));
	assert_non_null(strstr(buffer_text(&errors), "ja/held:4:"));
	assert_non_null(strstr(buffer_text(&errors), "ja/reasons:2:"));
}

static void
test_reasons(void **state)
{
	struct fixture *fx = *state;
	const char *words;

	own_file(fx, "reasons", "# old-token: no\nold-token: 古い宛先\n");
	assert_int_equal(reason_words(fx, &fx->office, LANGUAGE_JA, "old-token", &words, &fx->fault), DONE);
	assert_string_equal(words, "古い宛先");
	assert_int_equal(reason_words(fx, &fx->office, LANGUAGE_EN, "bounced request 5.1.1", &words, &fx->fault), DONE);
	assert_string_equal(words, "a mail came back undelivered");
	assert_int_equal(reason_words(fx, &fx->office, LANGUAGE_JA, "bouncedx", &words, &fx->fault), DONE);
	assert_string_equal(words, "bouncedx");
}

/* What residents get on receipt has neither their words nor a secret in it. */
static void
test_receipt_has_no_text(void **state)
{
	struct fixture *fx = *state;
	const struct hole holes[] = { { "number", "2026-000123-7" }, { "text", "秘密の意見" }, { "subject", "秘密の件名" },
		{ "name", "山田太郎" }, { "office", "例区役所" }, { NULL, NULL } };

	for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
		struct rendered r = fill(fx, (enum language)language, "receipt", holes);

		assert_null(strstr(r.text, "秘密"));
		assert_null(strstr(r.subject, "秘密"));
		assert_null(strstr(r.text, "山田"));
		assert_non_null(strstr(r.subject, "2026-000123-7"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_built_in_are_sound, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_own_file_is_used, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_values_are_not_interpreted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_quote_marks_repeat, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_empty_text_does_not_leave, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_faults_name_file_and_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_all_faults_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reasons, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_receipt_has_no_text, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
