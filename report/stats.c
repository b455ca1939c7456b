/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats - the report of a period: the register is read, and what the tables have in common is made. */
#include "report/stats.h"

#include "config/clock.h"
#include "config/memory.h"
#include "report/stats_suppress.h"
#include "report/stats_tables.h"

/* ---- words ------------------------------------------------------------------------------------------------------- */

const char *
stats_period_words(const struct stats_report *r, const struct period *p)
{
	int number = p->number;

	if (r->language == LANGUAGE_EN) {
		if (p->kind == PERIOD_YEAR)
			return must(talloc_asprintf(r->ctx, "fiscal year %d", p->year));
		return must(talloc_asprintf(r->ctx, p->kind == PERIOD_MONTH ? "%d-%02d" : "fiscal year %d, quarter %d", p->year, number));
	}
	if (p->kind == PERIOD_YEAR)
		return must(talloc_asprintf(r->ctx, "%d年度", p->year));
	return must(talloc_asprintf(r->ctx, p->kind == PERIOD_MONTH ? "%d年%d月" : "%d年度 第%d四半期", p->year, number));
}

const char *
stats_period_days(const struct stats_report *r, const struct period *p)
{
	struct day a = clock_tokyo(p->from), b = clock_tokyo(p->until - 1);

	if (r->language == LANGUAGE_EN)
		return must(talloc_asprintf(r->ctx, "%d-%02d-%02d to %d-%02d-%02d", a.year, a.month, a.day, b.year, b.month, b.day));
	return must(talloc_asprintf(r->ctx, "%d年%d月%d日～%d年%d月%d日", a.year, a.month, a.day, b.year, b.month, b.day));
}

const char *
stats_title(const struct stats_report *r)
{
	return must(talloc_asprintf(r->ctx, r->language == LANGUAGE_EN ? "%s, %s%s%s" : "%s　%s%s%s", tables_word(r, WORD_TITLE),
	    stats_period_words(r, &r->period), r->for_public ? r->language == LANGUAGE_EN ? ", " : "　" : "",
	    r->for_public ? tables_word(r, WORD_PUBLIC) : ""));
}

const char *
stats_step_words(const struct stats_report *r, size_t step)
{
	struct day d = clock_tokyo(r->by_day ? r->now.step[step].begin : r->now.part_begin[step]);

	if (r->language == LANGUAGE_EN)
		return must(r->by_day ? talloc_asprintf(r->ctx, "%d-%02d-%02d", d.year, d.month, d.day) :
		    talloc_asprintf(r->ctx, "%d-%02d", d.year, d.month));
	return must(r->by_day ? talloc_asprintf(r->ctx, "%d月%d日", d.month, d.day) :
	    talloc_asprintf(r->ctx, "%d年%d月", d.year, d.month));
}

const char *
stats_step_label(const struct stats_report *r, size_t step)
{
	struct day d = clock_tokyo(r->now.step[step].begin);

	if (r->by_day)
		return must(talloc_asprintf(r->ctx, "%d/%d", d.month, d.day));
	if (r->language == LANGUAGE_EN)
		return must(talloc_asprintf(r->ctx, "%04d-%02d", d.year, d.month));
	return must(talloc_asprintf(r->ctx, "%d月", d.month));
}

static const char *
name_of(const struct stats_report *r, enum axis axis, const char *code)
{
	const struct purpose *p = axis == AXIS_PURPOSE ? settings_purpose(r->s, code) : NULL;
	const struct department *d = axis == AXIS_DEPARTMENT ? settings_department(r->s, code) : NULL;

	if (p != NULL || d != NULL)
		return p != NULL ? p->name : d->name;
	if (axis == AXIS_CHANNEL)
		return stats_channel(r->language, code);
	return axis == AXIS_DEPARTMENT && code[0] == 0 ? tables_word(r, WORD_NOT_ROUTED) : code;
}

/* ---- axes -------------------------------------------------------------------------------------------------------- */

static void
allocate(struct stats_report *r, struct stats_axis *a, size_t room)
{
	int64_t **numbers[] = { &a->received, &a->before, &a->answered, &a->answered_before };
	bool **flags[] = { &a->received_hidden, &a->before_hidden, &a->answered_hidden, &a->answered_before_hidden };

	for (size_t i = 0; i < 4; i++) {
		*numbers[i] = memory_new(r->ctx, room * sizeof **numbers[i]);
		*flags[i] = memory_new(r->ctx, room * sizeof **flags[i]);
	}
	a->code = memory_new(r->ctx, room * sizeof *a->code);
	a->name = memory_new(r->ctx, room * sizeof *a->name);
	a->days = must(talloc_zero_array(r->ctx, const struct days *, room));
	a->days_before = must(talloc_zero_array(r->ctx, const struct days *, room));
}

static void
make_axis(struct stats_report *r, enum axis axis)
{
	const struct codes *codes = &r->now.codes[axis];
	const struct stat_line *now = statistics_along(r->ctx, &r->now, axis), *before = statistics_along(r->ctx, &r->before, axis);
	struct stats_axis *a = &r->axis[axis];

	allocate(r, a, codes->count + 1);
	for (size_t i = 0; i < codes->count; i++) {
		if (now[i].received + now[i].answered + before[i].received + before[i].answered == 0)
			continue;
		a->code[a->count] = i;
		a->name[a->count] = name_of(r, axis, codes->code[i]);
		a->received[a->count] = now[i].received;
		a->before[a->count] = before[i].received;
		a->answered[a->count] = now[i].answered;
		a->answered_before[a->count] = before[i].answered;
		a->days[a->count] = &now[i].days;
		a->days_before[a->count++] = &before[i].days;
	}
	if (r->least == 0)
		return;
	suppress_line(a->received, a->count, r->least, a->received_hidden);
	suppress_line(a->before, a->count, r->least, a->before_hidden);
	suppress_line(a->answered, a->count, r->least, a->answered_hidden);
	suppress_line(a->answered_before, a->count, r->least, a->answered_before_hidden);
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

/* Months of a year stand below sums of quarters, too: in each quarter, what is hidden does not follow from its sum, and
 * nothing of a hidden quarter is told. */
static void
hide_steps(const struct stats_report *r, const int64_t *value, size_t count, bool *hidden)
{
	int64_t sum[4] = { 0 };
	bool quarter_hidden[4] = { false };
	bool year = r->now.parts == STATISTICS_PARTS;

	if (r->least == 0)
		return;
	if (!year) {
		suppress_line(value, count, r->least, hidden);
		return;
	}
	for (size_t i = 0; i < count; i++)
		sum[i / 3] += value[i];
	suppress_line(sum, 4, r->least, quarter_hidden);
	for (size_t i = 0; i < count; i += 3) {
		size_t n = count - i < 3 ? count - i : 3;

		suppress_line(value + i, n, r->least, hidden + i);
		for (size_t j = i; j < i + n; j++)
			hidden[j] = hidden[j] || (quarter_hidden[i / 3] && value[j] > 0);
	}
}

static void
make_steps(struct stats_report *r)
{
	size_t count = r->now.steps;
	int64_t *received = memory_new(r->ctx, (count + 1) * sizeof *received);
	int64_t *answered = memory_new(r->ctx, (count + 1) * sizeof *answered);

	r->step_hidden = memory_new(r->ctx, count + 1);
	r->step_answered_hidden = memory_new(r->ctx, count + 1);
	for (size_t i = 0; i < count; i++) {
		received[i] = r->now.step[i].received;
		answered[i] = r->now.step[i].answered;
	}
	hide_steps(r, received, count, r->step_hidden);
	hide_steps(r, answered, count, r->step_answered_hidden);
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static enum verdict
read_both(struct stats_report *r, struct ledger *l, struct fault *f)
{
	struct codes *codes = statistics_codes(r->ctx, r->s);
	struct period before = period_year_before(&r->period);
	struct statistics_request now = { r->period.from, r->period.until, r->by_day, true, codes };
	struct statistics_request then = { before.from, before.until, false, true, codes };
	enum verdict v = statistics_begin(l, f);

	if (v != DONE)
		return v;
	v = statistics_read(l, r->ctx, &now, &r->now, f);
	if (v == DONE)
		v = statistics_read(l, r->ctx, &then, &r->before, f);
	statistics_end(l);
	return v;
}

enum verdict
stats_make(struct stats_report *r, struct ledger *l, bool *unbalanced_out, struct fault *f)
{
	enum verdict v;

	r->language = r->s->office.language;
	r->least = r->for_public ? r->s->stats.suppress : 0;
	v = read_both(r, l, f);
	if (v != DONE)
		return v;
	v = statistics_balance(&r->now, f);
	if (v == DONE)
		v = statistics_balance(&r->before, f);
	*unbalanced_out = v != DONE;
	if (v != DONE)
		return v;
	for (int axis = 0; axis < AXES; axis++)
		make_axis(r, (enum axis)axis);
	make_steps(r);
	stats_tables(r);
	return DONE;
}
