/* SPDX-License-Identifier: GPL-3.0-or-later */
/* period - the days that figures and registers are about, in Tokyo. */
#include "spool/period.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/formdate.h"

enum { APRIL = 4, QUARTER = 3, FIRST_YEAR = 1970, LAST_YEAR = 2999, BEFORE_REIWA = 2018, LAST_REIWA = 99, DAY = 86400 };

static struct period
make(enum period_kind kind, int year, int number)
{
	struct period p = { kind, year, number, 0, 0 };
	int months = kind == PERIOD_MONTH ? 1 : kind == PERIOD_QUARTER ? QUARTER : 12;
	int first = kind == PERIOD_MONTH ? number : kind == PERIOD_QUARTER ? APRIL + (number - 1) * QUARTER : APRIL;
	int last = first + months;

	p.from = clock_from_tokyo(year + (first - 1) / 12, (first - 1) % 12 + 1, 1);
	p.until = clock_from_tokyo(year + (last - 1) / 12, (last - 1) % 12 + 1, 1);
	return p;
}

static bool
read_era(const char *text, struct period *out)
{
	size_t name = text_starts(text, "令和") ? strlen("令和") : text[0] == 'R' || text[0] == 'r' ? 1 : 0;
	int64_t year;

	if (name == 0 || !text_to_number(text + name, 1, LAST_REIWA, &year))
		return false;
	*out = make(PERIOD_YEAR, BEFORE_REIWA + (int)year, 0);
	return true;
}

bool
period_from_text(const char *text, struct period *out)
{
	bool quarter = strlen(text) == 7 && text[4] == '-' && (text[5] == 'Q' || text[5] == 'q');
	char year[5] = "";
	int64_t y, n;

	if (read_era(text, out))
		return true;
	if (strlen(text) != 4 && (strlen(text) != 7 || text[4] != '-'))
		return false;
	memcpy(year, text, 4);
	if (!text_to_number(year, FIRST_YEAR, LAST_YEAR - 1, &y))
		return false;
	if (text[4] == 0)
		*out = make(PERIOD_YEAR, (int)y, 0);
	else if (quarter && text_to_number(text + 6, 1, 4, &n))
		*out = make(PERIOD_QUARTER, (int)y, (int)n);
	else if (!quarter && text_to_number(text + 5, 1, 12, &n))
		*out = make(PERIOD_MONTH, (int)y, (int)n);
	else
		return false;
	return true;
}

struct period
period_month(int64_t utc)
{
	struct day d = clock_tokyo(utc);

	return make(PERIOD_MONTH, d.year, d.month);
}

struct period
period_last_month(int64_t utc)
{
	return period_month(period_month(utc).from - 1);
}

struct period
period_year_before(const struct period *p)
{
	return make(p->kind, p->year - 1, p->number);
}

char *
period_name(void *ctx, const struct period *p)
{
	if (p->kind == PERIOD_YEAR)
		return must(talloc_asprintf(ctx, "%04d", p->year));
	return must(talloc_asprintf(ctx, p->kind == PERIOD_MONTH ? "%04d-%02d" : "%04d-Q%d", p->year, p->number));
}

int64_t
period_last_day(const struct period *p)
{
	return p->until - DAY;
}

/* ---- the command line ---------------------------------------------------------------------------------------------- */

static enum verdict
read_day(const char *words, daynum *out, struct fault *f)
{
	return formdate_read(words, out) ? DONE : fail(f, NEVER, "'%s' is no date: 2026-11-30", words);
}

static enum verdict
read_days(const struct period_words *words, int64_t now, struct period *out, struct fault *f)
{
	daynum from = 0, to = calendar_day_of(now);
	enum verdict v;

	if (words->from == NULL)
		return fail(f, NEVER, "--to needs --from");
	v = read_day(words->from, &from, f);
	if (v == DONE && words->to != NULL)
		v = read_day(words->to, &to, f);
	if (v != DONE)
		return v;
	if (to < from)
		return fail(f, NEVER, "the period ends before it begins");
	*out = (struct period){ .kind = PERIOD_DAYS, .from = calendar_begin(from), .until = calendar_begin(to + 1) };
	return DONE;
}

enum verdict
period_read(const struct period_words *words, int64_t now, struct period *out, struct fault *f)
{
	bool days = words->from != NULL || words->to != NULL;

	if (days + (words->month != NULL) + (words->year != NULL) > 1)
		return fail(f, NEVER, "say one of --month, --fiscal-year, and --from with --to");
	if (days)
		return read_days(words, now, out, f);
	*out = period_month(now);
	if (words->month != NULL && (!period_from_text(words->month, out) || out->kind != PERIOD_MONTH))
		return fail(f, NEVER, "'%s' is no month: 2026-11", words->month);
	if (words->year != NULL && (!period_from_text(words->year, out) || out->kind != PERIOD_YEAR))
		return fail(f, NEVER, "'%s' is no fiscal year: 2026, R8", words->year);
	return DONE;
}
