/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * due-loop - how fast due days are counted.
 *
 * usage: due-loop HOLIDAYS COUNT FILE
 * Takes the last three years of HOLIDAYS (syukujitsu.csv), closed on weekends and from 29 December to 3 January,
 * and counts COUNT due days of random moments, 1 to 20 open days later. Writes "MOMENT DAYS DUE" of each
 * to FILE (UTC seconds), and prints "SECONDS PROCESSOR_SECONDS KILOBYTES COUNT" of the counting.
 */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "config/memory.h"
#include "spool/calendar.h"
#include "spool/holiday_file.h"

enum { YEARS = 3, DAYS_MAX = 20 };

struct question {
	int64_t utc, days, due;
};

static _Noreturn void
die(const char *what, const char *why)
{
	fprintf(stderr, "due-loop: %s: %s\n", what, why);
	exit(1);
}

/* splitmix64 (Vigna): the same moments on every machine. */
static int64_t
draw(uint64_t *state, int64_t below)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (int64_t)((z ^ z >> 31) % (uint64_t)below);
}

static struct calendar *
make_calendar(void *ctx, const char *path)
{
	static char sat[] = "sat", sun[] = "sun", a[] = "12-29", b[] = "12-30", c[] = "12-31", d[] = "01-01",
		e[] = "01-02", g[] = "01-03";
	static char *weekend[] = { sat, sun }, *each_year[] = { a, b, c, d, e, g };
	struct calendar_settings s = { .weekend = { weekend, 2 }, .closed_each_year = { each_year, 6 } };
	static char text[HOLIDAY_FILE_MAX];
	struct holidays h;
	struct fault f = { "" };
	FILE *in = fopen(path, "r");
	size_t len, from = 0;
	int first;

	if (in == NULL)
		die(path, strerror(errno));
	len = fread(text, 1, sizeof text, in);
	fclose(in);
	if (holiday_file_parse(ctx, path, (struct bytes){ (unsigned char *)text, len }, &h, &f) != DONE)
		die(path, f.text);
	first = h.last_year - YEARS + 1;
	while (from < h.count && calendar_year_of(h.item[from].day) < first)
		from++;
	return calendar_make(ctx, &s, h.item + from, h.count - from, first, h.last_year);
}

/* All of them can be answered: they do not reach beyond the last year. */
static void
ask(const struct calendar *cal, struct question *q, long count)
{
	uint64_t state = 1;
	daynum first = 0, end = 0;

	if (!calendar_date(calendar_first_year(cal), 1, 1, &first) ||
	    !calendar_date(calendar_last_year(cal), 11, 1, &end))
		die("calendar", "no year is known");
	for (long i = 0; i < count; i++) {
		q[i].utc = calendar_begin(first) + draw(&state, ((int64_t)end - first) * 86400);
		q[i].days = 1 + draw(&state, DAYS_MAX);
	}
}

static double
clock_seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
answer(const struct calendar *cal, struct question *q, long count)
{
	double began = clock_seconds(CLOCK_MONOTONIC), used = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
	struct rusage usage;

	for (long i = 0; i < count; i++)
		if (!calendar_due(cal, q[i].utc, q[i].days, &q[i].due))
			die("calendar", "a day is not known");
	began = clock_seconds(CLOCK_MONOTONIC) - began;
	used = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
	getrusage(RUSAGE_SELF, &usage);
	printf("%.6f %.6f %ld %ld\n", began, used, usage.ru_maxrss, count);
}

int
main(int argc, char **argv)
{
	void *ctx = must(talloc_new(NULL));
	struct calendar *cal;
	struct question *q;
	long count;
	FILE *out;

	if (argc != 4) {
		fprintf(stderr, "usage: due-loop HOLIDAYS COUNT FILE\n");
		return 64;
	}
	count = strtol(argv[2], NULL, 10);
	cal = make_calendar(ctx, argv[1]);
	q = memory_new(ctx, (size_t)(count + 1) * sizeof *q);
	ask(cal, q, count);
	answer(cal, q, count);
	out = fopen(argv[3], "w");
	for (long i = 0; out != NULL && i < count; i++)
		fprintf(out, "%lld %lld %lld\n", (long long)q[i].utc, (long long)q[i].days, (long long)q[i].due);
	if (out == NULL || fclose(out) != 0)
		die(argv[3], strerror(errno));
	talloc_free(ctx);
	return 0;
}
