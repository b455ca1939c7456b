/* SPDX-License-Identifier: GPL-3.0-or-later */
/* holiday - the national holidays that the register knows, by whole years. */
#include "spool/holiday.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/sample.h"
#include "spool/holiday_file.h"

char *
holiday_missing(void *ctx, int year)
{
	return must(talloc_asprintf(ctx, "the holidays of %d are not loaded: download " HOLIDAY_SOURCE
	    " and run: iken calendar syukujitsu.csv", year));
}

/* The last year known, and the first one of those that lead up to it without a gap. */
static enum verdict
read_years(struct db *db, struct holidays *out, struct fault *f)
{
	struct query *q = db_query(db, "SELECT year, imported FROM holiday_year ORDER BY year DESC");
	enum verdict v;
	bool row;

	*out = (struct holidays){ 0 };
	while ((v = query_next(q, &row, f)) == DONE && row) {
		int year = (int)query_number_at(q, 0);

		if (out->last_year == 0) {
			out->last_year = year;
			out->imported = query_number_at(q, 1);
		} else if (year != out->first_year - 1)
			break;
		out->first_year = year;
	}
	query_done(q);
	return v;
}

static enum verdict
count_since(struct db *db, const char *begin, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(db, "SELECT count(*) FROM holiday WHERE day >= ?1");
	bool row;
	enum verdict v;

	query_text(q, 1, begin);
	v = query_next(q, &row, f);
	*count_out = v == DONE && row ? (size_t)query_number_at(q, 0) : 0;
	query_done(q);
	return v;
}

static enum verdict
read_days(struct db *db, const char *begin, struct holidays *out, struct fault *f)
{
	struct query *q = db_query(db, "SELECT day, name FROM holiday WHERE day >= ?1 ORDER BY day");
	size_t room = out->count;
	enum verdict v;
	bool row;

	query_text(q, 1, begin);
	for (out->count = 0; (v = query_next(q, &row, f)) == DONE && row && out->count < room; out->count++) {
		char *day = query_text_at(out->item, q, 0);

		if (!calendar_date_from_text(day, &out->item[out->count].day))
			v = fail(f, HALT, "register: the date of a holiday is damaged: restore it from the backup");
		out->item[out->count].name = query_text_at(out->item, q, 1);
		if (v != DONE)
			break;
	}
	query_done(q);
	return v;
}

enum verdict
holiday_read(struct db *db, void *ctx, struct holidays *out, struct fault *f)
{
	char begin[CALENDAR_TEXT];
	daynum first = 0;
	enum verdict v = read_years(db, out, f);

	if (v == DONE && out->last_year != 0 && !calendar_date(out->first_year, 1, 1, &first))
		v = fail(f, HALT, "register: a year of holidays is damaged: restore it from the backup");
	if (v != DONE || out->last_year == 0)
		return v;
	calendar_text(first, begin);
	v = count_since(db, begin, &out->count, f);
	if (v != DONE)
		return v;
	out->item = memory_new(ctx, (out->count + 1) * sizeof *out->item);
	return read_days(db, begin, out, f);
}

enum verdict
holiday_fits(const struct holidays *known, const struct holidays *more, struct fault *f)
{
	int from = known->last_year + 1, to = more->first_year - 1;

	if (known->last_year == 0)
		return DONE;
	if (more->last_year < known->first_year) {
		from = more->last_year + 1;
		to = known->first_year - 1;
	}
	if (from > to)
		return DONE;
	return fail(f, NEVER, "the holidays of %d are known neither from this file nor from an earlier one: "
	    "import a file that holds them too", from);
}

static enum verdict
forget_year(struct db *db, int year, struct fault *f)
{
	struct query *q = db_query(db, "DELETE FROM holiday WHERE day BETWEEN ?1 || '-01-01' AND ?1 || '-12-31'");

	query_number(q, 1, year);
	return query_run(q, f);
}

static enum verdict
store_year(struct db *db, int year, int64_t now, struct fault *f)
{
	struct query *q = db_query(db, "INSERT OR REPLACE INTO holiday_year(year, imported) VALUES(?1, ?2)");

	query_number(q, 1, year);
	query_number(q, 2, now);
	return query_run(q, f);
}

static enum verdict
store_day(struct db *db, const struct holiday *h, struct fault *f)
{
	struct query *q = db_query(db, "INSERT INTO holiday(day, name) VALUES(?1, ?2)");
	char day[CALENDAR_TEXT];

	query_text(q, 1, calendar_text(h->day, day));
	query_text(q, 2, h->name);
	return query_run(q, f);
}

enum verdict
holiday_store(struct db *db, const struct holidays *more, int64_t now, struct fault *f)
{
	struct holidays known;
	enum verdict v = read_years(db, &known, f);

	if (v == DONE)
		v = holiday_fits(&known, more, f);
	for (int year = more->first_year; v == DONE && year <= more->last_year; year++) {
		v = forget_year(db, year, f);
		if (v == DONE)
			v = store_year(db, year, now, f);
	}
	for (size_t i = 0; v == DONE && i < more->count; i++)
		v = store_day(db, &more->item[i], f);
	return v;
}

static bool
has_year_of(const struct holidays *h, daynum day)
{
	int year = calendar_year_of(day);

	return year >= h->first_year && year <= h->last_year;
}

struct holidays
holiday_merge(void *ctx, const struct holidays *known, const struct holidays *more)
{
	struct holidays all = { .first_year = more->first_year, .last_year = more->last_year };
	size_t i = 0;

	all.item = memory_new(ctx, (known->count + more->count + 1) * sizeof *all.item);
	if (known->last_year != 0 && known->first_year < all.first_year)
		all.first_year = known->first_year;
	if (known->last_year > all.last_year)
		all.last_year = known->last_year;
	for (; i < known->count && calendar_year_of(known->item[i].day) < more->first_year; i++)
		all.item[all.count++] = known->item[i];
	for (size_t j = 0; j < more->count; j++)
		all.item[all.count++] = more->item[j];
	for (; i < known->count; i++)
		if (!has_year_of(more, known->item[i].day))
			all.item[all.count++] = known->item[i];
	return all;
}

struct holiday_change *
holiday_compare(void *ctx, const struct holidays *known, const struct holidays *more, size_t *count_out)
{
	struct holiday_change *changes = memory_new(ctx, (known->count + more->count + 1) * sizeof *changes);
	size_t i = 0, j = 0, n = 0;

	while (i < known->count || j < more->count) {
		const struct holiday *a = i < known->count ? &known->item[i] : NULL;
		const struct holiday *b = j < more->count ? &more->item[j] : NULL;
		struct holiday_change c = { 0 };

		if (a != NULL && (b == NULL || a->day <= b->day)) {
			c = (struct holiday_change){ .day = a->day, .before = a->name };
			i++;
		}
		if (b != NULL && (a == NULL || b->day <= a->day)) {
			c.day = b->day;
			c.after = b->name;
			j++;
		}
		if (has_year_of(known, c.day) && has_year_of(more, c.day) &&
		    (c.before == NULL || c.after == NULL || strcmp(c.before, c.after) != 0))
			changes[n++] = c;
	}
	*count_out = n;
	return changes;
}

static enum verdict
store_shipped(struct db *db, void *ctx, struct fault *f)
{
	struct holidays known, shipped;
	enum verdict v = read_years(db, &known, f);

	if (v != DONE || known.last_year != 0)
		return v;
	v = holiday_file_parse(ctx, "syukujitsu.csv", bytes_of((const char *)sample_holidays), &shipped, f);
	return v == DONE ? holiday_store(db, &shipped, clock_now(), f) : v;
}

enum verdict
holiday_begin_with_shipped(struct db *db, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = db_begin(db, f);

	if (v == DONE) {
		v = store_shipped(db, ctx, f);
		if (v == DONE)
			v = db_commit(db, f);
		else
			db_rollback(db);
	}
	talloc_free(ctx);
	return v;
}
