/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_files - the report as CSV, XLSX and PDF. */
#include "config/memory.h"
#include "report/stats_tables.h"
#include "spool/fonts.h"

/* The tables that there are, in their order. */
static size_t
all_tables(const struct stats_report *r, const struct grid **all)
{
	size_t count = 0;

	for (int i = 0; i < STATS_TABLES; i++)
		if (r->table[i] != NULL)
			all[count++] = r->table[i];
	return count;
}

/* What a page has above its tables. */
static struct grid *
cover(const struct stats_report *r)
{
	struct grid *g = grid_new(r->ctx, stats_title(r));

	grid_column(g, tables_word(r, WORD_ITEM), GRID_TEXT, 40);
	grid_column(g, stats_title(r), GRID_TEXT, 130);
	grid_row(g, false);
	grid_text(g, tables_word(r, WORD_PERIOD));
	grid_text(g, stats_period_days(r, &r->period));
	grid_row(g, false);
	grid_text(g, tables_word(r, WORD_MADE));
	grid_time(g, r->now.now);
	grid_note(g, tables_word(r, WORD_NOTE_MOMENTS));
	grid_note(g, tables_word(r, WORD_NOTE_DAYS));
	return g;
}

static void
add_cell(struct grid *g, const struct grid_cell *c)
{
	if (c == NULL)
		grid_text(g, "");
	else if (c->kind == GRID_TEXT)
		grid_text(g, c->text);
	else if (c->kind == GRID_NUMBER)
		grid_number(g, c->integer);
	else if (c->kind == GRID_SHARE)
		grid_share(g, c->number);
	else if (c->kind == GRID_DAYS)
		grid_days(g, c->number);
	else if (c->kind == GRID_DATE)
		grid_date(g, c->integer);
	else if (c->kind == GRID_TIME)
		grid_time(g, c->integer);
	else
		grid_none(g, c->text);
}

static void
add_line(struct grid *g, const char *text)
{
	grid_row(g, false);
	grid_text(g, text);
}

/* All of a table, title, heads and notes too, as rows of one that holds several. */
static void
join(struct grid *g, const struct grid *more, bool with_heads)
{
	if (with_heads) {
		add_line(g, "");
		add_line(g, more->title);
		grid_row(g, false);
	}
	for (size_t i = 0; with_heads && i < more->columns; i++)
		grid_text(g, more->column[i].title);
	for (size_t i = 0; i < more->rows; i++) {
		grid_row(g, more->row[i].total);
		for (size_t j = 0; j < more->columns; j++)
			add_cell(g, grid_at(more, i, j));
	}
	for (size_t i = 0; i < more->notes; i++)
		add_line(g, more->note[i]);
}

/* A table of tables is none for programs: each begins with a line of its title, and an empty one comes before. */
enum verdict
stats_csv(const struct stats_report *r, enum grid_charset charset, struct buffer *out, struct grid *misfits, struct fault *f)
{
	const struct grid *all[STATS_TABLES + 1];
	size_t count = all_tables(r, all + 1) + 1, columns = 0;
	struct grid *one = grid_new(r->ctx, stats_title(r));

	all[0] = cover(r);
	for (size_t i = 0; i < count; i++)
		columns = all[i]->columns > columns ? all[i]->columns : columns;
	for (size_t i = 0; i < columns; i++)
		grid_column(one, i == 0 ? stats_title(r) : "", GRID_TEXT, 0);
	for (size_t i = 0; i < count; i++)
		join(one, all[i], i != 0);
	return grid_csv(one, charset, out, misfits, f);
}

static void
add_sql(const struct stats_report *r, struct grid **out)
{
	struct grid *g = grid_new(r->ctx, "SQL");

	grid_column(g, "", GRID_TEXT, 20);
	grid_column(g, "SQL", GRID_TEXT, 150);
	for (int i = 0; i < STATISTICS_SQLS; i++) {
		grid_row(g, false);
		grid_text(g, statistics_sql_name((enum statistics_sql)i));
		grid_text(g, statistics_sql_text((enum statistics_sql)i));
	}
	*out = g;
}

enum verdict
stats_xlsx(const struct stats_report *r, struct buffer *out, struct fault *f)
{
	const struct grid *all[STATS_TABLES + 2];
	size_t count = all_tables(r, all + 1) + 1;
	struct grid *sql;

	all[0] = cover(r);
	add_sql(r, &sql);
	all[count++] = sql;
	return grid_xlsx(all, count, r->now.now, out, NULL, f);
}

/* The first page: the summary, with what the cover says. */
static struct grid *
front(const struct stats_report *r)
{
	const struct grid *from = r->table[TABLE_SUMMARY];
	struct grid *g = grid_new(r->ctx, stats_title(r));

	for (size_t i = 0; i < from->columns; i++)
		grid_column(g, from->column[i].title, from->column[i].kind, from->column[i].mm);
	for (size_t i = 0; i < from->rows; i++) {
		grid_row(g, from->row[i].total);
		for (size_t j = 0; j < from->columns; j++)
			add_cell(g, grid_at(from, i, j));
	}
	grid_note(g, must(talloc_asprintf(r->ctx, "%s: %s%s", tables_word(r, WORD_PERIOD), stats_period_days(r, &r->period),
	    r->now.until > r->now.now ? tables_word(r, WORD_RUNNING) : "")));
	for (size_t i = 0; i < from->notes; i++)
		grid_note(g, from->note[i]);
	grid_note(g, tables_word(r, WORD_NOTE_MOMENTS));
	grid_note(g, tables_word(r, WORD_NOTE_DAYS));
	return g;
}

/* Above its table, once: a report that is given out again has them. */
static void
add_charts(const struct stats_report *r, enum stats_table table)
{
	struct picture *charts[STATS_CHARTS_MAX];
	size_t count = r->table[table] != NULL && r->table[table]->pictures == 0 ? stats_charts(r, table, charts) : 0;

	for (size_t i = 0; i < count; i++)
		grid_picture(r->table[table], charts[i]);
}

enum verdict
stats_pdf(const struct stats_report *r, struct buffer *out, struct fault *f)
{
	const struct grid *all[STATS_TABLES];
	struct missing missing = { 0 };
	struct fonts *fonts = NULL;
	struct grid_paper paper = { .office = r->s->office.name, .created = r->now.now, .landscape = true,
		.english = r->language == LANGUAGE_EN };
	size_t count;
	enum verdict v = fonts_open(r->ctx, r->s->print.font, r->s->print.fallback_font, &fonts, f);

	if (v != DONE)
		return v;
	for (int i = 0; i < STATS_TABLES; i++)
		add_charts(r, (enum stats_table)i);
	count = all_tables(r, all);
	all[0] = front(r);
	/* Each combination fills too many pages; it is in the other files. */
	if (r->table[TABLE_ALL] != NULL)
		count--;
	paper.fonts = fonts;
	v = grid_pdf(r->ctx, all, count, &paper, out, &missing, f);
	talloc_free(fonts);
	fonts_end_of_program();
	return v;
}
