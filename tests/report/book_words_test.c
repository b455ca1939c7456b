/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_words: each trouble has words for the desk, and for the mails to the administrator. */
#include "report/book_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { FILE_MAX = 1 << 16 };

static void
test_each_trouble_has_words(void **state)
{
	(void)state;
	for (enum trouble_kind kind = 0; kind < TROUBLE_KINDS; kind++) {
		const char *ja = word_of_trouble(LANGUAGE_JA, kind), *en = word_of_trouble(LANGUAGE_EN, kind);

		assert_non_null(trouble_code(kind));
		assert_true(ja != NULL && (unsigned char)ja[0] >= 0x80);
		assert_true(en != NULL && (unsigned char)en[0] < 0x80 && en[0] != 0);
		assert_null(strstr(ja, trouble_code(kind)));
		for (enum trouble_kind other = 0; other < kind; other++)
			assert_string_not_equal(ja, word_of_trouble(LANGUAGE_JA, other));
	}
}

static void
assert_reason(const char *path, enum trouble_kind kind)
{
	char line[FILE_MAX];
	FILE *file = fopen(path, "r");
	size_t len = strlen(trouble_code(kind));
	bool found = false;

	assert_non_null(file);
	while (!found && fgets(line, sizeof line, file) != NULL)
		found = strncmp(line, trouble_code(kind), len) == 0 && (line[len] == ':' || strncmp(line + len, " *:", 3) == 0);
	fclose(file);
	if (!found)
		fail_msg("%s lacks %s", path, trouble_code(kind));
}

/* Units run in the project's folder. */
static void
test_each_trouble_can_be_mailed(void **state)
{
	(void)state;
	for (enum trouble_kind kind = 0; kind < TROUBLE_KINDS; kind++) {
		assert_reason("config/templates/ja/reasons", kind);
		assert_reason("config/templates/en/reasons", kind);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_trouble_has_words),
		cmocka_unit_test(test_each_trouble_can_be_mailed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
