/* SPDX-License-Identifier: GPL-3.0-or-later */
/* due: due days against dates that were counted by hand on a printed calendar. */
#include "spool/due.h"

#include "config/clock.h"
#include "tests/spool/fixture.h"

static const struct contact nobody = { .name = "", .mail = "", .postal_code = "", .address = "", .phone = "",
	.fax = "", .reply = REPLY_MAIL };

static char *weekend[] = { (char[]){ "sat" }, (char[]){ "sun" } };
static char *each_year[] = { (char[]){ "12-29" }, (char[]){ "12-30" }, (char[]){ "12-31" }, (char[]){ "01-01" },
	(char[]){ "01-02" }, (char[]){ "01-03" } };

static daynum
date(const char *text)
{
	char *day = must(talloc_strndup(NULL, text, 10));
	daynum out = 0;

	if (!calendar_date_from_text(day, &out))
		fail_msg("no date: %s", text);
	talloc_free(day);
	return out;
}

/* The moment "2026-06-03 15:00" in Tokyo. */
static int64_t
moment(const char *text)
{
	return calendar_begin(date(text)) + (10 * (text[11] - '0') + text[12] - '0') * 3600 +
	    (10 * (text[14] - '0') + text[15] - '0') * 60;
}

/* From here on it is this moment. */
static void
now_is(const char *text)
{
	char *utc = must(talloc_asprintf(NULL, "%lld", (long long)moment(text)));

	assert_int_equal(setenv("IKEN_NOW", utc, 1), 0);
	talloc_free(utc);
}

#define assert_due(o, wanted) check_due((o)->due, wanted, __FILE__, __LINE__)

static void
check_due(int64_t due, const char *wanted, const char *file, int line)
{
	char text[CALENDAR_TEXT] = "none";

	if (due != 0)
		calendar_text(calendar_day_of(due), text);
	if (strcmp(text, wanted) != 0) {
		print_error("%s:%d: due %s, not %s\n", file, line, text, wanted);
		_fail(file, line);
	}
	/* A legal day ends with its last second. */
	assert_true(due == 0 || due == calendar_end(calendar_day_of(due)));
}

static int
setup(void **state)
{
	static struct purpose purposes[] = { { .code = "other", .name = "その他" },
		{ .code = "question", .name = "問い合わせ", .due_days = 5 },
		{ .code = "thanks", .name = "お礼", .due_days = 20 } };
	int failed = fixture_setup(state);
	struct fixture *fx = *state;

	fx->settings.calendar = (struct calendar_settings){ .weekend = { weekend, 2 },
		.closed_each_year = { each_year, 6 }, .due_days = 10, .part_days = 3 };
	fx->settings.purposes = purposes;
	fx->settings.purpose_count = 3;
	return failed;
}

#define due_test(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)

/* An opinion that came in at received and went to the roads department, which has 10 days. */
static struct opinion
enter(struct fixture *fx, const char *received, const char *purpose)
{
	struct opinion o = { .channel = "mail", .purpose = purpose, .language = "ja", .received = moment(received) };
	struct detail d = { .who = "test", .department = "roads" };

	now_is(received);
	assert_done(opinion_enter(fx->ledger, fx, &o, &nobody, "test", &fx->fault));
	assert_due(&o, "none");
	assert_done(opinion_step(fx->ledger, &o, STEP_ROUTE, &d, &fx->fault));
	return o;
}

static void
step(struct fixture *fx, struct opinion *o, const char *at, enum step s)
{
	struct detail d = { .who = "test" };

	now_is(at);
	assert_done(opinion_step(fx->ledger, o, s, &d, &fx->fault));
}

/* The register says the same as the struct. */
static void
check_stored(struct fixture *fx, const struct opinion *o)
{
	struct opinion stored;
	bool found;

	assert_done(opinion_by_id(fx->ledger, fx, o->id, &stored, &found, &fx->fault));
	assert_int_equal(stored.due, o->due);
	assert_int_equal(stored.counted_from, o->counted_from);
	assert_int_equal(stored.paused, o->paused);
	assert_int_equal(stored.paused_days, o->paused_days);
}

static void
test_counted_from_the_receipt(void **state)
{
	static const struct {
		const char *received, *purpose, *due;
	} cases[] = {
		{ "2026-06-01 09:00", "other", "2026-06-15" },	/* Mon; two weekends */
		{ "2026-06-01 00:00", "other", "2026-06-15" },
		{ "2026-06-01 23:59", "other", "2026-06-15" },
		{ "2026-06-02 00:00", "other", "2026-06-16" },
		{ "2026-06-01 09:00", "question", "2026-06-08" },	/* the purpose's 5 are less */
		{ "2026-06-01 09:00", "thanks", "2026-06-15" },	/* the department's 10 are less */
		{ "2026-04-28 17:00", "question", "2026-05-11" },	/* golden week: 30, 1, 7, 8, 11 */
		{ "2026-05-01 12:00", "question", "2026-05-13" },	/* Fri: 7, 8, 11, 12, 13 */
		{ "2026-05-02 12:00", "question", "2026-05-13" },	/* Sat */
		{ "2026-05-06 12:00", "question", "2026-05-13" },	/* the holiday in lieu */
		{ "2026-05-07 00:00", "question", "2026-05-14" },
		{ "2026-09-18 12:00", "question", "2026-09-30" },	/* Fri; 21, 22, 23 are holidays: 24, 25, 28, 29, 30 */
		{ "2026-12-25 12:00", "other", "2027-01-15" },	/* 28, then 4 to 8, 12 to 15 */
		{ "2026-12-31 23:59", "question", "2027-01-08" },
		{ "2027-12-13 12:00", "other", "2027-12-27" },
		{ "2027-12-20 12:00", "other", "none" },		/* 6 open days are left in the last year */
		{ "2027-12-20 12:00", "question", "2027-12-27" },
		{ "2028-01-05 12:00", "question", "none" },
		{ "2024-12-20 12:00", "question", "none" },	/* nor before the first */
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct opinion o = enter(fx, cases[i].received, cases[i].purpose);

		assert_due(&o, cases[i].due);
		check_stored(fx, &o);
	}
}

static void
test_the_clock_stands_still(void **state)
{
	static const struct {
		const char *asked, *resumed;
		enum step by;
		const char *due;
	} cases[] = {
		{ "2026-06-03 15:00", "2026-06-09 10:00", STEP_FOLLOW_UP, "2026-06-19" },	/* 4, 5, 8, 9 */
		{ "2026-06-03 15:00", "2026-06-03 17:00", STEP_FOLLOW_UP, "2026-06-15" },	/* the same day */
		{ "2026-06-05 18:00", "2026-06-06 10:00", STEP_FOLLOW_UP, "2026-06-15" },	/* over night to Sat */
		{ "2026-06-05 18:00", "2026-06-08 10:00", STEP_RELEASE, "2026-06-16" },	/* Fri to Mon */
		{ "2026-06-05 18:00", "2026-06-08 10:00", STEP_DRAFT, "2026-06-16" },
		{ "2026-06-05 18:00", "2026-06-08 10:00", STEP_PASS_ON, "2026-06-16" },
		{ "2026-06-12 09:00", "2026-07-22 09:00", STEP_FOLLOW_UP, "2026-07-23" },	/* 27 days, 20 July is none */
		{ "2026-06-16 09:00", "2026-06-17 09:00", STEP_FOLLOW_UP, "2026-06-16" },	/* late already, and still */
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct opinion o = enter(fx, "2026-06-01 09:00", "other");

		step(fx, &o, cases[i].asked, STEP_ASK);
		assert_due(&o, "2026-06-15");
		step(fx, &o, cases[i].resumed, cases[i].by);
		assert_int_equal(o.paused, 0);
		assert_due(&o, cases[i].due);
		check_stored(fx, &o);
	}
}

static void
test_two_pauses_add_up(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "2026-06-01 09:00", "other");
	const struct calendar *cal;
	int64_t days;
	bool known;

	step(fx, &o, "2026-06-02 09:00", STEP_ASK);
	step(fx, &o, "2026-06-03 09:00", STEP_ASK);	/* another question: it goes on standing still */
	step(fx, &o, "2026-06-04 09:00", STEP_FOLLOW_UP);
	assert_due(&o, "2026-06-17");
	step(fx, &o, "2026-06-05 09:00", STEP_NOTE);
	step(fx, &o, "2026-06-08 09:00", STEP_ASK);
	step(fx, &o, "2026-06-09 09:00", STEP_FOLLOW_UP);
	assert_due(&o, "2026-06-18");
	assert_done(calendar_of(fx->ledger, &cal, &fx->fault));
	assert_done(due_pauses(fx->ledger, cal, &o, &days, &known, &fx->fault));
	assert_true(known && days == 3 && o.paused_days == 3);
}

static void
test_passing_on_gains_nothing(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "2026-06-01 09:00", "other");
	struct detail to_desk = { .who = "test", .department = "desk" }, back = { .who = "test", .department = "roads" };
	struct detail question = { .who = "test", .purpose = "question" };

	now_is("2026-06-12 09:00");
	assert_done(opinion_step(fx->ledger, &o, STEP_PASS_ON, &to_desk, &fx->fault));
	assert_due(&o, "2026-06-19");		/* its 14 days, from the receipt */
	assert_done(opinion_step(fx->ledger, &o, STEP_HAND_OVER, &back, &fx->fault));
	assert_due(&o, "2026-06-15");
	assert_done(opinion_step(fx->ledger, &o, STEP_PURPOSE, &question, &fx->fault));
	assert_due(&o, "2026-06-08");
	check_stored(fx, &o);
}

/* What was promised does not move when the calendar changes, nor by a step that counts nothing anew. */
static void
test_a_promised_day_stays(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "2026-06-01 09:00", "other");
	struct detail thanks = { .who = "test", .purpose = "thanks" };

	assert_done(db_script(fx->ledger->db, "INSERT INTO holiday(day, name) VALUES('2026-06-10', 'new')", &fx->fault));
	fx->ledger->calendar = NULL;
	step(fx, &o, "2026-06-02 09:00", STEP_NOTE);
	step(fx, &o, "2026-06-02 09:00", STEP_DRAFT);
	step(fx, &o, "2026-06-03 09:00", STEP_RETURN);
	assert_done(opinion_step(fx->ledger, &o, STEP_PURPOSE, &thanks, &fx->fault));
	assert_due(&o, "2026-06-15");
}

static void
test_a_follow_up_counts_anew(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "2026-06-01 09:00", "other");
	struct detail again = { .who = "resident", .counted_from = moment("2026-07-01 22:00") };

	step(fx, &o, "2026-06-03 09:00", STEP_ASK);
	step(fx, &o, "2026-06-04 09:00", STEP_NO_ANSWER);
	assert_int_equal(o.paused_days, 1);
	now_is("2026-07-02 00:05");
	assert_done(opinion_step(fx->ledger, &o, STEP_FOLLOW_UP, &again, &fx->fault));
	assert_int_equal(o.paused_days, 0);
	assert_due(&o, "2026-07-15");		/* Wed; 2, 3, 6 to 10, 13 to 15 */
	step(fx, &o, "2026-07-03 09:00", STEP_FOLLOW_UP);
	assert_due(&o, "2026-07-15");
	check_stored(fx, &o);
}

/* The year turns while the holidays of the next one are missing: nothing is guessed, nothing is lost. */
static void
test_beyond_the_calendar(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "2027-12-20 12:00", "question");
	const struct calendar *cal;
	int64_t days;
	bool known;

	step(fx, &o, "2027-12-22 09:00", STEP_ASK);
	step(fx, &o, "2027-12-24 09:00", STEP_FOLLOW_UP);
	assert_due(&o, "none");			/* 20 + 5 + 2 open days: 27, 28, and then? */
	step(fx, &o, "2027-12-28 09:00", STEP_ASK);
	step(fx, &o, "2028-01-05 09:00", STEP_FOLLOW_UP);
	assert_due(&o, "none");
	assert_int_equal(o.paused_days, 2);
	assert_done(calendar_of(fx->ledger, &cal, &fx->fault));
	assert_done(due_pauses(fx->ledger, cal, &o, &days, &known, &fx->fault));
	assert_false(known);

	assert_done(db_script(fx->ledger->db, "INSERT INTO holiday(day, name) VALUES('2028-01-10', '成人の日');"
	    "INSERT INTO holiday_year(year, imported) VALUES(2028, 1)", &fx->fault));
	fx->ledger->calendar = NULL;
	assert_done(calendar_of(fx->ledger, &cal, &fx->fault));
	assert_done(due_pauses(fx->ledger, cal, &o, &days, &known, &fx->fault));
	assert_true(known);
	assert_int_equal(days, 4);		/* 23, 24; 4 and 5 January */
	o.paused_days = days;
	check_due(due_of(cal, &fx->settings, &o), "2028-01-06", __FILE__, __LINE__);	/* 21 to 24, 27, 28, 4 to 6 */
}

static void
test_parts_come_before_the_whole(void **state)
{
	static const struct {
		const char *whole, *now, *due;
	} cases[] = {
		{ "2026-06-15", "2026-06-01 09:00", "2026-06-10" },	/* 12, 11, 10 */
		{ "2026-06-15", "2026-06-10 09:00", "2026-06-11" },	/* the next open day at least */
		{ "2026-06-15", "2026-06-12 09:00", "2026-06-15" },
		{ "2026-06-15", "2026-06-22 09:00", "2026-06-23" },
		{ "2026-05-08", "2026-04-20 09:00", "2026-04-30" },	/* 7, 1, 30 */
		{ "2025-01-07", "2025-01-01 09:00", "2025-01-06" },	/* 2024 is not known, and not needed */
	};
	struct fixture *fx = *state;
	const struct calendar *cal;

	assert_done(calendar_of(fx->ledger, &cal, &fx->fault));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t whole = calendar_end(date(cases[i].whole));

		check_due(due_of_part(cal, &fx->settings, whole, moment(cases[i].now)), cases[i].due, __FILE__, __LINE__);
	}
	assert_int_equal(due_of_part(cal, &fx->settings, 0, moment("2026-06-01 09:00")), 0);
	assert_int_equal(due_of_part(cal, &fx->settings, calendar_end(date("2027-12-27")), moment("2027-12-28 09:00")), 0);
}

static void
test_days_late(void **state)
{
	static const struct {
		const char *now;
		int64_t late;
	} cases[] = {
		{ "2026-05-01 23:59", 0 }, { "2026-05-02 00:00", 0 }, { "2026-05-06 12:00", 0 }, { "2026-05-07 00:00", 1 },
		{ "2026-05-11 12:00", 3 }, { "2026-04-30 12:00", -1 }, { "2026-04-28 12:00", -2 },
	};
	struct fixture *fx = *state;
	const struct calendar *cal;
	int64_t late, due = calendar_end(date("2026-05-01"));

	assert_done(calendar_of(fx->ledger, &cal, &fx->fault));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_true(due_days_late(cal, due, moment(cases[i].now), &late));
		assert_int_equal(late, cases[i].late);
	}
	assert_false(due_days_late(cal, 0, moment("2026-05-01 12:00"), &late));
	assert_false(due_days_late(cal, due, moment("2028-05-01 12:00"), &late));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		due_test(test_counted_from_the_receipt), due_test(test_the_clock_stands_still),
		due_test(test_two_pauses_add_up), due_test(test_passing_on_gains_nothing),
		due_test(test_a_promised_day_stays), due_test(test_a_follow_up_counts_anew),
		due_test(test_beyond_the_calendar), due_test(test_parts_come_before_the_whole),
		due_test(test_days_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
