/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearse_day - lives through a day: what the crontab says, minute by minute, with the clock of the settings. */
#include "report/rehearse_day.h"

#include <stdio.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/programs.h"
#include "config/text.h"

enum { MINUTE = 60, DAY = 86400, WORDS_MAX = 12, SECONDS_MAX = 3600 };

/* ---- the crontab ---- */

/* Takes the digits at *p; -1: there are none, or far too many. */
static int
take_number(const char **p)
{
	int number = 0, digits = 0;

	for (; text_is_digit(**p); ++*p, digits++)
		number = digits < 6 ? number * 10 + (**p - '0') : -1;
	return digits != 0 && digits <= 6 ? number : -1;
}

/* "5", "1-5", "*", with a step behind a slash or not. */
static bool
part_fits(const char *part, int value, int first, int last)
{
	const char *p = part;
	int from = first, to = last, every = 1;

	if (*p == '*') {
		p++;
	} else {
		from = to = take_number(&p);
		if (*p == '-') {
			p++;
			to = take_number(&p);
		}
	}
	if (*p == '/') {
		p++;
		every = take_number(&p);
	}
	return *p == 0 && from >= 0 && every > 0 && value >= from && value <= to && (value - from) % every == 0;
}

static bool
field_fits(void *ctx, const char *field, int value, int first, int last)
{
	while (*field != 0) {
		size_t len = strcspn(field, ",");

		if (part_fits(must(talloc_strndup(ctx, field, len)), value, first, last))
			return true;
		field += len + (field[len] == ',');
	}
	return false;
}

static char *
next_word(void *ctx, const char **p)
{
	size_t len;
	char *word;

	*p += strspn(*p, " \t");
	len = strcspn(*p, " \t\n");
	word = must(talloc_strndup(ctx, *p, len));
	*p += len;
	return word;
}

bool
rehearse_due(void *ctx, const char *line, int64_t at, const char **command_out)
{
	const struct day d = clock_tokyo(at);
	const int value[] = { d.minute, d.hour, d.day, d.month, d.weekday }, first[] = { 0, 0, 1, 1, 0 }, last[] = { 59, 23, 31, 12, 7 };
	const char *p = line + strspn(line, " \t"), *field[5];
	bool day_named, weekday_named, day, weekday;

	if (!text_is_digit(*p) && *p != '*')
		return false;
	for (int i = 0; i < 5; i++)
		field[i] = next_word(ctx, &p);
	p += strspn(p, " \t");
	if (strncmp(p, "iken ", 5) != 0)
		return false;
	*command_out = text_trim(ctx, must(talloc_strndup(ctx, p, strcspn(p, "|><&;\n"))));
	for (int i = 0; i < 2; i++)
		if (!field_fits(ctx, field[i], value[i], first[i], last[i]))
			return false;
	/* As cron does: where both days are named one of them is enough. */
	day_named = *field[2] != '*';
	weekday_named = *field[4] != '*';
	day = field_fits(ctx, field[2], value[2], first[2], last[2]);
	weekday = field_fits(ctx, field[4], value[4], first[4], last[4]) || (value[4] == 0 && field_fits(ctx, field[4], 7, 0, 7));
	return field_fits(ctx, field[3], value[3], first[3], last[3]) &&
	    (day_named && weekday_named ? day || weekday : day && weekday);
}

/* ---- a program ---- */

/* What says why: the first of those that begin with FAIL (iken check), else the first. */
static const char *
telling_line(void *ctx, const struct buffer *output)
{
	const char *text = buffer_text(output), *at = text_starts(text, "FAIL") ? NULL : strstr(text, "\nFAIL");
	char *line;

	text = at != NULL ? at + 1 : text;
	line = must(talloc_strndup(ctx, text, strcspn(text, "\n")));
	text_make_line(line);
	return line;
}

static void
note_failure(struct run *run, struct rehearse_day *day, int64_t at, const char *command, int status, const struct buffer *output)
{
	day->failure = must(talloc_realloc(run->ctx, day->failure, struct rehearse_failure, day->failure_count + 1));
	day->failure[day->failure_count++] = (struct rehearse_failure){ at, must(talloc_strdup(run->ctx, command)), status,
		telling_line(run->ctx, output) };
}

static enum verdict
run_command(struct run *run, const struct rehearse_settings *r, const char *command, int64_t at, struct rehearse_day *day,
    struct fault *f)
{
	void *ctx = must(talloc_new(run->ctx));
	const char *p = command + strlen("iken");
	char *name = next_word(ctx, &p), *argv[WORDS_MAX + 4], *path;
	struct buffer output = buffer_init(ctx);
	bool round = strcmp(name, "run") == 0;
	int argc = 0, status = 0;
	enum verdict v;

	path = round ? must(talloc_asprintf(ctx, "%s/iken", programs_folder(ctx))) : program_path(ctx, name);
	argv[argc++] = must(round ? talloc_strdup(ctx, "iken") : talloc_asprintf(ctx, "iken-%s", name));
	argv[argc++] = must(talloc_strdup(ctx, "-c"));
	argv[argc++] = must(talloc_strdup(ctx, r->file));
	if (round)
		argv[argc++] = name;
	while (*(p += strspn(p, " \t")) != 0 && argc < WORDS_MAX)
		argv[argc++] = next_word(ctx, &p);
	argv[argc] = NULL;
	if (path == NULL) {
		note_failure(run, day, at, command, 127, &output);
		talloc_free(ctx);
		return DONE;
	}
	v = program_run(path, argv, SECONDS_MAX, &output, &status, f);
	*(round ? &day->rounds : &day->jobs) += 1;
	if (v == DONE && status != 0)
		note_failure(run, day, at, command, status, &output);
	talloc_free(ctx);
	return v;
}

/* ---- the day ---- */

static bool
is_round(const char *command)
{
	return strcmp(command, "iken run") == 0;
}

/* No backup is made of the copy: in it, it would be one more that holds everything. */
static bool
is_left_out(const char *command)
{
	return strcmp(command, "iken backup") == 0 || text_starts(command, "iken backup ");
}

static bool
is_time_of_round(const struct rehearse_hours *h, int64_t second)
{
	return second >= h->open && second <= h->close && (second - h->open) % h->step == 0;
}

/* Everything that the crontab begins in this minute. */
static enum verdict
live_minute(struct run *run, const struct rehearse_settings *r, const char *crontab, const struct rehearse_hours *h, int64_t at,
    struct rehearse_day *day, struct fault *f)
{
	void *ctx = must(talloc_new(run->ctx));
	bool told = false;
	enum verdict v = DONE;

	for (const char *line = crontab; v == DONE && *line != 0; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *command;

		if (!rehearse_due(ctx, line, at, &command) || is_left_out(command) || (is_round(command) && !is_time_of_round(h, at - h->day)))
			continue;
		if (!told)
			v = rehearse_settings_at(r, at, f);
		told = true;
		if (v == DONE)
			v = run_command(run, r, command, at, day, f);
	}
	talloc_free(ctx);
	return v;
}

enum verdict
rehearse_day(struct run *run, const struct rehearse_settings *r, const char *crontab, const struct rehearse_hours *hours,
    struct rehearse_day *out, struct fault *f)
{
	enum verdict v = DONE;

	*out = (struct rehearse_day){ .rounds = 0 };
	for (int64_t at = hours->day; v == DONE && at < hours->day + DAY; at += MINUTE) {
		if (!run_goes_on(run))
			return fail(f, LATER, "stopped at %s", clock_local(run->ctx, at));
		v = live_minute(run, r, crontab, hours, at, out, f);
	}
	return v;
}
