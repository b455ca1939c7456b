/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock_test - dates as people in Japan read them. */
#include "config/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "config/memory.h"

#define TOKYO(y, m, d) clock_from_tokyo(y, m, d)

static int
make_ctx(void **state)
{
	*state = must(talloc_new(NULL));
	return 0;
}

static int
free_ctx(void **state)
{
	talloc_free(*state);
	return 0;
}

static void
now_is_what_tests_say(void **state)
{
	(void)state;
	assert_int_equal(setenv("IKEN_NOW", "1795410300", 1), 0);
	assert_int_equal(clock_now(), 1795410300);
	assert_int_equal(setenv("IKEN_NOW", "tomorrow", 1), 0);
	assert_true(llabs(clock_now() - (int64_t)time(NULL)) <= 1);
	assert_int_equal(unsetenv("IKEN_NOW"), 0);
	assert_true(llabs(clock_now() - (int64_t)time(NULL)) <= 1);
}

/* Against the C library, for every day of four centuries and both ends of each. */
static void
every_day_is_right(void **state)
{
	(void)state;
	for (int64_t midnight = TOKYO(1800, 1, 1); midnight < TOKYO(2200, 1, 1); midnight += 86400)
		for (int64_t at = midnight; at < midnight + 86400; at += 86399) {
			time_t shifted = at + 9 * 3600;
			struct tm tm;
			struct day d = clock_tokyo(at);

			assert_non_null(gmtime_r(&shifted, &tm));
			assert_true(d.year == tm.tm_year + 1900 && d.month == tm.tm_mon + 1 &&
			    d.day == tm.tm_mday && d.hour == tm.tm_hour && d.minute == tm.tm_min &&
			    d.second == tm.tm_sec && d.weekday == tm.tm_wday);
			assert_true(clock_from_tokyo(d.year, d.month, d.day) == midnight);
		}
}

static void
moments_are_written_in_four_ways(void **state)
{
	int64_t at = 1795410300;	/* Mon 2026-11-23 05:05:00 UTC */

	assert_string_equal(clock_local(*state, at), "2026-11-23 14:05");
	assert_string_equal(clock_japanese_date(*state, at), "令和8年11月23日（月）");
	assert_string_equal(clock_rfc5322(*state, at), "Mon, 23 Nov 2026 14:05:00 +0900");
	assert_string_equal(clock_iso(*state, at), "2026-11-23T05:05:00Z");
	assert_string_equal(clock_iso(*state, 0), "1970-01-01T00:00:00Z");
	assert_string_equal(clock_iso(*state, -1), "1969-12-31T23:59:59Z");
	assert_string_equal(clock_rfc5322(*state, TOKYO(2026, 1, 2)), "Fri, 2 Jan 2026 00:00:00 +0900");
}

static void
eras_change_on_their_day(void **state)
{
	static const struct { int year, month, day; const char *text; } rows[] = {
		{ 2019, 5, 1, "令和元年5月1日（水）" }, { 2019, 4, 30, "平成31年4月30日（火）" },
		{ 2020, 1, 1, "令和2年1月1日（水）" }, { 1989, 1, 8, "平成元年1月8日（日）" },
		{ 1989, 1, 7, "昭和64年1月7日（土）" }, { 1926, 12, 25, "昭和元年12月25日（土）" },
		{ 1926, 12, 24, "大正15年12月24日（金）" }, { 1912, 7, 29, "明治45年7月29日（月）" },
		{ 1868, 10, 22, "1868年10月22日（木）" }, { 2028, 2, 29, "令和10年2月29日（火）" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(clock_japanese_date(*state, TOKYO(rows[i].year, rows[i].month,
		    rows[i].day)), rows[i].text);
}

/* Numbers out of a damaged register show as some date and do no harm. */
static void
impossible_moments_do_no_harm(void **state)
{
	assert_string_equal(clock_iso(*state, INT64_MAX), "9999-12-31T23:59:59Z");
	assert_string_equal(clock_iso(*state, INT64_MIN), "0001-01-01T00:00:00Z");
	assert_string_equal(clock_local(*state, INT64_MAX), "9999-12-31 23:59");
	assert_non_null(clock_local(*state, INT64_MIN));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(now_is_what_tests_say),
		cmocka_unit_test(every_day_is_right),
		cmocka_unit_test(moments_are_written_in_four_ways),
		cmocka_unit_test(eras_change_on_their_day),
		cmocka_unit_test(impossible_moments_do_no_harm),
	};

	return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
