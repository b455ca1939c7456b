/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault_test - verdicts, and reasons that fit on one line. */
#include "config/fault.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#undef fail

#include "config/text.h"

static void
fail_returns_its_verdict_and_keeps_errno(void **state)
{
	struct fault f;

	(void)state;
	errno = ENOSPC;
	assert_int_equal(fail(&f, LATER, "write %s: %d", "x", 5), LATER);
	assert_int_equal(errno, ENOSPC);
	assert_string_equal(f.text, "write x: 5");
	assert_int_equal(fail(NULL, NEVER, "nobody asks"), NEVER);
}

static void
a_reason_is_one_line(void **state)
{
	struct fault f;

	(void)state;
	(void)fail(&f, NEVER, "server said: %s", "550 no\r\n\x1b[31mX-Forged: yes\x7f");
	assert_string_equal(f.text, "server said: 550 no   [31mX-Forged: yes ");
	(void)fail(&f, NEVER, "%s", "a\xc2\x9b" "31mb\xe2\x80\xae" "c\xe2\x80\xa8" "d");
	assert_string_equal(f.text, "a  31mb   c   d");
}

static void
a_long_reason_is_cut_at_a_character(void **state)
{
	char words[2000] = "";
	struct fault f;

	(void)state;
	for (size_t shift = 0; shift < 3; shift++) {
		size_t len = shift;

		memset(words, 'x', shift);
		while (len + 4 < sizeof words) {
			memcpy(words + len, "\xe9\x81\x93", 4);
			len += 3;
		}
		(void)fail(&f, NEVER, "%s", words);
		assert_true(strlen(f.text) >= FAULT_TEXT_MAX - 4);
		assert_true(text_is_utf8(bytes_of(f.text)));
		assert_null(strchr(f.text, '?'));
	}
}

static void
octets_that_are_no_text_are_replaced(void **state)
{
	struct fault f;

	(void)state;
	(void)fail(&f, NEVER, "charset %s here and there", "\xff\xfe\x83");
	assert_true(text_is_utf8(bytes_of(f.text)));
	assert_string_equal(f.text, "charset ??? here and there");
	(void)fail(&f, NEVER, "end %s", "\xff");
	assert_true(text_is_utf8(bytes_of(f.text)));
	(void)fail(&f, NEVER, "%s", "\xe9\x81");
	assert_true(text_is_utf8(bytes_of(f.text)));
}

static void
an_unknown_error_is_for_now(void **state)
{
	(void)state;
	assert_int_equal(verdict_of_errno(ENOSPC), LATER);
	assert_int_equal(verdict_of_errno(EIO), LATER);
	assert_int_equal(verdict_of_errno(EACCES), LATER);
	assert_int_equal(verdict_of_errno(9999), LATER);
	assert_int_equal(verdict_of_errno(ELOOP), NEVER);
	assert_int_equal(verdict_of_errno(EISDIR), NEVER);
}

static void
verdicts_have_exit_statuses_and_names(void **state)
{
	(void)state;
	assert_int_equal(verdict_exit(DONE), 0);
	assert_int_equal(verdict_exit(LATER), 75);
	assert_int_equal(verdict_exit(NEVER), 65);
	assert_int_equal(verdict_exit(HALT), 78);
	assert_string_equal(verdict_name(DONE), "done");
	assert_string_equal(verdict_name(LATER), "later");
	assert_string_equal(verdict_name(NEVER), "never");
	assert_string_equal(verdict_name(HALT), "halt");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fail_returns_its_verdict_and_keeps_errno),
		cmocka_unit_test(a_reason_is_one_line),
		cmocka_unit_test(a_long_reason_is_cut_at_a_character),
		cmocka_unit_test(octets_that_are_no_text_are_replaced),
		cmocka_unit_test(an_unknown_error_is_for_now),
		cmocka_unit_test(verdicts_have_exit_statuses_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
