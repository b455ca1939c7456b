/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_tables - the tables of a report, filled from what was counted. */
#include "report/stats_tables.h"

#include "config/memory.h"
#include "report/stats_suppress.h"

const char *
tables_word(const struct stats_report *r, enum word word)
{
	return stats_word(r->language, word);
}

/* ---- cells ------------------------------------------------------------------------------------------------------- */

void
tables_number(struct grid *g, int64_t number, bool hidden)
{
	if (hidden)
		grid_none(g, "x");
	else
		grid_number(g, number);
}

/* In public, a number that stands in no sum. */
bool
tables_small(const struct stats_report *r, int64_t number)
{
	return number > 0 && number < r->least;
}

void
tables_share(struct grid *g, int64_t part, int64_t whole, bool hidden)
{
	if (hidden)
		grid_none(g, "x");
	else if (whole == 0)
		grid_none(g, NOTHING);
	else
		grid_share(g, (double)per_mille(part, whole) / 1000);
}

/* By how much it is more than before. */
void
tables_change(struct grid *g, int64_t now, int64_t before, bool hidden)
{
	int64_t by = now > before ? now - before : before - now;

	if (hidden)
		grid_none(g, "x");
	else if (before == 0)
		grid_none(g, NOTHING);
	else
		grid_share(g, (double)(now > before ? per_mille(by, before) : -per_mille(by, before)) / 1000);
}

void
tables_median(struct grid *g, const struct days *d, bool hidden)
{
	if (hidden)
		grid_none(g, "x");
	else if (d->count == 0)
		grid_none(g, NOTHING);
	else
		grid_days(g, (double)days_median_twice(d) / 2);
}

void
tables_ninetieth(struct grid *g, const struct days *d, bool hidden)
{
	if (hidden)
		grid_none(g, "x");
	else if (d->count == 0)
		grid_none(g, NOTHING);
	else
		grid_days(g, (double)days_percentile(d, 90));
}

/* ---- notes ------------------------------------------------------------------------------------------------------- */

/* "数え方 S1、S2": where a table's numbers come from. */
void
tables_source(const struct stats_report *r, struct grid *g, const enum statistics_sql *sql)
{
	struct buffer b = buffer_init(r->ctx);

	buffer_printf(&b, "%s: ", tables_word(r, WORD_SOURCE));
	for (size_t i = 0; sql[i] != STATISTICS_SQLS; i++)
		buffer_printf(&b, "%s%s", i == 0 ? "" : ", ", statistics_sql_name(sql[i]));
	grid_note(g, buffer_text(&b));
}

static void
note_small(const struct stats_report *r, struct grid *g)
{
	/* The words have one %lld. */
	const char *words = tables_word(r, WORD_NOTE_SMALL), *hole = strstr(words, "%lld");

	if (r->least > 1)
		grid_note(g, must(talloc_asprintf(r->ctx, "%.*s%lld%s", (int)(hole - words), words, (long long)r->least, hole + 4)));
}

static struct grid *
begin(struct stats_report *r, enum stats_table table, enum word title)
{
	r->table[table] = grid_new(r->ctx, tables_word(r, title));
	return r->table[table];
}

static void
column(const struct stats_report *r, struct grid *g, enum word title, enum grid_kind kind)
{
	grid_column(g, tables_word(r, title), kind, kind == GRID_TEXT ? 45 : 22);
}

static void
year_before_column(const struct stats_report *r, struct grid *g, enum word title, enum grid_kind kind)
{
	grid_column(g, must(talloc_asprintf(r->ctx, "%s %s", tables_word(r, WORD_BEFORE), tables_word(r, title))), kind, 22);
}

/* ---- two axes ---------------------------------------------------------------------------------------------------- */

/* Received by two axes, with sums, and the sums of the year before. */
static void
fill_cross(struct stats_report *r, struct grid *g, enum axis row, enum axis col, const int64_t *value, const bool *hidden)
{
	const struct stats_axis *rows = &r->axis[row], *columns = &r->axis[col];

	for (size_t i = 0; i < rows->count; i++) {
		grid_row(g, false);
		grid_text(g, rows->name[i]);
		for (size_t j = 0; j < columns->count; j++)
			tables_number(g, value[i * columns->count + j], hidden[i * columns->count + j]);
		tables_number(g, rows->received[i], rows->received_hidden[i]);
		tables_number(g, rows->before[i], rows->before_hidden[i]);
		tables_change(g, rows->received[i], rows->before[i], rows->received_hidden[i] || rows->before_hidden[i]);
	}
	grid_row(g, true);
	grid_text(g, tables_word(r, WORD_TOTAL));
	for (size_t j = 0; j < columns->count; j++)
		tables_number(g, columns->received[j], columns->received_hidden[j]);
	tables_number(g, r->now.received, tables_small(r, r->now.received));
	tables_number(g, r->before.received, tables_small(r, r->before.received));
	tables_change(g, r->now.received, r->before.received, tables_small(r, r->now.received) || tables_small(r, r->before.received));
}

static void
make_cross(struct stats_report *r, enum stats_table table, enum word title, enum word row_word, enum axis row, enum axis col)
{
	struct grid *g = begin(r, table, title);
	const struct stats_axis *rows = &r->axis[row], *columns = &r->axis[col];
	const int64_t *all = statistics_cross(r->ctx, &r->now, row, col);
	int64_t *value = memory_new(r->ctx, (rows->count * columns->count + 1) * sizeof *value);
	bool *hidden = memory_new(r->ctx, rows->count * columns->count + 1);
	const struct suppress_table t = { value, rows->count, columns->count, rows->received_hidden, columns->received_hidden,
		r->least };

	column(r, g, row_word, GRID_TEXT);
	for (size_t j = 0; j < columns->count; j++)
		grid_column(g, columns->name[j], GRID_NUMBER, 20);
	column(r, g, WORD_TOTAL, GRID_NUMBER);
	column(r, g, WORD_BEFORE, GRID_NUMBER);
	column(r, g, WORD_CHANGE, GRID_SHARE);
	for (size_t i = 0; i < rows->count; i++)
		for (size_t j = 0; j < columns->count; j++)
			value[i * columns->count + j] = all[rows->code[i] * r->now.codes[col].count + columns->code[j]];
	if (r->least > 0)
		suppress_table(&t, hidden);
	fill_cross(r, g, row, col, value, hidden);
	grid_note(g, tables_word(r, WORD_NOTE_ROUND));
	note_small(r, g);
	tables_source(r, g, (const enum statistics_sql[]){ SQL_RECEIVED, SQL_RECEIVED_COUNT, STATISTICS_SQLS });
}

/* ---- departments and time ---------------------------------------------------------------------------------------- */

/* The quarters of a year, the months of a quarter. */
static size_t
times_of(const struct stats_report *r, size_t *parts_each)
{
	*parts_each = r->now.parts == STATISTICS_PARTS ? 3 : 1;
	return r->now.parts / *parts_each;
}

static const char *
time_words(const struct stats_report *r, size_t time)
{
	if (r->now.parts == STATISTICS_PARTS)
		return must(talloc_asprintf(r->ctx, r->language == LANGUAGE_EN ? "Q%zu" : "第%zu四半期", time + 1));
	return stats_step_words(r, time);
}

static void
fill_times(struct stats_report *r, struct grid *g, size_t times, size_t each, int64_t *value, int64_t *sum)
{
	const struct stats_axis *rows = &r->axis[AXIS_DEPARTMENT];
	bool *hidden = memory_new(r->ctx, rows->count * times + 1), *sum_hidden = memory_new(r->ctx, times + 1);
	const struct suppress_table t = { value, rows->count, times, rows->received_hidden, sum_hidden, r->least };

	for (size_t j = 0; j < times; j++)
		sum_hidden[j] = each == 1 && j < r->now.steps ? r->step_hidden[j] : r->least > 0 && sum[j] > 0 && sum[j] < r->least;
	if (each != 1 && r->least > 0)
		suppress_line(sum, times, r->least, sum_hidden);
	if (r->least > 0)
		suppress_table(&t, hidden);
	for (size_t i = 0; i <= rows->count; i++) {
		bool all = i == rows->count;

		grid_row(g, all);
		grid_text(g, all ? tables_word(r, WORD_TOTAL) : rows->name[i]);
		for (size_t j = 0; j < times; j++)
			tables_number(g, all ? sum[j] : value[i * times + j], all ? sum_hidden[j] : hidden[i * times + j]);
		tables_number(g, all ? r->now.received : rows->received[i], all ? tables_small(r, r->now.received) : rows->received_hidden[i]);
		tables_number(g, all ? r->before.received : rows->before[i], all ? tables_small(r, r->before.received) : rows->before_hidden[i]);
	}
}

static void
make_times(struct stats_report *r)
{
	const struct stat_line *line = statistics_along(r->ctx, &r->now, AXIS_DEPARTMENT);
	const struct stats_axis *rows = &r->axis[AXIS_DEPARTMENT];
	size_t each, times = times_of(r, &each);
	int64_t *value, *sum;
	struct grid *g;

	if (times < 2)
		return;
	g = begin(r, TABLE_DEPARTMENT_TIME, WORD_DEPARTMENT_TIME);
	value = memory_new(r->ctx, (rows->count * times + 1) * sizeof *value);
	sum = memory_new(r->ctx, times * sizeof *sum);
	for (size_t i = 0; i < rows->count; i++) {
		for (size_t part = 0; part < r->now.parts; part++) {
			value[i * times + part / each] += line[rows->code[i]].received_in[part];
			sum[part / each] += line[rows->code[i]].received_in[part];
		}
	}
	column(r, g, WORD_DEPARTMENT, GRID_TEXT);
	for (size_t j = 0; j < times; j++)
		grid_column(g, time_words(r, j), GRID_NUMBER, 22);
	column(r, g, WORD_TOTAL, GRID_NUMBER);
	column(r, g, WORD_BEFORE, GRID_NUMBER);
	fill_times(r, g, times, each, value, sum);
	note_small(r, g);
	tables_source(r, g, (const enum statistics_sql[]){ SQL_RECEIVED, SQL_RECEIVED_COUNT, STATISTICS_SQLS });
}

/* ---- days -------------------------------------------------------------------------------------------------------- */

static void
put_days(struct grid *g, int64_t answered, const struct days *d, bool hidden)
{
	tables_number(g, answered, hidden);
	tables_median(g, d, hidden);
	tables_ninetieth(g, d, hidden);
	tables_share(g, d->in_time, d->dated, hidden);
}

static void
put_days_before(struct grid *g, int64_t answered, const struct days *d, bool hidden)
{
	tables_number(g, answered, hidden);
	tables_median(g, d, hidden);
	tables_share(g, d->in_time, d->dated, hidden);
}

static void
make_days(struct stats_report *r, enum stats_table table, enum word title, enum word row_word, enum axis axis)
{
	struct grid *g = begin(r, table, title);
	const struct stats_axis *rows = &r->axis[axis];
	const char *words = tables_word(r, WORD_NOTE_UNKNOWN), *hole = strstr(words, "%lld");

	column(r, g, row_word, GRID_TEXT);
	column(r, g, WORD_ANSWERED, GRID_NUMBER);
	column(r, g, WORD_MEDIAN, GRID_DAYS);
	column(r, g, WORD_NINETIETH, GRID_DAYS);
	column(r, g, WORD_IN_TIME, GRID_SHARE);
	year_before_column(r, g, WORD_ANSWERED, GRID_NUMBER);
	year_before_column(r, g, WORD_MEDIAN, GRID_DAYS);
	year_before_column(r, g, WORD_IN_TIME, GRID_SHARE);
	for (size_t i = 0; i < rows->count; i++) {
		grid_row(g, false);
		grid_text(g, rows->name[i]);
		put_days(g, rows->answered[i], rows->days[i], rows->answered_hidden[i]);
		put_days_before(g, rows->answered_before[i], rows->days_before[i], rows->answered_before_hidden[i]);
	}
	grid_row(g, true);
	grid_text(g, tables_word(r, WORD_TOTAL));
	put_days(g, r->now.answered, &r->now.days, tables_small(r, r->now.answered));
	put_days_before(g, r->before.answered, &r->before.days, tables_small(r, r->before.answered));
	if (r->now.days.unknown > 0)
		grid_note(g, must(talloc_asprintf(r->ctx, "%.*s%lld%s", (int)(hole - words), words, (long long)r->now.days.unknown,
		    hole + 4)));
	grid_note(g, tables_word(r, WORD_NOTE_ROUND));
	note_small(r, g);
	tables_source(r, g, (const enum statistics_sql[]){ SQL_ANSWERED, SQL_ANSWERED_COUNT, SQL_PAUSES, STATISTICS_SQLS });
}

/* ---- all combinations -------------------------------------------------------------------------------------------- */

static const struct stat_cell *
find_cell(const struct statistics *s, const struct coordinates *where)
{
	for (size_t i = 0; i < s->cells; i++)
		if (memcmp(&s->cell[i].where, where, sizeof *where) == 0)
			return &s->cell[i];
	return NULL;
}

static const char *
name_along(const struct stats_report *r, enum axis axis, uint32_t code)
{
	for (size_t i = 0; i < r->axis[axis].count; i++)
		if (r->axis[axis].code[i] == code)
			return r->axis[axis].name[i];
	return "";
}

static void
put_cell(struct stats_report *r, struct grid *g, struct coordinates w, const struct stat_cell *now,
    const struct stat_cell *before)
{
	static const struct stat_cell none;

	now = now != NULL ? now : &none;
	before = before != NULL ? before : &none;
	if (now->received + now->answered + before->received == 0)
		return;
	grid_row(g, false);
	for (int axis = 0; axis < AXES; axis++)
		grid_text(g, name_along(r, (enum axis)axis, w.at[axis]));
	grid_number(g, now->received);
	grid_number(g, before->received);
	put_days(g, now->answered, &now->days, false);
}

static int
compare_cells(const void *a, const void *b)
{
	const struct stat_cell *x = a, *y = b;

	for (int axis = 0; axis < AXES; axis++)
		if (x->where.at[axis] != y->where.at[axis])
			return x->where.at[axis] < y->where.at[axis] ? -1 : 1;
	return 0;
}

static void
make_all(struct stats_report *r)
{
	struct grid *g = begin(r, TABLE_ALL, WORD_ALL);
	struct stat_cell *now = r->now.cell;
	const struct stat_cell *before = r->before.cell;

	column(r, g, WORD_CHANNEL, GRID_TEXT);
	column(r, g, WORD_PURPOSE, GRID_TEXT);
	column(r, g, WORD_DEPARTMENT, GRID_TEXT);
	column(r, g, WORD_RECEIVED, GRID_NUMBER);
	year_before_column(r, g, WORD_RECEIVED, GRID_NUMBER);
	column(r, g, WORD_ANSWERED, GRID_NUMBER);
	column(r, g, WORD_MEDIAN, GRID_DAYS);
	column(r, g, WORD_NINETIETH, GRID_DAYS);
	column(r, g, WORD_IN_TIME, GRID_SHARE);
	qsort(now, r->now.cells, sizeof *now, compare_cells);
	for (size_t i = 0; now != NULL && i < r->now.cells; i++)
		put_cell(r, g, now[i].where, &now[i], find_cell(&r->before, &now[i].where));
	for (size_t i = 0; before != NULL && i < r->before.cells; i++)
		if (find_cell(&r->now, &before[i].where) == NULL)
			put_cell(r, g, before[i].where, NULL, &before[i]);
	grid_row(g, true);
	grid_text(g, tables_word(r, WORD_TOTAL));
	grid_text(g, "");
	grid_text(g, "");
	grid_number(g, r->now.received);
	grid_number(g, r->before.received);
	put_days(g, r->now.answered, &r->now.days, false);
	tables_source(r, g, (const enum statistics_sql[]){ SQL_RECEIVED, SQL_ANSWERED, SQL_PAUSES, STATISTICS_SQLS });
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

void
stats_tables(struct stats_report *r)
{
	tables_summary(r, begin(r, TABLE_SUMMARY, WORD_SUMMARY));
	tables_course(r, begin(r, TABLE_COURSE, WORD_COURSE));
	make_cross(r, TABLE_CHANNEL_PURPOSE, WORD_CHANNEL_PURPOSE, WORD_CHANNEL, AXIS_CHANNEL, AXIS_PURPOSE);
	make_cross(r, TABLE_DEPARTMENT_PURPOSE, WORD_DEPARTMENT_PURPOSE, WORD_DEPARTMENT, AXIS_DEPARTMENT, AXIS_PURPOSE);
	make_times(r);
	make_days(r, TABLE_DAYS_PURPOSE, WORD_DAYS_PURPOSE, WORD_PURPOSE, AXIS_PURPOSE);
	make_days(r, TABLE_DAYS_DEPARTMENT, WORD_DAYS_DEPARTMENT, WORD_DEPARTMENT, AXIS_DEPARTMENT);
	make_days(r, TABLE_DAYS_CHANNEL, WORD_DAYS_CHANNEL, WORD_CHANNEL, AXIS_CHANNEL);
	tables_letters(r, begin(r, TABLE_LETTERS, WORD_LETTERS));
	tables_campaigns(r, begin(r, TABLE_CAMPAIGNS, WORD_CAMPAIGN_LIST));
	tables_ways(r, begin(r, TABLE_WAYS, WORD_WAYS));
	tables_reasons(r, begin(r, TABLE_REASONS, WORD_REASONS));
	if (r->for_public)
		return;
	tables_open_now(r, begin(r, TABLE_OPEN_NOW, WORD_OPEN_NOW));
	make_all(r);
}
