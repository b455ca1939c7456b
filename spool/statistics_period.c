/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics_period - months, quarters and fiscal years, in Tokyo. */
#include "spool/statistics.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

enum { APRIL = 4, QUARTER = 3, FIRST_YEAR = 1970, LAST_YEAR = 2999 };

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

bool
period_from_text(const char *text, struct period *out)
{
	bool quarter = strlen(text) == 7 && text[4] == '-' && (text[5] == 'Q' || text[5] == 'q');
	char year[5] = "";
	int64_t y, n;

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
period_last_month(int64_t utc)
{
	struct day d = clock_tokyo(utc);

	return make(PERIOD_MONTH, d.month == 1 ? d.year - 1 : d.year, d.month == 1 ? 12 : d.month - 1);
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
