/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calendar - the open days (開庁日) of the office, and the dates that are counted in them.
 *
 * A day is closed when it is of the weekend, a national holiday (holiday.h), one of the days that the
 * office closes each year, or a day that the settings name; a day that the settings name as open is
 * open whatever else is said of it. The law's way of counting (Civil Code, article 140): the day of an
 * event is day zero, the next open day is the first.
 *
 * Nothing is known beyond the years whose holidays have been loaded, and nothing is computed there.
 * A calendar is made once a run; each question afterwards costs the same however far it reaches, and
 * allocates nothing.
 */
#ifndef SPOOL_CALENDAR_H
#define SPOOL_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/fault.h"
#include "config/settings.h"
#include "spool/ledger.h"

/* A date in Tokyo: days since 1970-01-01. */
typedef int32_t daynum;

/* The date in Tokyo of a moment (UTC seconds), and the first and last second (UTC) of a date. */
daynum calendar_day_of(int64_t utc);
int64_t calendar_begin(daynum day);
int64_t calendar_end(daynum day);

/* False, and *day_out is left alone, when there is no such date between 1900 and 2999. The text is
 * "2026-12-25", "2026/12/25" or without padding "2026/1/5". */
bool calendar_date(int year, int month, int day, daynum *day_out);
bool calendar_date_from_text(const char *text, daynum *day_out);
int calendar_year_of(daynum day);

/* "2026-12-25", 11 octets with the final 0. */
enum { CALENDAR_TEXT = 16 };
const char *calendar_text(daynum day, char out[CALENDAR_TEXT]);
/* "Fri"; a static string. */
const char *calendar_weekday(daynum day);

struct holiday {
	daynum day;
	const char *name;	/* 元日 */
};

struct calendar;

/* The calendar of the office: its settings and the holidays in the register. Owned by ctx. */
enum verdict calendar_load(struct ledger *l, void *ctx, struct calendar **out, struct fault *f) MUST_USE;

/* The same, loaded once a run and kept with the ledger. */
enum verdict calendar_of(struct ledger *l, const struct calendar **out, struct fault *f) MUST_USE;

/* The same of holidays given: those of all years from first_year to last_year (0, 0: none is known),
 * in the order of days. Names are copied. */
struct calendar *calendar_make(void *ctx, const struct calendar_settings *s, const struct holiday *holidays,
    size_t count, int first_year, int last_year);

enum calendar_answer {
	CALENDAR_CLOSED,
	CALENDAR_OPEN,
	CALENDAR_UNKNOWN	/* a year whose holidays are not loaded */
};

enum calendar_answer calendar_at(const struct calendar *cal, daynum day);

/* Why a day is what it is; of several reasons to be closed the first one in this order. */
enum calendar_reason {
	REASON_NOT_LOADED,
	REASON_OPENED,		/* open because the settings say so, although it would be closed */
	REASON_OPEN,
	REASON_WEEKEND,
	REASON_HOLIDAY,
	REASON_OWN,		/* a closing day of the settings */
	REASON_EACH_YEAR	/* a day on which the office closes each year */
};

enum calendar_reason calendar_reason(const struct calendar *cal, daynum day);

/* The national holiday on this day, on a weekend too; NULL when there is none. Owned by cal. */
const char *calendar_holiday_name(const struct calendar *cal, daynum day);

/* The date that is so many open days after day, which is day zero and need not be open; day itself
 * for 0. False, and *day_out is left alone, when a day would have to be looked at that is not known,
 * or open_days is negative. */
bool calendar_add(const struct calendar *cal, daynum day, int64_t open_days, daynum *day_out);

/* Open days after from, up to and with to; negative, those after to up to from, when to comes before
 * from. False when one of these days is not known. */
bool calendar_count(const struct calendar *cal, daynum from, daynum to, int64_t *out);

/* The moment at which something received at utc is due: the last second in Tokyo of the day that
 * calendar_add() finds. False as there. */
bool calendar_due(const struct calendar *cal, int64_t utc, int64_t open_days, int64_t *utc_out);

/* The known years; 0 when none is. */
int calendar_first_year(const struct calendar *cal);
int calendar_last_year(const struct calendar *cal);

/* The year whose holidays the administrator has to load now: the year of now, and from 1 October
 * (Tokyo) the next one too. 0: nothing is missing. */
int calendar_missing_year(const struct calendar *cal, int64_t now);

/* In how many open days an opinion is due: the smaller of what its department and its purpose say
 * when both say something, what one of them says, else what the office says. Codes may be unknown
 * or "". */
int64_t calendar_days(const struct settings *s, const char *department, const char *purpose);

#endif
