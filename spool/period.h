/* SPDX-License-Identifier: GPL-3.0-or-later */
/* period - the days that figures and registers are about: months, quarters and fiscal years, and others, in Tokyo. */
#ifndef SPOOL_PERIOD_H
#define SPOOL_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "config/fault.h"

enum period_kind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR, PERIOD_DAYS };

struct period {
	enum period_kind kind;
	int year;			/* of a month its own, of a quarter or a year the fiscal one from 1 April; of days 0 */
	int number;			/* of the month 1-12, of the quarter 1-4 (1: April to June) */
	int64_t from, until;		/* UTC seconds; until is the first one behind it */
};

/* "2026-11", "2026-Q3", "2026", "R8", "令和8"; false: it is none. */
bool period_from_text(const char *text, struct period *out);
/* The month of utc, and the one before; the same period a year before. Of no other days. */
struct period period_month(int64_t utc);
struct period period_last_month(int64_t utc);
struct period period_year_before(const struct period *p);
/* "2026-11", "2026-Q3", "2026"; also a file's name. Of no other days. Owned by ctx. */
char *period_name(void *ctx, const struct period *p);
/* The UTC second at which its last day begins. */
int64_t period_last_day(const struct period *p);

/* As somebody says it on the command line; NULL: not given. Dates as in formdate.h. */
struct period_words {
	const char *from, *to;		/* both days belong to it; to: today when not given */
	const char *month;		/* "2026-11" */
	const char *year;		/* the fiscal year: "2026", "R8" */
};

/* Nothing given: the month of now. NEVER: what was given is no period, or two. */
enum verdict period_read(const struct period_words *words, int64_t now, struct period *out, struct fault *f) MUST_USE;

#endif
