/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock - now, as UTC seconds, and dates as people in Japan read them. */
#include "config/clock.h"

#include <stdlib.h>
#include <time.h>

#include "config/memory.h"
#include "config/text.h"

#define TOKYO_OFFSET (9 * 3600)
#define DAY_SECONDS 86400

/* Beyond these years a date has five digits and no program of ours a reason to show it. */
#define FIRST_MOMENT (-62135596800)	/* 0001-01-01 */
#define LAST_MOMENT 253402300799	/* 9999-12-31 */

static const char *const weekdays_english[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char *const weekdays_japanese[] = { "日", "月", "火", "水", "木", "金", "土" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* Each era begins on the day that the law of the change names. */
static const struct era {
	const char *name;
	int year, month, day;
} eras[] = {
	{ "令和", 2019, 5, 1 },
	{ "平成", 1989, 1, 8 },
	{ "昭和", 1926, 12, 25 },
	{ "大正", 1912, 7, 30 },
	{ "明治", 1868, 10, 23 },
};

static int64_t rehearsed;

void
clock_rehearse(int64_t utc)
{
	rehearsed = utc;
}

int64_t
clock_now(void)
{
	const char *set = getenv("IKEN_NOW");
	int64_t now;
	struct timespec spec;

	if (set != NULL && text_to_number(set, 0, LAST_MOMENT, &now))
		return now;
	if (rehearsed != 0)
		return rehearsed;
	if (clock_gettime(CLOCK_REALTIME, &spec) != 0)
		return 0;
	return spec.tv_sec;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. Years are counted from March, so
 * that the leap day is the last of its year, in cycles of 400 years or 146097 days. */
static int64_t
days_from_date(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t cycle = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_cycle = y - cycle * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return cycle * 146097 + year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 +
	    day_of_year - 719468;
}

static void
date_from_days(int64_t days, struct day *out)
{
	int64_t z = days + 719468;
	int64_t cycle = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_cycle = z - cycle * 146097;
	int64_t year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 -
	    day_of_cycle / 146096) / 365;
	int64_t day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 -
	    year_of_cycle / 100);
	int64_t month = (5 * day_of_year + 2) / 153;

	out->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	out->month = (int)(month < 10 ? month + 3 : month - 9);
	out->year = (int)(year_of_cycle + cycle * 400 + (out->month <= 2 ? 1 : 0));
	out->weekday = (int)((days % 7 + 11) % 7);
}

static struct day
day_from_seconds(int64_t seconds)
{
	struct day d;
	int64_t days, rest;

	if (seconds < FIRST_MOMENT)
		seconds = FIRST_MOMENT;
	if (seconds > LAST_MOMENT)
		seconds = LAST_MOMENT;
	rest = (seconds % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS;
	days = (seconds - rest) / DAY_SECONDS;
	date_from_days(days, &d);
	d.hour = (int)(rest / 3600);
	d.minute = (int)(rest / 60 % 60);
	d.second = (int)(rest % 60);
	return d;
}

struct day
clock_tokyo(int64_t utc)
{
	if (utc > LAST_MOMENT)
		utc = LAST_MOMENT;
	return day_from_seconds(utc + TOKYO_OFFSET);
}

int64_t
clock_from_tokyo(int year, int month, int day)
{
	return days_from_date(year, month, day) * DAY_SECONDS - TOKYO_OFFSET;
}

char *
clock_local(void *ctx, int64_t utc)
{
	struct day d = clock_tokyo(utc);

	return must(talloc_asprintf(ctx, "%04d-%02d-%02d %02d:%02d", d.year, d.month, d.day,
	    d.hour, d.minute));
}

static const struct era *
era_of(const struct day *d)
{
	for (size_t i = 0; i < sizeof eras / sizeof eras[0]; i++) {
		const struct era *e = &eras[i];

		if (d->year * 10000 + d->month * 100 + d->day >=
		    e->year * 10000 + e->month * 100 + e->day)
			return e;
	}
	return NULL;
}

char *
clock_japanese_date(void *ctx, int64_t utc)
{
	struct day d = clock_tokyo(utc);
	const struct era *era = era_of(&d);
	const char *weekday = weekdays_japanese[d.weekday];
	int year = era != NULL ? d.year - era->year + 1 : d.year;

	if (era != NULL && year == 1)
		return must(talloc_asprintf(ctx, "%s元年%d月%d日（%s）", era->name, d.month, d.day,
		    weekday));
	return must(talloc_asprintf(ctx, "%s%d年%d月%d日（%s）", era != NULL ? era->name : "", year,
	    d.month, d.day, weekday));
}

char *
clock_rfc5322(void *ctx, int64_t utc)
{
	struct day d = clock_tokyo(utc);

	return must(talloc_asprintf(ctx, "%s, %d %s %04d %02d:%02d:%02d +0900",
	    weekdays_english[d.weekday], d.day, months[d.month - 1], d.year, d.hour, d.minute,
	    d.second));
}

char *
clock_iso(void *ctx, int64_t utc)
{
	struct day d = day_from_seconds(utc);

	return must(talloc_asprintf(ctx, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.year, d.month, d.day,
	    d.hour, d.minute, d.second));
}
