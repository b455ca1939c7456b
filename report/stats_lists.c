/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_lists - the report's tables that are lists: summary, course of time, people, ways, reasons, what is open. */
#include "report/stats_tables.h"

#include "config/memory.h"
#include "report/stats_suppress.h"

static void
column(const struct stats_report *r, struct grid *g, enum word title, enum grid_kind kind)
{
	grid_column(g, tables_word(r, title), kind, kind == GRID_TEXT ? 60 : 28);
}

/* ---- summary ----------------------------------------------------------------------------------------------------- */

static void
compare(const struct stats_report *r, struct grid *g, enum word item, int64_t now, int64_t before)
{
	bool small = tables_small(r, now), small_before = tables_small(r, before);

	grid_row(g, false);
	grid_text(g, tables_word(r, item));
	tables_number(g, now, small);
	tables_number(g, before, small_before);
	tables_change(g, now, before, small || small_before);
}

static void
compare_days(const struct stats_report *r, struct grid *g)
{
	const struct days *now = &r->now.days, *before = &r->before.days;
	bool small = tables_small(r, r->now.answered), small_before = tables_small(r, r->before.answered);

	grid_row(g, false);
	grid_text(g, tables_word(r, WORD_MEDIAN));
	tables_median(g, now, small);
	tables_median(g, before, small_before);
	grid_none(g, NOTHING);
	grid_row(g, false);
	grid_text(g, tables_word(r, WORD_NINETIETH));
	tables_ninetieth(g, now, small);
	tables_ninetieth(g, before, small_before);
	grid_none(g, NOTHING);
	grid_row(g, false);
	grid_text(g, tables_word(r, WORD_IN_TIME));
	tables_share(g, now->in_time, now->dated, small);
	tables_share(g, before->in_time, before->dated, small_before);
	grid_none(g, NOTHING);
}

static int64_t
open_at_end(const struct statistics *s)
{
	return s->steps != 0 ? s->step[s->steps - 1].open : s->open_before;
}

void
tables_summary(struct stats_report *r, struct grid *g)
{
	const struct statistics *now = &r->now, *before = &r->before;

	column(r, g, WORD_ITEM, GRID_TEXT);
	column(r, g, WORD_THIS, GRID_NUMBER);
	column(r, g, WORD_BEFORE, GRID_NUMBER);
	column(r, g, WORD_CHANGE, GRID_SHARE);
	compare(r, g, WORD_RECEIVED, now->received, before->received);
	compare(r, g, WORD_ANSWERED, now->answered, before->answered);
	compare_days(r, g);
	if (!r->for_public)
		compare(r, g, WORD_OPEN_BEFORE, now->open_before, before->open_before);
	compare(r, g, WORD_OPEN_END, open_at_end(now), open_at_end(before));
	compare(r, g, WORD_NOT_PROCESSED, now->not_processed, before->not_processed);
	compare(r, g, WORD_NO_ANSWER, now->no_answer, before->no_answer);
	compare(r, g, WORD_FOLLOW_UPS, now->follow_ups, before->follow_ups);
	compare(r, g, WORD_CORRECTIONS, now->corrections, before->corrections);
	compare(r, g, WORD_CAME_BACK, now->came_back, before->came_back);
	compare(r, g, WORD_ERASED, now->erased, before->erased);
	if (now->until > now->now)
		grid_note(g, tables_word(r, WORD_NOTE_RUNNING));
	grid_note(g, tables_word(r, WORD_NOTE_ERASED));
	tables_source(r, g, (const enum statistics_sql[]){ SQL_RECEIVED, SQL_ANSWERED, SQL_PAUSES, SQL_TURNS, SQL_OPEN,
	    SQL_RECEIVED_SINCE, SQL_ERASED, STATISTICS_SQLS });
}

/* ---- course ------------------------------------------------------------------------------------------------------ */

/* Beside a month that of the year before; beside a day nothing, for no weekday is the same. */
static bool
has_before(const struct stats_report *r)
{
	return !r->by_day;
}

static void
put_step(const struct stats_report *r, struct grid *g, size_t i)
{
	const struct stat_step *s = &r->now.step[i];

	grid_row(g, false);
	grid_text(g, stats_step_words(r, i));
	tables_number(g, s->received, r->step_hidden[i]);
	if (has_before(r) && !r->for_public)
		grid_number(g, i < r->before.steps ? r->before.step[i].received : 0);
	tables_number(g, s->answered, r->step_answered_hidden[i]);
	if (!r->for_public) {
		grid_number(g, s->again);
		grid_number(g, s->ended);
	}
	tables_number(g, s->open, tables_small(r, s->open));
}

static void
put_steps_sum(const struct stats_report *r, struct grid *g)
{
	int64_t again = 0, ended = 0, before = 0;

	for (size_t i = 0; i < r->now.steps; i++) {
		again += r->now.step[i].again;
		ended += r->now.step[i].ended;
		before += i < r->before.steps ? r->before.step[i].received : 0;
	}
	grid_row(g, true);
	grid_text(g, tables_word(r, WORD_TOTAL));
	tables_number(g, r->now.received, tables_small(r, r->now.received));
	if (has_before(r) && !r->for_public)
		grid_number(g, before);
	tables_number(g, r->now.answered, tables_small(r, r->now.answered));
	if (!r->for_public) {
		grid_number(g, again);
		grid_number(g, ended);
	}
	grid_none(g, NOTHING);
}

void
tables_course(struct stats_report *r, struct grid *g)
{
	grid_column(g, tables_word(r, WORD_DATE), GRID_TEXT, 30);
	grid_column(g, tables_word(r, WORD_RECEIVED), GRID_NUMBER, 24);
	if (has_before(r) && !r->for_public)
		grid_column(g, must(talloc_asprintf(r->ctx, "%s %s", tables_word(r, WORD_BEFORE), tables_word(r, WORD_RECEIVED))),
		    GRID_NUMBER, 24);
	grid_column(g, tables_word(r, WORD_ANSWERED), GRID_NUMBER, 24);
	if (!r->for_public) {
		grid_column(g, tables_word(r, WORD_AGAIN), GRID_NUMBER, 28);
		grid_column(g, tables_word(r, WORD_ENDED), GRID_NUMBER, 24);
	}
	grid_column(g, tables_word(r, WORD_OPEN_END), GRID_NUMBER, 24);
	for (size_t i = 0; i < r->now.steps; i++)
		put_step(r, g, i);
	put_steps_sum(r, g);
	if (!r->for_public)
		grid_note(g, tables_word(r, WORD_NOTE_BALANCE));
	tables_source(r, g, (const enum statistics_sql[]){ SQL_RECEIVED, SQL_ANSWERED, SQL_TURNS, SQL_TURNS_COUNT, SQL_OPEN,
	    SQL_RECEIVED_SINCE, STATISTICS_SQLS });
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

void
tables_letters(struct stats_report *r, struct grid *g)
{
	column(r, g, WORD_ITEM, GRID_TEXT);
	column(r, g, WORD_THIS, GRID_NUMBER);
	column(r, g, WORD_BEFORE, GRID_NUMBER);
	column(r, g, WORD_CHANGE, GRID_SHARE);
	compare(r, g, WORD_RECEIVED, r->now.received, r->before.received);
	compare(r, g, WORD_WITH_SENDER, r->now.with_sender, r->before.with_sender);
	compare(r, g, WORD_PERSONS, r->now.persons, r->before.persons);
	tables_campaign_rows(r, g);
	grid_note(g, tables_word(r, WORD_NOTE_PEOPLE));
	grid_note(g, tables_word(r, WORD_NOTE_CAMPAIGNS));
	tables_source(r, g, (const enum statistics_sql[]){ SQL_RECEIVED, SQL_CAMPAIGNS, STATISTICS_SQLS });
}

/* ---- shares of a whole ------------------------------------------------------------------------------------------- */

struct part {
	const char *name;
	int64_t count;
};

/* Parts of a whole, with their shares. */
static void
list_parts(const struct stats_report *r, struct grid *g, enum word title, const struct part *part, size_t count, int64_t whole)
{
	int64_t *value = memory_new(r->ctx, (count + 1) * sizeof *value);
	bool *hidden = memory_new(r->ctx, count + 1), small = tables_small(r, whole);

	for (size_t i = 0; i < count; i++)
		value[i] = part[i].count;
	if (r->least > 0)
		suppress_line(value, count, r->least, hidden);
	column(r, g, title, GRID_TEXT);
	column(r, g, WORD_COUNT, GRID_NUMBER);
	column(r, g, WORD_SHARE, GRID_SHARE);
	for (size_t i = 0; i < count; i++) {
		grid_row(g, false);
		grid_text(g, part[i].name);
		tables_number(g, part[i].count, hidden[i] || (small && part[i].count > 0));
		tables_share(g, part[i].count, whole, hidden[i] || (small && part[i].count > 0));
	}
	grid_row(g, true);
	grid_text(g, tables_word(r, WORD_TOTAL));
	tables_number(g, whole, small);
	tables_share(g, whole, whole, small);
	grid_note(g, tables_word(r, WORD_NOTE_ROUND));
}

void
tables_ways(struct stats_report *r, struct grid *g)
{
	const struct part part[ANSWER_WAYS] = { [WAY_OF_MAIL] = { tables_word(r, WORD_MAIL), r->now.way[WAY_OF_MAIL] },
		[WAY_OF_LETTER] = { tables_word(r, WORD_LETTER), r->now.way[WAY_OF_LETTER] },
		[WAY_OF_PAGE] = { tables_word(r, WORD_PAGE), r->now.way[WAY_OF_PAGE] },
		[WAY_OF_OTHER] = { tables_word(r, WORD_OTHER), r->now.way[WAY_OF_OTHER] } };

	list_parts(r, g, WORD_WAY, part, r->now.way[WAY_OF_OTHER] != 0 ? ANSWER_WAYS : WAY_OF_OTHER, r->now.answered);
	tables_source(r, g, (const enum statistics_sql[]){ SQL_ANSWERED, SQL_ANSWERED_COUNT, STATISTICS_SQLS });
}

void
tables_reasons(struct stats_report *r, struct grid *g)
{
	size_t known = r->s->reason_count, count = 0;
	struct part *part = memory_new(r->ctx, (known + r->now.reasons + 1) * sizeof *part);

	/* Those of the settings in their order, then what the settings do not know any more. */
	for (size_t i = 0; i < known + r->now.reasons; i++) {
		const char *code = i < known ? r->s->reasons[i].code : r->now.reason[i - known].code;
		const struct reason *reason = settings_reason(r->s, code);

		for (size_t j = 0; j < r->now.reasons; j++)
			if (strcmp(r->now.reason[j].code, code) == 0 && (i < known || reason == NULL))
				part[count++] = (struct part){ reason != NULL ? reason->name : code, r->now.reason[j].count };
	}
	list_parts(r, g, WORD_REASON, part, count, r->now.not_processed);
	tables_source(r, g, (const enum statistics_sql[]){ SQL_RECEIVED, STATISTICS_SQLS });
}

/* ---- what is open ------------------------------------------------------------------------------------------------ */

void
tables_open_now(struct stats_report *r, struct grid *g)
{
	int64_t late = 0, undated = 0, oldest = 0;

	column(r, g, WORD_DEPARTMENT, GRID_TEXT);
	column(r, g, WORD_COUNT, GRID_NUMBER);
	column(r, g, WORD_LATE, GRID_NUMBER);
	column(r, g, WORD_UNDATED, GRID_NUMBER);
	column(r, g, WORD_OLDEST, GRID_DATE);
	for (size_t i = 0; i < r->now.opens; i++) {
		const struct stat_open *o = &r->now.open[i];
		const struct department *d = settings_department(r->s, o->department);

		grid_row(g, false);
		grid_text(g, d != NULL ? d->name : o->department[0] == 0 ? tables_word(r, WORD_NOT_ROUTED) : o->department);
		grid_number(g, o->count);
		grid_number(g, o->late);
		grid_number(g, o->undated);
		grid_date(g, o->oldest);
		late += o->late;
		undated += o->undated;
		oldest = oldest == 0 || (o->oldest != 0 && o->oldest < oldest) ? o->oldest : oldest;
	}
	grid_row(g, true);
	grid_text(g, tables_word(r, WORD_TOTAL));
	grid_number(g, r->now.open_now);
	grid_number(g, late);
	grid_number(g, undated);
	grid_date(g, oldest);
	grid_note(g, tables_word(r, WORD_NOTE_NOW));
	tables_source(r, g, (const enum statistics_sql[]){ SQL_OPEN_NOW, SQL_OPEN, STATISTICS_SQLS });
}
