/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics: when an opinion was first answered, as the register keeps it; medians, percentiles, shares, periods. */
#include "spool/period.h"
#include "spool/statistics.h"

#include "config/clock.h"
#include "config/text.h"
#include "spool/opinion.h"
#include "tests/spool/fixture.h"

static const struct contact yamada = { .name = "山田太郎", .mail = "taro@example.jp", .postal_code = "", .address = "", .phone = "",
	.fax = "", .reply = REPLY_MAIL };

enum { RECEIVED = 1790000000, DAY = 86400 };

static void
at(int64_t utc)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", (long long)utc);
	assert_int_equal(setenv("IKEN_NOW", text, 1), 0);
}

static struct opinion
enter(struct fixture *fx)
{
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = RECEIVED };
	struct detail d = { .who = "test", .department = "roads" };

	at(RECEIVED + 60);
	assert_done(opinion_enter(fx->ledger, fx, &o, &yamada, "test", &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_ROUTE, &d, &fx->fault));
	return o;
}

static void
step(struct fixture *fx, struct opinion *o, int64_t when, enum step s)
{
	struct detail d = { .who = "test", .counted_from = s == STEP_FOLLOW_UP ? when : 0 };

	at(when);
	assert_done(opinion_step(fx->ledger, o, s, &d, &fx->fault));
}

/* "answered from due way", the first two in days after the receipt. */
static const char *
kept(struct fixture *fx, const struct opinion *o)
{
	struct query *q = db_query(fx->ledger->db, "SELECT answered, answered_from, answered_due, answered_way FROM opinion WHERE id = ?1");
	const char *out;
	bool row;

	query_number(q, 1, o->id);
	assert_done(query_next(q, &row, &fx->fault));
	if (query_number_at(q, 0) == 0)
		out = "not yet";
	else
		out = must(talloc_asprintf(fx, "%lld %lld %d %s", (long long)(query_number_at(q, 0) - RECEIVED) / DAY,
		    (long long)(query_number_at(q, 1) - RECEIVED) / DAY, query_number_at(q, 2) > 0, query_text_at(fx, q, 3)));
	query_done(q);
	return out;
}

static void
test_the_first_answer_that_did_not_come_back(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx);

	step(fx, &o, RECEIVED + DAY, STEP_RELEASE);
	assert_string_equal(kept(fx, &o), "not yet");
	step(fx, &o, RECEIVED + 2 * DAY, STEP_SEND);
	assert_true(text_starts(kept(fx, &o), "2 0 "));
	step(fx, &o, RECEIVED + 3 * DAY, STEP_FAIL);
	assert_string_equal(kept(fx, &o), "not yet");
	step(fx, &o, RECEIVED + 4 * DAY, STEP_RESEND);
	step(fx, &o, RECEIVED + 5 * DAY, STEP_SEND);
	step(fx, &o, RECEIVED + 7 * DAY, STEP_DELIVER);
	assert_true(text_starts(kept(fx, &o), "5 0 "));
	/* Neither another round nor a correction that comes back changes it. */
	step(fx, &o, RECEIVED + 8 * DAY, STEP_FOLLOW_UP);
	step(fx, &o, RECEIVED + 9 * DAY, STEP_RELEASE);
	step(fx, &o, RECEIVED + 10 * DAY, STEP_SEND);
	assert_true(text_starts(kept(fx, &o), "5 0 "));
	step(fx, &o, RECEIVED + 11 * DAY, STEP_FAIL);
	assert_true(text_starts(kept(fx, &o), "5 0 "));
	assert_non_null(strstr(kept(fx, &o), "mail"));
}

static void
test_closed_and_opened_again_before_any_answer(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx);

	step(fx, &o, RECEIVED + DAY, STEP_NO_ANSWER);
	step(fx, &o, RECEIVED + 20 * DAY, STEP_FOLLOW_UP);
	step(fx, &o, RECEIVED + 21 * DAY, STEP_RELEASE);
	step(fx, &o, RECEIVED + 22 * DAY, STEP_PRINT);
	assert_string_equal(kept(fx, &o), "not yet");
	step(fx, &o, RECEIVED + 23 * DAY, STEP_POST);
	assert_true(text_starts(kept(fx, &o), "23 20 "));
	assert_non_null(strstr(kept(fx, &o), "letter"));
}

static struct days
days_from(void *ctx, const int64_t *value, size_t count)
{
	struct days d = { .count = 0 };

	for (size_t i = 0; i < count; i++)
		days_add(ctx, &d, value[i]);
	return d;
}

static void
test_medians_and_percentiles(void **state)
{
	struct fixture *fx = *state;
	static const int64_t ten[] = { 9, 1, 8, 2, 7, 3, 6, 4, 5, 100 }, one[] = { 4 }, two[] = { 3, 4 };
	struct days d = { .count = 0 };

	assert_int_equal(days_median_twice(&d), -1);
	assert_int_equal(days_percentile(&d, 90), -1);
	d = days_from(fx, ten, 10);
	assert_int_equal(days_median_twice(&d), 11);
	/* The ninth of ten: not the tenth. */
	assert_int_equal(days_percentile(&d, 90), 9);
	days_add(fx, &d, 200);
	assert_int_equal(days_percentile(&d, 90), 100);
	assert_int_equal(days_median_twice(&d), 12);
	d = days_from(fx, one, 1);
	assert_int_equal(days_median_twice(&d), 8);
	assert_int_equal(days_percentile(&d, 90), 4);
	d = days_from(fx, two, 2);
	assert_int_equal(days_median_twice(&d), 7);
}

static void
test_shares_are_rounded_half_up(void **state)
{
	(void)state;
	assert_int_equal(per_mille(1, 2000), 1);
	assert_int_equal(per_mille(1, 2001), 0);
	assert_int_equal(per_mille(2, 3), 667);
	assert_int_equal(per_mille(3, 3), 1000);
	assert_int_equal(per_mille(0, 0), -1);
}

static void
test_periods(void **state)
{
	static const char *const wrong[] = { "", "26", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026/11", "2026-1", "20261", "2026-11-01", "R", "R0", "R100",
		"令和", "Rx", "8" };
	static const char *const year[] = { "2026", "R8", "r8", "令和8" };
	struct fixture *fx = *state;
	struct period p, before;

	assert_true(period_from_text("2026-Q4", &p));
	assert_int_equal(p.from, clock_from_tokyo(2027, 1, 1));
	assert_int_equal(p.until, clock_from_tokyo(2027, 4, 1));
	before = period_year_before(&p);
	assert_int_equal(before.from, clock_from_tokyo(2026, 1, 1));
	assert_true(period_from_text("2026", &p));
	assert_int_equal(p.from, clock_from_tokyo(2026, 4, 1));
	assert_int_equal(p.until, clock_from_tokyo(2027, 4, 1));
	for (size_t i = 0; i < sizeof year / sizeof year[0]; i++) {
		assert_true(period_from_text(year[i], &p));
		assert_int_equal(p.from, clock_from_tokyo(2026, 4, 1));
		assert_int_equal(period_last_day(&p), clock_from_tokyo(2027, 3, 31));
		assert_string_equal(period_name(fx, &p), "2026");
	}
	assert_true(period_from_text("2026-12", &p));
	assert_int_equal(p.until, clock_from_tokyo(2027, 1, 1));
	assert_string_equal(period_name(fx, &p), "2026-12");
	/* 1 January in Tokyo is still December in UTC. */
	p = period_last_month(clock_from_tokyo(2027, 1, 1));
	assert_string_equal(period_name(fx, &p), "2026-12");
	p = period_last_month(clock_from_tokyo(2027, 1, 1) - 1);
	assert_string_equal(period_name(fx, &p), "2026-11");
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(period_from_text(wrong[i], &p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_the_first_answer_that_did_not_come_back),
		spool_test(test_closed_and_opened_again_before_any_answer),
		spool_test(test_medians_and_percentiles),
		spool_test(test_shares_are_rounded_half_up),
		spool_test(test_periods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
