/* SPDX-License-Identifier: GPL-3.0-or-later */
/* period - the days that a register is about, as somebody says them on the command line. */
#include "report/period.h"

#include "config/clock.h"
#include "config/text.h"
#include "spool/formdate.h"

enum { DAY = 86400, FISCAL_FROM = 4, REIWA_BEFORE = 2018, YEAR_FIRST = 1900, YEAR_LAST = 2999 };

static void
set_months(struct book_period *out, int year, int month, int count)
{
	int end = month - 1 + count;

	out->from = clock_from_tokyo(year, month, 1);
	out->until = clock_from_tokyo(year + end / 12, end % 12 + 1, 1);
}

static enum verdict
read_month(const char *words, struct book_period *out, struct fault *f)
{
	int64_t year = 0, month = 0;
	char digits[8] = "";

	if (strlen(words) == 7 && words[4] == '-') {
		memcpy(digits, words, 4);
		if (text_to_number(digits, YEAR_FIRST, YEAR_LAST, &year) && text_to_number(words + 5, 1, 12, &month)) {
			set_months(out, (int)year, (int)month, 1);
			return DONE;
		}
	}
	return fail(f, NEVER, "'%s' is no month: 2026-11", words);
}

static enum verdict
read_year(const char *words, struct book_period *out, struct fault *f)
{
	const char *digits = words;
	int64_t year, era = 0;

	if (text_starts(words, "令和")) {
		digits += strlen("令和");
		era = REIWA_BEFORE;
	} else if (words[0] == 'R' || words[0] == 'r') {
		digits++;
		era = REIWA_BEFORE;
	}
	if (!text_to_number(digits, era != 0 ? 1 : YEAR_FIRST, era != 0 ? 99 : YEAR_LAST, &year))
		return fail(f, NEVER, "'%s' is no fiscal year: 2026, R8", words);
	set_months(out, (int)(year + era), FISCAL_FROM, 12);
	return DONE;
}

static enum verdict
read_day(const char *words, daynum *out, struct fault *f)
{
	return formdate_read(words, out) ? DONE : fail(f, NEVER, "'%s' is no date: 2026-11-30", words);
}

static enum verdict
read_days(const struct period_words *words, int64_t now, struct book_period *out, struct fault *f)
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
	out->from = calendar_begin(from);
	out->until = calendar_begin(to + 1);
	return DONE;
}

enum verdict
period_read(const struct period_words *words, int64_t now, struct book_period *out, struct fault *f)
{
	bool days = words->from != NULL || words->to != NULL;
	struct day today = clock_tokyo(now);
	enum verdict v = DONE;

	if (days + (words->month != NULL) + (words->year != NULL) > 1)
		return fail(f, NEVER, "say one of --month, --fiscal-year, and --from with --to");
	if (words->month != NULL)
		v = read_month(words->month, out, f);
	else if (words->year != NULL)
		v = read_year(words->year, out, f);
	else if (days)
		v = read_days(words, now, out, f);
	else
		set_months(out, today.year, today.month, 1);
	if (v == DONE)
		out->last_day = out->until - DAY;
	return v;
}
