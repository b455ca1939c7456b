/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar - the open days (開庁日) of the office, and the dates that are counted in them. */
#include "spool/calendar.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2999, DAY_SECONDS = 86400, OCTOBER = 10 };

struct calendar {
	int first_year, last_year;
	daynum first;			/* the first day known */
	int64_t count;			/* days known */
	unsigned char *reason;		/* of each of them: enum calendar_reason */
	int32_t *open_before;		/* count + 1: open days among the first i days */
	daynum *open;			/* all open days in their order */
	int32_t open_count;
	struct holiday *holidays;
	size_t holiday_count;
};

static const char *const weekdays[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };

daynum
calendar_day_of(int64_t utc)
{
	struct day d = clock_tokyo(utc);

	/* Midnight in Tokyo, as if it were a moment of UTC, is a whole number of days. */
	return (daynum)((clock_from_tokyo(d.year, d.month, d.day) - clock_from_tokyo(1970, 1, 1)) / DAY_SECONDS);
}

int64_t
calendar_begin(daynum day)
{
	return clock_from_tokyo(1970, 1, 1) + (int64_t)day * DAY_SECONDS;
}

int64_t
calendar_end(daynum day)
{
	return calendar_begin(day) + DAY_SECONDS - 1;
}

static struct day
date_of(daynum day)
{
	return clock_tokyo(calendar_begin(day));
}

bool
calendar_date(int year, int month, int day, daynum *day_out)
{
	int64_t begin;

	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	begin = clock_from_tokyo(year, month, day);
	/* The 31st of a month of 30 days is the first of the next one. */
	if (clock_tokyo(begin).day != day)
		return false;
	*day_out = calendar_day_of(begin);
	return true;
}

/* A number of at least one and at most width digits; moves *p behind it. */
static bool
take_number(const char **p, size_t width, int *out)
{
	size_t n = 0;

	*out = 0;
	while (n < width && text_is_digit((*p)[n]))
		*out = *out * 10 + ((*p)[n++] - '0');
	*p += n;
	return n > 0;
}

bool
calendar_date_from_text(const char *text, daynum *day_out)
{
	const char *p = text;
	int year, month, day;
	char mark;

	if (!take_number(&p, 4, &year) || (*p != '-' && *p != '/'))
		return false;
	mark = *p++;
	if (!take_number(&p, 2, &month) || *p++ != mark || !take_number(&p, 2, &day) || *p != 0)
		return false;
	return calendar_date(year, month, day, day_out);
}

int
calendar_year_of(daynum day)
{
	return date_of(day).year;
}

const char *
calendar_text(daynum day, char out[CALENDAR_TEXT])
{
	struct day d = date_of(day);

	snprintf(out, CALENDAR_TEXT, "%04d-%02d-%02d", d.year % 10000, d.month % 100, d.day % 100);
	return out;
}

const char *
calendar_weekday(daynum day)
{
	return weekdays[date_of(day).weekday];
}

static bool
is_known(const struct calendar *cal, daynum day)
{
	return day >= cal->first && day - cal->first < cal->count;
}

static void
mark(struct calendar *cal, daynum day, enum calendar_reason reason)
{
	if (is_known(cal, day))
		cal->reason[day - cal->first] = (unsigned char)reason;
}

/* "12-29" of every year; 02-29 only where it exists. */
static void
mark_each_year(struct calendar *cal, const char *text)
{
	const char *p = text;
	int month, day;
	daynum at;

	if (!take_number(&p, 2, &month) || *p++ != '-' || !take_number(&p, 2, &day) || *p != 0)
		return;
	for (int year = cal->first_year; year <= cal->last_year; year++)
		if (calendar_date(year, month, day, &at))
			mark(cal, at, REASON_EACH_YEAR);
}

static void
mark_weekday(struct calendar *cal, const char *name)
{
	int weekday = 0;
	daynum day = cal->first;

	while (weekday < 7 && !text_equal_ignoring_case(name, weekdays[weekday]))
		weekday++;
	if (weekday == 7)
		return;
	day += (weekday - date_of(day).weekday + 7) % 7;
	for (; is_known(cal, day); day += 7)
		mark(cal, day, REASON_WEEKEND);
}

/* What comes later is the stronger reason. */
static void
mark_all(struct calendar *cal, const struct calendar_settings *s)
{
	daynum day;

	memset(cal->reason, REASON_OPEN, (size_t)cal->count);
	for (size_t i = 0; i < s->closed_each_year.count; i++)
		mark_each_year(cal, s->closed_each_year.item[i]);
	for (size_t i = 0; i < s->closed.count; i++)
		if (calendar_date_from_text(s->closed.item[i], &day))
			mark(cal, day, REASON_OWN);
	for (size_t i = 0; i < cal->holiday_count; i++)
		mark(cal, cal->holidays[i].day, REASON_HOLIDAY);
	for (size_t i = 0; i < s->weekend.count; i++)
		mark_weekday(cal, s->weekend.item[i]);
	for (size_t i = 0; i < s->open.count; i++)
		if (calendar_date_from_text(s->open.item[i], &day) && calendar_at(cal, day) == CALENDAR_CLOSED)
			mark(cal, day, REASON_OPENED);
}

static bool
is_open_reason(int reason)
{
	return reason == REASON_OPEN || reason == REASON_OPENED;
}

static void
count_open_days(struct calendar *cal)
{
	for (int64_t i = 0; i < cal->count; i++) {
		cal->open_before[i] = cal->open_count;
		if (is_open_reason(cal->reason[i]))
			cal->open[cal->open_count++] = (daynum)(cal->first + i);
	}
	cal->open_before[cal->count] = cal->open_count;
}

struct calendar *
calendar_make(void *ctx, const struct calendar_settings *s, const struct holiday *holidays, size_t count,
    int first_year, int last_year)
{
	struct calendar *cal = memory_new(ctx, sizeof *cal);
	daynum last;

	if (!calendar_date(first_year, 1, 1, &cal->first) || !calendar_date(last_year, 12, 31, &last) ||
	    last < cal->first)
		return cal;
	cal->first_year = first_year;
	cal->last_year = last_year;
	cal->count = last - cal->first + 1;
	cal->reason = memory_new(cal, (size_t)cal->count);
	cal->open_before = memory_new(cal, ((size_t)cal->count + 1) * sizeof *cal->open_before);
	cal->open = memory_new(cal, (size_t)cal->count * sizeof *cal->open);
	cal->holidays = memory_new(cal, (count + 1) * sizeof *cal->holidays);
	for (; cal->holiday_count < count; cal->holiday_count++)
		cal->holidays[cal->holiday_count] = (struct holiday){ holidays[cal->holiday_count].day,
			must(talloc_strdup(cal->holidays, holidays[cal->holiday_count].name)) };
	mark_all(cal, s);
	count_open_days(cal);
	return cal;
}

enum calendar_reason
calendar_reason(const struct calendar *cal, daynum day)
{
	return is_known(cal, day) ? (enum calendar_reason)cal->reason[day - cal->first] : REASON_NOT_LOADED;
}

enum calendar_answer
calendar_at(const struct calendar *cal, daynum day)
{
	enum calendar_reason reason = calendar_reason(cal, day);

	if (reason == REASON_NOT_LOADED)
		return CALENDAR_UNKNOWN;
	return is_open_reason(reason) ? CALENDAR_OPEN : CALENDAR_CLOSED;
}

const char *
calendar_holiday_name(const struct calendar *cal, daynum day)
{
	size_t low = 0, high = cal->holiday_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cal->holidays[middle].day == day)
			return cal->holidays[middle].name;
		if (cal->holidays[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Open days up to and with day. Of the day before the first one known it is known too: none. */
static bool
open_until(const struct calendar *cal, daynum day, int64_t *out)
{
	if (cal->count == 0 || day < cal->first - 1 || day - cal->first >= cal->count)
		return false;
	*out = cal->open_before[day - cal->first + 1];
	return true;
}

bool
calendar_add(const struct calendar *cal, daynum day, int64_t open_days, daynum *day_out)
{
	int64_t until;

	if (open_days < 0 || !open_until(cal, day, &until) || open_days > cal->open_count - until)
		return false;
	*day_out = open_days == 0 ? day : cal->open[until + open_days - 1];
	return true;
}

bool
calendar_count(const struct calendar *cal, daynum from, daynum to, int64_t *out)
{
	int64_t until_from, until_to;

	if (!open_until(cal, from, &until_from) || !open_until(cal, to, &until_to))
		return false;
	*out = until_to - until_from;
	return true;
}

bool
calendar_due(const struct calendar *cal, int64_t utc, int64_t open_days, int64_t *utc_out)
{
	daynum day;

	if (!calendar_add(cal, calendar_day_of(utc), open_days, &day))
		return false;
	*utc_out = calendar_end(day);
	return true;
}

int
calendar_first_year(const struct calendar *cal)
{
	return cal->first_year;
}

int
calendar_last_year(const struct calendar *cal)
{
	return cal->last_year;
}

int
calendar_missing_year(const struct calendar *cal, int64_t now)
{
	struct day today = clock_tokyo(now);

	if (today.year < cal->first_year || today.year > cal->last_year)
		return today.year;
	return today.month >= OCTOBER && today.year == cal->last_year ? today.year + 1 : 0;
}

int64_t
calendar_days(const struct settings *s, const char *department, const char *purpose)
{
	const struct department *d = settings_department(s, department);
	const struct purpose *p = settings_purpose(s, purpose);
	int64_t of_department = d != NULL ? d->due_days : 0, of_purpose = p != NULL ? p->due_days : 0;

	if (of_department > 0 && of_purpose > 0)
		return of_department < of_purpose ? of_department : of_purpose;
	if (of_department > 0 || of_purpose > 0)
		return of_department > 0 ? of_department : of_purpose;
	return s->calendar.due_days;
}
