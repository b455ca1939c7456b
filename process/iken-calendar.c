/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-calendar - shows the open days, counts in them, and loads the national holidays */
#include <sysexits.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "config/text.h"
#include "process/import.h"
#include "spool/calendar.h"
#include "spool/holiday.h"

enum { OPTION_DUE, OPTION_FROM, OPTION_YEAR };
enum { SHOWN_DAYS = 60, MOST_DAYS = 100000 };

static struct run_option options[] = {
	[OPTION_DUE] = { .name = "due", .argument = "DAYS", .help = "the date that is so many open days after today" },
	[OPTION_FROM] = { .name = "from", .argument = "DATE", .help = "count from this date instead, e.g. 2026-12-25" },
	[OPTION_YEAR] = { .name = "year", .argument = "YEAR", .help = "the weekdays of a year on which the office is closed" },
	{ .name = NULL }
};

/* What was asked for, understood. */
struct request {
	int64_t due, year;
	daynum from;
};

static bool
is_given(int option)
{
	return options[option].value != NULL;
}

/* What is wrong with how it was called; NULL when nothing is. */
static const char *
read_request(const struct run *run, struct request *r)
{
	int asked = (is_given(OPTION_DUE) ? 1 : 0) + (is_given(OPTION_YEAR) ? 1 : 0) + run->argument_count;

	if (asked > 1)
		return "one of FILE, --due and --year at a time";
	if (is_given(OPTION_FROM) && !is_given(OPTION_DUE))
		return "--from goes with --due";
	if (is_given(OPTION_DUE) && !text_to_number(options[OPTION_DUE].value, 0, MOST_DAYS, &r->due))
		return "--due wants a number of open days, such as 10";
	if (is_given(OPTION_YEAR) && !text_to_number(options[OPTION_YEAR].value, 1, 9999, &r->year))
		return "--year wants a year, such as 2027";
	if (is_given(OPTION_FROM) && !calendar_date_from_text(options[OPTION_FROM].value, &r->from))
		return "--from wants a date that exists, such as 2026-12-25";
	return NULL;
}

/* "Sat and Sun", with commas where there are more; "" when there is none. */
static char *
weekend_of(void *ctx, const struct list *weekend)
{
	struct buffer b = buffer_init(ctx);

	buffer_string(&b, "");
	for (size_t i = 0; i < weekend->count; i++) {
		const char *day = weekend->item[i];

		if (i != 0)
			buffer_string(&b, i + 1 == weekend->count ? " and " : ", ");
		buffer_printf(&b, "%c%s", *day >= 'a' && *day <= 'z' ? *day - 'a' + 'A' : *day, *day != 0 ? day + 1 : "");
	}
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

/* A day on which the office is not as on each such day of a week. */
static void
print_day(const struct calendar *cal, daynum day)
{
	static const char *const words[] = { [REASON_OPENED] = "open, as calendar.open says",
		[REASON_OWN] = "closed, as calendar.closed says",
		[REASON_EACH_YEAR] = "closed, as calendar.closed_each_year says" };
	enum calendar_reason reason = calendar_reason(cal, day);
	char text[CALENDAR_TEXT];

	if (reason == REASON_HOLIDAY || words[reason] != NULL)
		printf("  %s %s  %s\n", calendar_text(day, text), calendar_weekday(day),
		    reason == REASON_HOLIDAY ? calendar_holiday_name(cal, day) : words[reason]);
}

static void
print_days(struct run *run, const struct calendar *cal, daynum first, daynum last)
{
	char *weekend = weekend_of(run->ctx, &run->settings->calendar.weekend);
	char from[CALENDAR_TEXT], to[CALENDAR_TEXT];

	printf("closed from %s to %s%s%s:\n", calendar_text(first, from), calendar_text(last, to),
	    *weekend != 0 ? ", besides every " : "", weekend);
	for (daynum day = first; day <= last; day++) {
		if (calendar_at(cal, day) == CALENDAR_UNKNOWN) {
			printf("  %s and after: not known\n", calendar_text(day, from));
			return;
		}
		print_day(cal, day);
	}
}

static enum verdict
show(struct run *run, struct ledger *l, const struct calendar *cal)
{
	daynum today = calendar_day_of(clock_now());
	int missing = calendar_missing_year(cal, clock_now());
	struct holidays known;
	enum verdict v = holiday_read(l->db, run->ctx, &known, &run->fault);

	if (v != DONE)
		return v;
	if (known.last_year == 0)
		printf("no holidays are loaded\n");
	else
		printf("holidays of %d to %d are loaded, the last ones since %.10s\n", known.first_year,
		    known.last_year, clock_local(run->ctx, known.imported));
	if (missing != 0)
		printf("warning: %s\n", holiday_missing(run->ctx, missing));
	if (known.last_year != 0)
		print_days(run, cal, today, today + SHOWN_DAYS);
	return DONE;
}

static enum verdict
show_year(struct run *run, const struct calendar *cal, int year)
{
	daynum first = 0, last = 0;

	if (!calendar_date(year, 1, 1, &first) || !calendar_date(year, 12, 31, &last) ||
	    calendar_at(cal, first) == CALENDAR_UNKNOWN)
		return fail(&run->fault, NEVER, "%s", holiday_missing(run->ctx, year));
	print_days(run, cal, first, last);
	return DONE;
}

static enum verdict
show_due(struct run *run, const struct calendar *cal, const struct request *r)
{
	daynum from = is_given(OPTION_FROM) ? r->from : calendar_day_of(clock_now()), day;
	char due[CALENDAR_TEXT], begin[CALENDAR_TEXT];
	int first = calendar_first_year(cal), last = calendar_last_year(cal);

	if (!calendar_add(cal, from, r->due, &day))
		return fail(&run->fault, NEVER, "%lld open days after %s are not within the years whose holidays are "
		    "loaded (%d to %d); nothing is computed beyond them", (long long)r->due, calendar_text(from, begin),
		    first, last);
	printf("%s %s is %lld open day%s after %s %s\n", calendar_text(day, due), calendar_weekday(day),
	    (long long)r->due, r->due == 1 ? "" : "s", calendar_text(from, begin), calendar_weekday(from));
	return DONE;
}

static enum verdict
check(struct run *run, const struct calendar *cal)
{
	int missing = calendar_missing_year(cal, clock_now());

	if (missing != 0)
		return fail(&run->fault, HALT, "%s", holiday_missing(run->ctx, missing));
	printf("holidays of %d to %d are loaded\n", calendar_first_year(cal), calendar_last_year(cal));
	return DONE;
}

static enum verdict
import(struct run *run, struct ledger *l)
{
	struct buffer out = buffer_init(run->ctx);
	enum verdict v = import_holidays(l, run->ctx, run->arguments[0], run->dry_run ? IMPORT_SHOW : IMPORT_STORE,
	    &out, &run->fault);

	if (v != DONE)
		return v;
	fputs(buffer_text(&out), stdout);
	if (run->dry_run)
		puts("nothing was written");
	else
		log_line(LOG_NOTE, "holidays were imported");
	return DONE;
}

static enum verdict
answer(struct run *run, const struct request *r)
{
	bool writes = run->argument_count != 0 && !run->dry_run && !run->check;
	struct calendar *cal;
	struct ledger *l;
	enum verdict v = ledger_open(run->ctx, run->settings, writes ? LEDGER_WRITE : LEDGER_READ, KEYS_OF_OPINIONS, &l, &run->fault);

	if (v == DONE && run->argument_count != 0 && !run->check)
		return import(run, l);
	if (v == DONE)
		v = calendar_load(l, run->ctx, &cal, &run->fault);
	if (v != DONE)
		return v;
	if (run->check)
		return check(run, cal);
	if (is_given(OPTION_DUE))
		return show_due(run, cal, r);
	if (is_given(OPTION_YEAR))
		return show_year(run, cal, (int)r->year);
	return show(run, l, cal);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-calendar", .lock = RUN_UNLOCKED, .synopsis = "[FILE]", .options = options,
		.max_arguments = 1,
		.purpose = "Shows the open days, counts in them, or loads the national holidays of FILE." };
	struct request request = { 0 };
	const char *wrong;

	run_begin(&run, argc, argv);
	wrong = read_request(&run, &request);
	if (wrong == NULL)
		run.verdict = answer(&run, &request);
	else
		fprintf(stderr, "%s: %s\n", run.program, wrong);
	return wrong == NULL ? run_end(&run) : (run_end(&run), EX_USAGE);
}
