/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_campaigns - the report's numbers of the same letter from many. */
#include "config/memory.h"
#include "report/stats_suppress.h"
#include "report/stats_tables.h"

enum { CAMPAIGN_LEAST = 2 };

/* ---- beside letters and people ----------------------------------------------------------------------------------- */

/* Received, letters of campaigns and matters: two of them tell the third, the number of campaigns being told. So the last two are
 * hidden together. */
static bool
letters_hidden(const struct stats_report *r, const struct statistics *s)
{
	return s->campaign_letters > 0 && (tables_small(r, s->campaign_letters) || tables_small(r, statistics_matters(s)));
}

static bool
matters_hidden(const struct stats_report *r, const struct statistics *s)
{
	return letters_hidden(r, s) || tables_small(r, statistics_matters(s));
}

static void
compare(const struct stats_report *r, struct grid *g, enum word item, const int64_t number[2], const bool hidden[2])
{
	grid_row(g, false);
	grid_text(g, tables_word(r, item));
	tables_number(g, number[0], hidden[0]);
	tables_number(g, number[1], hidden[1]);
	tables_change(g, number[0], number[1], hidden[0] || hidden[1]);
}

void
tables_campaign_rows(const struct stats_report *r, struct grid *g)
{
	const struct statistics *a = &r->now, *b = &r->before;

	compare(r, g, WORD_CAMPAIGNS, (const int64_t[]){ (int64_t)a->campaigns, (int64_t)b->campaigns }, (const bool[]){ false, false });
	compare(r, g, WORD_CAMPAIGN_LETTERS, (const int64_t[]){ a->campaign_letters, b->campaign_letters },
	    (const bool[]){ letters_hidden(r, a), letters_hidden(r, b) });
	compare(r, g, WORD_CAMPAIGN_PEOPLE, (const int64_t[]){ a->campaign_people, b->campaign_people },
	    (const bool[]){ tables_small(r, a->campaign_people), tables_small(r, b->campaign_people) });
	compare(r, g, WORD_MATTERS, (const int64_t[]){ statistics_matters(a), statistics_matters(b) },
	    (const bool[]){ matters_hidden(r, a), matters_hidden(r, b) });
}

/* ---- each by itself ---------------------------------------------------------------------------------------------- */

/* The rows of the table; the last one is of all others. */
struct shown {
	const struct stat_campaign **of;
	int64_t *letters, *people;
	bool *letters_hidden, *people_hidden;
	size_t count;
};

/* In public, small ones are no rows, and a row is told or not as a whole. */
static void
fill_list(const struct stats_report *r, struct shown *list, int64_t least)
{
	const struct statistics *s = &r->now;
	size_t room = s->campaigns + 1;
	bool total_hidden[] = { letters_hidden(r, s), tables_small(r, s->campaign_people) };

	list->letters_hidden = memory_new(r->ctx, room);
	list->people_hidden = memory_new(r->ctx, room);
	list->of = must(talloc_zero_array(r->ctx, const struct stat_campaign *, room));
	list->letters = memory_new(r->ctx, room * sizeof *list->letters);
	list->people = memory_new(r->ctx, room * sizeof *list->people);
	for (size_t i = 0; i < s->campaigns; i++)
		if ((r->for_public ? s->campaign[i].letters : s->campaign[i].whole) >= least)
			list->of[list->count++] = &s->campaign[i];
	list->letters[list->count] = s->campaign_letters;
	list->people[list->count] = s->campaign_people;
	for (size_t i = 0; i < list->count; i++) {
		list->letters[list->count] -= list->letters[i] = list->of[i]->letters;
		list->people[list->count] -= list->people[i] = list->of[i]->people;
	}
	if (r->least > 0 && list->count > 0) {
		suppress_line(list->letters, list->count + 1, r->least, list->letters_hidden);
		suppress_line(list->people, list->count + 1, r->least, list->people_hidden);
	}
	for (size_t i = 0; i <= list->count; i++) {
		bool row = list->letters_hidden[i] || list->people_hidden[i] || total_hidden[0] || total_hidden[1];

		/* One row alone is the total. */
		list->letters_hidden[i] = list->count == 0 ? total_hidden[0] : row;
		list->people_hidden[i] = list->count == 0 ? total_hidden[1] : row;
	}
}

static const char *
department_words(const struct stats_report *r, const char *code)
{
	const struct department *d = settings_department(r->s, code);

	return d != NULL ? d->name : code[0] == 0 ? tables_word(r, WORD_NOT_ROUTED) : code;
}

static void
put_campaign(const struct stats_report *r, struct grid *g, const struct shown *list, size_t i)
{
	const struct stat_campaign *c = list->of[i];

	grid_row(g, false);
	/* The number is that of somebody's letter. */
	if (c == NULL)
		grid_text(g, tables_word(r, WORD_SMALLER));
	else
		grid_text(g, r->for_public ? must(talloc_asprintf(r->ctx, "%zu", i + 1)) : c->number);
	grid_text(g, c == NULL ? "" : department_words(r, c->department));
	tables_number(g, list->letters[i], list->letters_hidden[i]);
	tables_number(g, list->people[i], list->people_hidden[i]);
	if (!r->for_public)
		grid_text(g, c == NULL ? "" : tables_word(r, c->open > 0 ? WORD_STATE_OPEN : WORD_STATE_ENDED));
}

void
tables_campaigns(struct stats_report *r, struct grid *g)
{
	int64_t least = r->s->campaign.size < CAMPAIGN_LEAST ? CAMPAIGN_LEAST : r->s->campaign.size;
	const char *words = tables_word(r, r->for_public ? WORD_NOTE_CAMPAIGN_PUBLIC : WORD_NOTE_CAMPAIGN_LIST), *hole = strstr(words, "%lld");
	struct shown list = { .count = 0 };

	if (least < r->least)
		least = r->least;
	fill_list(r, &list, least);
	grid_column(g, tables_word(r, r->for_public ? WORD_ITEM : WORD_FIRST_NUMBER), GRID_TEXT, 45);
	grid_column(g, tables_word(r, WORD_DEPARTMENT), GRID_TEXT, 60);
	grid_column(g, tables_word(r, WORD_LETTERS_OF), GRID_NUMBER, 28);
	grid_column(g, tables_word(r, WORD_PEOPLE_OF), GRID_NUMBER, 28);
	if (!r->for_public)
		grid_column(g, tables_word(r, WORD_STATE), GRID_TEXT, 40);
	for (size_t i = 0; i <= list.count; i++)
		put_campaign(r, g, &list, i);
	grid_row(g, true);
	grid_text(g, tables_word(r, WORD_TOTAL));
	grid_text(g, "");
	tables_number(g, r->now.campaign_letters, letters_hidden(r, &r->now));
	tables_number(g, r->now.campaign_people, tables_small(r, r->now.campaign_people));
	if (!r->for_public)
		grid_text(g, "");
	grid_note(g, must(talloc_asprintf(r->ctx, "%.*s%lld%s", (int)(hole - words), words, (long long)least, hole + 4)));
	tables_source(r, g, (const enum statistics_sql[]){ SQL_CAMPAIGNS, STATISTICS_SQLS });
}
