/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webnumber - numbers of opinions that the residents' page gives away before the posts are in the register. */
#include "spool/webnumber.h"

#include <stdlib.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/number.h"
#include "spool/opinion.h"

#define YEAR_PLACES INT64_C(1000000000000)	/* more than a year's running numbers */
#define NEXT_YEAR_AHEAD (INT64_C(7) * 86400)

/* Where a number stands among all: its year, and what runs in it. 0: it is none. */
static int64_t
place_of(const char *number)
{
	void *ctx = must(talloc_new(NULL));
	const char *proper = number_read(ctx, number);
	int64_t place = 0;

	if (proper != NULL && strcmp(proper, number) == 0)
		place = strtoll(number, NULL, 10) * YEAR_PLACES + strtoll(number + 5, NULL, 10);
	talloc_free(ctx);
	return place;
}

static enum verdict
count_of_year(struct ledger *l, int64_t year, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*) FROM page_number WHERE passed = 0 AND place BETWEEN ?1 AND ?2");

	query_number(q, 1, year * YEAR_PLACES);
	query_number(q, 2, (year + 1) * YEAR_PLACES - 1);
	return query_one_number(q, count_out, f);
}

/* How many years are to be ready: what is posted at midnight of New Year is of the new one. */
static int64_t
last_year(int64_t now)
{
	return clock_tokyo(now + NEXT_YEAR_AHEAD).year;
}

static enum verdict
reserve_one(struct ledger *l, int64_t year, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO page_number(place, number) VALUES(?1,?2)");
	int64_t running;
	char *number = NULL;
	enum verdict v = opinion_new_number(l, NULL, year, &number, &running, f);

	if (v == DONE) {
		query_number(q, 1, year * YEAR_PLACES + running);
		query_text(q, 2, number);
		v = query_run(q, f);
	} else {
		query_done(q);
	}
	talloc_free(number);
	return v;
}

enum verdict
webnumber_is_short(struct ledger *l, int64_t now, bool *is_out, struct fault *f)
{
	enum verdict v = DONE;

	*is_out = false;
	for (int64_t year = clock_tokyo(now).year; v == DONE && !*is_out && year <= last_year(now); year++) {
		int64_t count;

		v = count_of_year(l, year, &count, f);
		*is_out = v == DONE && count < l->settings->page.reserve;
	}
	return v;
}

enum verdict
webnumber_reserve(struct ledger *l, int64_t now, int64_t *more_out, struct fault *f)
{
	enum verdict v = DONE;

	*more_out = 0;
	for (int64_t year = clock_tokyo(now).year; v == DONE && year <= last_year(now); year++) {
		int64_t count;

		v = count_of_year(l, year, &count, f);
		for (; v == DONE && count < l->settings->page.reserve; count++, ++*more_out)
			v = reserve_one(l, year, f);
	}
	return v;
}

static enum verdict
take_number(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(char **)out = query_text_at(ctx, q, 0);
	return DONE;
}

enum verdict
webnumber_list(struct ledger *l, void *ctx, int64_t now, char ***out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT number FROM page_number WHERE passed = 0 ORDER BY place < ?1, place");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, clock_tokyo(now).year * YEAR_PLACES);
	v = query_all(q, ctx, sizeof(char *), take_number, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
webnumber_count(struct ledger *l, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*) FROM page_number WHERE passed = 0");

	return query_one_number(q, count_out, f);
}

/* Given out are all up to the last, whoever they were for: those that the page had before another machine took over as
 * well. */
static enum verdict
was_given_out(struct ledger *l, int64_t place, bool *was_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM running WHERE year = ?1 AND last >= ?2");
	enum verdict v;

	query_number(q, 1, place / YEAR_PLACES);
	query_number(q, 2, place % YEAR_PLACES);
	v = query_next(q, was_out, f);
	query_done(q);
	return v;
}

enum verdict
webnumber_is_free(struct ledger *l, const char *number, bool *is_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	int64_t place = place_of(number);
	bool found = false;
	struct opinion o;
	enum verdict v = DONE;

	*is_out = false;
	if (place != 0)
		v = was_given_out(l, place, is_out, f);
	if (v == DONE && *is_out)
		v = opinion_by_number(l, ctx, number, &o, &found, f);
	*is_out = *is_out && !found;
	talloc_free(ctx);
	return v;
}

enum verdict
webnumber_use(struct ledger *l, const char *number, struct fault *f)
{
	struct query *remove = db_query(l->db, "DELETE FROM page_number WHERE place = ?1");
	struct query *pass = db_query(l->db, "UPDATE page_number SET passed = 1 WHERE passed = 0 AND place < ?1");
	int64_t place = place_of(number);
	enum verdict v;

	query_number(remove, 1, place);
	v = query_run(remove, f);
	if (v != DONE || db_changes(l->db) == 0) {
		query_done(pass);
		return v;
	}
	query_number(pass, 1, place);
	return query_run(pass, f);
}

enum verdict
webnumber_pass_all(struct ledger *l, struct fault *f)
{
	return query_run(db_query(l->db, "UPDATE page_number SET passed = 1 WHERE passed = 0"), f);
}
