/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar: open days against dates that were counted by hand on a printed calendar. */
#include "spool/calendar.h"

#include "config/clock.h"
#include "tests/spool/fixture.h"

#define LIST(...) { (char *[]){ __VA_ARGS__ }, sizeof((char *[]){ __VA_ARGS__ }) / sizeof(char *) }

static char name_saturday[] = "sat", name_sunday[] = "sun", new_year[] = "01-01";
static char year_end[] = "12-29", year_end_2[] = "12-30", year_end_3[] = "12-31";
static char new_year_2[] = "01-02", new_year_3[] = "01-03", leap_day[] = "02-29";
static char summer[] = "2026-08-14", saturday[] = "2026-05-02", both[] = "2026-06-05", unknown[] = "2031-08-14";
static char weekday[] = "2026-06-08";

static struct calendar_settings
usual(void)
{
	static char *weekend[] = { name_saturday, name_sunday };
	static char *each_year[] = { year_end, year_end_2, year_end_3, new_year, new_year_2, new_year_3 };

	return (struct calendar_settings){ .weekend = { weekend, 2 }, .closed_each_year = { each_year, 6 },
		.due_days = 10 };
}

static daynum
date(const char *text)
{
	daynum day = 0;

	if (!calendar_date_from_text(text, &day))
		fail_msg("no date: %s", text);
	return day;
}

/* The office whose register was just made: the holidays that come with the programs. */
static struct calendar *
shipped(struct fixture *fx, const struct calendar_settings *s)
{
	struct calendar *cal;

	fx->settings.calendar = *s;
	assert_done(calendar_load(fx->ledger, fx, &cal, &fx->fault));
	return cal;
}

static struct calendar *
usual_office(struct fixture *fx)
{
	struct calendar_settings s = usual();

	return shipped(fx, &s);
}

static void
test_dates(void **state)
{
	static const char *const wrong[] = { "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1", "1-2",
		"", "2026-01-01 ", " 2026-01-01", "2026/01-01", "2026-001-01", "02026-01-01", "2026-01-01-01", "1899-12-31",
		"3000-01-01", "２０２６-01-01", "-2026-01-01" };
	daynum day = 77;
	char text[CALENDAR_TEXT];

	(void)state;
	assert_int_equal(date("1970-01-01"), 0);
	assert_int_equal(date("1969-12-31"), -1);
	assert_int_equal(date("2000-02-29"), 11016);
	assert_int_equal(date("2026/1/5"), date("2026-01-05"));
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (calendar_date_from_text(wrong[i], &day))
			fail_msg("taken for a date: %s", wrong[i]);
	assert_int_equal(day, 77);
	assert_string_equal(calendar_text(date("2026/9/1"), text), "2026-09-01");
	assert_string_equal(calendar_weekday(date("2026-11-24")), "Tue");
	assert_string_equal(calendar_weekday(date("1955-01-01")), "Sat");
	assert_int_equal(calendar_year_of(date("2026-12-31")), 2026);
}

static void
test_a_day_is_that_of_tokyo(void **state)
{
	daynum day = date("2026-11-24");

	(void)state;
	/* 2026-11-23T15:00:00Z is midnight in Tokyo. */
	assert_int_equal(calendar_begin(day), 1795446000);
	assert_int_equal(calendar_end(day), 1795446000 + 86399);
	assert_int_equal(calendar_day_of(1795446000), day);
	assert_int_equal(calendar_day_of(1795446000 - 1), day - 1);
	assert_int_equal(calendar_day_of(1795446000 + 86399), day);
	assert_int_equal(calendar_day_of(0), 0);
	assert_int_equal(calendar_day_of(-9 * 3600 - 1), -1);
}

static const struct {
	const char *from;
	int64_t days;
	const char *to;
} counted[] = {
	{ "2026-11-24", 1, "2026-11-25" },
	{ "2026-11-20", 1, "2026-11-24" },	/* over a weekend and 11-23 */
	{ "2026-11-21", 1, "2026-11-24" },	/* received on a Saturday */
	{ "2026-11-23", 1, "2026-11-24" },	/* on a holiday */
	/* golden week: 4-29 Wed, then 5-2 Sat to 5-6 Wed */
	{ "2026-04-28", 1, "2026-04-30" },
	{ "2026-04-28", 2, "2026-05-01" },
	{ "2026-04-28", 3, "2026-05-07" },
	{ "2026-04-28", 4, "2026-05-08" },
	{ "2026-04-28", 5, "2026-05-11" },
	{ "2026-05-02", 1, "2026-05-07" },
	{ "2026-05-06", 1, "2026-05-07" },
	{ "2025-05-02", 1, "2025-05-07" },	/* 5-4 is a Sunday, 5-6 its substitute */
	{ "2027-04-30", 1, "2027-05-06" },	/* 5-1 Sat to 5-5 Wed */
	/* silver week: 9-19 Sat to 9-23 Wed; 9-22 lies between two holidays */
	{ "2026-09-18", 1, "2026-09-24" },
	{ "2026-09-18", 2, "2026-09-25" },
	{ "2026-09-18", 3, "2026-09-28" },
	{ "2026-09-20", 1, "2026-09-24" },
	{ "2026-09-22", 1, "2026-09-24" },
	{ "2026-09-04", 10, "2026-09-18" },
	{ "2026-09-07", 10, "2026-09-24" },
	/* the turn of the year: 12-29 Tue to 1-3 Sun; 1-11 is a holiday */
	{ "2026-12-25", 1, "2026-12-28" },
	{ "2026-12-25", 2, "2027-01-04" },
	{ "2026-12-28", 1, "2027-01-04" },
	{ "2026-12-31", 1, "2027-01-04" },
	{ "2026-12-25", 6, "2027-01-08" },
	{ "2026-12-25", 7, "2027-01-12" },
	{ "2026-12-25", 10, "2027-01-15" },
	/* 3-21 is a Sunday, 3-22 its substitute */
	{ "2027-03-19", 1, "2027-03-23" },
	/* received the day before anything is known, due within what is known */
	{ "2024-12-31", 1, "2025-01-06" },
	/* day zero */
	{ "2026-11-23", 0, "2026-11-23" },
	{ "2026-11-24", 0, "2026-11-24" },
	/* the last open day of all that is known */
	{ "2027-12-27", 1, "2027-12-28" },
	{ "2027-12-31", 0, "2027-12-31" },
};

static void
test_days_counted_by_hand(void **state)
{
	struct fixture *fx = *state;
	struct calendar *cal = usual_office(fx);
	char got[CALENDAR_TEXT];
	daynum to;

	for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
		if (!calendar_add(cal, date(counted[i].from), counted[i].days, &to))
			fail_msg("%lld days from %s: nothing", (long long)counted[i].days, counted[i].from);
		if (to != date(counted[i].to))
			fail_msg("%lld days from %s: %s, not %s", (long long)counted[i].days, counted[i].from,
			    calendar_text(to, got), counted[i].to);
	}
}

static void
test_nothing_is_computed_beyond_what_is_known(void **state)
{
	static const struct {
		const char *from;
		int64_t days;
	} beyond[] = { { "2027-12-28", 1 }, { "2027-12-27", 2 }, { "2027-12-31", 1 }, { "2028-01-01", 0 },
		{ "2028-01-01", 1 }, { "2024-12-30", 1 }, { "2024-12-30", 0 }, { "2026-01-05", 100000 },
		{ "2026-01-05", INT64_MAX }, { "2026-01-05", -1 }, { "2026-01-05", INT64_MIN } };
	struct fixture *fx = *state;
	struct calendar *cal = usual_office(fx);
	daynum to = 77;
	int64_t due = 77, days = 77;

	for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
		if (calendar_add(cal, date(beyond[i].from), beyond[i].days, &to))
			fail_msg("%s + %lld", beyond[i].from, (long long)beyond[i].days);
		assert_false(calendar_due(cal, calendar_begin(date(beyond[i].from)), beyond[i].days, &due));
	}
	assert_false(calendar_count(cal, date("2026-01-01"), date("2028-01-01"), &days));
	assert_false(calendar_count(cal, date("2024-12-30"), date("2026-01-01"), &days));
	assert_int_equal(to, 77);
	assert_int_equal(due, 77);
	assert_int_equal(days, 77);
	assert_int_equal(calendar_at(cal, date("2028-01-01")), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_at(cal, date("2024-12-31")), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_at(cal, INT32_MAX), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_at(cal, INT32_MIN), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_reason(cal, date("2028-01-01")), REASON_NOT_LOADED);
}

static void
test_nothing_is_known_of_nothing(void **state)
{
	struct calendar_settings s = usual();
	struct calendar *cal = calendar_make(*state, &s, NULL, 0, 0, 0);
	daynum day;
	int64_t days;

	assert_int_equal(calendar_at(cal, 0), CALENDAR_UNKNOWN);
	assert_false(calendar_add(cal, 0, 0, &day));
	assert_false(calendar_add(cal, -1, 0, &day));
	assert_false(calendar_count(cal, -1, -1, &days));
	assert_int_equal(calendar_first_year(cal), 0);
	assert_int_equal(calendar_last_year(cal), 0);
	assert_int_equal(calendar_missing_year(cal, calendar_begin(date("2026-03-01"))), 2026);
	assert_null(calendar_holiday_name(cal, 0));
}

static void
test_open_days_between(void **state)
{
	struct fixture *fx = *state;
	struct calendar *cal = usual_office(fx);
	int64_t n;

	assert_true(calendar_count(cal, date("2026-09-18"), date("2026-09-24"), &n));
	assert_int_equal(n, 1);
	assert_true(calendar_count(cal, date("2026-09-18"), date("2026-09-23"), &n));
	assert_int_equal(n, 0);
	assert_true(calendar_count(cal, date("2026-12-25"), date("2027-01-15"), &n));
	assert_int_equal(n, 10);
	assert_true(calendar_count(cal, date("2027-01-15"), date("2026-12-25"), &n));
	assert_int_equal(n, -10);
	assert_true(calendar_count(cal, date("2026-11-24"), date("2026-11-24"), &n));
	assert_int_equal(n, 0);
	/* 365 days, 104 of a weekend; 17 holidays and 12-29 to 12-31, 1-2 on other days */
	assert_true(calendar_count(cal, date("2025-12-31"), date("2026-12-31"), &n));
	assert_int_equal(n, 365 - 104 - 17 - 4);
}

static void
test_due_is_the_last_second_of_the_day_in_tokyo(void **state)
{
	struct fixture *fx = *state;
	struct calendar *cal = usual_office(fx);
	int64_t due;

	/* 2026-12-25 23:59:59 in Tokyo, and one second later, which is a Saturday */
	assert_true(calendar_due(cal, calendar_end(date("2026-12-25")), 1, &due));
	assert_int_equal(due, calendar_end(date("2026-12-28")));
	assert_true(calendar_due(cal, calendar_end(date("2026-12-25")) + 1, 1, &due));
	assert_int_equal(due, calendar_end(date("2026-12-28")));
	assert_true(calendar_due(cal, calendar_end(date("2026-12-24")), 1, &due));
	assert_int_equal(due, calendar_end(date("2026-12-25")));
	assert_string_equal(clock_local(fx, due), "2026-12-25 23:59");
}

static void
test_reasons(void **state)
{
	struct fixture *fx = *state;
	struct calendar_settings s = usual();
	struct calendar *cal;
	daynum day;

	s.closed = (struct list)LIST(summer, both, unknown);
	s.open = (struct list)LIST(saturday, both, weekday);
	cal = shipped(fx, &s);
	assert_int_equal(calendar_reason(cal, date("2026-08-13")), REASON_OPEN);
	assert_int_equal(calendar_reason(cal, date("2026-08-14")), REASON_OWN);
	assert_int_equal(calendar_reason(cal, date("2026-08-15")), REASON_WEEKEND);
	assert_int_equal(calendar_reason(cal, date("2026-08-11")), REASON_HOLIDAY);
	assert_int_equal(calendar_reason(cal, date("2026-12-29")), REASON_EACH_YEAR);
	assert_int_equal(calendar_reason(cal, date("2026-01-01")), REASON_HOLIDAY);
	assert_int_equal(calendar_reason(cal, date("2026-05-02")), REASON_OPENED);
	assert_int_equal(calendar_reason(cal, date("2026-06-05")), REASON_OPENED);
	assert_int_equal(calendar_reason(cal, date("2026-06-08")), REASON_OPEN);
	assert_int_equal(calendar_at(cal, date("2026-05-02")), CALENDAR_OPEN);
	assert_int_equal(calendar_at(cal, date("2026-05-03")), CALENDAR_CLOSED);
	assert_string_equal(calendar_holiday_name(cal, date("2026-05-03")), "憲法記念日");
	assert_string_equal(calendar_holiday_name(cal, date("2025-01-01")), "元日");
	assert_string_equal(calendar_holiday_name(cal, date("2027-11-23")), "勤労感謝の日");
	assert_null(calendar_holiday_name(cal, date("2026-05-02")));
	assert_true(calendar_add(cal, date("2026-05-01"), 1, &day));
	assert_int_equal(day, date("2026-05-02"));
	assert_true(calendar_add(cal, date("2026-08-10"), 3, &day));
	assert_int_equal(day, date("2026-08-17"));
}

static void
test_a_leap_day_is_closed_where_there_is_one(void **state)
{
	struct calendar_settings s = { .closed_each_year = LIST(leap_day) };
	struct calendar *cal = calendar_make(*state, &s, NULL, 0, 2027, 2028);

	assert_int_equal(calendar_at(cal, date("2028-02-29")), CALENDAR_CLOSED);
	assert_int_equal(calendar_at(cal, date("2028-03-01")), CALENDAR_OPEN);
	assert_int_equal(calendar_at(cal, date("2027-03-01")), CALENDAR_OPEN);
	assert_int_equal(calendar_at(cal, date("2027-02-28")), CALENDAR_OPEN);
}

/* Day by day, as anybody would count who has no table. */
static void
test_every_day_and_distance(void **state)
{
	struct fixture *fx = *state;
	struct calendar *cal = usual_office(fx);
	daynum last = date("2027-12-31"), to;
	int64_t n;

	for (daynum from = date("2024-12-31"); from <= last; from++) {
		int64_t open = 0;

		for (daynum day = from + 1; day <= last && open < 60; day++) {
			if (calendar_at(cal, day) != CALENDAR_OPEN)
				continue;
			open++;
			if (!calendar_add(cal, from, open, &to) || to != day || !calendar_count(cal, from, day, &n) ||
			    n != open)
				fail_msg("%lld open days from day %d", (long long)open, from);
		}
		if (open < 60)
			assert_false(calendar_add(cal, from, open + 1, &to));
	}
}

static void
test_the_year_that_is_missing(void **state)
{
	struct fixture *fx = *state;
	struct calendar *cal = usual_office(fx);

	assert_int_equal(calendar_first_year(cal), 2025);
	assert_int_equal(calendar_last_year(cal), 2027);
	assert_int_equal(calendar_missing_year(cal, calendar_begin(date("2026-12-31"))), 0);
	assert_int_equal(calendar_missing_year(cal, calendar_end(date("2027-09-30"))), 0);
	assert_int_equal(calendar_missing_year(cal, calendar_begin(date("2027-10-01"))), 2028);
	assert_int_equal(calendar_missing_year(cal, calendar_end(date("2027-12-31"))), 2028);
	assert_int_equal(calendar_missing_year(cal, calendar_begin(date("2028-01-01"))), 2028);
	assert_int_equal(calendar_missing_year(cal, calendar_begin(date("2029-11-01"))), 2029);
	assert_int_equal(calendar_missing_year(cal, calendar_begin(date("2024-02-01"))), 2024);
}

static void
test_days_by_department_and_purpose(void **state)
{
	struct fixture *fx = *state;
	struct department departments[] = { { .code = "fast", .due_days = 5 }, { .code = "slow", .due_days = 20 },
		{ .code = "silent" } };
	struct purpose purposes[] = { { .code = "question", .due_days = 7 }, { .code = "opinion" } };
	static const struct {
		const char *department, *purpose;
		int64_t days;
	} wanted[] = { { "fast", "question", 5 }, { "slow", "question", 7 }, { "silent", "question", 7 },
		{ "fast", "opinion", 5 }, { "slow", "opinion", 20 }, { "silent", "opinion", 10 }, { "", "question", 7 },
		{ "", "", 10 }, { "gone", "gone", 10 } };

	fx->settings.calendar = usual();
	fx->settings.departments = departments;
	fx->settings.department_count = 3;
	fx->settings.purposes = purposes;
	fx->settings.purpose_count = 2;
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		assert_int_equal(calendar_days(&fx->settings, wanted[i].department, wanted[i].purpose), wanted[i].days);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_a_day_is_that_of_tokyo),
		spool_test(test_days_counted_by_hand),
		spool_test(test_nothing_is_computed_beyond_what_is_known),
		spool_test(test_nothing_is_known_of_nothing),
		spool_test(test_open_days_between),
		spool_test(test_due_is_the_last_second_of_the_day_in_tokyo),
		spool_test(test_reasons),
		spool_test(test_a_leap_day_is_closed_where_there_is_one),
		spool_test(test_every_day_and_distance),
		spool_test(test_the_year_that_is_missing),
		spool_test(test_days_by_department_and_purpose),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
