/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_html - the report as one page that needs nothing else: no script, no font, no file beside it. */
#include "config/clock.h"
#include "config/memory.h"
#include "report/stats_style.h"
#include "report/stats_tables.h"
#include "spool/html.h"
#include "spool/picture.h"

/* The parts of an address within the page. */
static const char *const ids[STATS_TABLES] = {
	[TABLE_SUMMARY] = "summary", [TABLE_COURSE] = "course", [TABLE_CHANNEL_PURPOSE] = "channel-purpose",
	[TABLE_DEPARTMENT_PURPOSE] = "department-purpose", [TABLE_DEPARTMENT_TIME] = "department-time",
	[TABLE_DAYS_PURPOSE] = "days-purpose", [TABLE_DAYS_DEPARTMENT] = "days-department", [TABLE_DAYS_CHANNEL] = "days-channel",
	[TABLE_LETTERS] = "letters", [TABLE_CAMPAIGNS] = "campaigns", [TABLE_WAYS] = "ways", [TABLE_REASONS] = "reasons", [TABLE_OPEN_NOW] = "open-now",
	[TABLE_ALL] = "all",
};

/* Each combination is a matter for programs: it is in the tables' files. */
static bool
is_shown(const struct stats_report *r, int table)
{
	return r->table[table] != NULL && table != TABLE_ALL;
}

static void
put(struct buffer *out, const char *before, const char *text, const char *after)
{
	buffer_string(out, before);
	html_escape(text, out);
	buffer_string(out, after);
}

static void
put_head(const struct stats_report *r, struct buffer *out)
{
	const struct office *o = &r->s->office;

	buffer_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n", tables_word(r, WORD_LANG));
	put(out, "<title>", stats_title(r), "</title>\n<style>\n");
	buffer_string(out, stats_style);
	put(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">", tables_word(r, WORD_SKIP), "</a>\n<header>\n<p>");
	html_escape(o->name, out);
	if (o->section[0] != 0)
		put(out, r->language == LANGUAGE_EN ? ", " : "　", o->section, "");
	put(out, "</p>\n<h1>", stats_title(r), "</h1>\n<dl class=\"facts\">\n");
	put(out, "<dt>", tables_word(r, WORD_PERIOD), "</dt><dd>");
	put(out, "", stats_period_days(r, &r->period), "");
	put(out, "", r->now.until > r->now.now ? tables_word(r, WORD_RUNNING) : "", "</dd>\n");
	put(out, "<dt>", tables_word(r, WORD_MADE), "</dt><dd>");
	put(out, "", clock_local(r->ctx, r->now.now), "</dd>\n</dl>\n</header>\n");
}

static void
put_contents(const struct stats_report *r, struct buffer *out)
{
	put(out, "<nav aria-label=\"", tables_word(r, WORD_CONTENTS), "\">\n<ol>\n");
	for (int i = 0; i < STATS_TABLES; i++) {
		if (!is_shown(r, i))
			continue;
		buffer_printf(out, "<li><a href=\"#%s\">", ids[i]);
		put(out, "", r->table[i]->title, "</a></li>\n");
	}
	put(out, "<li><a href=\"#method\">", tables_word(r, WORD_METHOD), "</a></li>\n</ol>\n</nav>\n");
}

static void
put_table(const struct stats_report *r, int table, struct buffer *out)
{
	const struct grid *g = r->table[table];
	const char *id = must(talloc_asprintf(r->ctx, "%s-head", ids[table]));
	struct picture *charts[STATS_CHARTS_MAX];
	size_t count;

	buffer_printf(out, "<section id=\"%s\">\n<h2 id=\"%s\">", ids[table], id);
	put(out, "", g->title, "</h2>\n");
	count = stats_charts(r, (enum stats_table)table, charts);
	for (size_t i = 0; i < count; i++)
		picture_svg(charts[i], tables_word(r, WORD_CHART_DESC), out);
	/* Who has no mouse can move a wide table, too. */
	buffer_printf(out, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-labelledby=\"%s\">\n", id);
	grid_html(g, "", id, out);
	buffer_string(out, "</div>\n</section>\n");
}

static void
put_method(const struct stats_report *r, struct buffer *out)
{
	put(out, "<section id=\"method\">\n<h2>", tables_word(r, WORD_METHOD), "</h2>\n<p>");
	put(out, "", tables_word(r, WORD_NOTE_MOMENTS), "</p>\n<p>");
	put(out, "", tables_word(r, WORD_NOTE_DAYS), "</p>\n");
	put(out, "<h3>", tables_word(r, WORD_SQL), "</h3>\n");
	for (int i = 0; i < STATISTICS_SQLS; i++) {
		put(out, "<p>", statistics_sql_name((enum statistics_sql)i), "</p>\n<pre>");
		put(out, "", statistics_sql_text((enum statistics_sql)i), "</pre>\n");
	}
	buffer_string(out, "</section>\n");
}

void
stats_html(const struct stats_report *r, struct buffer *out)
{
	put_head(r, out);
	put_contents(r, out);
	buffer_string(out, "<main id=\"main\">\n");
	for (int i = 0; i < STATS_TABLES; i++)
		if (is_shown(r, i))
			put_table(r, i, out);
	put_method(r, out);
	buffer_string(out, "</main>\n</body>\n</html>\n");
}
