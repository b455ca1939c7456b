/* SPDX-License-Identifier: GPL-3.0-or-later */
/* holiday_file - the Cabinet Office's list of national holidays, as it publishes it. */
#include "spool/holiday_file.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/charset.h"

#define HEADER_DAY "国民の祝日・休日月日"
#define HEADER_NAME "国民の祝日・休日名称"
#define DAMAGED "\xef\xbf\xbd"	/* U+FFFD: octets that could not be decoded */

/* Each year since 1955 has had 9 holidays or more, since 1966 more than 10, the last of them in
 * November or December. */
enum { FEW_UNTIL = 1965, FEW = 9, LEAST = 10, NOVEMBER = 11 };

struct row {
	struct holiday holiday;
	int line;
};

struct reader {
	void *ctx;
	const char *name;
	char *rest;			/* the text from the next line on */
	int line;			/* the one that next_line() gave last */
	struct row *row;
	size_t count;
	struct fault *f;
};

static char *
decode(void *ctx, struct bytes content)
{
	struct decoded decoded = charset_to_text(ctx, content, text_is_utf8(content) ? "utf-8" : "cp932");

	return text_from(ctx, (struct bytes){ (unsigned char *)decoded.text, decoded.len }, TEXT_RUNNING, NULL);
}

/* The next line without spaces around it; NULL at the end. */
static char *
next_line(struct reader *r)
{
	char *line = r->rest, *end = strchr(line, '\n');

	if (*line == 0)
		return NULL;
	r->rest = end != NULL ? end + 1 : line + strlen(line);
	if (end != NULL)
		*end = 0;
	r->line++;
	return text_trim(r->ctx, line);
}

/* "name" is name. */
static char *
unquote(void *ctx, const char *field)
{
	char *text = text_trim(ctx, field);
	size_t len = strlen(text);

	if (len < 2 || text[0] != '"' || text[len - 1] != '"')
		return text;
	text[len - 1] = 0;
	return text + 1;
}

/* Cuts a line at its comma; false when it has not exactly two fields with something in each. */
static bool
split(void *ctx, char *line, char **day_out, char **name_out)
{
	char *comma = strchr(line, ',');

	if (comma == NULL || strchr(comma + 1, ',') != NULL)
		return false;
	*comma = 0;
	*day_out = unquote(ctx, line);
	*name_out = unquote(ctx, comma + 1);
	return **day_out != 0 && **name_out != 0;
}

static enum verdict
read_header(struct reader *r)
{
	char *line = next_line(r), *day, *name;

	if (line == NULL || !split(r->ctx, line, &day, &name) || strcmp(day, HEADER_DAY) != 0 ||
	    strcmp(name, HEADER_NAME) != 0)
		return fail(r->f, NEVER, "%s:1: expected the first line of the Cabinet Office's file, "
		    HEADER_DAY "," HEADER_NAME, r->name);
	return DONE;
}

static enum verdict
read_row(struct reader *r, char *line, struct row *row)
{
	char *day, *name;

	if (strstr(line, DAMAGED) != NULL)
		return fail(r->f, NEVER, "%s:%d: expected text in CP932 or UTF-8", r->name, r->line);
	if (!split(r->ctx, line, &day, &name) || strchr(name, '"') != NULL)
		return fail(r->f, NEVER, "%s:%d: expected a date and a name such as 2026/1/1,元日", r->name, r->line);
	if (!calendar_date_from_text(day, &row->holiday.day))
		return fail(r->f, NEVER, "%s:%d: expected a date that exists, such as 2026/1/1", r->name, r->line);
	row->holiday.name = name;
	row->line = r->line;
	return DONE;
}

static enum verdict
read_blank_rest(struct reader *r)
{
	int blank = r->line;

	for (char *line = next_line(r); line != NULL; line = next_line(r))
		if (*line != 0)
			return fail(r->f, NEVER, "%s:%d: expected a date and a name, the line is empty", r->name, blank);
	return DONE;
}

static enum verdict
read_rows(struct reader *r)
{
	enum verdict v = DONE;
	char *line;

	while (v == DONE && (line = next_line(r)) != NULL) {
		if (*line == 0)
			return read_blank_rest(r);
		v = read_row(r, line, &r->row[r->count++]);
	}
	if (v == DONE && r->count == 0)
		return fail(r->f, NEVER, "%s:2: expected a date and a name, the file ends", r->name);
	return v;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->holiday.day != y->holiday.day)
		return x->holiday.day < y->holiday.day ? -1 : 1;
	return x->line - y->line;
}

static enum verdict
check_twice(struct reader *r)
{
	char day[CALENDAR_TEXT];

	for (size_t i = 1; i < r->count; i++)
		if (r->row[i].holiday.day == r->row[i - 1].holiday.day)
			return fail(r->f, NEVER, "%s:%d: expected each date once, %s stands in line %d too", r->name,
			    r->row[i].line, calendar_text(r->row[i].holiday.day, day), r->row[i - 1].line);
	return DONE;
}

/* The rows of one year from first on, in order. */
static enum verdict
check_year(struct reader *r, size_t first, size_t count)
{
	const struct row *last = &r->row[first + count - 1];
	int year = calendar_year_of(last->holiday.day);
	size_t least = year <= FEW_UNTIL ? FEW : LEAST;

	if (count < least)
		return fail(r->f, NEVER, "%s:%d: expected at least %zu holidays in %d, the file has %zu: it is not complete",
		    r->name, last->line, least, year, count);
	if (clock_tokyo(calendar_begin(last->holiday.day)).month < NOVEMBER)
		return fail(r->f, NEVER, "%s:%d: expected holidays of %d up to November: the file is not complete",
		    r->name, last->line, year);
	return DONE;
}

static enum verdict
check_years(struct reader *r)
{
	enum verdict v = DONE;
	size_t first = 0;

	for (size_t i = 1; v == DONE && i <= r->count; i++) {
		int year = calendar_year_of(r->row[first].holiday.day);
		int next = i < r->count ? calendar_year_of(r->row[i].holiday.day) : 0;

		if (next == year)
			continue;
		v = check_year(r, first, i - first);
		if (v == DONE && next > year + 1)
			v = fail(r->f, NEVER, "%s:%d: expected %d after %d: the file is not complete", r->name,
			    r->row[i].line, year + 1, year);
		first = i;
	}
	return v;
}

static struct holidays
take_rows(const struct reader *r)
{
	struct holidays all = { .item = memory_new(r->ctx, r->count * sizeof *all.item), .count = r->count,
		.first_year = calendar_year_of(r->row[0].holiday.day),
		.last_year = calendar_year_of(r->row[r->count - 1].holiday.day) };

	for (size_t i = 0; i < r->count; i++)
		all.item[i] = r->row[i].holiday;
	return all;
}

enum verdict
holiday_file_parse(void *ctx, const char *name, struct bytes content, struct holidays *out, struct fault *f)
{
	struct reader r = { .ctx = ctx, .name = name, .rest = decode(ctx, content), .f = f };
	size_t lines = 1;
	enum verdict v;

	for (const char *p = r.rest; *p != 0; p++)
		lines += *p == '\n' ? 1 : 0;
	r.row = memory_new(ctx, lines * sizeof *r.row);
	v = read_header(&r);
	if (v == DONE)
		v = read_rows(&r);
	if (v != DONE)
		return v;
	qsort(r.row, r.count, sizeof *r.row, compare_rows);
	v = check_twice(&r);
	if (v == DONE)
		v = check_years(&r);
	if (v == DONE)
		*out = take_rows(&r);
	return v;
}
