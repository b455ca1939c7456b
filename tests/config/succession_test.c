/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has a department's work before it begins, while it is there and after it has ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "config/clock.h"
#include "config/settings.h"

#include <cmocka.h>	/* its fail() would hide ours */

/* Tokyo midnights of 2027. */
enum { APRIL_1 = 1806505200, MARCH_31 = APRIL_1 - 86400, JUNE_1 = APRIL_1 + 61 * 86400 };

static struct department departments[] = {
	{ .code = "desk" },
	{ .code = "park", .valid_to = MARCH_31, .successor = "green" },
	{ .code = "green", .valid_from = APRIL_1 },
	{ .code = "flower", .valid_to = MARCH_31, .successor = "garden" },	/* a gap of two months */
	{ .code = "garden", .valid_from = JUNE_1, .valid_to = JUNE_1 + 86400, .successor = "green" },
	{ .code = "festival", .valid_to = MARCH_31 },
	{ .code = "lonely", .valid_from = APRIL_1, .successor = "" },
};
static const struct settings settings = { .office = { .desk = "desk" }, .departments = departments,
	.department_count = sizeof departments / sizeof departments[0] };

static void
test_the_year_turns(void **state)
{
	static const struct {
		const char *code;
		int64_t at;
		const char *wanted;
	} cases[] = {
		{ "desk", APRIL_1, "desk" },
		{ "park", MARCH_31, "park" }, { "park", APRIL_1 - 1, "park" }, { "park", APRIL_1, "green" },
		{ "green", APRIL_1 - 1, "park" }, { "green", APRIL_1, "green" },
		{ "festival", APRIL_1 - 1, "festival" }, { "festival", APRIL_1, "desk" },
		{ "lonely", APRIL_1 - 1, "desk" }, { "lonely", APRIL_1, "lonely" },
		{ "flower", APRIL_1 - 1, "flower" }, { "flower", APRIL_1, "desk" }, { "flower", JUNE_1, "garden" },
		{ "garden", APRIL_1 - 1, "flower" }, { "garden", APRIL_1, "desk" },
		{ "flower", JUNE_1 + 2 * 86400, "green" },
	};

	(void)state;
	assert_int_equal(clock_from_tokyo(2027, 4, 1), APRIL_1);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(settings_department_at(&settings, cases[i].code, cases[i].at)->code, cases[i].wanted);
	assert_null(settings_department_at(&settings, "nobody", APRIL_1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_the_year_turns) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
