/* SPDX-License-Identifier: GPL-3.0-or-later */
/* period - the days that a register is about, as somebody says them on the command line. */
#ifndef REPORT_PERIOD_H
#define REPORT_PERIOD_H

#include <stdint.h>

#include "config/fault.h"

/* As they were given; NULL: not. Dates as in spool/formdate.h. */
struct period_words {
	const char *from, *to;		/* both days belong to it; to: today when not given */
	const char *month;		/* "2026-11" */
	const char *year;		/* the fiscal year, from April: "2026", "R8", "令和8" */
};

struct book_period {
	int64_t from, until;		/* UTC seconds; until is the first one behind it */
	int64_t last_day;		/* the UTC second at which its last day begins */
};

/* Nothing given: the month of now. NEVER: what was given is no period, or two. */
enum verdict period_read(const struct period_words *words, int64_t now, struct book_period *out, struct fault *f) MUST_USE;

#endif
